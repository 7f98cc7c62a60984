using System.Text.Json.Serialization;

namespace Retention.Metrics.Survival;

/// <content>How lifetimes look in JSON: <c>{"times": [1, 2], "ended": [2, 1], "censored": [0, 1], "tolerance": {"value": 0}}</c>; weights and late entries add columns.</content>
public sealed partial class Lifetimes
{
    [JsonConstructor]
    internal Lifetimes(
        double[]? times,
        double[]? endedAt,
        double[]? censoredAt,
        long[]? endedRows,
        long[]? censoredRows,
        double[]? endedSquares,
        double[]? censoredSquares,
        bool fractionalWeights,
        double[]? entryTimes,
        long[]? entryRows,
        double[]? entryWeights,
        int[]? rowsFrom,
        double[]? rowEntered,
        double[]? rowWeights,
        bool[]? rowEnded,
        TimeTolerance tolerance,
        string? unit)
    {
        var table = new LifetimesTable
        {
            Times = times,
            Ended = endedAt,
            Censored = censoredAt,
            EndedRows = endedRows,
            CensoredRows = censoredRows,
            EndedSquares = endedSquares,
            CensoredSquares = censoredSquares,
            FractionalWeights = fractionalWeights,
            EntryTimes = entryTimes,
            EntryRows = entryRows,
            EntryWeights = entryWeights,
            RowsFrom = rowsFrom,
            RowEntered = rowEntered,
            RowWeights = rowWeights,
            RowEnded = rowEnded,
        };
        (Sets, Tolerance, Unit) = (table.ToRiskSets(), tolerance, unit);
    }

    [JsonInclude]
    [JsonPropertyName("times")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    internal double[]? Times => Table.Times;

    [JsonInclude]
    [JsonPropertyName("ended")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    internal double[]? EndedAt => Table.Ended;

    [JsonInclude]
    [JsonPropertyName("censored")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    internal double[]? CensoredAt => Table.Censored;

    [JsonInclude]
    [JsonPropertyName("endedRows")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal long[]? EndedRows => Table.EndedRows;

    [JsonInclude]
    [JsonPropertyName("censoredRows")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal long[]? CensoredRows => Table.CensoredRows;

    [JsonInclude]
    [JsonPropertyName("endedSquares")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? EndedSquares => Table.EndedSquares;

    [JsonInclude]
    [JsonPropertyName("censoredSquares")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? CensoredSquares => Table.CensoredSquares;

    [JsonInclude]
    [JsonPropertyName("fractionalWeights")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool FractionalWeights => Table.FractionalWeights;

    [JsonInclude]
    [JsonPropertyName("entryTimes")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? EntryTimes => Table.EntryTimes;

    [JsonInclude]
    [JsonPropertyName("entryRows")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal long[]? EntryRows => Table.EntryRows;

    [JsonInclude]
    [JsonPropertyName("entryWeights")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? EntryWeights => Table.EntryWeights;

    [JsonInclude]
    [JsonPropertyName("rowsFrom")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal int[]? RowsFrom => Table.RowsFrom;

    [JsonInclude]
    [JsonPropertyName("rowEntered")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? RowEntered => Table.RowEntered;

    [JsonInclude]
    [JsonPropertyName("rowWeights")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? RowWeights => Table.RowWeights;

    [JsonInclude]
    [JsonPropertyName("rowEnded")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal bool[]? RowEnded => Table.RowEnded;
}

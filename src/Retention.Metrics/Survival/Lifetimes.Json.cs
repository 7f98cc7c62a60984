using System.Text.Json.Serialization;

namespace Retention.Metrics.Survival;

/// <content>How lifetimes look in JSON: <c>{"times": [1, 2], "ended": [2, 1], "censored": [0, 1], "tolerance": {"value": 0}}</c>; weights and late entries add columns.</content>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
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
    [JsonPropertyOrder(-19)]
    [JsonPropertyName("times")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    internal double[]? Times => Table.Times;

    [JsonInclude]
    [JsonPropertyOrder(-18)]
    [JsonPropertyName("ended")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    internal double[]? EndedAt => Table.Ended;

    [JsonInclude]
    [JsonPropertyOrder(-17)]
    [JsonPropertyName("censored")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    internal double[]? CensoredAt => Table.Censored;

    [JsonInclude]
    [JsonPropertyOrder(-16)]
    [JsonPropertyName("endedRows")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal long[]? EndedRows => Table.EndedRows;

    [JsonInclude]
    [JsonPropertyOrder(-15)]
    [JsonPropertyName("censoredRows")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal long[]? CensoredRows => Table.CensoredRows;

    [JsonInclude]
    [JsonPropertyOrder(-14)]
    [JsonPropertyName("endedSquares")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? EndedSquares => Table.EndedSquares;

    [JsonInclude]
    [JsonPropertyOrder(-13)]
    [JsonPropertyName("censoredSquares")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? CensoredSquares => Table.CensoredSquares;

    [JsonInclude]
    [JsonPropertyOrder(-12)]
    [JsonPropertyName("fractionalWeights")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool FractionalWeights => Table.FractionalWeights;

    [JsonInclude]
    [JsonPropertyOrder(-11)]
    [JsonPropertyName("entryTimes")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? EntryTimes => Table.EntryTimes;

    [JsonInclude]
    [JsonPropertyOrder(-10)]
    [JsonPropertyName("entryRows")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal long[]? EntryRows => Table.EntryRows;

    [JsonInclude]
    [JsonPropertyOrder(-9)]
    [JsonPropertyName("entryWeights")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? EntryWeights => Table.EntryWeights;

    [JsonInclude]
    [JsonPropertyOrder(-8)]
    [JsonPropertyName("rowsFrom")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal int[]? RowsFrom => Table.RowsFrom;

    [JsonInclude]
    [JsonPropertyOrder(-7)]
    [JsonPropertyName("rowEntered")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? RowEntered => Table.RowEntered;

    [JsonInclude]
    [JsonPropertyOrder(-6)]
    [JsonPropertyName("rowWeights")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? RowWeights => Table.RowWeights;

    [JsonInclude]
    [JsonPropertyOrder(-5)]
    [JsonPropertyName("rowEnded")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal bool[]? RowEnded => Table.RowEnded;
}

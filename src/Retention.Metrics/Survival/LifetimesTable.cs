using System.Globalization;

namespace Retention.Metrics.Survival;

/// <summary>
/// Lifetimes as columns, the form in which they are written down: the distinct tenures with how many ended and were censored at each, and what weights and late entries add.
/// Turning them back into risk sets checks what the factories check.
/// </summary>
internal sealed class LifetimesTable
{
    public required double[]? Times { get; init; }

    public required double[]? Ended { get; init; }

    public required double[]? Censored { get; init; }

    public long[]? EndedRows { get; init; }

    public long[]? CensoredRows { get; init; }

    public double[]? EndedSquares { get; init; }

    public double[]? CensoredSquares { get; init; }

    public bool FractionalWeights { get; init; }

    public double[]? EntryTimes { get; init; }

    public long[]? EntryRows { get; init; }

    public double[]? EntryWeights { get; init; }

    public int[]? RowsFrom { get; init; }

    public double[]? RowEntered { get; init; }

    public double[]? RowWeights { get; init; }

    public bool[]? RowEnded { get; init; }

    public static LifetimesTable Of(RiskSets sets)
    {
        var table = sets.ToTable();
        return new()
        {
            Times = table.Times,
            Ended = table.Ended,
            Censored = table.Censored,
            EndedRows = table.EndedRows,
            CensoredRows = table.CensoredRows,
            EndedSquares = table.EndedSquares,
            CensoredSquares = table.CensoredSquares,
            FractionalWeights = sets.HasFractionalWeights,
            EntryTimes = sets.Entries?.Times,
            EntryRows = sets.Entries?.Rows,
            EntryWeights = sets.Entries?.Weights,
            RowsFrom = sets.LateRows?.First,
            RowEntered = sets.LateRows?.Entered,
            RowWeights = sets.LateRows?.Weights,
            RowEnded = sets.LateRows?.Ended,
        };
    }

    public bool SameAs(LifetimesTable other) =>
        Same(Times, other.Times) && Same(Ended, other.Ended) && Same(Censored, other.Censored)
        && Same(EndedRows, other.EndedRows) && Same(CensoredRows, other.CensoredRows)
        && Same(EndedSquares, other.EndedSquares) && Same(CensoredSquares, other.CensoredSquares)
        && Same(EntryTimes, other.EntryTimes) && Same(EntryRows, other.EntryRows) && Same(EntryWeights, other.EntryWeights)
        && FractionalWeights == other.FractionalWeights;

    public RiskSets ToRiskSets()
    {
        ArgumentNullException.ThrowIfNull(Times);
        ArgumentNullException.ThrowIfNull(Ended);
        ArgumentNullException.ThrowIfNull(Censored);
        CheckTimes(Times, "times");
        var weighted = EndedRows is not null;
        foreach (var (column, name) in new (Array?, string)[] { (Ended, "ended"), (Censored, "censored") })
        {
            Lifetimes.CheckLength(column?.Length ?? -1, name, Times.Length, "times");
        }

        foreach (var (column, name) in new (Array?, string)[] { (EndedRows, "endedRows"), (CensoredRows, "censoredRows"), (EndedSquares, "endedSquares"), (CensoredSquares, "censoredSquares") })
        {
            Lifetimes.CheckLength(column?.Length ?? -1, name, weighted ? Times.Length : -1, "times");
        }

        for (var i = 0; i < Times.Length; i++)
        {
            CheckNumber(Ended[i], EndedRows?[i], "ended", i);
            CheckNumber(Censored[i], CensoredRows?[i], "censored", i);
            Guard.AtLeast(EndedSquares?[i] ?? 0, 0, "endedSquares");
            Guard.AtLeast(CensoredSquares?[i] ?? 0, 0, "censoredSquares");
        }

        var table = new ExitTable(Times, Ended, Censored, EndedRows, CensoredRows, EndedSquares, CensoredSquares);
        var sets = new RiskSets(table, Entries(weighted), Rows(), FractionalWeights);
        CheckAtRisk(sets);
        return sets;
    }

    private static void CheckTimes(double[] times, string name)
    {
        Lifetimes.CheckTenures(times, name);
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] <= times[i - 1])
            {
                throw Guard.OutOfRange(Row(name, i), times[i], string.Create(CultureInfo.InvariantCulture, $"The times must ascend; the one before is {times[i - 1]}"));
            }
        }
    }

    private static void CheckNumber(double weight, long? rows, string name, int i)
    {
        var row = Row(name, i);
        Guard.AtLeast(weight, 0, row);
        if (rows is { } count ? Guard.Count(count, row) > 0 != weight > 0 : Math.Floor(weight) != weight || weight > 1L << 53)
        {
            throw Guard.OutOfRange(row, weight, rows is null ? "Without weights it is a count of customers" : "It must be above 0 exactly where there are rows");
        }
    }

    private static void CheckAtRisk(RiskSets sets)
    {
        // Whoever enters must leave later.
        var later = sets.Read();
        var (entries, entered, left) = (sets.Entries, 0L, sets.Rows);
        for (var i = 0; entries is not null && i < entries.Times.Length; i++)
        {
            entered += entries.Rows[i];
        }

        for (var i = 0; entries is not null && i < entries.Times.Length; i++)
        {
            while (later.NextTime <= entries.Times[i] && later.Next())
            {
                left -= later.EndedRows + later.CensoredRows;
            }

            Guard.Part(entered, left, "those who leave later", FormattableString.Invariant($"entries from {entries.Times[i]} on"));
            entered -= entries.Rows[i];
        }

        for (var reader = sets.Read(); reader.Next();)
        {
            Guard.Part(reader.EndedRows + reader.CensoredRows, Math.Max(0, reader.RowsAtRisk), "those at risk", FormattableString.Invariant($"exits at {reader.Time}"));
        }
    }

    private static bool Same<T>(T[]? a, T[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);

    private static string Row(string name, int row) => FormattableString.Invariant($"{name}[{row}]");

    private EntryTable? Entries(bool weighted)
    {
        if (EntryTimes is null)
        {
            return null;
        }

        CheckTimes(EntryTimes, "entryTimes");
        Lifetimes.CheckLength(EntryRows?.Length ?? -1, "entryRows", EntryTimes.Length, "entryTimes");
        Lifetimes.CheckLength(EntryWeights?.Length ?? -1, "entryWeights", weighted ? EntryTimes.Length : -1, "entryTimes");
        for (var i = 0; i < EntryTimes.Length; i++)
        {
            Guard.Count(EntryRows![i], Row("entryRows", i));
            Guard.AtLeast(EntryWeights?[i] ?? 0, 0, Row("entryWeights", i));
        }

        return new(EntryTimes, EntryRows!, EntryWeights);
    }

    private LateRows? Rows()
    {
        if (RowsFrom is null || RowEntered is null || RowEnded is null)
        {
            return null;
        }

        Lifetimes.CheckLength(RowsFrom.Length, "rowsFrom", Times!.Length + 1, "times plus one");
        Lifetimes.CheckLength(RowEnded.Length, "rowEnded", RowEntered.Length, "rowEntered");
        Lifetimes.CheckLength(RowWeights?.Length ?? RowEntered.Length, "rowWeights", RowEntered.Length, "rowEntered");
        for (var i = 0; i < RowsFrom.Length; i++)
        {
            Guard.Part(RowsFrom[i], RowEntered.Length, "rowEntered", Row("rowsFrom", i));
            Guard.AtLeast(RowsFrom[i], i == 0 ? 0 : RowsFrom[i - 1], Row("rowsFrom", i));
        }

        return new(RowsFrom, RowEntered, RowWeights, RowEnded);
    }
}

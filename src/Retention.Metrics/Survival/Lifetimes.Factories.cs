using System.Globalization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <content>The doors: dated rows, columns, tables of counts.</content>
public sealed partial class Lifetimes
{
    /// <summary>Makes lifetimes from rows with a start, an end or none, and the day up to which the rows are known. Tenures are whole days.</summary>
    /// <typeparam name="T">The type of the rows: one per customer or subscription.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="start">The first day.</param>
    /// <param name="end">The day of leaving; null for those who have not left. Not before the start.</param>
    /// <param name="asOf">The day up to which the data are known. Whoever left later still runs on this day; whoever starts later is left out.</param>
    /// <param name="observedFrom">
    /// The day from which the data are complete, if customers who had left earlier are missing. Whoever started before it is then at risk only from the age
    /// reached on that day (late entry), and whoever left on or before it is left out. Without this, old customers would look immortal.
    /// </param>
    /// <param name="weight">The case weight of a row, above 0; 1 unless told.</param>
    /// <returns>The lifetimes, in days.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/>, <paramref name="start"/> or <paramref name="end"/> is null.</exception>
    /// <exception cref="ArgumentException">An end lies before its start, a weight is not above 0, or <paramref name="observedFrom"/> lies after <paramref name="asOf"/>.</exception>
    /// <example>
    /// <code>
    /// var rows = new[] { (Start: new DateOnly(2026, 1, 1), End: (DateOnly?)new DateOnly(2026, 2, 10)), (new DateOnly(2026, 3, 1), null) };
    /// Lifetimes.From(rows, r => r.Start, r => r.End, asOf: new DateOnly(2026, 6, 30))    // tenures 40 (ended) and 121 (running)
    /// </code>
    /// </example>
    public static Lifetimes From<T>(IEnumerable<T> rows, Func<T, DateOnly> start, Func<T, DateOnly?> end, DateOnly asOf, DateOnly? observedFrom = null, Func<T, double>? weight = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var columns = new DatedColumns<T>(start, end, asOf, observedFrom, weight);
        foreach (var row in rows)
        {
            columns.Add(row);
        }

        return columns.ToLifetimes();
    }

    /// <summary>Makes lifetimes from columns.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="entered">From which age on each was observed, below the tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0; empty for none.</param>
    /// <param name="tolerance">Which times count as the same; exact equality unless told.</param>
    /// <param name="unit">What the tenures are counted in, such as "days" or "months", for the renderings.</param>
    /// <param name="cancellationToken">Cancels the sorting of long columns.</param>
    /// <returns>The lifetimes.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>Whole tenures are counted without sorting; others are radix-sorted. Both take linear time without entries and weights.</remarks>
    /// <example>
    /// <code>
    /// double[] months = [1, 3, 3, 5, 8];
    /// bool[] ended = [true, true, false, true, false];
    /// Lifetimes.From(months, ended, unit: "months")            // 5 lifetimes, 3 ended, 2 still running (40.0 % censored), up to 8 months
    /// </code>
    /// </example>
    public static Lifetimes From(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        TimeTolerance tolerance = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        CheckColumns(tenures, ended.Length, entered, weights);
        return tolerance.IsExact || tenures.IsEmpty
            ? new(RiskSets.FromRows(tenures, ended, entered, weights, cancellationToken), tolerance, unit)
            : FromMerged(tenures, ended, entered, weights, tolerance, unit, cancellationToken);
    }

    /// <summary>Makes lifetimes from columns with whole tenures, such as days or billing months.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the counting of long columns.</param>
    /// <returns>The lifetimes.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a tenure is negative.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Lifetimes From(ReadOnlySpan<int> tenures, ReadOnlySpan<bool> ended, string? unit = null, CancellationToken cancellationToken = default)
    {
        CheckLength(ended.Length, nameof(ended), tenures.Length);
        return new(RiskSets.FromColumns(tenures, ended, [], 1, cancellationToken)[0], default, unit);
    }

    /// <summary>Makes lifetimes from counts per tenure, as a <c>GROUP BY</c> returns them.</summary>
    /// <param name="times">The tenures: finite, at least 0. In ascending order without repeats if <paramref name="atRisk"/> is given, in any order otherwise.</param>
    /// <param name="ended">How many ended at each tenure.</param>
    /// <param name="censored">How many were still running at each tenure.</param>
    /// <param name="atRisk">
    /// How many were under observation just before each tenure; empty when everybody was observed from the start. Where it exceeds what the previous line left over,
    /// customers entered in between. What the last line leaves over is taken as censored there.
    /// </param>
    /// <param name="weights">The case weight of each customer of a line; empty for none. Not together with <paramref name="atRisk"/>.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <returns>The lifetimes: the same table as the rows would have given.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, a value is out of its range, or the numbers at risk do not fit the exits.</exception>
    /// <example>
    /// <code>
    /// Lifetimes.FromTable([1, 2, 3, 6], ended: [120, 80, 50, 70], censored: [0, 0, 60, 620])    // 1,000 lifetimes, 320 ended …
    /// </code>
    /// </example>
    public static Lifetimes FromTable(
        ReadOnlySpan<double> times,
        ReadOnlySpan<long> ended,
        ReadOnlySpan<long> censored,
        ReadOnlySpan<long> atRisk = default,
        ReadOnlySpan<double> weights = default,
        string? unit = null)
    {
        CheckLength(ended.Length, nameof(ended), times.Length, nameof(times));
        CheckLength(censored.Length, nameof(censored), times.Length, nameof(times));
        CheckTenures(times, nameof(times));
        for (var i = 0; i < times.Length; i++)
        {
            Guard.Count(ended[i], Row(nameof(ended), i));
            Guard.Count(censored[i], Row(nameof(censored), i));
        }

        CheckWeights(weights, times.Length, nameof(times));
        if (atRisk.IsEmpty)
        {
            return new(RiskSets.FromTable(times, ended, censored, weights, null), default, unit);
        }

        if (!weights.IsEmpty)
        {
            throw new ArgumentException("Give either numbers at risk or weights: with weights, the numbers at risk follow from the exits.", nameof(weights));
        }

        CheckLength(atRisk.Length, nameof(atRisk), times.Length, nameof(times));
        var leftOver = censored.ToArray();
        var entries = Entries(times, ended, censored, atRisk, out leftOver[^1]);
        return new(RiskSets.FromTable(times, ended, leftOver, weights, entries), default, unit);
    }

    internal static void CheckColumns(ReadOnlySpan<double> tenures, int endedLength, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, string endedName = "ended")
    {
        CheckLength(endedLength, endedName, tenures.Length);
        CheckWeights(weights, tenures.Length, nameof(tenures));
        if (entered.IsEmpty)
        {
            // Without late entry the tenures are checked where they are counted or sorted: once over a long column is enough.
            if (!weights.IsEmpty)
            {
                CheckTenures(tenures, nameof(tenures));
            }

            return;
        }

        CheckTenures(tenures, nameof(tenures));
        CheckLength(entered.Length, nameof(entered), tenures.Length);
        for (var i = 0; i < entered.Length; i++)
        {
            if (!(entered[i] >= 0 && entered[i] < tenures[i]))
            {
                throw Guard.OutOfRange(Row(nameof(entered), i), entered[i], string.Create(CultureInfo.InvariantCulture, $"An entry must be inside [0..{tenures[i]}), before the tenure of its row"));
            }
        }
    }

    internal static void CheckTenures(ReadOnlySpan<double> tenures, string name)
    {
        for (var i = 0; i < tenures.Length; i++)
        {
            if (!(tenures[i] >= 0 && tenures[i] <= double.MaxValue))
            {
                throw RiskSets.NotATenure(name, i, tenures[i]);
            }
        }
    }

    internal static void CheckLength(int length, string name, int expected, string of = "tenures")
    {
        if (length != expected)
        {
            throw new ArgumentException($"{name} has {Text.Count(length)} rows, {of} has {Text.Count(expected)}.", name);
        }
    }

    /// <summary>The columns with near ties merged; an interval that would lose its length by that is refused.</summary>
    internal static (double[] Tenures, double[] Entered) Merged(ReadOnlySpan<double> tenures, ReadOnlySpan<double> entered, TimeTolerance tolerance)
    {
        CheckTenures(tenures, nameof(tenures));
        var (stops, starts) = tolerance.Merge(tenures, entered);
        for (var i = 0; i < starts.Length; i++)
        {
            if (starts[i] >= stops[i])
            {
                throw Guard.OutOfRange(Row(nameof(entered), i), entered[i], string.Create(CultureInfo.InvariantCulture, $"With {tolerance} it is the same time as the tenure {tenures[i]} of its row"));
            }
        }

        return (stops, starts);
    }

    private static Lifetimes FromMerged(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, TimeTolerance tolerance, string? unit, CancellationToken cancellationToken)
    {
        var (stops, starts) = Merged(tenures, entered, tolerance);
        return new(RiskSets.FromRows(stops, ended, starts, weights, cancellationToken), tolerance, unit);
    }

    private static void CheckWeights(ReadOnlySpan<double> weights, int expected, string of)
    {
        if (weights.IsEmpty)
        {
            return;
        }

        CheckLength(weights.Length, nameof(weights), expected, of);
        for (var i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] > 0 && weights[i] <= double.MaxValue))
            {
                throw Guard.OutOfRange(Row(nameof(weights), i), weights[i], "A weight must be a finite number above 0");
            }
        }
    }

    /// <summary>Who must have entered for the numbers at risk to be what they are: after the previous line, which is when it makes no difference where.</summary>
    private static EntryTable? Entries(ReadOnlySpan<double> times, ReadOnlySpan<long> ended, ReadOnlySpan<long> censored, ReadOnlySpan<long> atRisk, out long lastCensored)
    {
        var (entryTimes, entered) = (new List<double>(), new List<long>());
        long left = atRisk[0];
        for (var i = 0; i < times.Length; i++)
        {
            if (i > 0 && times[i] <= times[i - 1])
            {
                throw Guard.OutOfRange(Row(nameof(times), i), times[i], string.Create(CultureInfo.InvariantCulture, $"With numbers at risk the times must ascend; the one before is {times[i - 1]}"));
            }

            if (atRisk[i] < left)
            {
                throw Guard.OutOfRange(Row(nameof(atRisk), i), atRisk[i], string.Create(CultureInfo.InvariantCulture, $"The line before leaves {left} at risk, and nobody leaves between lines: the exits in between are missing"));
            }

            Guard.Part(checked(ended[i] + censored[i]), atRisk[i], Row(nameof(atRisk), i), "ended + censored");
            if (atRisk[i] > left)
            {
                entryTimes.Add(times[i - 1]);
                entered.Add(atRisk[i] - left);
            }

            left = atRisk[i] - ended[i] - censored[i];
        }

        lastCensored = censored[^1] + left;
        return entryTimes.Count == 0 ? null : new([.. entryTimes], [.. entered], null);
    }

    private static string Row(string name, int row) => FormattableString.Invariant($"{name}[{row}]");
}

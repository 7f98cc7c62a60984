using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// A figure beside a published one: the gap, whether it is more than chance, where among companies it stands if that is known, and what to be careful about.
/// </summary>
/// <remarks>
/// <para>Two figures are comparable when they are of the same metric and, where both name one, of the same period (2 % more or less: 30 days are a month).
/// Otherwise there is no gap, and <see cref="WhyNotComparable"/> says why. A period that the entry does not name is a caution, not a refusal.</para>
/// <para>With counts the gap is tested by the score test z = (p − b) ÷ √(b(1 − b) ÷ n), the benchmark b taken as known exactly, and the verdict follows from the p-value.
/// The test is about the error of one's own sample only; it does not say how companies differ from each other.</para>
/// <para>Where one stands among companies is said only from published quartiles. From a single mean or median no percentile follows.</para>
/// <para>Fractions for percentages, points for scores; gaps always in points.</para>
/// </remarks>
/// <example>
/// <code>
/// BenchmarkComparison c = BenchmarkCatalog.BuiltIn.Compare(RetentionRate.FromCounts(790, 1_000), Industry.All);
/// Console.WriteLine(c);    // +4.0 points above 75 % (mean of 15 industries, Exploding Topics, 2023), p = .003; period unknown; 2 entries, 75–75.5 %
/// foreach (string caution in c.Cautions) Console.WriteLine(caution);
/// c.MinimumDetectableDifference()   // +3.8 or -3.9 points (n = 1,000, power 80 %)
/// </code>
/// </example>
[JsonConverter(typeof(BenchmarkComparisonConverter))]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class BenchmarkComparison : IRendersHtml
{
    /// <summary>How much longer or shorter a period may be and still be called the same: 365 days are a year, 30 days a month, 28 days are not.</summary>
    private const double PeriodTolerance = 0.02;

    private BenchmarkComparison(Measurement measured, Industry industry, ComparisonOptions options, BenchmarkCatalog? catalog, BenchmarkLookup? found)
    {
        Measured = measured;
        Industry = industry;
        Options = options;
        Catalog = catalog;
        MatchedIndustry = found?.MatchedIndustry;
        MatchedLevel = found?.MatchedLevel;
    }

    /// <summary>What is compared.</summary>
    public BenchmarkMetric Metric => Measured.Metric;

    /// <summary>The industry that was asked for.</summary>
    public Industry Industry { get; }

    /// <summary>The industry of the entries: the one asked for, or the ancestor that was fallen back to; null when there is none.</summary>
    public Industry? MatchedIndustry { get; }

    /// <summary>How many steps up that is: 0 for the industry asked for; null when there is none.</summary>
    public int? MatchedLevel { get; }

    /// <summary>One's own figure: a fraction for a percentage, points for a score; null when undefined.</summary>
    public double? Value => Measured.Value;

    /// <summary>The counts behind one's own figure; null when it has none.</summary>
    public Proportion? Counts => Measured.Counts;

    /// <summary>The entry compared with: the best known one that fits; null when none fits.</summary>
    public BenchmarkEntry? Entry { get; private init; }

    /// <summary>The figure of the entry, on the scale of <see cref="Value"/>; null when not comparable.</summary>
    public double? Benchmark { get; private init; }

    /// <summary>One's own figure less the benchmark, in points: 3.5 for 79.0 % against 75.5 %; null when not comparable.</summary>
    public double? GapInPoints { get; private init; }

    /// <summary>The gap as a share of the benchmark: 0.046 for 79.0 % against 75.5 %; null when not comparable, for scores, whose zero is arbitrary, and for a benchmark of 0.</summary>
    public double? RelativeGap { get; private init; }

    /// <summary>The statistic of the score test; null without counts, when not comparable, and at a benchmark of 0 % or 100 %, where any deviation at all refutes it.</summary>
    public double? Z { get; private init; }

    /// <summary>The two-sided p-value of the score test; null without counts or when not comparable.</summary>
    public double? PValue { get; private init; }

    /// <summary>The Wilson interval of one's own figure at the level of the options; null without counts.</summary>
    public ConfidenceInterval? Interval { get; private init; }

    /// <summary>What may be said of the gap to <see cref="Entry"/>.</summary>
    public BenchmarkVerdict Verdict { get; private init; }

    /// <summary>What may be said of the gaps to all entries that fit: the same for all, or mixed.</summary>
    public BenchmarkVerdict VerdictAcrossEntries
    {
        get
        {
            var verdicts = Alternatives.Where(a => a.Verdict != BenchmarkVerdict.NotComparable).Select(a => a.Verdict).Append(Verdict).Distinct().ToList();
            return verdicts.Count == 1 ? verdicts[0] : BenchmarkVerdict.Mixed;
        }
    }

    /// <summary>The percentile among the companies, from 25 to 75, by interpolation between published quartiles; null without quartiles and outside them.</summary>
    public double? Percentile { get; private init; }

    /// <summary>Where one stands among the companies: "percentile 38", "below P25", "above P75"; null without quartiles.</summary>
    public string? Position { get; private init; }

    /// <summary>What is unknown or assumed, in sentences. None of it is a reason to refuse; all of it is a reason to be careful.</summary>
    public IReadOnlyList<string> Cautions { get; private init; } = [];

    /// <summary>Why there is no gap; null when there is one.</summary>
    public string? WhyNotComparable { get; private init; }

    /// <summary>The comparisons with the other entries that were asked for, in their order.</summary>
    public IReadOnlyList<BenchmarkComparison> Alternatives { get; private init; } = [];

    /// <summary>The least of the figures of all comparable entries, on the scale of <see cref="Value"/>; null when not comparable.</summary>
    public double? LowestBenchmark => Comparable.Select(c => c.Benchmark).Min();

    /// <summary>The greatest of the figures of all comparable entries; null when not comparable.</summary>
    public double? HighestBenchmark => Comparable.Select(c => c.Benchmark).Max();

    /// <summary>How many more customers must stay to reach the benchmark, per observed period; null without counts or when not comparable.</summary>
    public RetentionGoal? Goal =>
        Counts is { } counts && Benchmark is { } benchmark ? RetentionGoal.Reach(Math.Min(1, Measured.PerObservedPeriod(benchmark)), counts) : null;

    internal Measurement Measured { get; }

    internal ComparisonOptions Options { get; }

    /// <summary>Where the entries came from; null when one entry was given.</summary>
    internal BenchmarkCatalog? Catalog { get; }

    private IEnumerable<BenchmarkComparison> Comparable => Alternatives.Prepend(this).Where(c => c.Verdict != BenchmarkVerdict.NotComparable);

    /// <summary>Compares a customer retention rate with one entry.</summary>
    /// <param name="rate">The rate.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="options">The level, the day from which age is judged; segment and region are not asked for, since the entry is given.</param>
    /// <returns>The comparison, or why the figures are not comparable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="ArgumentException">The value of the entry lies outside the range of its metric, or its parts contradict each other.</exception>
    public static BenchmarkComparison Of(RetentionRate rate, BenchmarkEntry entry, ComparisonOptions? options = null) =>
        Of(Measurement.Of(rate, options ?? ComparisonOptions.Default), entry, options);

    /// <summary>Compares counts with one entry.</summary>
    /// <param name="metric">What the counts measure.</param>
    /// <param name="proportion">The counts.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="options">The level, the period of the counts, the day from which age is judged.</param>
    /// <returns>The comparison, or why the figures are not comparable.</returns>
    /// <exception cref="ArgumentNullException">The metric or the entry is null.</exception>
    /// <exception cref="ArgumentException">The value of the entry lies outside the range of its metric, or its parts contradict each other.</exception>
    public static BenchmarkComparison Of(BenchmarkMetric metric, Proportion proportion, BenchmarkEntry entry, ComparisonOptions? options = null) =>
        Of(Measurement.Of(metric, proportion, options ?? ComparisonOptions.Default), entry, options);

    /// <summary>Compares a figure without counts with one entry.</summary>
    /// <param name="metric">What the figure measures.</param>
    /// <param name="value">The figure: a fraction for a percentage, points for a score.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="options">The period of the figure, the day from which age is judged.</param>
    /// <returns>The comparison, or why the figures are not comparable.</returns>
    /// <exception cref="ArgumentNullException">The metric or the entry is null.</exception>
    /// <exception cref="ArgumentException">The value of the entry lies outside the range of its metric, or its parts contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside the range of the metric.</exception>
    public static BenchmarkComparison Of(BenchmarkMetric metric, double value, BenchmarkEntry entry, ComparisonOptions? options = null) =>
        Of(Measurement.Of(metric, value, options ?? ComparisonOptions.Default), entry, options);

    /// <summary>How many more customers must stay to reach a target: ⌈S(target − r)⌉, and 0 when it is reached.</summary>
    /// <param name="target">The rate to reach over one observed period, as a fraction inside [0..1].</param>
    /// <returns>The number; null without counts or when there was nobody.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The target is not inside [0..1].</exception>
    public long? CustomersToSave(double target)
    {
        Guard.Fraction(target);
        return Counts is { } counts ? RetentionGoal.Reach(target, counts).CustomersToSave : null;
    }

    /// <summary>How far a true rate must lie from the benchmark for a sample of this size to show it.</summary>
    /// <param name="power">The probability with which it is to be shown, as a fraction strictly between 0 and 1; 0.8 unless told.</param>
    /// <returns>The differences upwards and downwards; null without counts or when not comparable.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The power is not strictly between 0 and 1.</exception>
    public DetectableDifference? MinimumDetectableDifference(double power = 0.8)
    {
        if (!(power > 0 && power < 1))
        {
            throw Guard.OutOfRange(nameof(power), power, "A power must lie strictly between 0 and 1 (80 % is 0.8)");
        }

        return Counts is { Total: > 0 } counts && Benchmark is { } benchmark
            ? new(Measured.PerObservedPeriod(benchmark), counts.Total, Options.Level, power)
            : null;
    }

    internal static BenchmarkComparison NotComparable(Measurement measured, Industry industry, ComparisonOptions options, BenchmarkCatalog? catalog, BenchmarkLookup? found, string why) =>
        new(measured, industry, options, catalog, found) { WhyNotComparable = why, Interval = measured.Interval(options.Level) };

    internal static BenchmarkComparison Of(Measurement measured, BenchmarkEntry entry, ComparisonOptions? options)
    {
        ArgumentNullException.ThrowIfNull(entry);
        EntryRules.Check(entry, nameof(entry));
        return Of(measured, entry.Industry, options ?? ComparisonOptions.Default, catalog: null, found: null, entry);
    }

    internal static BenchmarkComparison Of(Measurement measured, Industry industry, ComparisonOptions options, BenchmarkCatalog? catalog, BenchmarkLookup? found, BenchmarkEntry entry)
    {
        var common = new BenchmarkComparison(measured, industry, options, catalog, found) { Entry = entry, Interval = measured.Interval(options.Level) };
        if (WhyNot(measured, entry) is { } why)
        {
            return new(common) { WhyNotComparable = why };
        }

        var value = measured.Value!.Value;
        var benchmark = measured.Metric.ToScale(entry.Value);
        var (z, p) = measured.Counts is { } counts ? ScoreTest(counts, measured.PerObservedPeriod(benchmark)) : (null, null);
        var own = (decimal)measured.Metric.Points(value);
        var percentile = entry.Quartiles?.PercentileOf(own);
        return new(common)
        {
            Benchmark = benchmark,
            GapInPoints = measured.Metric.Points(value - benchmark),
            RelativeGap = measured.Metric.Unit == BenchmarkUnit.Percent && benchmark != 0 ? (value - benchmark) / benchmark : null,
            Z = z,
            PValue = p,
            Verdict = p is null ? BenchmarkVerdict.NotTested : p >= 1 - options.Level ? BenchmarkVerdict.NotDistinguishable : value > benchmark ? BenchmarkVerdict.Above : BenchmarkVerdict.Below,
            Percentile = percentile,
            Position = entry.Quartiles is not { } quartiles ? null : percentile is { } at ? "percentile " + Text.Number(at, 0) : own < quartiles.P25 ? "below P25" : "above P75",
            Cautions = [.. CautionsOf(common, entry)],
        };
    }

    /// <summary>The same with the comparisons with other entries.</summary>
    internal BenchmarkComparison Beside(IReadOnlyList<BenchmarkComparison> alternatives) => alternatives.Count == 0 ? this : new(this) { Alternatives = alternatives };

    private BenchmarkComparison(BenchmarkComparison other)
        : this(other.Measured, other.Industry, other.Options, other.Catalog, found: null)
    {
        MatchedIndustry = other.MatchedIndustry;
        MatchedLevel = other.MatchedLevel;
        Entry = other.Entry;
        Benchmark = other.Benchmark;
        GapInPoints = other.GapInPoints;
        RelativeGap = other.RelativeGap;
        Z = other.Z;
        PValue = other.PValue;
        Interval = other.Interval;
        Verdict = other.Verdict;
        Percentile = other.Percentile;
        Position = other.Position;
        Cautions = other.Cautions;
        WhyNotComparable = other.WhyNotComparable;
        Alternatives = other.Alternatives;
    }

    private static string? WhyNot(Measurement measured, BenchmarkEntry entry)
    {
        var metric = measured.Metric;
        if (measured.Value is null)
        {
            return $"there is no figure to compare ({measured.WhyUndefined})";
        }

        if (!entry.Metric.Equals(metric))
        {
            return $"{metric.Id} ({metric.Definition}) and {entry.Metric.Id} ({entry.Metric.Definition}) measure different things";
        }

        if (measured.Counts is not null && !metric.IsProportion)
        {
            return $"{metric.Id} ({metric.Definition}) is no share of counted things, so that counts cannot measure it; pass its value";
        }

        return measured.Period is { } own && entry.Period is { } its && Math.Abs(own.RatioTo(its) - 1) > PeriodTolerance
            ? $"one rate is over {own}, the other ({entry.Id}) over {its}. ConvertPeriod converts a retention rate, assuming that every period loses the same share"
            : null;
    }

    private static (double? Z, double? PValue) ScoreTest(Proportion counts, double benchmark)
    {
        var rate = counts.Value!.Value;
        if (benchmark is <= 0 or >= 1)
        {
            // If everybody stayed, nobody could have left: one who did refutes the benchmark.
            return (null, rate == benchmark ? 1 : 0);
        }

        var z = (rate - benchmark) / Math.Sqrt(benchmark * (1 - benchmark) / counts.Total);
        return (z, NormalDistribution.TwoSidedPValue(z));
    }
}

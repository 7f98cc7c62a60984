using System.Globalization;

namespace Retention.Metrics.Benchmarks;

/// <summary>Two entries that look like the same figure and differ, with what is recorded of the reason.</summary>
public sealed class BenchmarkConflict
{
    internal BenchmarkConflict(BenchmarkEntry first, BenchmarkEntry second, bool isDeclared)
    {
        First = first;
        Second = second;
        IsDeclared = isDeclared;
        DifferenceInPoints = Math.Abs(first.Value - second.Value);
        Reasons = [.. Differences(first, second)];
    }

    /// <summary>The better known of the two, or the one for the industry that was asked for.</summary>
    public BenchmarkEntry First { get; }

    /// <summary>The other one.</summary>
    public BenchmarkEntry Second { get; }

    /// <summary>Whether one of them names the other as conflicting; otherwise the conflict was found by comparing them.</summary>
    public bool IsDeclared { get; }

    /// <summary>How many points they differ, without sign.</summary>
    public decimal DifferenceInPoints { get; }

    /// <summary>
    /// Each recorded way in which the two differ, or in which nobody knows whether they do: "period: unknown / 12 months", "period unknown in both".
    /// Never empty: if nothing recorded differs, it says that the sources disagree.
    /// </summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>The difference, the two figures and the reasons.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{DifferenceInPoints.ToString("0.####", CultureInfo.InvariantCulture)} points: {First.ValueText} ({First.Id}) and {Second.ValueText} ({Second.Id}); {string.Join("; ", Reasons)}";

    private static List<string> Differences(BenchmarkEntry a, BenchmarkEntry b)
    {
        // An unknown period or statistic in both is a possible reason; an absent segment or region is not.
        var differences = new[]
        {
            Difference("industry", a.Industry.Name, b.Industry.Name),
            Difference("definition", a.Definition, b.Definition),
            Difference("segment", a.Segment ?? "all", b.Segment ?? "all"),
            Difference("region", a.Region, b.Region),
            Difference("period", a.Period?.ToString(), b.Period?.ToString(), sayWhenUnknown: true),
            Difference("statistic", Known(a.Statistic), Known(b.Statistic), sayWhenUnknown: true),
            Difference("observed", a.Observed?.ToString(), b.Observed?.ToString()),
            Difference("year", Year(a), Year(b), sayWhenUnknown: true),
            Difference("sample", a.SampleText, b.SampleText),
        }.OfType<string>().ToList();
        return differences.Count > 0 ? differences : ["nothing recorded differs: the sources disagree"];

        static string? Known(BenchmarkStatistic statistic) => statistic == BenchmarkStatistic.Unknown ? null : Words.Of(statistic);
        static string? Year(BenchmarkEntry entry) => entry.Source.PublicationYear?.ToString(CultureInfo.InvariantCulture);
    }

    private static string? Difference(string what, string? a, string? b, bool sayWhenUnknown = false) =>
        a is null && b is null ? (sayWhenUnknown ? what + " unknown in both" : null)
        : string.Equals(a, b, StringComparison.OrdinalIgnoreCase) ? null
        : $"{what}: {a ?? BenchmarkEntry.Unknown} / {b ?? BenchmarkEntry.Unknown}";
}

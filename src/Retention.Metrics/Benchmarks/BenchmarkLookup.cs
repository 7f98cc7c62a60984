namespace Retention.Metrics.Benchmarks;

/// <summary>The entries that a catalog has for a metric and an industry: all of them, the best known first.</summary>
public sealed class BenchmarkLookup
{
    internal BenchmarkLookup(BenchmarkMetric metric, Industry industry, Industry? matched, int? level, IReadOnlyList<BenchmarkEntry> entries)
    {
        Metric = metric;
        Industry = industry;
        MatchedIndustry = matched;
        MatchedLevel = level;
        Entries = entries;
    }

    /// <summary>The metric that was asked for.</summary>
    public BenchmarkMetric Metric { get; }

    /// <summary>The industry that was asked for.</summary>
    public Industry Industry { get; }

    /// <summary>The industry that the entries are for: the one asked for, or the ancestor that was fallen back to; null when nothing was found.</summary>
    public Industry? MatchedIndustry { get; }

    /// <summary>How many steps up that is: 0 for the industry asked for, 1 for its parent; null when nothing was found.</summary>
    public int? MatchedLevel { get; }

    /// <summary>The entries: best evidence first, then the latest, then the largest sample. Empty when there are none.</summary>
    public IReadOnlyList<BenchmarkEntry> Entries { get; }

    /// <summary>The entries, one a line, or that there are none.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Entries.Count == 0
            ? $"no {Metric.Id} entry for {Industry.Name}"
            : (MatchedLevel > 0 ? $"for {MatchedIndustry!.Name}, {Steps(MatchedLevel.Value)} from {Industry.Name}:{Environment.NewLine}" : string.Empty)
                + string.Join(Environment.NewLine, Entries);

    /// <summary>"1 step up", "2 steps up".</summary>
    internal static string Steps(int level) => $"{Rendering.Text.Count(level)} step{(level == 1 ? string.Empty : "s")} up";
}

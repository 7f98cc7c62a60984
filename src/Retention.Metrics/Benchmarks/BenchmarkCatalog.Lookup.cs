namespace Retention.Metrics.Benchmarks;

/// <content>Finding entries, and where they disagree.</content>
public sealed partial class BenchmarkCatalog
{
    /// <summary>Every entry for a metric and an industry: best evidence first, then the latest, then the largest sample.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="industry">The industry.</param>
    /// <param name="fallBackToParent">
    /// Whether, when the industry has no entry, those of its parent are taken, or of the nearest ancestor that has some. The answer says which. Off unless told:
    /// a figure for another industry is another figure.
    /// </param>
    /// <returns>The entries, possibly none, and the industry that they are for.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// BenchmarkLookup found = BenchmarkCatalog.BuiltIn.Lookup(BenchmarkMetric.CustomerRetentionRate, Industry.ECommerce, fallBackToParent: true);
    /// found.MatchedIndustry   // Retail
    /// found.MatchedLevel      // 1: one step up
    /// </code>
    /// </example>
    public BenchmarkLookup Lookup(BenchmarkMetric metric, Industry industry, bool fallBackToParent = false)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(industry);
        // The catalog's own idea of the industry knows the parents that the caller's object may lack.
        var level = 0;
        for (var at = IndustryById(industry.Id) ?? industry; at is not null; at = at.Parent, level++)
        {
            if (Ranked(metric, at) is { Length: > 0 } entries)
            {
                return new(metric, industry, at, level, Array.AsReadOnly(entries));
            }

            if (!fallBackToParent)
            {
                break;
            }
        }

        return new(metric, industry, null, null, []);
    }

    /// <summary>
    /// The pairs of entries for a metric that look like the same figure and differ, with what is known of the reason. Two entries look like the same figure
    /// when industry and segment are the same, or when one names the other as conflicting.
    /// </summary>
    /// <param name="metric">The metric.</param>
    /// <param name="industry">The industry that at least one of the two is for.</param>
    /// <param name="tolerance">How many points they may differ without being a conflict; 0 or more.</param>
    /// <returns>The pairs, the larger difference first.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is negative.</exception>
    /// <example>
    /// <code>
    /// foreach (BenchmarkConflict conflict in BenchmarkCatalog.BuiltIn.Conflicts(BenchmarkMetric.CustomerRetentionRate, Industry.ITServices))
    ///     Console.WriteLine(conflict);   // 4 points: 81 % (exploding-topics-2023/it-services) and 77 % (widely-quoted/software-it); industry: IT services / Software and IT services; …
    /// </code>
    /// </example>
    public IReadOnlyList<BenchmarkConflict> Conflicts(BenchmarkMetric metric, Industry industry, decimal tolerance = 0)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(industry);
        Guard.Amount(tolerance);
        var conflicts = new List<BenchmarkConflict>();
        var here = Ranked(metric, industry);
        for (var i = 0; i < here.Length; i++)
        {
            foreach (var other in here[(i + 1)..].Concat(DeclaredElsewhere(here[i])))
            {
                var declared = Declared(here[i], other);
                if (Math.Abs(here[i].Value - other.Value) > tolerance && (declared || SameSegment(here[i], other)))
                {
                    conflicts.Add(new(here[i], other, declared));
                }
            }
        }

        return [.. conflicts.OrderByDescending(c => c.DifferenceInPoints)];
    }

    /// <summary>All entries as a Markdown table; what is unknown is printed as unknown.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new System.Text.StringBuilder("| Metric | Industry | Segment | Value | Statistic | Period | n | Source | Year | Evidence | Id |\n|---|---|---|---:|---|---|---|---|---|---|---|\n");
        foreach (var e in Entries)
        {
            string[] cells =
            [
                e.Metric.Name, e.Industry.Name, e.Segment ?? "–", e.ValueText, Words.Of(e.Statistic), e.Period?.ToString() ?? BenchmarkEntry.Unknown,
                e.SampleText ?? BenchmarkEntry.Unknown, e.Evidence == EvidenceGrade.Untraced ? BenchmarkEntry.Unknown : e.Source.Publisher ?? e.Source.Title,
                e.Source.PublicationYear?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? BenchmarkEntry.Unknown, Words.Of(e.Evidence), $"`{e.Id}`",
            ];
            table.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        return table.ToString();
    }

    internal BenchmarkEntry[] Ranked(BenchmarkMetric metric, Industry industry) => _ranked.GetValueOrDefault((metric.Id, industry.Id)) ?? [];

    /// <summary>The entries that this one, or that name this one, as conflicting, whatever their industry.</summary>
    internal IEnumerable<BenchmarkEntry> ConflictingWith(BenchmarkEntry entry) => _conflicts[entry.Id];

    private static bool Declared(BenchmarkEntry a, BenchmarkEntry b) =>
        a.ConflictsWith.Contains(b.Id, StringComparer.Ordinal) || b.ConflictsWith.Contains(a.Id, StringComparer.Ordinal);

    private static bool SameSegment(BenchmarkEntry a, BenchmarkEntry b) => string.Equals(a.Segment, b.Segment, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<BenchmarkEntry> DeclaredElsewhere(BenchmarkEntry entry) =>
        ConflictingWith(entry).Where(other => other.Metric.Equals(entry.Metric) && !other.Industry.Equals(entry.Industry));
}

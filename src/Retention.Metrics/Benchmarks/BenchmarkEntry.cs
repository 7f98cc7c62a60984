using Retention.Metrics.Rendering;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// One published figure: what was measured, for whom, over which period, by which statistic, by whom and how well that is known.
/// </summary>
/// <remarks>
/// <para>What the source does not say stays null and is printed as unknown; it is never filled in. Several entries for the same metric and industry are normal.</para>
/// <para>Equality compares every part; metrics and industries by id.</para>
/// </remarks>
/// <example>
/// <code>
/// var entry = new BenchmarkEntry
/// {
///     Id = "acme-2026/pet-insurance",
///     Metric = BenchmarkMetric.CustomerRetentionRate,
///     Industry = new Industry("pet-insurance", "Pet insurance") { Parent = Industry.Insurance },
///     Value = 86.5m,                                     // per cent, as published
///     Statistic = BenchmarkStatistic.Median,
///     Quartiles = new BenchmarkQuartiles(p25: 81, median: 86.5m, p75: 90),
///     SampleSize = 48,
///     SampleUnit = "insurers",
///     Period = PeriodLength.Year,
///     Evidence = EvidenceGrade.Primary,
///     Source = new BenchmarkSource("2026 renewals survey") { Publisher = "Acme Research", Year = 2026 },
/// };
/// BenchmarkCatalog mine = BenchmarkCatalog.BuiltIn.With(entry);
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record BenchmarkEntry : IRendersHtml
{
    /// <summary>Makes an entry of the parts that are set on it.</summary>
    public BenchmarkEntry()
    {
    }

    /// <summary>The id, unique in a catalog: lower-case words joined by hyphens, in parts joined by slashes, such as "acme-2026/pet-insurance".</summary>
    /// <exception cref="ArgumentException">The id has another form.</exception>
    public required string Id { get; init => field = Slug.Checked(value, nameof(Id)); }

    /// <summary>What was measured.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required BenchmarkMetric Metric { get; init => field = NotNull(value, nameof(Metric)); }

    /// <summary>For which industry.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required Industry Industry { get; init => field = NotNull(value, nameof(Industry)); }

    /// <summary>The figure as published, in the unit of the metric: 77 for 77 %, 40 for a score of 40. Inside the range of the metric.</summary>
    public required decimal Value { get; init; }

    /// <summary>Where it was read.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required BenchmarkSource Source { get; init => field = NotNull(value, nameof(Source)); }

    /// <summary>How near the source is to whoever measured it; <see cref="EvidenceGrade.Untraced"/> unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum.</exception>
    public EvidenceGrade Evidence { get; init => field = Guard.Defined(value, nameof(Evidence)); }

    /// <summary>What the figure summarises; unknown unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum.</exception>
    public BenchmarkStatistic Statistic { get; init => field = Guard.Defined(value, nameof(Statistic)); }

    /// <summary>The quartiles of the companies; null when they were not published.</summary>
    public BenchmarkQuartiles? Quartiles { get; init; }

    /// <summary>How many were measured, in units of <see cref="SampleUnit"/>; null when unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public long? SampleSize
    {
        get;
        init => field = value is null or >= 1 ? value : throw Guard.OutOfRange(nameof(SampleSize), value, "A sample has 1 or more; leave it out when it is unknown");
    }

    /// <summary>What the sample counts, such as "companies": a thousand companies and a thousand customers are different samples. Null when unknown.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? SampleUnit { get; init => field = EntryRules.Text(value, nameof(SampleUnit)); }

    /// <summary>The length of the period that the rate covers; null when unknown or when the metric has none.</summary>
    /// <exception cref="ArgumentException">The length is the default value, which has none.</exception>
    public PeriodLength? Period
    {
        get;
        init => field = value is { Months: 0 } ? throw new ArgumentException("Period has no length (it is the default value).", nameof(Period)) : value;
    }

    /// <summary>The days in which it was observed; null when unknown.</summary>
    public Period? Observed { get; init; }

    /// <summary>Which part of the industry, such as a band of contract values; null when all of it.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? Segment { get; init => field = EntryRules.Text(value, nameof(Segment)); }

    /// <summary>Where, such as "US, Canada"; null when unknown.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? Region { get; init => field = EntryRules.Text(value, nameof(Region)); }

    /// <summary>How the source defines the metric, where it says so; null when it does not.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? Definition { get; init => field = EntryRules.Text(value, nameof(Definition)); }

    /// <summary>On what terms the figure may be used; null when unknown.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? Licence { get; init => field = EntryRules.Text(value, nameof(Licence)); }

    /// <summary>What a reader should know besides; null when nothing.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? Note { get; init => field = EntryRules.Text(value, nameof(Note)); }

    /// <summary>Ids of entries that it disagrees with although they look like the same figure.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">An id has another form than ids have.</exception>
    public IReadOnlyList<string> ConflictsWith
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(ConflictsWith));
            field = [.. value.Select(id => Slug.Checked(id, nameof(ConflictsWith)))];
        }
    } = [];

    /// <summary>Whether every part is the same; metrics and industries by id.</summary>
    /// <param name="other">The other entry.</param>
    /// <returns>True when they say the same.</returns>
    public bool Equals(BenchmarkEntry? other) =>
        other is not null
        && string.Equals(Id, other.Id, StringComparison.Ordinal)
        && Metric.Equals(other.Metric) && Industry.Equals(other.Industry) && Value == other.Value && Source.Equals(other.Source)
        && (Evidence, Statistic, Quartiles, SampleSize) == (other.Evidence, other.Statistic, other.Quartiles, other.SampleSize)
        && (Period, Observed) == (other.Period, other.Observed)
        && (SampleUnit, Segment, Region, Definition) == (other.SampleUnit, other.Segment, other.Region, other.Definition)
        && (Licence, Note) == (other.Licence, other.Note)
        && ConflictsWith.SequenceEqual(other.ConflictsWith, StringComparer.Ordinal);

    /// <summary>The hash code of id and value.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => HashCode.Combine(StringComparer.Ordinal.GetHashCode(Id), Value);

    /// <summary>The figure with all that is known of it and the names of what is not.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{ValueText} {Metric.Name.ToLowerInvariant()}, {Industry.Name}{(Segment is null ? string.Empty : ", " + Segment)}: "
        + $"{Words.Of(Statistic)} statistic, period {Period?.ToString() ?? "unknown"}, {SampleText ?? "sample size unknown"}; {Provenance} [{Id}]";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Benchmark: {Metric.Name}, {Industry.Name}", ValueText)
        .Row("Definition", Definition ?? Metric.Definition)
        .Row("Segment", Segment)
        .Row("Region", Region ?? Unknown)
        .Row("Statistic", Words.Of(Statistic))
        .Row("Quartiles", Quartiles?.ToString())
        .Row("Sample", SampleText ?? Unknown)
        .Row("Period", Period?.ToString() ?? Unknown)
        .Row("Observed", Observed?.ToString() ?? Unknown)
        .Row("Source", Provenance)
        .Row("Evidence", Words.Of(Evidence))
        .Row("Id", Id)
        .Note(Note)
        .ToString();

    internal const string Unknown = "unknown";

    /// <summary>"77 %".</summary>
    internal string ValueText => Metric.Show(Value);

    /// <summary>"342 companies", or null.</summary>
    internal string? SampleText => SampleSize is { } n ? $"{Text.Count(n)}{(SampleUnit is null ? string.Empty : " " + SampleUnit)}" : null;

    /// <summary>"Exploding Topics, 2023", or that the source is not traced.</summary>
    internal string Provenance => Evidence == EvidenceGrade.Untraced ? $"source unknown ({Source.Title})" : Source.ToString();

    private static T NotNull<T>(T? value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }
}

namespace Retention.Metrics.Benchmarks;

/// <summary>What a comparison with a catalog may assume. The default assumes nothing: the industry itself, all of its segments together, a confidence level of 95 %.</summary>
/// <example>
/// <code>
/// BenchmarkCatalog.BuiltIn.Compare(BenchmarkMetric.NetRevenueRetention, 1.04, Industry.B2BSaaS, new ComparisonOptions
/// {
///     Segment = "ACV 25k to 50k USD",
///     Period = PeriodLength.Year,
///     AsOf = new DateOnly(2026, 6, 30),   // warns of figures older than three years
/// });
/// </code>
/// </example>
public sealed record ComparisonOptions
{
    /// <summary>Makes options that assume nothing but what is set on them.</summary>
    public ComparisonOptions()
    {
    }

    /// <summary>Whether an industry without an entry is compared with its parent, or the nearest ancestor that has one. False unless told, and said in the result.</summary>
    public bool FallBackToParent { get; init; }

    /// <summary>The segment whose entries are wanted, as an entry writes it; letter case makes no difference. Null for entries about the whole industry.</summary>
    public string? Segment { get; init; }

    /// <summary>The region whose entries are wanted, as an entry writes it; letter case makes no difference. Null for any, which is then named in the cautions.</summary>
    public string? Region { get; init; }

    /// <summary>How long the period of the compared figure is, for figures that do not carry it themselves.</summary>
    /// <exception cref="ArgumentException">The length is the default value, which has none.</exception>
    public PeriodLength? Period
    {
        get;
        init => field = value is { Months: 0 } ? throw new ArgumentException("Period has no length (it is the default value).", nameof(Period)) : value;
    }

    /// <summary>The day from which the age of a figure is judged. Without it age is not judged: the library reads no clock.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>From how many years on a figure is called old; 3 unless told. Counted from the end of observation, or of publication where that is unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or above 1,000.</exception>
    public int OldAfterYears
    {
        get;
        init => field = value is >= 0 and <= 1000 ? value : throw Guard.OutOfRange(nameof(OldAfterYears), value, "It must be inside [0..1000]");
    } = 3;

    /// <summary>The confidence level of the interval and of the verdict, as a fraction; 0.95 unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public double Level { get; init => field = Guard.Level(value, nameof(Level)); } = 0.95;

    internal static ComparisonOptions Default { get; } = new();

    /// <summary>Whether an entry is for the wanted segment and region.</summary>
    internal bool Accepts(BenchmarkEntry entry) =>
        string.Equals(entry.Segment, Segment, StringComparison.OrdinalIgnoreCase)
        && (Region is null || string.Equals(entry.Region, Region, StringComparison.OrdinalIgnoreCase));
}

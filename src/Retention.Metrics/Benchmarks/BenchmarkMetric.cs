using System.Globalization;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// What a benchmark measures: an id and a definition in words, numerator over denominator. Never just "retention".
/// </summary>
/// <remarks>
/// <para>Two metrics are equal when their ids are. Figures of different metrics are never compared, however alike they look: an online shop's 30 %
/// of buyers who buy again is not a customer retention rate of 30 %.</para>
/// <para>The properties are the metrics of <see cref="BenchmarkCatalog.BuiltIn"/>. A metric of one's own is made with the constructor and needs no registration:
/// an entry brings its metric into the catalog.</para>
/// </remarks>
/// <example>
/// <code>
/// var secondYear = new BenchmarkMetric("second-year-renewal", "Second-year renewal rate")
/// {
///     Numerator = "contracts renewed at the end of their second year",
///     Denominator = "contracts that reached the end of their second year",
///     Basis = BenchmarkBasis.Customers,
///     IsProportion = true,
/// };
/// </code>
/// </example>
public sealed record BenchmarkMetric
{
    private readonly decimal? _minimum;
    private readonly decimal? _maximum;

    /// <summary>Makes a metric.</summary>
    /// <param name="id">Its id: lower-case words joined by hyphens, such as "second-year-renewal".</param>
    /// <param name="name">Its English name, for display.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The id has another form, or the name is blank.</exception>
    public BenchmarkMetric(string id, string name)
    {
        Id = Slug.Checked(id, nameof(id));
        Name = EntryRules.RequiredText(name, nameof(name));
    }

    /// <summary>Customers still there at the end of a period ÷ customers there at its start.</summary>
    public static BenchmarkMetric CustomerRetentionRate => BuiltIn("customer-retention-rate");

    /// <summary>Customers with more than one purchase ÷ customers with a purchase.</summary>
    public static BenchmarkMetric RepeatPurchaseRate => BuiltIn("repeat-purchase-rate");

    /// <summary>Recurring revenue now from the customers of the start, expansion included ÷ recurring revenue at the start. May pass 100 %.</summary>
    public static BenchmarkMetric NetRevenueRetention => BuiltIn("net-revenue-retention");

    /// <summary>Recurring revenue now from the customers of the start, expansion excluded ÷ recurring revenue at the start. At most 100 %.</summary>
    public static BenchmarkMetric GrossRevenueRetention => BuiltIn("gross-revenue-retention");

    /// <summary>Recurring revenue lost to cancellation and contraction ÷ recurring revenue at the start.</summary>
    public static BenchmarkMetric GrossDollarChurn => BuiltIn("gross-dollar-churn");

    /// <summary>Users active on the day after the day of installation ÷ users who installed.</summary>
    public static BenchmarkMetric AppRetentionDay1 => BuiltIn("app-retention-day-1");

    /// <summary>Users active on the 7th day after the day of installation ÷ users who installed.</summary>
    public static BenchmarkMetric AppRetentionDay7 => BuiltIn("app-retention-day-7");

    /// <summary>Users active on the 14th day after the day of installation ÷ users who installed.</summary>
    public static BenchmarkMetric AppRetentionDay14 => BuiltIn("app-retention-day-14");

    /// <summary>Users active on the 30th day after the day of installation ÷ users who installed.</summary>
    public static BenchmarkMetric AppRetentionDay30 => BuiltIn("app-retention-day-30");

    /// <summary>Share of promoters (9–10) less share of detractors (0–6), in points from −100 to 100.</summary>
    public static BenchmarkMetric NetPromoterScore => BuiltIn("net-promoter-score");

    /// <summary>Stickiness, DAU/MAU: users active on a day ÷ users active in the month up to it.</summary>
    public static BenchmarkMetric Stickiness => BuiltIn("dau-mau");

    /// <summary>The id, which is what the metric is.</summary>
    public string Id { get; }

    /// <summary>The English name, for display.</summary>
    public string Name { get; }

    /// <summary>The Chinese name, for display; null when there is none.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? ChineseName { get; init => field = EntryRules.Text(value, nameof(ChineseName)); }

    /// <summary>What is counted, in words.</summary>
    /// <exception cref="ArgumentException">The text is null or blank.</exception>
    public required string Numerator { get; init => field = EntryRules.RequiredText(value, nameof(Numerator)); }

    /// <summary>Of what it is a part or to what it is compared, in words.</summary>
    /// <exception cref="ArgumentException">The text is null or blank.</exception>
    public required string Denominator { get; init => field = EntryRules.RequiredText(value, nameof(Denominator)); }

    /// <summary>The unit of the published figures; per cent unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum.</exception>
    public BenchmarkUnit Unit { get; init => field = Guard.Defined(value, nameof(Unit)); }

    /// <summary>What is counted: customers unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enum.</exception>
    public BenchmarkBasis Basis { get; init => field = Guard.Defined(value, nameof(Basis)); }

    /// <summary>
    /// Whether the numerator counts a part of what the denominator counts, unit by unit, so that a sample of it has a binomial error and a gap can be tested.
    /// False for ratios of revenue and for scores.
    /// </summary>
    public bool IsProportion { get; init; }

    /// <summary>
    /// Whether a figure of the metric covers a period that it must name to be compared; true unless told. False where the metric itself fixes it, such as the retention of a given day.
    /// </summary>
    public bool HasPeriod { get; init; } = true;

    /// <summary>The least possible figure: 0 for a percentage and −100 for a score unless told.</summary>
    public decimal Minimum
    {
        get => _minimum ?? (Unit == BenchmarkUnit.Score ? -100 : 0);
        init => _minimum = value;
    }

    /// <summary>The greatest possible figure: 100 unless told.</summary>
    public decimal Maximum
    {
        get => _maximum ?? 100;
        init => _maximum = value;
    }

    /// <summary>Numerator over denominator, in words.</summary>
    public string Definition => $"{Numerator} ÷ {Denominator}";

    /// <summary>Whether the ids are the same.</summary>
    /// <param name="other">The other metric.</param>
    /// <returns>True for the same id.</returns>
    public bool Equals(BenchmarkMetric? other) => other is not null && string.Equals(Id, other.Id, StringComparison.Ordinal);

    /// <summary>The hash code of the id.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    /// <summary>The name with the definition, as "Repeat purchase rate: customers with more than one purchase ÷ …".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {Definition}";

    internal decimal? MinimumWhenSet => _minimum;

    internal decimal? MaximumWhenSet => _maximum;

    /// <summary>A published figure with its unit: "75.5 %", "40".</summary>
    internal string Show(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture) + (Unit == BenchmarkUnit.Percent ? " %" : string.Empty);

    /// <summary>The scale that comparisons use: fractions for percentages, points for scores.</summary>
    internal double ToScale(decimal value) => (double)(Unit == BenchmarkUnit.Percent ? value / 100 : value);

    /// <summary>Points between two figures on the scale of comparisons.</summary>
    internal double Points(double difference) => Unit == BenchmarkUnit.Percent ? difference * 100 : difference;

    /// <summary>What is wrong with a figure of this metric; null when nothing is.</summary>
    internal string? Complaint(decimal value) =>
        value >= Minimum && value <= Maximum
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"was {value}. The metric {Id} is in {(Unit == BenchmarkUnit.Percent ? "per cent" : "points")} and must be inside [{Minimum}..{Maximum}]");

    internal bool SaysTheSameAs(BenchmarkMetric other) =>
        Equals(other)
        && (Name, ChineseName, Numerator, Denominator) == (other.Name, other.ChineseName, other.Numerator, other.Denominator)
        && (Unit, Basis, IsProportion, HasPeriod) == (other.Unit, other.Basis, other.IsProportion, other.HasPeriod)
        && (Minimum, Maximum) == (other.Minimum, other.Maximum);

    private static BenchmarkMetric BuiltIn(string id) => BenchmarkCatalog.BuiltIn.MetricById(id)!;
}

namespace Retention.Metrics.Benchmarks;

/// <content>Comparing a figure with the entries of an industry.</content>
public sealed partial class BenchmarkCatalog
{
    /// <summary>Compares a customer retention rate with an industry.</summary>
    /// <param name="rate">The rate. With counts the gap is tested; a period that it carries must be that of the entry, where the entry has one.</param>
    /// <param name="industry">The industry.</param>
    /// <param name="options">What may be assumed; nothing unless told.</param>
    /// <returns>The comparison with the best known entry, and with the others; or why the figures are not comparable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="industry"/> is null.</exception>
    /// <example>
    /// <code>
    /// var rate = RetentionRate.FromCounts(retained: 60, customersAtStart: 82);
    /// BenchmarkComparison comparison = BenchmarkCatalog.BuiltIn.Compare(rate, Industry.SoftwareAndIT);
    /// comparison.GapInPoints          // -3.8
    /// comparison.Verdict              // NotDistinguishable: p = .410
    /// comparison.Goal.CustomersToSave // 4
    /// BenchmarkCatalog.BuiltIn.Compare(rate, Industry.ECommerce)   // not comparable: the 30 % of online shops is a repeat purchase rate
    /// </code>
    /// </example>
    public BenchmarkComparison Compare(RetentionRate rate, Industry industry, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(industry);
        options ??= ComparisonOptions.Default;
        return Compare(Measurement.Of(rate, options), industry, options);
    }

    /// <summary>Compares a customer churn rate with an industry, as the retention rate that it is the complement of. The comparison speaks of retention and says so.</summary>
    /// <param name="rate">The rate.</param>
    /// <param name="industry">The industry.</param>
    /// <param name="options">What may be assumed; nothing unless told.</param>
    /// <returns>The comparison of <c>rate.Retention</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="industry"/> is null.</exception>
    public BenchmarkComparison Compare(ChurnRate rate, Industry industry, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(industry);
        options ??= ComparisonOptions.Default;
        return Compare(Measurement.Of(rate.Retention, options) with { WasChurn = true }, industry, options);
    }

    /// <summary>Compares counts with an industry: buyers who bought again, users who came back.</summary>
    /// <param name="metric">What the counts measure.</param>
    /// <param name="proportion">The counts.</param>
    /// <param name="industry">The industry.</param>
    /// <param name="options">What may be assumed; nothing unless told.</param>
    /// <returns>The comparison, or why the figures are not comparable; counts for a metric that is no share of counted things are not.</returns>
    /// <exception cref="ArgumentNullException">The metric or the industry is null.</exception>
    /// <example>
    /// <code>
    /// BenchmarkCatalog.BuiltIn.Compare(BenchmarkMetric.RepeatPurchaseRate, Proportion.Of(412, total: 1_180), Industry.ECommerce);
    /// </code>
    /// </example>
    public BenchmarkComparison Compare(BenchmarkMetric metric, Proportion proportion, Industry industry, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(industry);
        options ??= ComparisonOptions.Default;
        return Compare(Measurement.Of(metric, proportion, options), industry, options);
    }

    /// <summary>Compares a figure without counts with an industry: a revenue ratio, a score, a share that was typed in. The gap cannot be tested.</summary>
    /// <param name="metric">What the figure measures.</param>
    /// <param name="value">The figure: a fraction for a percentage (1.02 for 102 %), points for a score.</param>
    /// <param name="industry">The industry.</param>
    /// <param name="options">What may be assumed; nothing unless told.</param>
    /// <returns>The comparison, or why the figures are not comparable.</returns>
    /// <exception cref="ArgumentNullException">The metric or the industry is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside the range of the metric.</exception>
    /// <example>
    /// <code>
    /// BenchmarkCatalog.BuiltIn.Compare(BenchmarkMetric.GrossRevenueRetention, 0.80, Industry.B2BSaaS)
    /// // -4.0 points below 84 % (median of 342 companies, Aleph and Benchmarkit, 2026), percentile 38; 2 entries, 84–88 %
    /// </code>
    /// </example>
    public BenchmarkComparison Compare(BenchmarkMetric metric, double value, Industry industry, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(industry);
        options ??= ComparisonOptions.Default;
        return Compare(Measurement.Of(metric, value, options), industry, options);
    }

    internal BenchmarkComparison Compare(Measurement measured, Industry industry, ComparisonOptions options)
    {
        var found = Lookup(measured.Metric, industry, options.FallBackToParent);
        if (found.Entries.Count == 0)
        {
            return BenchmarkComparison.NotComparable(measured, industry, options, this, found, WhyNothingFits(measured.Metric, industry));
        }

        var wanted = found.Entries.Where(options.Accepts).ToList();
        if (wanted.Count == 0)
        {
            return BenchmarkComparison.NotComparable(measured, industry, options, this, found, WhyNoSegmentFits(found, options));
        }

        var comparisons = wanted.ConvertAll(entry => BenchmarkComparison.Of(measured, industry, options, this, found, entry));
        // An entry of another period is no reason to refuse those that fit.
        var best = comparisons.Find(c => c.Verdict != BenchmarkVerdict.NotComparable) ?? comparisons[0];
        return best.Beside([.. comparisons.Where(c => c != best)]);
    }

    private string WhyNothingFits(BenchmarkMetric metric, Industry industry)
    {
        var why = $"the catalog has no {metric.Id} figure for {industry.Name}";
        var others = Metrics.Where(m => !m.Equals(metric)).SelectMany(m => Ranked(m, industry).Take(1)).ToList();
        if (others.Count > 0)
        {
            why += "; its figures there measure something else: "
                + string.Join(", ", others.Select(e => $"{e.Metric.Id} ({e.ValueText}: {e.Metric.Definition})"))
                + $", not {metric.Definition}";
        }

        var known = IndustryById(industry.Id) ?? industry;
        var parent = known.Parent is { } p ? Lookup(metric, p, fallBackToParent: true) : null;
        return parent?.MatchedIndustry is { } ancestor ? $"{why}. {ancestor.Name}, {BenchmarkLookup.Steps(known.StepsTo(ancestor)!.Value)}, has one: set FallBackToParent to compare with it" : why;
    }

    private static string WhyNoSegmentFits(BenchmarkLookup found, ComparisonOptions options)
    {
        var wanted = $"segment {options.Segment ?? "unspecified"}{(options.Region is null ? string.Empty : ", region " + options.Region)}";
        var scopes = found.Entries.Select(e => $"segment {e.Segment ?? "unspecified"}{(e.Region is null ? string.Empty : ", region " + e.Region)}").Distinct(StringComparer.OrdinalIgnoreCase);
        return $"no {found.Metric.Id} figure for {found.MatchedIndustry!.Name} is for {wanted}; there are figures for {string.Join("; ", scopes)}. Name one in the options";
    }
}

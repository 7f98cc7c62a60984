using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// What a treatment brought, measured against customers who were held out of it at random: customers retained who would otherwise have left, and revenue.
/// </summary>
/// <remarks>
/// <para>Per customer the uplift is the difference of the two rates, with Newcombe's interval and the score test of <see cref="ProportionTest"/>; times the number of treated customers it is the
/// customers retained extra. With the amounts of both groups the incremental revenue is the difference of the means (Welch's interval) times the number of treated.</para>
/// <para>The interval of a total is that of the difference per customer, times the treated: it tells what the same treatment would have brought to other customers like them.</para>
/// <para>Everybody who was assigned counts, opened or not, delivered or not (intention to treat). Customers who bought nothing have spent 0 and belong in the amounts: the count must be
/// that of the group.</para>
/// <para>Undefined when nobody was treated or nobody held out. R. A. Fisher, The Design of Experiments (1935); R. Kohavi, D. Tang, Y. Xu, Trustworthy Online Controlled Experiments (2020).</para>
/// </remarks>
/// <example>
/// <code>
/// Uplift uplift = Uplift.Against(treated: Proportion.Of(8_460, 9_000), holdout: Proportion.Of(910, 1_000));
/// Console.WriteLine(uplift);        // +3.0 points (95 % CI 1.3 to 5.0; p &lt; .001): 270 of 9,000 retained extra
/// uplift.WithRevenue(SampleMean.FromMoments(9_000, 42.10, 1_600), SampleMean.FromMoments(1_000, 40.90, 1_550)).IncrementalRevenue
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record Uplift : IRendersHtml
{
    [JsonConstructor]
    internal Uplift(Proportion treated, Proportion holdout, double level, SampleMean? treatedRevenue, SampleMean? holdoutRevenue)
    {
        (Treated, Holdout, Level) = (treated, holdout, Guard.Level(level));
        Test = ProportionTest.Between(treated, holdout, level);
        if ((treatedRevenue is null) != (holdoutRevenue is null))
        {
            throw new ArgumentException("Revenue needs the amounts of both groups.", treatedRevenue is null ? nameof(treatedRevenue) : nameof(holdoutRevenue));
        }

        if (treatedRevenue is { } t && holdoutRevenue is { } h)
        {
            (TreatedRevenue, HoldoutRevenue) = (Everybody(t, treated, nameof(treated)), Everybody(h, holdout, nameof(holdout)));
            Revenue = WelchTest.Between(t, h, level);
        }
    }

    /// <summary>Those retained, of those treated.</summary>
    public Proportion Treated { get; }

    /// <summary>Those retained, of those held out.</summary>
    public Proportion Holdout { get; }

    /// <summary>The confidence level of all intervals, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The mean revenue of the treated; null when no amounts were given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SampleMean? TreatedRevenue { get; }

    /// <summary>The mean revenue of those held out; null when no amounts were given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SampleMean? HoldoutRevenue { get; }

    /// <summary>The comparison of the two rates, with ratios and exact test.</summary>
    [JsonIgnore]
    public ProportionTest Test { get; }

    /// <summary>The comparison of the two mean revenues; null when no amounts were given.</summary>
    [JsonIgnore]
    public WelchTest? Revenue { get; }

    /// <summary>The uplift of the rate, as a fraction; null when a group is empty.</summary>
    public double? PerCustomer => Test.Difference;

    /// <summary>Its interval.</summary>
    public ConfidenceInterval? Interval => Test.Interval;

    /// <summary>The two-sided p-value of no uplift.</summary>
    public double? PValue => Test.PValue;

    /// <summary>Uplift × treated customers: those retained who would otherwise have left; negative when the treatment drove customers away.</summary>
    public double? ExtraCustomers => PerCustomer * Treated.Total;

    /// <summary>The interval of <see cref="ExtraCustomers"/>.</summary>
    public ConfidenceInterval? ExtraCustomersInterval => Times(Interval);

    /// <summary>1 ÷ uplift: how many must be treated to retain one more; null when there is no uplift above 0.</summary>
    public double? TreatedPerExtraCustomer => PerCustomer > 0 ? 1 / PerCustomer : null;

    /// <summary>The extra revenue per treated customer; null when it is not known.</summary>
    public double? RevenuePerCustomer => Revenue?.Difference;

    /// <summary>Extra revenue per customer × treated customers.</summary>
    public double? IncrementalRevenue => RevenuePerCustomer * Treated.Total;

    /// <summary>The interval of <see cref="IncrementalRevenue"/>.</summary>
    public ConfidenceInterval? IncrementalRevenueInterval => Times(Revenue?.Interval);

    /// <summary>Why <see cref="PerCustomer"/> or <see cref="PValue"/> is null; null when neither is.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Treated.Total == 0 ? "nobody was treated" : Holdout.Total == 0 ? "nobody was held out" : Test.WhyUndefined;

    /// <summary>Measures a treatment against a random hold-out.</summary>
    /// <param name="treated">Those retained, of those assigned to the treatment.</param>
    /// <param name="holdout">Those retained, of those held out.</param>
    /// <param name="level">The confidence level of the intervals as a fraction, strictly between 0 and 1.</param>
    /// <returns>The uplift.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public static Uplift Against(Proportion treated, Proportion holdout, double level = 0.95) => new(treated, holdout, level, null, null);

    /// <summary>The same with the amounts that the customers of both groups spent.</summary>
    /// <param name="treated">The mean revenue of all treated customers, those with 0 included.</param>
    /// <param name="holdout">The mean revenue of all customers held out, those with 0 included.</param>
    /// <returns>The uplift with its revenue.</returns>
    /// <exception cref="ArgumentException">A mean is not that of all customers of its group.</exception>
    public Uplift WithRevenue(SampleMean treated, SampleMean holdout) =>
        new(Treated, Holdout, Level, Everybody(treated, Treated, nameof(treated)), Everybody(holdout, Holdout, nameof(holdout)));

    /// <summary>The uplift and what it comes to, as "+3.0 points (95 % CI 1.3 to 5.0; p &lt; .001): 270 of 9,000 retained extra", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        ExtraCustomers is { } extra
            ? $"{Test}: {Text.Number(extra, 0)} of {Text.Count(Treated.Total)} retained extra{(IncrementalRevenue is { } revenue ? $", incremental revenue {Text.Number(revenue)}" : string.Empty)}"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Uplift against a hold-out", PerCustomer is { } uplift ? Text.Signed(uplift * 100) + " points" : Text.NotAvailable)
        .Row("Treated", ExperimentText.Share(Treated))
        .Row("Held out", ExperimentText.Share(Holdout))
        .Row("Interval", Interval is { } i ? $"{ExperimentText.Points(i)} ({i.Method})" : null)
        .Row("Test", PValue is { } p ? Text.PValue(p) : null)
        .Row("Retained extra", ExtraCustomersInterval is { } extra ? $"{Text.Number(ExtraCustomers!.Value, 0)} ({ExperimentText.Ends(extra, 0)})" : null)
        .Row("Incremental revenue", IncrementalRevenue is { } revenue ? Text.Number(revenue) + (IncrementalRevenueInterval is { } ends ? $" ({ExperimentText.Ends(ends)})" : string.Empty) : null)
        .Note(WhyUndefined)
        .ToString();

    private static SampleMean Everybody(SampleMean revenue, Proportion group, string name) => revenue.Count == group.Total
        ? revenue
        : throw new ArgumentException($"The mean revenue is that of {Text.Count(revenue.Count)} customers and the group has {Text.Count(group.Total)}. Customers who bought nothing have spent 0 and count.", name);

    private ConfidenceInterval? Times(ConfidenceInterval? interval) => interval is { } i && Treated.Total > 0 ? i.MapIncreasing(x => x * Treated.Total) : null;
}

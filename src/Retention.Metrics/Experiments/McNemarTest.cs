using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// Whether a rate of the same customers changed from one occasion to the next: McNemar's test for paired answers of yes and no.
/// </summary>
/// <remarks>
/// <para>Only those who changed tell: with b who had the property before only and c who have it after only, (b − c)² ÷ (b + c) is chi-squared with one degree of freedom; the exact test is
/// the binomial test of b in b + c at one half. The change of the rate is (c − b) ÷ n.</para>
/// <para>Undefined when nobody was asked twice. There is a change (of 0) but no statistic when nobody changed; the exact p-value is then 1.</para>
/// <para>Q. McNemar, Psychometrika 12 (1947); A. L. Edwards, Psychometrika 13 (1948), for the correction; A. Agresti, Categorical Data Analysis, 3rd ed. (2013), section 11.1.</para>
/// </remarks>
/// <example>
/// <code>
/// McNemarTest test = McNemarTest.FromCounts(both: 794, beforeOnly: 150, afterOnly: 86, neither: 570);
/// test.Change        // -0.04
/// test.PValue        // 3.1e-5
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record McNemarTest : IRendersHtml
{
    [JsonConstructor]
    internal McNemarTest(long both, long beforeOnly, long afterOnly, long neither, double level)
    {
        Both = Guard.Count(both);
        BeforeOnly = Guard.Count(beforeOnly);
        AfterOnly = Guard.Count(afterOnly);
        Neither = Guard.Count(neither);
        Level = Guard.Level(level);
        Before = new(checked(both + beforeOnly), Customers);
        After = new(checked(both + afterOnly), Customers);
        if (Customers == 0)
        {
            return;
        }

        double b = beforeOnly;
        double c = afterOnly;
        double n = Customers;
        double net = afterOnly - beforeOnly;
        Change = net / n;
        // Wald's interval for paired answers: the variance of the change of one customer ÷ n.
        var half = NormalDistribution.TwoSidedCritical(level) * Math.Sqrt(Math.Max(0, ((b + c) / n) - (net / n * (net / n))) / n);
        Interval = ConfidenceInterval.Clipped(Change.Value - half, Change.Value + half, level, "paired Wald", -1, 1);
        ExactPValue = Math.Min(1, 2 * Binomial.Cdf(Math.Min(beforeOnly, afterOnly), checked(beforeOnly + afterOnly), 0.5));
        if (beforeOnly + afterOnly == 0)
        {
            return;
        }

        ChiSquare = net / (b + c) * net;
        var corrected = Math.Max(0, Math.Abs(net) - 1);
        CorrectedChiSquare = corrected / (b + c) * corrected;
    }

    /// <summary>How many had the property before and after.</summary>
    public long Both { get; }

    /// <summary>How many had it before and not after.</summary>
    public long BeforeOnly { get; }

    /// <summary>How many had it after and not before.</summary>
    public long AfterOnly { get; }

    /// <summary>How many had it at neither occasion.</summary>
    public long Neither { get; }

    /// <summary>The confidence level of the interval, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The rate before.</summary>
    [JsonIgnore]
    public Proportion Before { get; }

    /// <summary>The rate after, of the same customers.</summary>
    [JsonIgnore]
    public Proportion After { get; }

    /// <summary>The rate after less that before, as a fraction; null when there are no customers.</summary>
    public double? Change { get; }

    /// <summary>Wald's interval of the change for paired answers, inside [−1..1].</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>(b − c)² ÷ (b + c); null when nobody changed.</summary>
    public double? ChiSquare { get; }

    /// <summary>Its p-value, one degree of freedom.</summary>
    public double? PValue => ChiSquare is { } chi ? ChiSquared.UpperTail(chi, 1) : null;

    /// <summary>(|b − c| − 1)² ÷ (b + c), Edwards's continuity correction; 0 when b = c.</summary>
    public double? CorrectedChiSquare { get; }

    /// <summary>Its p-value.</summary>
    public double? CorrectedPValue => CorrectedChiSquare is { } chi ? ChiSquared.UpperTail(chi, 1) : null;

    /// <summary>The two-sided p-value of the exact binomial test; null when there are no customers.</summary>
    public double? ExactPValue { get; }

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Change is null ? "there are no customers" : ChiSquare is null ? "nobody changed" : null;

    private long Customers => checked(Both + BeforeOnly + AfterOnly + Neither);

    /// <summary>Compares two occasions.</summary>
    /// <param name="both">How many customers had the property before and after.</param>
    /// <param name="beforeOnly">How many had it before and not after.</param>
    /// <param name="afterOnly">How many had it after and not before.</param>
    /// <param name="neither">How many had it at neither occasion.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <returns>The test.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the level is not strictly between 0 and 1.</exception>
    /// <exception cref="OverflowException">The counts together exceed <see cref="long.MaxValue"/>.</exception>
    public static McNemarTest FromCounts(long both, long beforeOnly, long afterOnly, long neither, double level = 0.95) => new(both, beforeOnly, afterOnly, neither, level);

    /// <summary>Compares two occasions of each customer.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="customers">One row per customer.</param>
    /// <param name="before">Whether the customer had the property before.</param>
    /// <param name="after">Whether the customer has it after.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <returns>The test.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/>, <paramref name="before"/> or <paramref name="after"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public static McNemarTest FromPairs<T>(IEnumerable<T> customers, Func<T, bool> before, Func<T, bool> after, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Guard.Level(level);
        Span<long> counts = stackalloc long[4];
        foreach (var customer in customers)
        {
            counts[(before(customer) ? 2 : 0) + (after(customer) ? 1 : 0)]++;
        }

        return new(counts[3], counts[2], counts[1], counts[0], level);
    }

    /// <summary>The change with its interval and p-value, as "-4.0 points (95 % CI -5.9 to -2.1; p &lt; .001), 1,600 customers", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Change is { } change
            ? $"{Text.Signed(change * 100)} points ({ExperimentText.Points(Interval!.Value)}; {(PValue is { } p ? Text.PValue(p) : "no test: " + WhyUndefined)}), {Text.Count(Customers)} customers"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Change of a rate of the same customers", Change is { } change ? Text.Signed(change * 100) + " points" : Text.NotAvailable)
        .Row("Before", ExperimentText.Share(Before))
        .Row("After", ExperimentText.Share(After))
        .Row("Before only", Text.Count(BeforeOnly))
        .Row("After only", Text.Count(AfterOnly))
        .Row("Interval", Interval is { } i ? $"{ExperimentText.Points(i)} ({i.Method})" : null)
        .Row("Test", PValue is { } p ? $"{Text.PValue(p)}, exact {Text.PValue(ExactPValue!.Value)}" : null)
        .Note(WhyUndefined)
        .Note(ChiSquare is not null && BeforeOnly + AfterOnly < 25 ? "Fewer than 25 changed: read the exact p-value." : null)
        .ToString();
}

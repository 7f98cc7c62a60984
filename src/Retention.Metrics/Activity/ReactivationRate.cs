using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// The reactivation rate of a period: lapsed customers who came back ÷ customers who were lapsed at its start.
/// </summary>
/// <remarks>
/// <para>"Lapsed" is a definition (no purchase for 90 days, subscription ended, …): <see cref="LapsedAfter"/> carries it. A shorter one gives a larger pool and usually a higher rate.
/// Returned ÷ active customers is another number, which says how much of the activity is returns.</para>
/// <para>Some of the lapsed return by themselves. What a campaign won back is the difference to a group that was left alone.</para>
/// <para>Undefined when nobody was lapsed. The default value is that, and the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// ReactivationRate.FromCounts(returned: 64, lapsed: 1_850, lapsedAfter: PeriodLength.FromDays(90))   // 3.5 % (64 of 1,850; …)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ReactivationRate
    : ICountedRate, IRendersHtml, IAdditionOperators<ReactivationRate, ReactivationRate, ReactivationRate>, IAdditiveIdentity<ReactivationRate, ReactivationRate>
{
    [JsonConstructor]
    internal ReactivationRate(Proportion evidence, PeriodLength? lapsedAfter)
    {
        Evidence = evidence;
        LapsedAfter = lapsedAfter;
    }

    /// <summary>The rate of nobody, which changes nothing when added.</summary>
    public static ReactivationRate AdditiveIdentity => default;

    /// <summary>Those who came back, of those who were lapsed at the start.</summary>
    public Proportion Evidence { get; }

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => Evidence;

    /// <summary>After how long without activity a customer counted as lapsed; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeriodLength? LapsedAfter { get; }

    /// <summary>The rate as a fraction; null when nobody was lapsed.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "nobody was lapsed" : null;

    /// <summary>Pools the rates of disjoint customers by adding their counts.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one; no customer may be in both.</param>
    /// <returns>The rate of all customers.</returns>
    /// <exception cref="ArgumentException">Both have customers, and they define "lapsed" differently.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static ReactivationRate operator +(ReactivationRate left, ReactivationRate right)
    {
        if (left.Evidence.Total > 0 && right.Evidence.Total > 0 && left.LapsedAfter != right.LapsedAfter)
        {
            throw new ArgumentException($"One rate counts customers as lapsed after {Name(left.LapsedAfter)}, the other after {Name(right.LapsedAfter)}. Only rates of one definition can be pooled.", nameof(right));
        }

        return new(left.Evidence + right.Evidence, left.Evidence.Total > 0 ? left.LapsedAfter : right.LapsedAfter ?? left.LapsedAfter);
    }

    /// <summary>Makes the rate from counts.</summary>
    /// <param name="returned">How many of them came back in the period. Inside [0..<paramref name="lapsed"/>].</param>
    /// <param name="lapsed">How many customers were lapsed at the start of the period.</param>
    /// <param name="lapsedAfter">After how long without activity a customer counted as lapsed, when it is to be kept.</param>
    /// <returns>The rate, undefined when nobody was lapsed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static ReactivationRate FromCounts(long returned, long lapsed, PeriodLength? lapsedAfter = null)
    {
        Guard.Count(lapsed);
        Guard.Part(returned, lapsed, nameof(lapsed));
        return new(new(returned, lapsed), lapsedAfter);
    }

    /// <summary>Makes the rate from the customers themselves.</summary>
    /// <typeparam name="T">The customer key: an id, or anything with value equality.</typeparam>
    /// <param name="lapsed">Customers who were lapsed at the start of the period; duplicates count once.</param>
    /// <param name="active">Customers active in the period; those who were not lapsed do not count.</param>
    /// <param name="lapsedAfter">After how long without activity a customer counted as lapsed, when it is to be kept.</param>
    /// <returns>The rate, undefined when nobody was lapsed.</returns>
    /// <exception cref="ArgumentNullException">A sequence is null.</exception>
    /// <exception cref="ArgumentException">A key is null.</exception>
    public static ReactivationRate FromCustomers<T>(IEnumerable<T> lapsed, IEnumerable<T> active, PeriodLength? lapsedAfter = null)
        where T : notnull
    {
        var pool = Keys.Distinct(lapsed);
        var back = Keys.Distinct(active);
        back.IntersectWith(pool);
        return new(new(back.Count, pool.Count), lapsedAfter);
    }

    /// <summary>A confidence interval for the rate; null when nobody was lapsed.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Evidence.Interval(level, method);

    /// <summary>The rate with its counts and interval, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WhyUndefined is { } why ? $"{Text.NotAvailable} ({why})" : Evidence.ToString();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.AddEvidence(new HtmlCard("Reactivation rate", Text.Percent(Value)))
        .Row("Lapsed after", LapsedAfter?.ToString())
        .Note("Some of the lapsed return by themselves; a campaign's effect is the difference to a group left alone.")
        .ToString();

    private static string Name(PeriodLength? length) => length?.ToString() ?? "a time that was not said";
}

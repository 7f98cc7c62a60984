using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Referrals of a period: who referred, how many invitations that made, and how many new customers.
/// </summary>
/// <remarks>
/// <para>K-factor = invitations per customer × conversions per invitation = new customers by referral ÷ customers. Above 1 each generation of customers brings a larger one;
/// it depends on how long the period is.</para>
/// <para>Undefined without customers. The default value is that, and the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// Referrals r = Referrals.FromCounts(customers: 5_000, referrers: 400, invitations: 1_000, converted: 150);
/// r.Referrers   // 8.0 % (400 of 5,000; …)
/// r.KFactor     // 0.03
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct Referrals : IRendersHtml, IAdditionOperators<Referrals, Referrals, Referrals>, IAdditiveIdentity<Referrals, Referrals>
{
    [JsonConstructor]
    internal Referrals(Proportion referrers, Proportion converted)
    {
        if (converted.Total < referrers.Count || (referrers.Count == 0 && converted.Total > 0))
        {
            throw Guard.OutOfRange("invitations", converted.Total, referrers.Count == 0 ? "Without a referrer there are no invitations" : $"Each of the {Text.Count(referrers.Count)} referrers invited at least once");
        }

        Referrers = referrers;
        Converted = converted;
    }

    /// <summary>The referrals of nobody, which change nothing when added.</summary>
    public static Referrals AdditiveIdentity => default;

    /// <summary>Customers who invited somebody, of all customers: the referral rate.</summary>
    public Proportion Referrers { get; }

    /// <summary>Invitations that became new customers, of all invitations.</summary>
    public Proportion Converted { get; }

    /// <summary>Invitations per customer; null without customers.</summary>
    [JsonIgnore]
    public double? InvitationsPerCustomer => Referrers.Total == 0 ? null : (double)Converted.Total / Referrers.Total;

    /// <summary>New customers by referral per customer: invitations per customer × conversion; null without customers.</summary>
    public double? KFactor => Referrers.Total == 0 ? null : (double)Converted.Count / Referrers.Total;

    /// <summary>Why <see cref="KFactor"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Referrers.Total == 0 ? "there were no customers" : null;

    /// <summary>Pools the referrals of disjoint customers by adding their counts.</summary>
    /// <param name="left">One set of referrals.</param>
    /// <param name="right">The other one; no customer may be in both.</param>
    /// <returns>The referrals of all customers.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static Referrals operator +(Referrals left, Referrals right) => new(left.Referrers + right.Referrers, left.Converted + right.Converted);

    /// <summary>Makes the referrals from counts.</summary>
    /// <param name="customers">How many customers there were.</param>
    /// <param name="referrers">How many of them invited somebody. Inside [0..<paramref name="customers"/>].</param>
    /// <param name="invitations">How many invitations they sent; at least one each.</param>
    /// <param name="converted">How many invitations became a new customer. Inside [0..<paramref name="invitations"/>].</param>
    /// <returns>The referrals, undefined without customers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, a part exceeds the whole, or there are fewer invitations than referrers.</exception>
    public static Referrals FromCounts(long customers, long referrers, long invitations, long converted)
    {
        Guard.Count(customers);
        Guard.Part(referrers, customers, nameof(customers));
        Guard.Count(invitations);
        Guard.Part(converted, invitations, nameof(invitations));
        return new(new(referrers, customers), new(converted, invitations));
    }

    /// <summary>Referral rate, conversion and K-factor in one line, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        KFactor is { } k
            ? $"K {Text.Number(k, 3)} ({Text.Count(Referrers.Count)} of {Text.Count(Referrers.Total)} customers referred; {Text.Count(Converted.Count)} of {Text.Count(Converted.Total)} invitations converted)"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Referrals: K-factor", KFactor is { } k ? Text.Number(k, 3) : Text.NotAvailable)
        .Row("Referrers", Referrers.ToString())
        .Row("Invitations converted", Converted.ToString())
        .Note(WhyUndefined)
        .ToString();
}

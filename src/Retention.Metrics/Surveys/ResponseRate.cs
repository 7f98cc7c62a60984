using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// How many of those invited to a survey answered it. Every survey score should be read beside it.
/// </summary>
/// <remarks>
/// <para><see cref="Rate"/> = completed ÷ invited, the response rate RR1 of AAPOR's Standard Definitions when every invited person is eligible;
/// <see cref="IncludingPartial"/> counts partly answered surveys too (RR2).</para>
/// <para>A low rate is not an error by itself, and a high one no proof: what matters is whether the silent think differently.
/// <see cref="NetPromoterScore.IfEveryoneAnswered"/> says how far that could go.</para>
/// <para>The default value is 0 of 0, undefined, and the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// ResponseRate.FromCounts(completed: 320, invited: 2_000, partial: 45).Rate   // 16.0 % (320 of 2,000; 95 % CI 14.5–17.7)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ResponseRate : IRendersHtml, IAdditionOperators<ResponseRate, ResponseRate, ResponseRate>, IAdditiveIdentity<ResponseRate, ResponseRate>
{
    [JsonConstructor]
    internal ResponseRate(long completed, long invited, long partial)
    {
        Guard.Count(invited);
        Completed = Guard.Part(completed, invited, nameof(invited));
        Partial = Guard.Count(partial);
        if (partial > invited - completed)
        {
            throw Guard.OutOfRange(nameof(partial), partial, string.Create(CultureInfo.InvariantCulture, $"With {completed} of {invited} completed it must be inside [0..{invited - completed}]"));
        }

        Invited = invited;
    }

    /// <summary>The rate of nobody invited, which changes nothing when added.</summary>
    public static ResponseRate AdditiveIdentity => default;

    /// <summary>How many answered to the end.</summary>
    public long Completed { get; }

    /// <summary>How many were invited.</summary>
    public long Invited { get; }

    /// <summary>How many began and did not finish.</summary>
    public long Partial { get; }

    /// <summary>The completed, of those invited (RR1).</summary>
    public Proportion Rate => new(Completed, Invited);

    /// <summary>The completed and the partly completed, of those invited (RR2).</summary>
    [JsonIgnore]
    public Proportion IncludingPartial => new(Completed + Partial, Invited);

    /// <summary>Why the rate is undefined; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Invited == 0 ? "nobody was invited" : null;

    /// <summary>Pools the rates of disjoint invitations by adding their counts.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The rate of all invitations.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static ResponseRate operator +(ResponseRate left, ResponseRate right) =>
        new(checked(left.Completed + right.Completed), checked(left.Invited + right.Invited), checked(left.Partial + right.Partial));

    /// <summary>Makes the rate from counts.</summary>
    /// <param name="completed">How many answered to the end. Inside [0..<paramref name="invited"/>].</param>
    /// <param name="invited">How many were invited, less those who could not be reached at all if they are not to count.</param>
    /// <param name="partial">How many began and did not finish; with the completed at most <paramref name="invited"/>.</param>
    /// <returns>The rate, undefined when nobody was invited.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or a part exceeds the whole.</exception>
    public static ResponseRate FromCounts(long completed, long invited, long partial = 0) => new(completed, invited, partial);

    /// <summary>The rate with its counts and interval, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WhyUndefined is { } why ? $"{Text.NotAvailable} ({why})" : Rate.ToString();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Response rate", Text.Percent(Rate.Value))
        .Row("Completed", SurveyText.CountOf(Rate))
        .Row("Including partial", Partial > 0 ? SurveyText.Share(IncludingPartial) : null)
        .Note(WhyUndefined)
        .ToString();
}

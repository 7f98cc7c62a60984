using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Feature adoption: users of a feature ÷ users who could have used it, with the denominator by name.
/// </summary>
/// <remarks>
/// <para>The denominator decides the number: users active in the same window (the most common), seats whose plan includes the feature, or all users. The result carries what it was.</para>
/// <para>Users of the feature who are outside the denominator are not counted as adopters; <see cref="OutsideBase"/> says how many they were.</para>
/// <para>Undefined when nobody was eligible.</para>
/// </remarks>
/// <example>
/// <code>
/// FeatureAdoption.FromCounts(adopters: 340, eligible: 2_100, of: "users active in June")   // 16.2 % of users active in June (340 of 2,100; …)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct FeatureAdoption : ICountedRate, IRendersHtml
{
    [JsonConstructor]
    internal FeatureAdoption(Proportion evidence, string? of, long outsideBase)
    {
        Evidence = evidence;
        Of = of!;
        OutsideBase = Guard.Count(outsideBase);
    }

    /// <summary>The adopters, of the eligible users.</summary>
    public Proportion Evidence { get; }

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => Evidence;

    /// <summary>Who was eligible, in the words of the caller.</summary>
    public string Of => field ?? "eligible users";

    /// <summary>How many users of the feature were not eligible and so are not counted.</summary>
    public long OutsideBase { get; }

    /// <summary>The adoption as a fraction; null when nobody was eligible.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "nobody was eligible" : null;

    /// <summary>Makes the rate from counts.</summary>
    /// <param name="adopters">Eligible users who used the feature. Inside [0..<paramref name="eligible"/>].</param>
    /// <param name="eligible">Users who could have used it.</param>
    /// <param name="of">Who was eligible, as it is to be printed.</param>
    /// <returns>The rate, undefined when nobody was eligible.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="of"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static FeatureAdoption FromCounts(long adopters, long eligible, string of)
    {
        ArgumentNullException.ThrowIfNull(of);
        Guard.Count(eligible);
        Guard.Part(adopters, eligible, nameof(eligible));
        return new(new(adopters, eligible), of, 0);
    }

    /// <summary>Makes the rate from the users themselves.</summary>
    /// <typeparam name="T">The user key: an id, or anything with value equality.</typeparam>
    /// <param name="users">Users of the feature; duplicates count once, and those who are not eligible do not count.</param>
    /// <param name="eligible">Users who could have used it; duplicates count once.</param>
    /// <param name="of">Who was eligible, as it is to be printed.</param>
    /// <returns>The rate, undefined when nobody was eligible.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A key is null.</exception>
    public static FeatureAdoption FromUsers<T>(IEnumerable<T> users, IEnumerable<T> eligible, string of)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(of);
        var could = Keys.Distinct(eligible);
        var did = Keys.Distinct(users);
        var all = did.Count;
        did.IntersectWith(could);
        return new(new(did.Count, could.Count), of, all - did.Count);
    }

    /// <summary>A confidence interval for the rate; null when nobody was eligible.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Evidence.Interval(level, method);

    /// <summary>The rate with its denominator, counts and interval, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{Text.Percent(value)} of {Of} ({Text.Count(Evidence.Count)} of {Text.Count(Evidence.Total)}; {Interval()!.Value.InPercent()})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.AddEvidence(new HtmlCard("Feature adoption", Text.Percent(Value)))
        .Row("Of", Of)
        .Row("Users outside of them", OutsideBase > 0 ? Text.Count(OutsideBase) : null)
        .ToString();
}

using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// The difference of two Net Promoter Scores from different people: estimate, standard error, test and interval.
/// </summary>
/// <remarks>
/// <para>z = (s₁ − s₂) ÷ √(σ₁²/n₁ + σ₂²/n₂), p = 2(1 − Φ(|z|)), with the variance of the score σ² = p + d − (p − d)².
/// The adjusted Wald method first adds three pseudo-answers (¾, 1½, ¾) to each group.</para>
/// <para>Read the interval of the difference. Two intervals that overlap do not show that two scores are equal.</para>
/// <para>The sign is kept: positive means that the first score is the higher one. Undefined when nobody answered in a group.</para>
/// </remarks>
/// <example>
/// <code>
/// NpsComparison change = autumn.CompareWith(spring);
/// change.Difference   // 20
/// change.PValue       // 0.083
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record NpsComparison : IRendersHtml
{
    [JsonConstructor]
    internal NpsComparison(NetPromoterScore first, NetPromoterScore second, double level, NpsInterval method)
    {
        Guard.Level(level);
        if (Guard.Defined(method) is not (NpsInterval.AdjustedWald or NpsInterval.Wald))
        {
            throw new ArgumentException($"{method} has no form for two scores. Use AdjustedWald or Wald.", nameof(method));
        }

        First = first;
        Second = second;
        Level = level;
        Method = method;
        if (first.Responses == 0 || second.Responses == 0)
        {
            return;
        }

        var adjusts = method == NpsInterval.AdjustedWald;
        var a = adjusts ? NpsMoments.Adjusted(first) : NpsMoments.Of(first);
        var b = adjusts ? NpsMoments.Adjusted(second) : NpsMoments.Of(second);
        var estimate = 100 * (a.Mean - b.Mean);
        var error = 100 * Math.Sqrt((a.Variance / a.Responses) + (b.Variance / b.Responses));
        var half = NormalDistribution.TwoSidedCritical(level) * error;
        Difference = first.Score - second.Score;
        Estimate = estimate;
        StandardError = error;
        Z = error > 0 ? estimate / error : null;
        PValue = Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;
        Interval = ConfidenceInterval.Clipped(estimate - half, estimate + half, level, adjusts ? "adjusted Wald" : "Wald", -200, 200);
    }

    /// <summary>The score that is compared.</summary>
    public NetPromoterScore First { get; }

    /// <summary>The score it is compared with.</summary>
    public NetPromoterScore Second { get; }

    /// <summary>The confidence level of the interval.</summary>
    public double Level { get; }

    /// <summary>The method of the error and the interval.</summary>
    public NpsInterval Method { get; }

    /// <summary>The observed difference in points, first minus second; null when nobody answered in a group.</summary>
    public double? Difference { get; }

    /// <summary>The difference that the interval stands around, in points: for the adjusted Wald method that of the scores with their pseudo-answers.</summary>
    [JsonIgnore]
    public double? Estimate { get; }

    /// <summary>The standard error of the difference in points.</summary>
    [JsonIgnore]
    public double? StandardError { get; }

    /// <summary>The estimate in standard errors; null also when both groups are unanimous and Wald's error is 0.</summary>
    [JsonIgnore]
    public double? Z { get; }

    /// <summary>The two-sided p-value of "the two scores are equal".</summary>
    public double? PValue { get; }

    /// <summary>The interval of the difference, in points inside [−200..200].</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Why <see cref="Difference"/> or <see cref="PValue"/> is null; null when neither is.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Difference is null ? "nobody answered in one of the groups"
        : PValue is null ? "both groups are unanimous, so Wald's standard error is 0: use AdjustedWald"
        : null;

    /// <summary>The difference with its interval and p-value, as "+20.0 points (95 % CI -2.6 to 41.4; p = .083)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Difference is { } difference
            ? $"{Text.Signed(difference)} points ({SurveyText.Ends(Interval!.Value)}; {(PValue is { } p ? Text.PValue(p) : "no test: " + WhyUndefined)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Difference of two Net Promoter Scores", Difference is { } difference ? Text.Signed(difference) + " points" : Text.NotAvailable)
        .Row("First", First.ToString())
        .Row("Second", Second.ToString())
        .Row("Interval", SurveyText.Line(Interval))
        .Row("Test", PValue is { } p ? Text.PValue(p) : null)
        .Note(WhyUndefined)
        .ToString();
}

using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>A log-rank test for trend over ordered groups. The default value has nothing to compare.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct LogRankTrend : IRendersHtml
{
    [JsonConstructor]
    internal LogRankTrend(double score, double variance)
    {
        Score = Guard.Finite(score);
        Variance = Guard.AtLeast(variance, 0);
    }

    /// <summary>Σ s·(O − E): above 0 when more customers leave in the groups of high scores.</summary>
    public double Score { get; }

    /// <summary>Its variance under equal hazards.</summary>
    public double Variance { get; }

    /// <summary>Score² ÷ variance, chi-squared with one degree of freedom; null when the variance is 0.</summary>
    public double? ChiSquare => Variance > 0 ? Score / Variance * Score : null;

    /// <summary>The p-value of no trend; null when <see cref="ChiSquare"/> is.</summary>
    public double? PValue => ChiSquare is { } chi ? ChiSquared.UpperTail(chi, 1) : null;

    /// <summary>Why <see cref="ChiSquare"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Variance > 0 ? null : "nothing varies: nobody left, or all scores are the same";

    /// <summary>As "trend: chi-squared 15.22 on 1 df, p &lt; .001", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        ChiSquare is { } chi ? $"trend: chi-squared {Text.Number(chi)} on 1 df, {Text.PValue(PValue!.Value)}" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Log-rank test for trend", PValue is { } p ? Text.PValue(p) : Text.NotAvailable)
        .Row("Test", ChiSquare is null ? null : ToString())
        .Note(WhyUndefined)
        .ToString();
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// A confidence interval for a Net Promoter Score together with what it was built from: the point it stands around, the number of answers and the error it counts with.
/// </summary>
/// <remarks>Made by <see cref="NetPromoterScore.Estimate"/>. All scores are in points, −100 to 100.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NpsEstimate
{
    [JsonConstructor]
    internal NpsEstimate(double score, double responses, double? standardError, double criticalValue, ConfidenceInterval interval)
    {
        Score = Guard.Finite(score);
        Responses = Guard.AtLeast(responses, 0);
        StandardError = standardError is { } error ? Guard.AtLeast(error, 0, nameof(standardError)) : null;
        CriticalValue = Guard.AtLeast(criticalValue, 0);
        Interval = interval;
    }

    /// <summary>The point that the interval stands around: the observed score, or for the adjusted Wald method the score with its pseudo-answers.</summary>
    public double Score { get; }

    /// <summary>The number of answers the method counts with: for the adjusted Wald method three more than there are.</summary>
    public double Responses { get; }

    /// <summary>The standard error the method uses, in points; null for the score method, whose error differs at each end.</summary>
    public double? StandardError { get; }

    /// <summary>By how many standard errors the ends lie apart from the point: a quantile of the normal or of Student's t distribution, or the root of one of χ².</summary>
    public double CriticalValue { get; }

    /// <summary>The interval in points, cut at ±100; its unclipped ends are what the formula gave.</summary>
    public ConfidenceInterval Interval { get; }

    /// <summary>The interval and the point, as "13.9, 95 % CI -7.4 to 35.2 (adjusted Wald)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Text.Number(Score, 1)}, {SurveyText.Line(Interval)}";
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// What is known of a Net Promoter Score after the answers, given a prior: the shares of the three groups follow a Dirichlet distribution, and the score has
/// the mean and the standard deviation given here.
/// </summary>
/// <remarks>
/// With α the sums of observed and prior counts and A their total: mean 100·(α₁ − α₃)/A, variance 100²·(α₁/A + α₃/A − ((α₁ − α₃)/A)²)/(A + 1).
/// Undefined when A is 0. The default value is that.
/// </remarks>
/// <example>
/// <code>
/// NetPromoterScore.FromCounts(50, 30, 20).Posterior()   // 29.1 ± 7.7
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct NpsPosterior
{
    [JsonConstructor]
    internal NpsPosterior(double promoters, double passives, double detractors)
    {
        Promoters = Guard.AtLeast(promoters, 0);
        Passives = Guard.AtLeast(passives, 0);
        Detractors = Guard.AtLeast(detractors, 0);
    }

    /// <summary>α₁: promoters observed and of the prior.</summary>
    public double Promoters { get; }

    /// <summary>α₂: passives observed and of the prior.</summary>
    public double Passives { get; }

    /// <summary>α₃: detractors observed and of the prior.</summary>
    public double Detractors { get; }

    /// <summary>The posterior mean of the score in points; null when there is neither an answer nor a prior.</summary>
    public double? Mean => Total > 0 ? 100 * new NpsMoments(Promoters, Passives, Detractors).Mean : null;

    /// <summary>The posterior standard deviation of the score in points; null when there is neither an answer nor a prior.</summary>
    public double? StandardDeviation => Total > 0 ? 100 * Math.Sqrt(new NpsMoments(Promoters, Passives, Detractors).Variance / (Total + 1)) : null;

    private double Total => Promoters + Passives + Detractors;

    /// <summary>The mean and the standard deviation, as "29.1 ± 7.7".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Mean is { } mean ? $"{Text.Number(mean, 1)} ± {Text.Number(StandardDeviation!.Value, 1)}" : $"{Text.NotAvailable} (no answer and no prior)";
}

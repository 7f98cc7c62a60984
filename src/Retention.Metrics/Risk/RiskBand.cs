using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>Customers with similar probabilities of churn: what was predicted of them, and how many churned. The default value is a band of nobody.</summary>
public readonly record struct RiskBand
{
    [JsonConstructor]
    internal RiskBand(double lowest, double highest, double predicted, Proportion observed)
    {
        Lowest = Guard.Fraction(lowest);
        Highest = Guard.Fraction(highest);
        Predicted = Guard.Fraction(predicted);
        Observed = observed;
    }

    /// <summary>The lowest probability in the band.</summary>
    public double Lowest { get; }

    /// <summary>The highest probability in the band.</summary>
    public double Highest { get; }

    /// <summary>The mean probability.</summary>
    public double Predicted { get; }

    /// <summary>Those who churned, of the band.</summary>
    public Proportion Observed { get; }

    /// <summary>As "predicted 12.1 %, churned 14.0 % (14 of 100)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"predicted {Text.Percent(Predicted)}, churned {Text.Percent(Observed.Value)} ({Text.Count(Observed.Count)} of {Text.Count(Observed.Total)})";
}

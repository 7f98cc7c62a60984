using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// What it costs to offer customers something for staying, how often that keeps one who would have left, and what is lost with one who leaves. The default value is an offer
/// without cost or effect.
/// </summary>
/// <remarks>An offer costs the same whoever gets it: one who would have stayed anyway, one it keeps, one who leaves all the same.</remarks>
/// <example>
/// <code>
/// var offer = new RetentionOffer(lossPerChurner: 600m, costPerOffer: 40m, successRate: 0.25);
/// offer.Threshold     // 0.267: offer to whoever is likelier to leave than that
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct RetentionOffer
{
    /// <summary>An offer.</summary>
    /// <param name="lossPerChurner">What is lost with a customer who leaves: the missed churner; zero or more.</param>
    /// <param name="costPerOffer">What one offer costs, needed or not; zero or more.</param>
    /// <param name="successRate">How often it keeps a customer who would have left, inside [0..1].</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative, or the rate is not inside [0..1].</exception>
    [JsonConstructor]
    public RetentionOffer(decimal lossPerChurner, decimal costPerOffer, double successRate)
    {
        LossPerChurner = Guard.Amount(lossPerChurner);
        CostPerOffer = Guard.Amount(costPerOffer);
        SuccessRate = Guard.Fraction(successRate);
    }

    /// <summary>What is lost with a customer who leaves.</summary>
    public decimal LossPerChurner { get; }

    /// <summary>What one offer costs.</summary>
    public decimal CostPerOffer { get; }

    /// <summary>How often it keeps a customer who would have left, as a fraction.</summary>
    public double SuccessRate { get; }

    /// <summary>
    /// The probability of churn above which an offer pays: cost ÷ (success rate × loss). Above 1 it never does. Null when it saves nothing. It holds for calibrated probabilities.
    /// </summary>
    [JsonIgnore]
    public double? Threshold => SuccessRate > 0 && LossPerChurner > 0 && (double)CostPerOffer / SuccessRate / (double)LossPerChurner is var p && double.IsFinite(p) ? p : null;

    /// <summary>What flagging customers costs if the flagged get the offer: offers, and the loss of those who leave without it or in spite of it.</summary>
    /// <param name="point">How many are flagged, and how many of them churn.</param>
    /// <returns>The expected cost in the unit of the amounts.</returns>
    public double ExpectedCost(RocPoint point) =>
        (point.Flagged * (double)CostPerOffer) + ((point.Churned - (SuccessRate * point.TruePositives)) * (double)LossPerChurner);

    /// <summary>As "40.00 an offer, works for 25.0 %, 600.00 lost with a churner: pays above 26.7 %".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Money(CostPerOffer)} an offer, works for {Text.Percent(SuccessRate)}, {Text.Money(LossPerChurner)} lost with a churner: {(Threshold is not { } t ? "saves nothing" : t > 1 ? "never pays" : "pays above " + Text.Percent(t))}";
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>The customers with the highest scores, and how many of those who churned are among them. The default value is the top of nobody.</summary>
/// <remarks>Where the cut falls among customers with one score, they count by their share, as if drawn at random from among them: the numbers then need not be whole.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct GainPoint
{
    [JsonConstructor]
    internal GainPoint(long customers, long total, double churned, long allChurned)
    {
        Total = Guard.Count(total);
        Customers = Guard.Part(customers, total, nameof(total));
        AllChurned = Guard.Part(allChurned, total, nameof(total));
        Churned = Guard.AtLeast(churned, 0);
    }

    /// <summary>How many customers are in the top.</summary>
    public long Customers { get; }

    /// <summary>How many customers there are in all.</summary>
    public long Total { get; }

    /// <summary>How many of the top churned; expected, where the cut splits customers with one score.</summary>
    public double Churned { get; }

    /// <summary>How many churned in all.</summary>
    public long AllChurned { get; }

    /// <summary>The top, as a share of all customers; null without customers.</summary>
    [JsonIgnore]
    public double? Share => Total > 0 ? (double)Customers / Total : null;

    /// <summary>Those who churned in the top, of all who churned (the gain); null when nobody churned.</summary>
    [JsonIgnore]
    public double? Capture => AllChurned > 0 ? Churned / AllChurned : null;

    /// <summary>The churn rate of the top; null when nobody is in it.</summary>
    [JsonIgnore]
    public double? ChurnRate => Customers > 0 ? Churned / Customers : null;

    /// <summary>The churn rate of the top ÷ that of all: 1 for a score that knows nothing, and for everybody. Null when nobody churned or nobody is in the top.</summary>
    [JsonIgnore]
    public double? Lift => Customers > 0 && AllChurned > 0 ? Churned / Customers * ((double)Total / AllChurned) : null;

    /// <summary>As "top 10.0 %: 19.2 % of those who churned, lift 1.92".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"top {Text.Percent(Share)}: {Text.Percent(Capture)} of those who churned, lift {(Lift is { } lift ? Text.Number(lift) : Text.NotAvailable)}";
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>One reason of <see cref="ChurnReasons"/>: how many named it, and what their loss is worth.</summary>
/// <remarks>Made by <see cref="ChurnReasons"/>. The default value is a nameless reason of nobody.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct ChurnReason
{
    [JsonConstructor]
    internal ChurnReason(string? name, Proportion share, decimal? value, double? valueShare, double? cumulativeShare)
    {
        Name = name!;
        Share = share;
        Value = value;
        ValueShare = valueShare;
        CumulativeShare = cumulativeShare;
    }

    /// <summary>The reason, in the words of the survey.</summary>
    public string Name => field ?? string.Empty;

    /// <summary>How many named it.</summary>
    [JsonIgnore]
    public long Customers => Share.Count;

    /// <summary>Those who named it, of all who gave a reason.</summary>
    public Proportion Share { get; }

    /// <summary>The amount lost with those who named it; null when no amounts were given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Value { get; }

    /// <summary>That amount, of the amount lost with all who gave a reason; null when there are no amounts or they sum to 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValueShare { get; }

    /// <summary>
    /// The share of this reason and all before it in the list, from 0 to 1: of all mentions, or of all amounts in a list by value. It reaches 1 at the last reason also where
    /// several reasons could be named. Null when there is nothing to divide.
    /// </summary>
    public double? CumulativeShare { get; }

    /// <summary>The reason with its share, as "poor onboarding: 23.0 % (23 of 100)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Name}: {Text.Percent(Share.Value)} ({Text.Count(Share.Count)} of {Text.Count(Share.Total)}{(Value is { } value ? "; " + Text.Money(value) : string.Empty)})";
}

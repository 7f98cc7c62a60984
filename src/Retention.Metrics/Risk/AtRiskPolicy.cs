using System.Text.Json.Serialization;

namespace Retention.Metrics.Risk;

/// <summary>When a customer counts as overdue: what the usual interval is, and how many of them may pass. Immutable; the default is <see cref="Default"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AtRiskPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="quantile">Which quantile of a customer's intervals is the usual one, inside [0..1]; 0.5 is the median.</param>
    /// <param name="factor">How many usual intervals of silence are in order; finite and above 0.</param>
    /// <param name="minimumIntervals">With fewer completed intervals of one's own, those of all customers are the usual one; at least 1.</param>
    /// <param name="lostAfter">After how many usual intervals a customer counts as lost and is not listed; null lists everybody. Not below <paramref name="factor"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    [JsonConstructor]
    public AtRiskPolicy(double quantile = 0.5, double factor = 2, int minimumIntervals = 3, double? lostAfter = null)
    {
        Quantile = Guard.Fraction(quantile);
        Factor = Guard.Positive(factor);
        MinimumIntervals = minimumIntervals >= 1 ? minimumIntervals : throw Guard.OutOfRange(nameof(minimumIntervals), minimumIntervals, "A usual interval needs at least 1");
        LostAfter = lostAfter is { } lost ? Guard.AtLeast(lost, factor, nameof(lostAfter)) : null;
    }

    /// <summary>Overdue after twice the median interval; one's own from three intervals on; nobody is lost.</summary>
    public static AtRiskPolicy Default { get; } = new();

    /// <summary>Which quantile of a customer's intervals is the usual one.</summary>
    public double Quantile { get; }

    /// <summary>How many usual intervals of silence are in order.</summary>
    public double Factor { get; }

    /// <summary>With fewer completed intervals of one's own, those of all customers are the usual one.</summary>
    public int MinimumIntervals { get; }

    /// <summary>After how many usual intervals a customer counts as lost; null when nobody does.</summary>
    public double? LostAfter { get; }

    /// <summary>As "silent for more than 2 × the 50 % quantile of the intervals (own from 3 on)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"silent for more than {Factor} × the {100 * Quantile:0.##} % quantile of the intervals (own from {MinimumIntervals} on)")
        + (LostAfter is { } lost ? FormattableString.Invariant($", lost after {lost}") : string.Empty);
}

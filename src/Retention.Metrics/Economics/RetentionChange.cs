using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// A change of a retention rate, with the unit that the phrase "5 % more retention" leaves open.
/// </summary>
/// <remarks>The default value is a change of 0 points.</remarks>
/// <example>
/// <code>
/// RetentionRate now = RetentionRate.FromPercent(75);
/// RetentionChange.Points(5).ApplyTo(now)             // 80.0 %
/// RetentionChange.Relative(0.05).ApplyTo(now)        // 78.8 %
/// RetentionChange.ChurnRelative(0.05).ApplyTo(now)   // 76.3 %
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct RetentionChange
{
    // 0.95 + 0.05 is allowed to miss 1 by the rounding of its terms.
    private const double Rounding = 4.5e-16;

    [JsonConstructor]
    internal RetentionChange(RetentionChangeKind kind, double amount)
    {
        Kind = Guard.Defined(kind);
        Amount = Guard.Finite(amount);
    }

    /// <summary>What the change is measured in.</summary>
    public RetentionChangeKind Kind { get; }

    /// <summary>How large the change is: percentage points for <see cref="RetentionChangeKind.Points"/>, a fraction for the others. Positive for more retention.</summary>
    public double Amount { get; }

    /// <summary>A change in percentage points of the retention rate: 5 turns 75 % into 80 %.</summary>
    /// <param name="percentagePoints">A finite number; negative for less retention.</param>
    /// <returns>The change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percentagePoints"/> is not finite.</exception>
    public static RetentionChange Points(double percentagePoints) => new(RetentionChangeKind.Points, Guard.Finite(percentagePoints));

    /// <summary>A change by a share of the retention rate itself: 0.05 turns 75 % into 78.75 %.</summary>
    /// <param name="fraction">A finite number; negative for less retention.</param>
    /// <returns>The change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not finite.</exception>
    public static RetentionChange Relative(double fraction) => new(RetentionChangeKind.Relative, Guard.Finite(fraction));

    /// <summary>A fall of the churn rate by a share of itself: 0.05 turns 25 % churn into 23.75 %.</summary>
    /// <param name="fraction">A finite number; negative for more churn.</param>
    /// <returns>The change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not finite.</exception>
    public static RetentionChange ChurnRelative(double fraction) => new(RetentionChangeKind.ChurnRelative, Guard.Finite(fraction));

    /// <summary>The rate after the change, over the same period.</summary>
    /// <param name="retention">The rate before.</param>
    /// <returns>The rate after, without counts; null when the change leaves [0..1], or the rate is undefined.</returns>
    public RetentionRate? ApplyTo(RetentionRate retention)
    {
        if (retention.Value is not { } stayed || retention.Churn.Value is not { } left)
        {
            return null;
        }

        var delta = Delta(stayed, left);
        var (after, gone) = (Settled(stayed + delta), Settled(left - delta));
        if (!(after >= 0 && gone >= 0))
        {
            return null;
        }

        // The smaller share carries the digits.
        return gone < 0.5 ? ChurnRate.FromFraction(gone, retention.Period).Retention : RetentionRate.FromFraction(after, retention.Period);
    }

    /// <summary>The change in words, as "+5.0 points", "+5.0 % of retention" or "-5.0 % of churn".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Kind switch
    {
        RetentionChangeKind.Points => Text.Signed(Amount) + " points",
        RetentionChangeKind.Relative => Text.Signed(Amount * 100) + " % of retention",
        _ => Text.Signed(-Amount * 100) + " % of churn",
    };

    /// <summary>By how much the rate rises, as a fraction.</summary>
    internal double Delta(double stayed, double left) => Kind switch
    {
        RetentionChangeKind.Points => Amount / 100,
        RetentionChangeKind.Relative => stayed * Amount,
        _ => left * Amount,
    };

    /// <summary>Why there is no rate after the change.</summary>
    internal string WhyNot(RetentionRate retention) =>
        retention.WhyUndefined ?? string.Create(CultureInfo.InvariantCulture, $"{this} lead from {Text.Percent(retention.Value)} out of the range 0–100 %");

    private static double Settled(double share) => Math.Abs(share) <= Rounding ? 0 : share;
}

using Retention.Metrics.Numerics;

namespace Retention.Metrics.Lifetime;

/// <summary>The geometric sums behind values at constant retention, per unit of margin.</summary>
internal static class GeometricValue
{
    /// <summary>1 + d − r(1 + g): the sum over all time exists when this is above 0.</summary>
    /// <remarks>
    /// Formed from the share that leaves, which keeps its digits: (1 − r) + d − r·g. When what is added cancels against what is taken away up to the
    /// rounding of the arguments (0.99 against −0.01), the result is 0: no digit of the quotient would be right.
    /// </remarks>
    public static double Gap(RetentionRate retention, DiscountRate discount, double growth = 0)
    {
        var (stayed, left) = Shares(retention);
        var d = discount.Value;
        var added = left + Math.Max(d, 0) + Math.Max(-stayed * growth, 0);
        var taken = Math.Max(-d, 0) + Math.Max(stayed * growth, 0);
        var gap = added - taken;
        return taken > 0 && Math.Abs(gap) <= 4.5e-16 * (1 + Math.Abs(d) + Math.Abs(growth)) ? 0 : gap;
    }

    /// <summary>Σ_{t&lt;T} (r ÷ (1 + d))^t; T when the ratio is 1. May overflow to infinity when the ratio is above 1.</summary>
    /// <remarks>expm1(T·ln q) ÷ (q − 1) with q − 1 formed without cancellation: relative error below 1e-13 for every ratio.</remarks>
    public static double FiniteSum(RetentionRate retention, DiscountRate discount, int periods)
    {
        var (stayed, left) = Shares(retention);
        if (periods == 0)
        {
            return 0;
        }

        if (stayed == 0)
        {
            return 1;
        }

        var scale = 1 + discount.Value;
        var excess = -(left + discount.Value) / scale;
        if (excess == 0)
        {
            return periods;
        }

        var log = stayed < scale / 2 ? Math.Log(stayed / scale) : Elementary.Log1p(excess);
        return Elementary.Expm1(periods * log) / excess;
    }

    /// <summary>1 ÷ churn; null when that is not a finite number, or the rate is undefined.</summary>
    public static double? Lifetime(RetentionRate retention) => retention.ExpectedLifetime is { } periods && double.IsFinite(periods) ? periods : null;

    /// <summary>The share that stays and the share that leaves of a rate that is known to be defined.</summary>
    public static (double Stayed, double Left) Shares(RetentionRate retention) => (retention.Value!.Value, retention.Churn.Value!.Value);
}

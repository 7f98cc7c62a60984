namespace Retention.Metrics;

/// <summary>
/// A rate of customers that keeps what it was counted from: <see cref="RetentionRate"/>, <see cref="ChurnRate"/>, and the rates of conversion, adoption, reactivation, repeat purchase and referral.
/// Two of one kind compare by <see cref="Experiments.ProportionTest.Between{TRate}(TRate, TRate, double)"/>.
/// </summary>
public interface ICountedRate
{
    /// <summary>How many of how many the rate was observed as; null when the value is not the share of counts: typed in, compounded or converted to another period.</summary>
    Proportion? Counts { get; }

    /// <summary>How long the period of the rate is; null when it has none, or did not say.</summary>
    PeriodLength? Period => null;
}

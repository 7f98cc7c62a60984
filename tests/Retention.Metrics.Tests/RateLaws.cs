using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests;

public class RateLaws
{
    [Property]
    public void Retention_and_churn_of_the_same_customers_sum_to_one(AnyCounts counts)
    {
        var retention = RetentionRate.FromCounts(counts.Part, counts.Whole);
        Assert.Equal(1, retention.Value!.Value + retention.Churn.Value!.Value, 1e-15);
        Assert.Equal(retention, retention.Churn.Retention);
    }

    [Property]
    public void Compounding_twice_equals_compounding_by_the_product(AnyFraction fraction)
    {
        var rate = RetentionRate.FromFraction(fraction.Value);
        Assert.Equal(rate.Compound(12).Value!.Value, rate.Compound(3).Compound(4).Value!.Value, 1e-14);
        Assert.Equal(rate.Churn.Compound(12).Value!.Value, rate.Churn.Compound(3).Compound(4).Value!.Value, 1e-14);
    }

    [Property]
    public void A_conversion_there_and_back_changes_nothing(AnyFraction fraction)
    {
        var rate = ChurnRate.FromFraction(fraction.Value, PeriodLength.Month);
        var back = rate.ConvertPeriod(PeriodLength.Year).ConvertPeriod(PeriodLength.Month);
        // A churn of almost 1 leaves almost nobody after a year; what is left of them fits into the double, so the way back is exact to a few units.
        Assert.Equal(rate.Value!.Value, back.Value!.Value, 1e-12);
    }

    [Property]
    public void A_longer_period_never_has_less_churn(AnyCounts counts)
    {
        var rate = ChurnRate.FromCounts(counts.Part, counts.Whole, PeriodLength.Month);
        Assert.True(rate.ConvertPeriod(PeriodLength.Quarter).Value >= rate.Value);
        Assert.True(rate.ConvertPeriod(PeriodLength.Week).Value <= rate.Value);
    }

    [Property]
    public void Retention_from_counts_equals_retention_from_the_customers_when_nobody_new_left(AnyCounts start, AnyCounts more)
    {
        var (s, retained, acquired) = ((int)(start.Whole % 500), (int)(start.Part % 500), (int)(more.Whole % 500));
        retained = Math.Min(retained, s);
        var before = Enumerable.Range(0, s).ToArray();
        var after = Enumerable.Range(s - retained, retained + acquired).ToArray();
        var exact = CustomerRetention.FromCustomers(before, after);
        var counted = CustomerRetention.FromCounts(s, acquired, retained + acquired);
        Assert.Equal(counted.RetentionRate, exact.RetentionRate);
        Assert.Equal(counted.Lost, exact.Lost);
        Assert.Equal(acquired, exact.CustomersAcquired);
    }
}

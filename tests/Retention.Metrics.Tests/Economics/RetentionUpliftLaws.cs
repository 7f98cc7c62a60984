using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;

namespace Retention.Metrics.Tests.Economics;

public class RetentionUpliftLaws
{
    // The closed forms against the two lifetime values themselves.
    [Property]
    public void The_uplifts_are_those_of_the_lifetime_values(AnyMargin margin, AnyRetention retention, AnyChange change, AnyDiscount discount, AnyMargin cost)
    {
        var uplift = RetentionUplift.From(margin.Value, retention.Rate, change.Value, discount.Rate, cost.Value);
        if (uplift.ValueBefore is not { } before || uplift.ValueAfter is not { } after)
        {
            Assert.Null(uplift.GrossUplift);
            Assert.NotNull(uplift.WhyUndefined);
            return;
        }

        var (v, w) = ((double)before, (double)after);
        Assert.Equal((w / v) - 1, uplift.GrossUplift!.Value, 1e-10 * (w / v));
        var (b, a) = ((double)(before - margin.Value), (double)(after - margin.Value));
        Assert.Equal(b > 0, uplift.ExcludingFirstUplift is not null);
        if (b > 0)
        {
            Assert.Equal((a / b) - 1, uplift.ExcludingFirstUplift!.Value, 1e-9 * ((w / b) + 1));
        }

        Assert.Equal(before > cost.Value, uplift.NetUplift is not null);
        if (before > cost.Value)
        {
            var net = (double)(before - cost.Value);
            Assert.Equal((w - v) / net, uplift.NetUplift!.Value, 1e-9 * (w + v) / net);
        }
    }

    [Property]
    public void The_uplift_at_every_solution_is_the_one_that_was_asked(AnyRetention retention, AnyChange change, AnyDiscount discount)
    {
        foreach (var timing in new[] { PaymentTiming.IncludingFirstPayment, PaymentTiming.ExcludingFirstPayment })
        {
            double? Of(RetentionRate r) => RetentionUplift.From(1m, r, change.Value, discount.Rate) is var u && timing == PaymentTiming.ExcludingFirstPayment ? u.ExcludingFirstUplift : u.GrossUplift;
            if (Of(retention.Rate) is not { } asked || change.Value.Amount == 0)
            {
                continue;
            }

            var solved = RetentionForUplift.From(asked, change.Value, discount.Rate, timing);
            Assert.True(solved.IsFeasible, solved.ToString());
            Assert.Null(solved.WhyUndefined);
            foreach (var solution in solved.Solutions)
            {
                CheckUplift(asked, Of(solution));
            }

            // The rate that was put in comes out; where the effect hardly depends on the rate, or two solutions meet, it comes out blurred.
            if (!solved.HoldsEverywhere)
            {
                var nearest = solved.Solutions.Min(s => Math.Abs(s.Value!.Value - retention.Value));
                Assert.True(nearest < 1e-6 || CloseAt(asked, Of(solved.Solutions.MinBy(s => Math.Abs(s.Value!.Value - retention.Value)))), FormattableString.Invariant($"{nearest}"));
            }
        }
    }

    [Property]
    public void The_share_of_acquisition_cost_makes_the_net_uplift_the_one_wanted(AnyRetention retention, AnyChange change, AnyDiscount discount, AnyRetention wanted)
    {
        var share = CacShareForUplift.From(wanted.Value, retention.Rate, change.Value, discount.Rate);
        if (share.Value is not { } k)
        {
            Assert.NotNull(share.WhyUndefined);
            return;
        }

        Assert.True(k < 1);
        var value = CustomerLifetimeValue.Discounted(1_000_000m, retention.Rate, discount.Rate, PaymentTiming.IncludingFirstPayment).Value!.Value;
        if (k >= 0 && 1 - k > 1e-6)
        {
            var net = RetentionUplift.From(1_000_000m, retention.Rate, change.Value, discount.Rate, value * (decimal)k).NetUplift;
            Assert.Equal(wanted.Value, net!.Value, 1e-7);
        }
        else if (k < 0)
        {
            Assert.True(share.GrossUplift > wanted.Value);
        }
    }

    // d ln V ÷ d ln r by central differences.
    [Property]
    public void The_elasticity_is_the_slope_of_the_value(AnyRetention retention, AnyDiscount discount)
    {
        if (retention.Value is < 0.05 or > 0.95)
        {
            return;
        }

        const double Step = 1e-4;
        var elasticity = RetentionElasticity.From(retention.Rate, discount.Rate);
        double Slope(PaymentTiming timing)
        {
            double Log(double r) => Math.Log((double)CustomerLifetimeValue.Discounted(1_000_000m, RetentionRate.FromFraction(r), discount.Rate, timing).Value!.Value);
            return (Log(retention.Value * Math.Exp(Step)) - Log(retention.Value * Math.Exp(-Step))) / (2 * Step);
        }

        Assert.Equal(Slope(PaymentTiming.IncludingFirstPayment), elasticity.IncludingFirst!.Value, 1e-3);
        Assert.Equal(Slope(PaymentTiming.ExcludingFirstPayment), elasticity.ExcludingFirst!.Value, 1e-3);
        Assert.Equal(elasticity.IncludingFirst.Value + 1, elasticity.ExcludingFirst.Value, 1e-12);
    }

    // The base simulated customer by customer count, period by period, in decimals.
    [Property]
    public void The_path_is_that_of_a_base_that_loses_and_gains_each_period(AnyRetention retention, AnyChange change, AnyMargin margin, AnyMargin cost)
    {
        var path = BaseProjection.From(1_000, retention.Rate, change.Value, margin.Value, cost.Value, periods: 12);
        if (path.ProfitBefore is not > 0 || path.RetentionAfter is not { } better)
        {
            Assert.Empty(path.ProfitUplift);
            Assert.NotNull(path.WhyUndefined);
            return;
        }

        var customers = 1_000 / (1 - (decimal)retention.Value);
        var before = (margin.Value * customers) - (1_000 * cost.Value);
        Assert.Equal((double)before, (double)path.ProfitBefore.Value, 1e-9 * (double)(margin.Value * customers));
        for (var t = 0; t < 12; t++)
        {
            customers = 1_000 + ((decimal)better.Value!.Value * customers);
            Assert.Equal((double)customers, path.Base[t], 1e-9 * (double)customers);
            var profit = (margin.Value * customers) - (1_000 * cost.Value);
            Assert.Equal((double)((profit / before) - 1), path.ProfitUplift[t], 1e-8 * (double)((margin.Value * customers / before) + 1));
        }

        if (path.SteadyStateUplift is { } end)
        {
            var sooner = path.ProfitUplift.Select(Math.Abs).ToList();
            Assert.Equal(sooner.Order(), sooner);
            Assert.True(sooner[^1] <= Math.Abs(end) * (1 + 1e-12));
        }
    }

    private static void CheckUplift(double asked, double? got) => Assert.True(CloseAt(asked, got), FormattableString.Invariant($"{got:R} instead of {asked:R}"));

    private static bool CloseAt(double asked, double? got) => got is { } g && Math.Abs(g - asked) <= 1e-6 * (1 + Math.Abs(asked)) * (1 + Math.Abs(asked));
}

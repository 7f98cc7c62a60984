using Retention.Metrics.Economics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class PreventableChurnTests
{
    // mpmath, both forms of the population attributable fraction.
    [Theory]
    [InlineData(300, 90, 700, 35, 250, 6, 0.6, 75, 18_750)]
    [InlineData(120, 24, 880, 132, 90, 1.3333333333333333, 0.038461538461538464, 6, 540)]
    public void The_fraction_is_that_of_the_reference(long unresolved, long left, long resolved, long gone, int value, double risk, double fraction, double customers, double stake)
    {
        var churn = PreventableChurn.From(Proportion.Of(left, unresolved), Proportion.Of(gone, resolved), value);
        Assert.Equal(risk, churn.RelativeRisk!.Value, 1e-14);
        Assert.Equal(fraction, churn.AttributableFraction!.Value, 1e-14);
        Assert.Equal(customers, churn.PreventableCustomers!.Value, 1e-11);
        Assert.Equal(stake, (double)churn.ValueAtStake!.Value, 1e-9);
        Assert.Null(churn.WhyUndefined);
    }

    [Fact]
    public void It_reads_as_an_upper_bound()
    {
        var churn = PreventableChurn.From(Proportion.Of(90, 300), Proportion.Of(35, 700), 250m);
        Assert.Equal("60.0 % of churn (30.0 % unresolved, 5.0 % resolved; at most 75 customers, 18,750.00)", churn.ToString());
        Assert.Contains("upper bound", churn.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("60.0 % of churn (30.0 % unresolved, 5.0 % resolved; at most 75 customers)", PreventableChurn.From(Proportion.Of(90, 300), Proportion.Of(35, 700)).ToString());
    }

    // Levin (1953): p(RR - 1) ÷ (1 + p(RR - 1)).
    [Property]
    public void The_fraction_is_Levins(AnyCounts unresolved, AnyCounts resolved)
    {
        var churn = PreventableChurn.From(Proportion.Of(unresolved.Part, unresolved.Whole), Proportion.Of(resolved.Part, resolved.Whole));
        if (churn.RelativeRisk is { } rr)
        {
            var excess = (double)unresolved.Whole / (unresolved.Whole + resolved.Whole) * (rr - 1);
            // Where almost nobody of many unresolved leaves, 1 + excess is a small difference, and Levin's form loses its digits twice.
            Assert.Equal(excess / (1 + excess), churn.AttributableFraction!.Value, 1e-14 * (1 + (1 / ((1 + excess) * (1 + excess)))));
        }

        Assert.True(churn.AttributableFraction is null or <= 1);
        Assert.True(churn.PreventableCustomers <= unresolved.Part);
        Assert.Equal(churn.AttributableFraction < 0, churn.Unresolved.Value < churn.Resolved.Value && churn.AttributableFraction is not null);
    }

    [Fact]
    public void The_edges_have_answers_or_reasons()
    {
        var worse = PreventableChurn.From(Proportion.Of(1, 100), Proportion.Of(10, 100));
        Assert.Equal(-9 / 11.0, worse.AttributableFraction!.Value, 1e-15);

        var all = PreventableChurn.From(default, Proportion.Of(5, 100), 10m);
        Assert.Equal((0, 0, 0m), (all.AttributableFraction!.Value, all.PreventableCustomers!.Value, all.ValueAtStake!.Value));
        Assert.Equal("every issue was resolved", all.WhyUndefined);

        var none = PreventableChurn.From(Proportion.Of(5, 100), default);
        Assert.Null(none.AttributableFraction);
        Assert.Null(none.PreventableCustomers);
        Assert.Equal("n/a (no issue was resolved, so that there is nothing to compare with)", none.ToString());

        var loyal = PreventableChurn.From(Proportion.Of(0, 100), Proportion.Of(0, 100));
        Assert.Null(loyal.AttributableFraction);
        Assert.Equal(0, loyal.PreventableCustomers);
        Assert.Equal("n/a (nobody left)", loyal.ToString());

        var perfect = PreventableChurn.From(Proportion.Of(5, 100), Proportion.Of(0, 100));
        Assert.Equal(1, perfect.AttributableFraction);
        Assert.Null(perfect.RelativeRisk);
        Assert.Equal("nobody left whose issue was resolved", perfect.WhyUndefined);

        // 17,700,693 × 508,861,443 has more digits than a double, and is still no more than itself.
        var many = PreventableChurn.From(Proportion.Of(17_700_693, 17_700_693), Proportion.Of(0, 508_861_443));
        Assert.Equal((1, 17_700_693), (many.AttributableFraction, many.PreventableCustomers));
        Assert.Equal(1, PreventableChurn.From(Proportion.Of(long.MaxValue, long.MaxValue), Proportion.Of(0, long.MaxValue)).AttributableFraction);

        Assert.Contains("7.9e28", PreventableChurn.From(Proportion.Of(90, 300), Proportion.Of(35, 700), 7e28m).WhyUndefined, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_round_trips()
    {
        var type = RetentionMetricsJsonContext.Default.PreventableChurn;
        Json.RoundTrips(PreventableChurn.From(Proportion.Of(90, 300), Proportion.Of(35, 700), 250m), type);
        Json.RoundTrips(PreventableChurn.From(default, default), type);
    }
}

using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class RetentionChangeTests
{
    [Fact]
    public void Five_per_cent_has_three_meanings()
    {
        var now = RetentionRate.FromPercent(75);
        Assert.Equal(0.80, RetentionChange.Points(5).ApplyTo(now)!.Value.Value!.Value, 1e-15);
        Assert.Equal(0.7875, RetentionChange.Relative(0.05).ApplyTo(now)!.Value.Value!.Value, 1e-15);
        Assert.Equal(0.7625, RetentionChange.ChurnRelative(0.05).ApplyTo(now)!.Value.Value!.Value, 1e-15);
    }

    [Fact]
    public void A_change_reads_as_it_was_meant()
    {
        Assert.Equal("+5.0 points", RetentionChange.Points(5).ToString());
        Assert.Equal("+5.0 % of retention", RetentionChange.Relative(0.05).ToString());
        Assert.Equal("-5.0 % of churn", RetentionChange.ChurnRelative(0.05).ToString());
        Assert.Equal("0.0 points", default(RetentionChange).ToString());
        Assert.Equal(RetentionChange.Points(0), default);
    }

    [Fact]
    public void A_change_that_leaves_the_scale_leads_nowhere()
    {
        Assert.Null(RetentionChange.Points(5).ApplyTo(RetentionRate.FromPercent(96)));
        Assert.Null(RetentionChange.Points(-5).ApplyTo(RetentionRate.FromPercent(4)));
        Assert.Null(RetentionChange.Relative(0.5).ApplyTo(RetentionRate.FromPercent(80)));
        Assert.Null(RetentionChange.ChurnRelative(1.5).ApplyTo(RetentionRate.FromPercent(80)));
        Assert.Null(RetentionChange.Points(5).ApplyTo(default));
    }

    // 0.95 + 0.05 and its like must not miss the end of the scale by a rounding.
    [Property]
    public void Points_to_the_ends_of_the_scale_lead_exactly_there(AnyRetention retention)
    {
        Assert.Equal(0, RetentionChange.Points(100 - (100 * retention.Value)).ApplyTo(retention.Rate)!.Value.Churn.Value);
        Assert.Equal(0, RetentionChange.Points(-100 * retention.Value).ApplyTo(retention.Rate)!.Value.Value);
        Assert.Equal(1, RetentionChange.ChurnRelative(1).ApplyTo(retention.Rate)!.Value.Value);
    }

    [Property]
    public void A_change_and_its_opposite_cancel(AnyRetention retention, AnyChange change)
    {
        if (change.Value.Kind == RetentionChangeKind.Points && change.Value.ApplyTo(retention.Rate) is { } after)
        {
            Assert.Equal(retention.Value, RetentionChange.Points(-change.Value.Amount).ApplyTo(after)!.Value.Value!.Value, 1e-14);
        }
    }

    [Fact]
    public void The_period_stays_and_the_counts_go()
    {
        var after = RetentionChange.Points(5).ApplyTo(RetentionRate.FromCounts(75, 100, PeriodLength.Year))!.Value;
        Assert.Equal(PeriodLength.Year, after.Period);
        Assert.Null(after.Evidence);
        Assert.Equal(PeriodLength.Year, RetentionChange.Points(-50).ApplyTo(RetentionRate.FromCounts(75, 100, PeriodLength.Year))!.Value.Period);
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("percentagePoints", () => RetentionChange.Points(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => RetentionChange.Relative(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => RetentionChange.ChurnRelative(double.NaN));
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var type = RetentionMetricsJsonContext.Default.RetentionChange;
        Assert.Equal("""{"kind":"ChurnRelative","amount":0.05}""", Json.RoundTrips(RetentionChange.ChurnRelative(0.05), type).GetRawText());
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"kind":7,"amount":1}""", type));
    }
}

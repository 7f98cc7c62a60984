using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests;

public class SegmentedTests
{
    private static readonly SubscriptionLedger<int> Ledger = SubscriptionLedger.From(
    [
        new SubscriptionRow<int> { Customer = 1, Start = new(2026, 5, 1), Amount = 10m, Segment = "<pro>" },
        new SubscriptionRow<int> { Customer = 2, Start = new(2026, 6, 1), Amount = 20m, Segment = "<pro>" },
        new SubscriptionRow<int> { Customer = 3, Start = new(2026, 6, 1), Amount = 30m, Segment = "basic" },
        new SubscriptionRow<int> { Customer = 4, Start = new(2026, 6, 1), Amount = 40m },
    ]).WithObservedThrough(new(2026, 6, 30));

    [Fact]
    public void A_loop_goes_over_the_segments_and_neither_the_others_nor_the_total()
    {
        var closings = new List<(string, decimal)>();
        foreach (var (plan, bridge) in Ledger.BySegment(part => part.Bridge(Period.Month(2026, 6))))
        {
            closings.Add((plan, bridge.Closing));
        }

        Assert.Equal([("<pro>", 30m), ("basic", 30m)], closings);
    }

    [Fact]
    public void Text_and_fragment_have_one_row_for_each_segment_the_others_and_all()
    {
        var rates = Ledger.BySegment(part => part.LogoChurn(Period.Month(2026, 6)));
        Assert.Equal(
            """
            <pro>: 0.0 % (0 of 1; start cohort: customers lost ÷ those at the start)
            basic: n/a (nobody was there to be lost)
            (other): n/a (nobody was there to be lost)
            (all): 0.0 % (0 of 1; start cohort: customers lost ÷ those at the start)
            """,
            rates.ToString(),
            ignoreLineEndingDifferences: true);
        var html = rates.ToHtml();
        Assert.Equal(4, html.Split("<tr>").Length - 1);
        Assert.Contains("&lt;pro&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<pro>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_several_lines_stands_under_the_name_of_its_segment() =>
        Assert.StartsWith("<pro>:\n| period |", Ledger.BySegment(part => part.RollForward(Granularity.Month, Period.Month(2026, 6))).ToString(), StringComparison.Ordinal);
}

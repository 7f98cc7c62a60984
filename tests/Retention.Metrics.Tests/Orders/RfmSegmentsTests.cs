using System.Text.Json;
using Retention.Metrics.Orders;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Orders;

public class RfmSegmentsTests
{
    private static readonly DateOnly Through = new(2026, 4, 10);

    // Customer i of 1 to 10 bought i times, last i days before the end, for i in all: the most frequent buyer is the one who is away longest.
    private static readonly RfmTable<int> Table = OrderLog.From(
        Enumerable.Range(1, 10).SelectMany(i => Enumerable.Range(0, i).Select(k => (Customer: i, Day: Through.AddDays(-i - k)))), r => r.Customer, r => r.Day, _ => 1m).Rfm(Through);

    [Fact]
    public void Quintiles_of_ten_hold_two_each()
    {
        var segments = Table.Segments(RfmSegmentation.Quantiles());
        Assert.Equal([2, 4, 6, 8], segments.Segmentation.DaysSinceLast!);
        Assert.Equal("5-1-1", Table.ScoresOf(segments, 1).ToString());
        Assert.Equal("1-5-5", Table.ScoresOf(segments, 10).ToString());
        Assert.Null(Table.ScoresOf(segments, 11));
        Assert.Equal([1, 2], Table.CustomersIn(segments, "New"));
        Assert.Equal([9, 10], Table.CustomersIn(segments, "Can't lose"));
        Assert.Equal((2L, 19m), (segments["Can't lose"].Customers, segments["Can't lose"].Spend));
        Assert.Equal(Proportion.Of(2, 10), segments.ShareOf("Potential loyalists"));
        Assert.Equal((10L, 0L), (segments.Customers, segments.Unassigned.Customers));
    }

    [Fact]
    public void Every_combination_of_scores_is_in_exactly_one_common_segment()
    {
        for (var r = 1; r <= 5; r++)
        {
            for (var f = 1; f <= 5; f++)
            {
                Assert.Single(RfmSegmentation.CommonSegments, s => s.Contains(new(r, f, 1)));
            }
        }
    }

    [Fact]
    public void Thresholds_are_not_beyond_themselves_and_what_fits_nothing_is_counted()
    {
        var segmentation = RfmSegmentation.Thresholds([3, 6], [1, 3], [5m, 8m], [new("Best") { MinimumRecency = 3, MinimumFrequency = 2 }, new("Rich") { MinimumMonetary = 3, MaximumMonetary = 3 }]);
        var segments = Table.Segments(segmentation);
        Assert.Equal([2, 3], Table.CustomersIn(segments, "Best"));
        Assert.Equal([9, 10], Table.CustomersIn(segments, "Rich"));
        Assert.Equal(6, segments.Unassigned.Customers);
        Assert.Equal("Best: 2 customers, 5.00\nRich: 2 customers, 19.00\nno segment: 6 customers, 31.00", segments.ToString());
        Assert.Contains("breaks at 3, 6 days since the last purchase, 1, 3 purchases, 5.00, 8.00 spent", segments.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(["Best (R 3–, F 2–)", "Rich (M 3)"], segmentation.Segments.Select(s => s.ToString()));
        Assert.Contains("Best, Rich", Assert.Throws<ArgumentException>("name", () => segments["Worst"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_by_equal_breaks_add_and_others_do_not()
    {
        var thresholds = Table.Segments(RfmSegmentation.Thresholds([2, 4, 6, 8], [2, 4, 6, 8], [2m, 4m, 6m, 8m]));
        Assert.Equal(Table.Segments(RfmSegmentation.Quantiles()), thresholds);
        Assert.Equal(4, (thresholds + thresholds)["New"].Customers);
        Assert.Throws<ArgumentException>("right", () => thresholds + Table.Segments(RfmSegmentation.Thresholds([1, 4, 6, 8], [2, 4, 6, 8], [2m, 4m, 6m, 8m])));
        var json = JsonSerializer.Serialize(thresholds, RetentionMetricsJsonContext.Default.RfmSegments);
        Assert.Equal(thresholds, JsonSerializer.Deserialize(json, RetentionMetricsJsonContext.Default.RfmSegments));
    }

    [Fact]
    public void A_segmentation_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>("segments", () => RfmSegmentation.Quantiles(4));
        Assert.Throws<ArgumentOutOfRangeException>("scores", () => RfmSegmentation.Quantiles(1, []));
        Assert.Throws<ArgumentException>("segments", () => RfmSegmentation.Quantiles(2, [new("a"), new("a")]));
        Assert.Throws<ArgumentException>("daysSinceLast", () => RfmSegmentation.Thresholds([2, 1], [1, 2], [1m, 2m], []));
        Assert.Throws<ArgumentException>("purchases", () => RfmSegmentation.Thresholds([1, 2], [1], [1m, 2m], []));
        Assert.Throws<ArgumentException>(() => new RfmSegment(" "));
        Assert.Throws<ArgumentNullException>("segmentation", () => Table.Segments(null!));
    }
}

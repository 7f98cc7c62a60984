namespace Retention.Metrics.Tests.Support;

public sealed class SharedDataTests
{
    [Fact]
    public void A_test_without_its_data_is_skipped_and_says_what_it_misses()
    {
        var reason = new SharedDataFactAttribute("data/no-such-file.csv").Skip;

        Assert.NotNull(reason);
        Assert.Contains("data/no-such-file.csv", reason, StringComparison.Ordinal);
        Assert.Contains(SharedData.Folder, reason, StringComparison.Ordinal);
    }

    [SharedDataFact("data/cdnow_sample_transactions.csv")]
    public void The_purchase_data_hold_every_order_of_the_sample() =>
        Assert.Equal(6_919 + 1, File.ReadLines(SharedData.File("data/cdnow_sample_transactions.csv")).Count());
}

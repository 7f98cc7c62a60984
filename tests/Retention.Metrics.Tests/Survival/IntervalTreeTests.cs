using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class IntervalTreeTests
{
    [Fact]
    public void What_is_added_to_intervals_is_at_each_of_their_places()
    {
        for (var places = 1; places <= 20; places++)
        {
            for (var from = 0; from <= places; from++)
            {
                for (var to = from; to <= places; to++)
                {
                    var tree = new IntervalTree(places, 2);
                    tree.Add(from, to, 3, [5]);
                    tree.Add(0, places, 1, [1]);
                    tree.Spread();

                    for (var i = 0; i < places; i++)
                    {
                        Assert.Equal(i >= from && i < to ? [4, 16] : [1.0, 1], tree[i].ToArray());
                    }
                }
            }
        }
    }

    [Fact]
    public void The_sum_over_an_interval_is_that_of_its_places()
    {
        for (var places = 1; places <= 20; places++)
        {
            var tree = new IntervalTree(places, 1);
            for (var i = 0; i < places; i++)
            {
                tree[i][0] = 1 << i;
            }

            tree.Gather();
            for (var from = 0; from <= places; from++)
            {
                for (var to = from; to <= places; to++)
                {
                    double[] sum = [0.5];
                    tree.Sum(from, to, sum);
                    Assert.Equal((1 << to) - (1 << from) + 0.5, sum[0]);
                }
            }
        }
    }

    [Fact]
    public void A_small_sum_is_not_lost_beside_a_large_one()
    {
        var tree = new IntervalTree(3, 1);
        tree.Add(0, 2, 1e300, []);
        tree.Add(1, 3, 1e-300, []);
        tree.Spread();

        Assert.Equal(1e-300, tree[2][0]);
    }
}

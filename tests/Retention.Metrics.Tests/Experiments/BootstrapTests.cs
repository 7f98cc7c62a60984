using System.Globalization;
using Retention.Metrics.Experiments;
using Retention.Metrics.Numerics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class BootstrapTests
{
    private static readonly double[] Spend = [12.1, 8.4, 15.9, 3.3, 22.7, 9.8, 14.2, 7.7, 30.5, 11.6, 5.4, 18.9];

    private static double Mean(ReadOnlySpan<double> sample) => SampleMean.Of(sample).Mean!.Value;

    [Fact]
    public void The_generators_give_their_published_numbers()
    {
        // SplitMix64 from 1234567 (the numbers of Vigna's C code) and xoshiro256** from the state 1, 2, 3, 4 (those of the reference implementation).
        ulong state = 1234567;
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], Enumerable.Range(0, 5).Select(_ => Xoshiro.SplitMix(ref state)).ToArray());
        var random = new Xoshiro(1, 2, 3, 4);
        Assert.Equal([11520, 0, 1509978240, 1215971899390074240], new[] { random.Next(), random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Drawn_numbers_are_inside_and_evenly_spread()
    {
        var counts = new int[3];
        var random = Xoshiro.Stream(7, 0);
        for (var i = 0; i < 30_000; i++)
        {
            counts[random.Below(3)]++;
        }

        // Four standard deviations of a binomial with 30,000 and one third.
        Assert.All(counts, c => Assert.InRange(c, 10_000 - 327, 10_000 + 327));
        // The state gives 0 first, one of the numbers that would be drawn once too often, and it is drawn again.
        var rejecting = new Xoshiro(1, 0, 3, 4);
        Assert.InRange(rejecting.Below(3), 0, 2);
        Assert.NotEqual(new Xoshiro(1, 0, 3, 4), rejecting);
        Assert.NotEqual(Xoshiro.Stream(7, 1).Next(), Xoshiro.Stream(7, 2).Next());
        Assert.NotEqual(Xoshiro.Stream(8, 1).Next(), Xoshiro.Stream(7, 1).Next());
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        var one = Bootstrap.Of<double>(Spend, Mean, replicates: 999, seed: 2026);
        var four = Bootstrap.Of<double>(Spend, Mean, replicates: 999, seed: 2026, degreeOfParallelism: 4);

        Assert.Equal(one, four);
        Assert.NotEqual(one, Bootstrap.Of<double>(Spend, Mean, replicates: 999, seed: 2027));
        // The first and the last sample, drawn by another implementation of the same generators (in Python).
        Assert.Equal(13.933333333333332, one.Replicates[0], 1e-13);
        Assert.Equal(10.275, one.Replicates[998], 1e-13);
    }

    [Fact]
    public void The_bootstrap_of_a_mean_is_near_its_theory()
    {
        // The bootstrap variance of a mean is Σ(x − x̄)²/n²; 20,000 samples give it within some per cent.
        var bootstrap = Bootstrap.Of<double>(Spend, Mean, replicates: 20_000);
        var theory = Math.Sqrt(Spend.Sum(x => (x - 13.375) * (x - 13.375)) / 144);

        Assert.Equal(13.375, bootstrap.Estimate!.Value, 1e-12);
        Assert.InRange(bootstrap.StandardError!.Value, theory * 0.97, theory * 1.03);
        Assert.InRange(bootstrap.Bias!.Value, -0.06, 0.06);
        // For a mean the jackknife gives the skewness ÷ (6√n), exactly.
        var cubes = Spend.Sum(x => Math.Pow(x - 13.375, 3));
        Assert.Equal(cubes / (6 * Math.Pow(Spend.Sum(x => (x - 13.375) * (x - 13.375)), 1.5)), bootstrap.Acceleration!.Value, 1e-12);
    }

    [Fact]
    public void Intervals_of_ninety_nine_replicates_by_hand()
    {
        // Replicates 1 to 99 and an estimate of 50: at 90 % the fifth and the ninety-fifth.
        double[] replicates = [.. Enumerable.Range(1, 99).Select(i => (double)i).Reverse()];
        var b = Bootstrap.FromReplicates<double>([40, 50, 60], Mean, replicates);

        Assert.Equal((5, 95), Ends(b.Interval(0.9, BootstrapInterval.Percentile)));
        Assert.Equal((5, 95), Ends(b.Interval(0.9, BootstrapInterval.Basic)));
        Assert.Equal(0, b.Acceleration);
        // 49 of 99 below and no acceleration: the normal quantile of 49/99 moves both ends down a little.
        var w = NormalDistribution.Quantile(49 / 99.0);
        var moved = b.Interval(0.9)!.Value;
        Assert.Equal(100 * NormalDistribution.Cdf((2 * w) - 1.6448536269514722), moved.Lower, 0.02);
        Assert.Equal(100 * NormalDistribution.Cdf((2 * w) + 1.6448536269514722), moved.Upper, 0.02);
        // Ends beyond the order statistics are the extreme ones.
        Assert.Equal((1, 99), Ends(b.Interval(0.999, BootstrapInterval.Percentile)));
        Assert.Null(b.Seed);
        Assert.Equal(28.722813232690143, b.StandardError!.Value, 1e-12);
        Assert.Contains("Fewer than 999", b.ToHtml(), StringComparison.Ordinal);

        static (double, double) Ends(ConfidenceInterval? i) => (Math.Round(i!.Value.Lower, 9), Math.Round(i.Value.Upper, 9));
    }

    [Fact]
    public void Rows_of_customers_are_drawn_whole()
    {
        (double Spend, int Orders)[] customers = [.. Spend.Select((s, i) => (s, 1 + (i % 3)))];
        var ratio = Bootstrap.Of(customers, sample =>
        {
            var (spend, orders) = (0.0, 0);
            foreach (var (s, o) in sample)
            {
                spend += s;
                orders += o;
            }

            return spend / orders;
        }, replicates: 500);

        Assert.Equal(160.5 / 24, ratio.Estimate!.Value, 1e-12);
        Assert.True(ratio.Interval() is { } i && i.Contains(160.5 / 24));
    }

    [Fact]
    public void Many_values_are_left_out_in_groups()
    {
        // The skewness ÷ (6√n) of an exponential shape, from 1,000 groups of five.
        double[] values = [.. Enumerable.Range(0, 5_000).Select(i => -Math.Log(1 - ((((i * 2_377L) % 5_000) + 0.5) / 5_000)))];
        var exact = values.Average() is var mean ? values.Sum(x => Math.Pow(x - mean, 3)) / (6 * Math.Pow(values.Sum(x => (x - mean) * (x - mean)), 1.5)) : 0;

        var grouped = Bootstrap.Of<double>(values, Mean, replicates: 10);

        Assert.InRange(grouped.Acceleration!.Value, exact * 0.6, exact * 1.4);
    }

    [Fact]
    public void Samples_without_a_finite_statistic_are_counted()
    {
        // The mean of the values above 20 does not exist in a sample that drew none of the two.
        static double OfTheRich(ReadOnlySpan<double> sample)
        {
            var (sum, count) = (0.0, 0);
            foreach (var x in sample)
            {
                (sum, count) = x > 20 ? (sum + x, count + 1) : (sum, count);
            }

            return sum / count;
        }

        var b = Bootstrap.Of<double>(Spend, OfTheRich, replicates: 1_000);

        Assert.InRange(b.Undefined, 60, 160);
        Assert.Equal(1_000, b.Undefined + b.Replicates.Count);
        Assert.Contains("had no finite statistic", b.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(b, RetentionMetricsJsonContext.Default.Bootstrap);
        // Without the one value there is nothing to divide, so there is no acceleration and no BCa; the percentiles are shown.
        var lone = Bootstrap.Of<double>([25, 1, 2, 3], OfTheRich, replicates: 50);
        Assert.Null(lone.Acceleration);
        Assert.Null(lone.Interval());
        Assert.Contains("bootstrap percentile", lone.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_bootstrap_says_why()
    {
        var empty = Bootstrap.Of<double>([], Mean);
        var infinite = Bootstrap.Of<double>(Spend, _ => double.PositiveInfinity);
        var single = Bootstrap.Of<double>(Spend, Mean, replicates: 1);
        var elsewhere = Bootstrap.FromReplicates<double>([], Mean, [1, 2]);
        var none = Bootstrap.FromReplicates<double>(Spend, Mean, [double.NaN]);

        Assert.Equal("n/a (there are no values)", empty.ToString());
        Assert.Equal("n/a (the statistic of the values is not a finite number)", infinite.ToString());
        Assert.Equal("13.38 (no error: fewer than two samples had a finite statistic)", single.ToString());
        Assert.Equal("n/a (there are no values)", elsewhere.ToString());
        Assert.Equal(1, none.Undefined);
        foreach (var b in new[] { empty, infinite, single, elsewhere, none })
        {
            Assert.Null(b.Interval());
            Assert.Contains(b.WhyUndefined!, b.ToHtml(), StringComparison.Ordinal);
            Json.RoundTrips(b, RetentionMetricsJsonContext.Default.Bootstrap);
        }

        Assert.False(empty.Equals((object)"x"));
    }

    [Fact]
    public void A_statistic_that_never_moves_has_no_acceleration()
    {
        var b = Bootstrap.Of<double>(Spend, _ => 7, replicates: 20);

        Assert.Equal(0, b.StandardError);
        Assert.Null(b.Acceleration);
        Assert.Null(b.Interval());
        Assert.Equal((7, 7), (b.Interval(0.9, BootstrapInterval.Percentile)!.Value.Lower, b.Interval(0.9, BootstrapInterval.Normal)!.Value.Upper));
        Assert.Null(Bootstrap.FromReplicates<double>(Spend, Mean, [20, 21, 22]).Interval());
        Assert.Null(Bootstrap.FromReplicates<double>(Spend, Mean, [1, 2, 3]).Interval());
    }

    [Fact]
    public void An_acceleration_that_runs_away_ends_at_the_extremes()
    {
        var steep = new Bootstrap(5, 2.5, [1, 2, 3, 4], 0, 0.9, null);
        var falling = new Bootstrap(5, 2.5, [1, 2, 3, 4], 0, -0.9, null);

        Assert.Equal(4, steep.Interval(0.99)!.Value.Upper);
        Assert.Equal(1, falling.Interval(0.99)!.Value.Lower);
    }

    [Fact]
    public void Progress_is_told_and_cancelling_stops()
    {
        var told = new Told();
        Bootstrap.Of<double>(Spend, Mean, replicates: 250, progress: told);
        Assert.Equal([100, 200, 250], told.Values);

        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        double Cancelling(ReadOnlySpan<double> sample)
        {
            if (++calls == 20)
            {
                cancellation.Cancel();
            }

            return Mean(sample);
        }

        Assert.Throws<OperationCanceledException>(() => Bootstrap.Of<double>(Spend, Cancelling, cancellationToken: cancellation.Token));
        Assert.InRange(calls, 20, 30);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_the_statistic_throws_is_thrown(int threads)
    {
        var calls = 0;
        double Broken(ReadOnlySpan<double> sample) => Interlocked.Increment(ref calls) == 1 ? 1 : throw new InvalidDataException("broken");

        Assert.Throws<InvalidDataException>(() => Bootstrap.Of<double>(Spend, Broken, replicates: 10, degreeOfParallelism: threads));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentNullException>("statistic", () => Bootstrap.Of<double>(Spend, null!));
        Assert.Throws<ArgumentNullException>("statistic", () => Bootstrap.FromReplicates<double>(Spend, null!, []));
        Assert.Throws<ArgumentOutOfRangeException>("replicates", () => Bootstrap.Of<double>(Spend, Mean, replicates: 0));
        Assert.Throws<ArgumentOutOfRangeException>("degreeOfParallelism", () => Bootstrap.Of<double>(Spend, Mean, degreeOfParallelism: 0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => Bootstrap.Of<double>(Spend, Mean, replicates: 3).Interval(1));
        Assert.Throws<ArgumentOutOfRangeException>("method", () => Bootstrap.Of<double>(Spend, Mean, replicates: 3).Interval(0.9, (BootstrapInterval)9));
        Assert.Throws<ArgumentOutOfRangeException>("replicates", () => new Bootstrap(1, 1, [double.NaN], 0, null, null));
    }

    [Property(MaxTest = 40)]
    public void Intervals_are_nested_in_the_level(AnyAmounts values, AnyLevel one, AnyLevel other)
    {
        var b = Bootstrap.Of<double>([.. values.Values], Mean, replicates: 199, seed: 5);
        foreach (var method in Enum.GetValues<BootstrapInterval>())
        {
            if (b.Interval(Math.Min(one.Value, other.Value), method) is { } narrow && b.Interval(Math.Max(one.Value, other.Value), method) is { } wide)
            {
                var slack = 1e-9 * (1 + Math.Abs(wide.Lower) + Math.Abs(wide.Upper));
                Assert.True(wide.Lower <= narrow.Lower + slack && narrow.Upper <= wide.Upper + slack, string.Create(CultureInfo.InvariantCulture, $"{method}: {narrow} in {wide}"));
            }
        }
    }

    private sealed class Told : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value) => Values.Add(value);
    }
}

using System.Numerics;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class CompensatedSumTests
{
    [Fact]
    public void Small_terms_beside_a_large_one_are_kept()
    {
        double[] terms = [1e100, 1, -1e100, 1];
        Assert.Equal(0, terms[0] + terms[1] + terms[2] + terms[3] - 1);
        Assert.Equal(2, CompensatedSum.Of(terms));

        CompensatedSum million = default;
        for (var i = 0; i < 1_000_000; i++) million.Add(0.1);
        Assert.Equal(100_000, million.Value);
    }

    [Fact]
    public void The_sum_of_nothing_is_zero() => Assert.Equal(0, CompensatedSum.Of([]));

    [Fact]
    public void Parts_merge_as_if_added_at_once()
    {
        CompensatedSum left = default;
        CompensatedSum right = default;
        left.Add([1e100, 1]);
        right.Add([-1e100, 1]);
        left.Add(right);
        Assert.Equal(2, left.Value);
    }

    [Fact]
    public void Infinite_terms_make_an_infinite_sum_and_nonsense_is_refused()
    {
        Assert.Equal(double.PositiveInfinity, CompensatedSum.Of([1, double.PositiveInfinity, 5]));
        Assert.Equal(double.PositiveInfinity, CompensatedSum.Of([double.MaxValue, double.MaxValue]));
        Assert.Throws<ArithmeticException>(() => CompensatedSum.Of([double.NegativeInfinity, double.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CompensatedSum.Of([double.NaN]));
    }

    [Property]
    public void The_sum_is_the_exact_one_rounded_but_for_cancellation_of_twice_the_digits(int[] seeds)
    {
        // Terms k × 2^e have an exact sum in whole numbers.
        BigInteger exact = 0;
        CompensatedSum sum = default;
        foreach (var seed in seeds)
        {
            var exponent = Math.Abs(seed % 60);
            exact += (BigInteger)seed << exponent;
            sum.Add(Math.ScaleB(seed, exponent));
        }

        Near.Equal((double)exact, sum.Value, 2.3e-16);
    }
}

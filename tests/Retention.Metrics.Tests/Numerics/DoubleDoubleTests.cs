using System.Numerics;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class DoubleDoubleTests
{
    // mpmath, 50 digits: the double nearest to log x, and what it lacks.
    [Theory]
    [InlineData(0.1, -2.3025850929940455)]
    [InlineData(3.0, 1.0986122886681098)]
    [InlineData(1e300, 690.7755278982137)]
    [InlineData(1e-310, -713.8013788281542)]
    public void Logarithms_agree_with_the_double_function(double x, double log)
    {
        var pair = DoubleDouble.Log(new DoubleDouble(x, 0));
        Near.Equal(log, pair.High, 1e-15);
        Assert.True(Math.Abs(pair.Low) <= Math.Abs(Math.BitIncrement(pair.High) - pair.High));
    }

    [Fact]
    public void Logarithms_carry_thirty_digits()
    {
        // log 3 = 1.0986122886681098 - 9.07e-17: the low part by mpmath, 50 digits.
        var pair = DoubleDouble.Log(new DoubleDouble(3, 0));
        Assert.Equal(1.0986122886681098, pair.High);
        Near.Equal(-9.07129723500153e-17, pair.Low, 1e-9);
        // The log of 1 + 2^-60, which no double can hold.
        Near.Equal(Math.ScaleB(1, -60), DoubleDouble.Log(new DoubleDouble(1, Math.ScaleB(1, -60))).Value, 1e-15);
    }

    [Property]
    public void Sums_and_products_are_exact(AnyScore a, AnyScore b)
    {
        var sum = DoubleDouble.Sum(a.Value, b.Value);
        Assert.Equal(Exact(a.Value) + Exact(b.Value), Exact(sum.High) + Exact(sum.Low));
        if (Math.Abs(a.Value * b.Value) < 1e-200) return;
        var product = DoubleDouble.Product(a.Value, b.Value);
        Assert.Equal(Exact(a.Value) * Exact(b.Value), (Exact(product.High) + Exact(product.Low)) << 1074);
    }

    [Property]
    public void A_quotient_times_its_divisor_is_the_dividend(AnyShape a, AnyShape b)
    {
        var quotient = new DoubleDouble(a.Value, 0) / new DoubleDouble(b.Value, 0);
        var back = (quotient * new DoubleDouble(b.Value, 0)) - new DoubleDouble(a.Value, 0);
        Assert.True(Math.Abs(back.Value) <= 1e-29 * a.Value);
        var direct = DoubleDouble.Quotient(a.Value, b.Value);
        Near.Equal(quotient.High, direct.High, 0);
        Near.Equal(quotient.Low, direct.Low, 1e-12, 1e-30 * quotient.High);
    }

    [Fact]
    public void The_exponential_counts_the_low_part()
    {
        Near.Equal(1.5, new DoubleDouble(Math.Log(1.5), 0).Exp());
        // e^-700 with an exponent that is half a unit of its last place away, mpmath: 9.8596765437597708567e-305 × (1 + 5e-14).
        Near.Equal(9.8596765437597708567e-305 * (1 + 5e-14), new DoubleDouble(-700, 5e-14).Exp(), 4e-16);
        Assert.Equal(0, new DoubleDouble(-1000, 1e-14).Exp());
        Assert.Equal(double.PositiveInfinity, new DoubleDouble(1000, 1e-14).Exp());
    }

    /// <summary>The double as a whole multiple of 2^-1074.</summary>
    private static BigInteger Exact(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = bits & 0xFFFFFFFFFFFFF;
        mantissa = exponent == 0 ? mantissa : (mantissa + (1L << 52)) << (exponent - 1);
        return bits < 0 ? -mantissa : mantissa;
    }
}

using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class ElementaryTests
{
    [Fact]
    public void The_framework_s_own_functions_lose_small_arguments_which_is_why_these_exist()
    {
        // log(1+x) = x - x²/2 + …: at 1e-10 the second term is 5e-21.
        Assert.True(Math.Abs(double.LogP1(1e-10) - 1e-10) > 1e-18);
        Assert.Equal(0, double.LogP1(1e-17));
        Assert.Equal(0, double.ExpM1(1e-17));
        Near.Equal(9.9999999995e-11, Elementary.Log1p(1e-10), 3e-16);
        Assert.Equal(1e-17, Elementary.Log1p(1e-17));
        Near.Equal(1.00000000005e-10, Elementary.Expm1(1e-10), 3e-16);
        Assert.Equal(1e-17, Elementary.Expm1(1e-17));
    }

    [Fact]
    public void The_ends_of_the_domains_have_their_limits()
    {
        Assert.Equal(double.NegativeInfinity, Elementary.Log1p(-1));
        Assert.Equal(double.PositiveInfinity, Elementary.Log1p(double.PositiveInfinity));
        Assert.Equal(-1, Elementary.Expm1(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, Elementary.Expm1(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, Elementary.Log1mExp(0));
        Assert.Equal(0, Elementary.Log1mExp(double.NegativeInfinity));
    }

    [Fact]
    public void Arguments_outside_the_domain_are_refused_with_value_and_range()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.Log1p(-1.5));
        Assert.Equal("x", e.ParamName);
        Assert.Equal(-1.5, e.ActualValue);
        Assert.Contains("x is -1.5; it must be -1 or more", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.Log1p(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.Expm1(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.Log1mExp(1e-300));
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.LogSumExp(0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.LogSumExp([0, double.NaN]));
    }

    [Theory]
    [InlineData(0, 0, 0.6931471805599453)]
    [InlineData(1000, 1000, 1000.6931471805599)]
    [InlineData(-1000, 0, 0)]
    [InlineData(double.NegativeInfinity, -3, -3)]
    [InlineData(double.PositiveInfinity, -3, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity)]
    public void The_log_of_a_sum_of_exponentials_does_not_overflow(double a, double b, double expected)
    {
        Assert.Equal(expected, Elementary.LogSumExp(a, b));
        Assert.Equal(expected, Elementary.LogSumExp(b, a));
        Assert.Equal(expected, Elementary.LogSumExp([a, b]));
    }

    [Fact]
    public void The_log_of_a_sum_of_many_exponentials_counts_them_all()
    {
        Assert.Equal(double.NegativeInfinity, Elementary.LogSumExp([]));
        Near.Equal(-700 + Math.Log(1000), Elementary.LogSumExp(Enumerable.Repeat(-700.0, 1000).ToArray()));
    }

    [Property]
    public void Exponential_and_logarithm_undo_each_other(AnyScore x) =>
        Near.Equal(x.Value, Elementary.Log1p(Elementary.Expm1(x.Value)), 4e-16 * Math.Max(1, Math.Exp(-x.Value)), 1e-300);

    [Property]
    public void A_complement_of_a_complement_is_the_log_itself(AnyScore x)
    {
        var log = -Math.Abs(x.Value) - 1e-12;
        // d(log(1-e^y)) amplifies by e^y/(1-e^y) and its inverse.
        var complement = Elementary.Log1mExp(log);
        if (complement < 0) Near.Equal(log, Elementary.Log1mExp(complement), 1e-15 * Math.Max(1, Math.Abs(Elementary.Expm1(complement) / complement / Math.Exp(log))), 1e-15);
    }
}

using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public class DecimalNormalTests
{
    // mpmath, 50 digits: sqrt(2)·erfinv(level) of the exact value of the double.
    [Theory]
    [InlineData(0.01, "0.012533469508069263422061756")]
    [InlineData(0.5, "0.67448975019608174320222701")]
    [InlineData(0.8, "1.2815515655446005934874483")]
    [InlineData(0.9, "1.6448536269514728225107322")]
    [InlineData(0.95, "1.9599639845400538556044306")]
    [InlineData(0.99, "2.5758293035489004538574827")]
    [InlineData(0.999, "3.2905267314918945433388778")]
    [InlineData(0.999999, "4.8916384756929317718252973")]
    [InlineData(0.99999999, "5.7307288673840480001901337")]
    public void Two_sided_quantiles_have_twenty_correct_digits(double level, string reference) =>
        Assert.InRange(Math.Abs(DecimalNormal.TwoSidedCritical(level) - decimal.Parse(reference, System.Globalization.CultureInfo.InvariantCulture)), 0, 1e-18m);

    // mpmath, 50 digits: sqrt(2)·erfinv(2p − 1) of the decimal number p.
    [Theory]
    [InlineData(0.5, "0.0")]
    [InlineData(0.7, "0.52440051270804078403828933")]
    [InlineData(0.8, "0.84162123357291420517870612")]
    [InlineData(0.9, "1.2815515655446004669651033")]
    [InlineData(0.95, "1.6448536269514727148638489")]
    [InlineData(0.999, "3.0902323061678135415403998")]
    public void Quantiles_are_those_of_the_number_as_it_was_written(double p, string reference) =>
        Assert.InRange(Math.Abs(DecimalNormal.Quantile(p) - decimal.Parse(reference, System.Globalization.CultureInfo.InvariantCulture)), 0, 1e-18m);

    [Fact]
    public void Beyond_a_tail_of_a_billionth_the_double_quantile_serves() =>
        Assert.Equal(NormalDistribution.TwoSidedCritical(1 - 1e-12), (double)DecimalNormal.TwoSidedCritical(1 - 1e-12), 1e-13);

    [Fact]
    public void Doubles_and_decimals_convert_without_loss()
    {
        Assert.Equal(0.1m, DecimalNumber.AsWritten(0.1));
        Assert.Equal(0.1000000000000000055511151231m, DecimalNumber.Exactly(0.1));
        // The conversion operator gives 0.30000000000000004 for this decimal.
        Assert.Equal(0.3, DecimalNumber.ToDouble(0.3m));
        Assert.Equal(1e-7, DecimalNumber.Outside(0.9999999));
        Assert.Equal(1 - 0.95, DecimalNumber.Outside(0.95));
    }

    [Property]
    public void A_double_comes_back_from_the_decimal_it_was_written_as(AnyFraction fraction)
    {
        // A decimal has 28 places; below 1e-10 the digits of a double do not all fit.
        if (fraction.Value is 0 or > 1e-10)
        {
            Assert.Equal(fraction.Value, DecimalNumber.ToDouble(DecimalNumber.AsWritten(fraction.Value)));
        }
    }
}

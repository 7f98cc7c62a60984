using System.Globalization;
using System.Text.Json;
using Retention.Metrics.Conformance;
using Retention.Metrics.Conformance.Adapters;
using Xunit.Abstractions;

namespace Retention.Metrics.Tests.Numerics;

/// <summary>
/// Measures the largest relative error of every special function over Vectors/special-functions.json (mpmath, 50 or more digits; shapes 1e-10 to 1e10, tails to 1e-305)
/// and holds it against the figure that the function's documentation gives.
/// </summary>
public sealed class MeasuredErrorTests(ITestOutputHelper output)
{
    private static readonly VectorFile Reference = VectorFile.Read(Repository.File("tests", "Retention.Metrics.Tests", "Vectors", "special-functions.json"));

    /// <summary>The documented figures, in units of 1e-16. The 2F1 and its log inherit the rounding of c - a and c - b.</summary>
    public static TheoryData<string, double> Documented => new()
    {
        { "log(1+x)", 3 },
        { "exp(x)-1", 3 },
        { "log(1-exp(x))", 3 },
        { "erf(x)", 5 },
        { "erfc(x)", 7 },
        { "exp(x^2) erfc(x)", 6 },
        { "Phi(z)", 7 },
        { "log Phi(z)", 9 },
        { "Phi^-1(p)", 7 },
        { "gamma(x)", 8 },
        { "log|gamma(x)|", 5 },
        { "digamma(x)", 5 },
        { "psi(1,x)", 7 },
        { "P(a,x)", 10 },
        { "Q(a,x)", 70 },
        { "inverse of P(a,x) in x", 20 },
        { "inverse of Q(a,x) in x", 20 },
        { "beta(a,b)", 60 },
        { "I_x(a,b)", 70 },
        { "1-I_x(a,b)", 70 },
        { "inverse of I_x(a,b)", 60 },
        { "inverse of 1-I_x(a,b)", 60 },
        { "Student t cdf", 40 },
        { "Student t upper tail", 40 },
        { "inverse of Student t cdf", 20 },
        { "chi-square upper tail", 30 },
        { "F cdf", 70 },
        { "F upper tail", 70 },
        { "inverse of F cdf", 40 },
        { "binomial probability", 6 },
        { "log binomial probability", 4 },
        { "binomial cdf", 20 },
        { "binomial upper tail", 20 },
        { "Poisson probability", 6 },
        { "log Poisson probability", 4 },
        { "Poisson cdf", 20 },
        { "Poisson upper tail", 30 },
        { "2F1(a,b;c;z)", 3000 },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void The_largest_relative_error_is_no_larger_than_documented(string formula, double unitsOf1e16)
    {
        var vector = Assert.Single(Reference.Vectors, v => string.Equals(Formula(v.Source), formula, StringComparison.Ordinal));
        var function = SpecialFunctions.Find(vector.Source);
        Assert.NotNull(function);
        var (largest, sum, count, at) = (0.0, 0.0, 0, "");
        foreach (var item in vector.Expected.GetProperty("cases").EnumerateArray())
        {
            var arguments = item.GetProperty("args").EnumerateArray().Select(a => a.GetDouble()).ToArray();
            var expected = double.Parse(item.GetProperty("value").GetString()!, CultureInfo.InvariantCulture);
            var got = function(arguments);
            var error = got == expected ? 0 : Math.Abs(got - expected) / Math.Abs(expected);
            Assert.False(double.IsNaN(error), $"{formula} at {item}");
            sum += error;
            count++;
            if (error > largest) (largest, at) = (error, item.GetRawText());
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{formula}: largest {largest:0.0e+0}, mean {sum / count:0.0e+0} of {count}; largest at {at}"));
        Assert.True(largest <= unitsOf1e16 * 1e-16, string.Create(CultureInfo.InvariantCulture, $"{formula}: {largest:0.0e+0} at {at}, documented {unitsOf1e16 * 1e-16:0.0e+0}"));
        Assert.InRange(count, 90, int.MaxValue);
    }

    private static string Formula(string source) => source["mpmath: ".Length..].Split(", args")[0];
}

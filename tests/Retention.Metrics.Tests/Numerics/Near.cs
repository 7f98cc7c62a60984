using System.Globalization;
using Xunit.Sdk;

namespace Retention.Metrics.Tests.Numerics;

/// <summary>Equality of doubles to a relative error.</summary>
internal static class Near
{
    /// <summary>|actual - expected| &lt;= relative |expected|, or at most the absolute error.</summary>
    public static void Equal(double expected, double actual, double relative = 1e-14, double absolute = 0, string what = "")
    {
        // Equality covers the infinities; below 1e-308 doubles run out of digits.
        const double Subnormal = 1e-320;
        if (actual == expected || Math.Abs(actual - expected) <= Math.Max(relative * Math.Abs(expected), Math.Max(absolute, Subnormal))) return;
        var error = expected == 0 ? Math.Abs(actual) : Math.Abs((actual - expected) / expected);
        throw new XunitException(string.Create(CultureInfo.InvariantCulture, $"{what} expected {expected:R}, got {actual:R}: relative error {error:0.0e+0}, allowed {relative:0.0e+0}."));
    }
}

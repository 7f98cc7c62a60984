using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>The value of a logarithm of a probability or density at z, with its first two derivatives.</summary>
internal readonly record struct LawPoint(double Value, double Slope, double Curvature);

/// <summary>
/// The standard distributions of W in log T = location + scale · W, in log-space: density f, survival S = 1 − F and F, with derivatives in z.
/// </summary>
/// <remarks>
/// All three are log-concave, and so are their tails, which is what the search for a maximum rests on. Tails are taken as logarithms, so that a customer far out in one
/// adds a finite term: the smallest extreme value to S = exp(−e⁷⁰⁰), the normal to z of 1e150, the logistic everywhere. Relative error a few units of ε, as measured for the
/// functions they are made of (<see cref="NormalDistribution"/>, <see cref="Elementary"/>).
/// </remarks>
internal static class LogTimeLaw
{
    private const double SqrtTwoOverPi = 0.79788456080286535588;
    private const double InverseSqrt2 = 0.70710678118654752440;

    /// <summary>log f and its derivatives.</summary>
    public static LawPoint Density(LifetimeDistribution law, double z)
    {
        switch (law)
        {
            case LifetimeDistribution.LogNormal:
                return new(NormalDistribution.LogDensity(z), -z, -1);
            case LifetimeDistribution.LogLogistic:
                var (below, above) = Logistic(z);
                return new(-Math.Abs(z) - (2 * Elementary.Log1p(Math.Exp(-Math.Abs(z)))), above - below, -2 * above * below);
            default:
                var x = Math.Exp(z);
                return new(z - x, 1 - x, -x);
        }
    }

    /// <summary>log S and its derivatives; the negative slope is the hazard of W.</summary>
    public static LawPoint Survival(LifetimeDistribution law, double z)
    {
        switch (law)
        {
            case LifetimeDistribution.LogNormal:
                var hazard = NormalHazard(z);
                return new(NormalDistribution.LogCdf(-z), -hazard, -hazard * HazardLessArgument(z, hazard));
            case LifetimeDistribution.LogLogistic:
                var (below, above) = Logistic(z);
                return new(-Math.Max(z, 0) - Elementary.Log1p(Math.Exp(-Math.Abs(z))), -below, -below * above);
            default:
                var x = Math.Exp(z);
                return new(-x, -x, -x);
        }
    }

    /// <summary>log F and its derivatives.</summary>
    public static LawPoint Distribution(LifetimeDistribution law, double z)
    {
        if (law is LifetimeDistribution.LogNormal or LifetimeDistribution.LogLogistic)
        {
            // Both are symmetric.
            var mirrored = Survival(law, -z);
            return new(mirrored.Value, -mirrored.Slope, mirrored.Curvature);
        }

        var x = Math.Exp(z);
        // For small x, log((1 − e^−x) ÷ x) from its series: the difference would lose what the logarithm is about.
        var value = z < -8 ? z - (x / 2) + (x * x / 24) : Elementary.Log1mExp(-x);
        var slope = Math.Exp(z - x - value);
        // 1 − x − slope cancels for small x, where it is −x/2 + x²/12.
        var difference = z < -5 ? (-x / 2) - (x * x / 12) + (x * x * x * x / 720) : 1 - x - slope;
        return new(value, slope, slope > 0 ? slope * difference : 0);
    }

    /// <summary>The z below which W lies with probability p.</summary>
    public static double Quantile(LifetimeDistribution law, double p) => law switch
    {
        LifetimeDistribution.LogNormal => NormalDistribution.Quantile(p),
        LifetimeDistribution.LogLogistic => Math.Log(p) - Elementary.Log1p(-p),
        _ => Math.Log(-Elementary.Log1p(-p)),
    };

    /// <summary>log of the hazard of W, and its derivative.</summary>
    public static (double Value, double Slope) LogHazard(LifetimeDistribution law, double z)
    {
        switch (law)
        {
            case LifetimeDistribution.LogNormal:
                var hazard = NormalHazard(z);
                return (z > 0 ? Math.Log(hazard) : NormalDistribution.LogDensity(z) - NormalDistribution.LogCdf(-z), HazardLessArgument(z, hazard));
            case LifetimeDistribution.LogLogistic:
                return (Math.Min(z, 0) - Elementary.Log1p(Math.Exp(-Math.Abs(z))), Logistic(z).Above);
            default:
                return (z, 1);
        }
    }

    private static (double Below, double Above) Logistic(double z)
    {
        var e = Math.Exp(-Math.Abs(z));
        var (large, small) = (1 / (1 + e), e / (1 + e));
        return z >= 0 ? (large, small) : (small, large);
    }

    private static double NormalHazard(double z) =>
        z > 0 ? SqrtTwoOverPi / ErrorFunction.Erfcx(z * InverseSqrt2) : NormalDistribution.Density(z) / NormalDistribution.UpperTail(z);

    /// <summary>Hazard − z, which is 1/z − 2/z³ + 10/z⁵ far out, where the difference would be rounding alone.</summary>
    private static double HazardLessArgument(double z, double hazard) => z > 200 ? (1 - ((2 - (10 / (z * z))) / (z * z))) / z : hazard - z;
}

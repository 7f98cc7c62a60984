using Retention.Metrics.Numerics;

namespace Retention.Metrics.Conformance.Adapters;

/// <summary>The special functions by the formula that vectors name them with, such as "mpmath: I_x(a,b), args x,a,b".</summary>
internal static class SpecialFunctions
{
    private static readonly Dictionary<string, Func<double[], double>> ByFormula = new(StringComparer.Ordinal)
    {
        ["log(1+x)"] = v => Elementary.Log1p(v[0]),
        ["exp(x)-1"] = v => Elementary.Expm1(v[0]),
        ["log(1-exp(x))"] = v => Elementary.Log1mExp(v[0]),
        ["erf(x)"] = v => ErrorFunction.Erf(v[0]),
        ["erfc(x)"] = v => ErrorFunction.Erfc(v[0]),
        ["exp(x^2) erfc(x)"] = v => ErrorFunction.Erfcx(v[0]),
        ["Phi(z)"] = v => NormalDistribution.Cdf(v[0]),
        ["log Phi(z)"] = v => NormalDistribution.LogCdf(v[0]),
        ["Phi^-1(p)"] = v => NormalDistribution.Quantile(v[0]),
        ["gamma(x)"] = v => GammaFunction.Gamma(v[0]),
        ["log|gamma(x)|"] = v => GammaFunction.Log(v[0]),
        ["digamma(x)"] = v => GammaFunction.Digamma(v[0]),
        ["psi(1,x)"] = v => GammaFunction.Trigamma(v[0]),
        ["P(a,x)"] = v => GammaFunction.RegularizedLower(v[0], v[1]),
        ["Q(a,x)"] = v => GammaFunction.RegularizedUpper(v[0], v[1]),
        ["inverse of P(a,x) in x"] = v => GammaFunction.QuantileLower(v[1], v[0]),
        ["inverse of Q(a,x) in x"] = v => GammaFunction.QuantileUpper(v[1], v[0]),
        ["beta(a,b)"] = v => BetaFunction.Beta(v[0], v[1]),
        ["log beta(a,b)"] = v => BetaFunction.Log(v[0], v[1]),
        ["I_x(a,b)"] = v => BetaFunction.Regularized(v[0], v[1], v[2]),
        ["1-I_x(a,b)"] = v => BetaFunction.RegularizedUpper(v[0], v[1], v[2]),
        ["inverse of I_x(a,b)"] = v => BetaFunction.Quantile(v[0], v[1], v[2]),
        ["inverse of 1-I_x(a,b)"] = v => BetaFunction.QuantileUpper(v[0], v[1], v[2]),
        ["Student t cdf"] = v => StudentT.Cdf(v[0], v[1]),
        ["Student t upper tail"] = v => StudentT.UpperTail(v[0], v[1]),
        ["inverse of Student t cdf"] = v => StudentT.Quantile(v[0], v[1]),
        ["chi-square cdf"] = v => ChiSquared.Cdf(v[0], v[1]),
        ["chi-square upper tail"] = v => ChiSquared.UpperTail(v[0], v[1]),
        ["F cdf"] = v => FDistribution.Cdf(v[0], v[1], v[2]),
        ["F upper tail"] = v => FDistribution.UpperTail(v[0], v[1], v[2]),
        ["inverse of F cdf"] = v => FDistribution.Quantile(v[0], v[1], v[2]),
        ["binomial probability"] = v => Binomial.Pmf((long)v[0], (long)v[1], v[2]),
        ["log binomial probability"] = v => Binomial.LogPmf((long)v[0], (long)v[1], v[2]),
        ["binomial cdf"] = v => Binomial.Cdf((long)v[0], (long)v[1], v[2]),
        ["binomial upper tail"] = v => Binomial.UpperTail((long)v[0], (long)v[1], v[2]),
        ["Poisson probability"] = v => Poisson.Pmf((long)v[0], v[1]),
        ["log Poisson probability"] = v => Poisson.LogPmf((long)v[0], v[1]),
        ["Poisson cdf"] = v => Poisson.Cdf((long)v[0], v[1]),
        ["Poisson upper tail"] = v => Poisson.UpperTail((long)v[0], v[1]),
        ["2F1(a,b;c;z)"] = v => Hypergeometric.F21(v[0], v[1], v[2], v[3]),
        ["log 2F1(a,b;c;z)"] = v => Hypergeometric.LogF21(v[0], v[1], v[2], v[3]),
    };

    /// <summary>The function that a source names; what follows the formula (", args …", " (…)", "=…") says how to read it.</summary>
    public static Func<double[], double>? Find(string source)
    {
        var formula = source.StartsWith("mpmath:", StringComparison.Ordinal) ? source["mpmath:".Length..].Trim() : source.Trim();
        foreach (var remark in (string[])[", args", " (", "=1-"])
        {
            var at = formula.IndexOf(remark, StringComparison.Ordinal);
            formula = at > 0 ? formula[..at].TrimEnd() : formula;
        }

        return ByFormula.GetValueOrDefault(formula);
    }
}

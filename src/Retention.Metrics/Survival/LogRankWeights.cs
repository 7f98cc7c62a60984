using System.Globalization;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Survival;

/// <summary>How much the differences at each time count in a log-rank test: all alike, or early or late ones more.</summary>
/// <remarks>
/// With n at risk in all groups and S their pooled Kaplan–Meier curve just before the time. The choice belongs before the data: trying several and reporting the smallest p-value
/// is no test. The default value is <see cref="LogRank"/>.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct LogRankWeights
{
    private readonly WeightScheme _scheme;

    [JsonConstructor]
    internal LogRankWeights(string scheme, double p, double q)
        : this(Enum.TryParse<WeightScheme>(scheme, out var known) ? Guard.Defined(known, nameof(scheme)) : throw Guard.OutOfRange(nameof(scheme), scheme, "It must be one of " + string.Join(", ", Enum.GetNames<WeightScheme>())), Guard.AtLeast(p, 0), Guard.AtLeast(q, 0))
    {
    }

    private LogRankWeights(WeightScheme scheme, double p, double q) => (_scheme, P, Q) = (scheme, p, q);

    private enum WeightScheme
    {
        LogRank,
        Gehan,
        TaroneWare,
        PetoPeto,
        FlemingHarrington,
    }

    /// <summary>1: the log-rank test of Mantel (1966), best when the hazards are proportional.</summary>
    public static LogRankWeights LogRank => default;

    /// <summary>n: Gehan (1965) and Breslow (1970), the generalised Wilcoxon test. Early differences count more, all the more when many are censored.</summary>
    public static LogRankWeights Gehan => new(WeightScheme.Gehan, 0, 0);

    /// <summary>√n: Tarone and Ware (1977), between the two above.</summary>
    public static LogRankWeights TaroneWare => new(WeightScheme.TaroneWare, 0, 0);

    /// <summary>Π (1 − d ÷ (n + 1)) up to and including the time: Peto and Peto (1972) as modified by Andersen and others. Early differences count more, whatever the censoring.</summary>
    public static LogRankWeights PetoPeto => new(WeightScheme.PetoPeto, 0, 0);

    /// <summary>The first exponent of <see cref="FlemingHarrington"/>; 0 for other schemes.</summary>
    public double P { get; }

    /// <summary>The second exponent of <see cref="FlemingHarrington"/>; 0 for other schemes.</summary>
    public double Q { get; }

    /// <summary>The name of the scheme, without exponents, as JSON has it.</summary>
    public string Scheme => _scheme.ToString();

    /// <summary>S^p·(1 − S)^q: Fleming and Harrington (1991). (1, 0) weighs early differences, (0, 1) late ones, (1, 1) those in the middle; (ρ, 0) is the rho of R's survdiff.</summary>
    /// <param name="p">The exponent of survival: finite, at least 0.</param>
    /// <param name="q">The exponent of its complement: finite, at least 0.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An exponent is negative or not finite.</exception>
    public static LogRankWeights FlemingHarrington(double p, double q = 0)
    {
        Guard.AtLeast(p, 0);
        Guard.AtLeast(q, 0);
        return p == 0 && q == 0 ? LogRank : new(WeightScheme.FlemingHarrington, p, q);
    }

    /// <summary>The name, as "log-rank" or "Fleming–Harrington(1, 0)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => _scheme switch
    {
        WeightScheme.LogRank => "log-rank",
        WeightScheme.Gehan => "Gehan",
        WeightScheme.TaroneWare => "Tarone–Ware",
        WeightScheme.PetoPeto => "Peto–Peto",
        _ => string.Create(CultureInfo.InvariantCulture, $"Fleming–Harrington({P}, {Q})"),
    };

    internal double At(double atRisk, double survivalBefore, double petoSurvival) => _scheme switch
    {
        WeightScheme.LogRank => 1,
        WeightScheme.Gehan => atRisk,
        WeightScheme.TaroneWare => Math.Sqrt(atRisk),
        WeightScheme.PetoPeto => petoSurvival,
        _ => Math.Pow(survivalBefore, P) * Math.Pow(1 - survivalBefore, Q),
    };
}

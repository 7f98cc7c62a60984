using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// How many customers an experiment on a rate needs in each group, how likely it is to find a difference, and which difference it can find.
/// </summary>
/// <remarks>
/// <para>n = ((z_α·√((p₁ + p₂)(1 − (p₁ + p₂)/2)) + z_β·√(p₁(1 − p₁) + p₂(1 − p₂))) ÷ (p₁ − p₂))² in each of two equal groups, for the two-sided score test without correction that
/// <see cref="ProportionTest"/> makes: R's <c>power.prop.test</c>. The chance of a significant difference in the wrong direction is not counted as power.</para>
/// <para>A rate against a fixed benchmark is the question of <see cref="Retention.Metrics.Benchmarks.DetectableDifference"/>, a Net Promoter Score that of <see cref="Retention.Metrics.Surveys.NpsSampleSize"/>,
/// and time until churn that of <see cref="LogRankSampleSize"/>.</para>
/// <para>J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), section 4.2; J. Cohen, Statistical Power Analysis, 2nd ed. (1988), chapter 6.</para>
/// </remarks>
/// <example>
/// <code>
/// ProportionSampleSize.ForDifference(0.80, 0.85).PerGroup                       // 906
/// ProportionSampleSize.WithCustomers(0.80, 0.85, perGroup: 500).Power           // 0.548
/// ProportionSampleSize.DetectableAbove(0.80, perGroup: 500)!.Alternative        // 0.866
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record ProportionSampleSize : IRendersHtml
{
    /// <summary>Below this difference a size no longer fits in a whole number of 64 bits.</summary>
    private const double SmallestDifference = 1e-8;

    private const double Negligible = 1e-9;

    [JsonConstructor]
    internal ProportionSampleSize(double baseline, double alternative, double unrounded, double level)
    {
        (Baseline, Alternative) = Apart(baseline, alternative);
        Level = Guard.Level(level);
        Unrounded = Guard.AtLeast(unrounded, 0);
        Power = PowerAt(unrounded, baseline, alternative, level);
    }

    /// <summary>One rate, as a fraction: what is, or the control group's.</summary>
    public double Baseline { get; }

    /// <summary>The other rate, as a fraction: what the difference would make of it.</summary>
    public double Alternative { get; }

    /// <summary>The size of each group before rounding.</summary>
    public double Unrounded { get; }

    /// <summary>The confidence level of the two-sided test, as a fraction: 0.95 for a test at 5 %.</summary>
    public double Level { get; }

    /// <summary>The probability of a significant difference in the right direction with <see cref="Unrounded"/> customers in each group.</summary>
    public double Power { get; }

    /// <summary>How many customers each group needs: the size rounded up, at least 1.</summary>
    public long PerGroup
    {
        get
        {
            // Rounding is not to cost a customer, unless the power hangs on it.
            var forgiving = Math.Ceiling(Unrounded * (1 - 1e-12));
            return Math.Max(1, (long)(PowerAt(forgiving, Baseline, Alternative, Level) >= Power - Negligible ? forgiving : Math.Ceiling(Unrounded)));
        }
    }

    /// <summary>Cohen's effect size h = 2·arcsin√p₁ − 2·arcsin√p₂ of baseline and alternative: 0.2 is small, 0.5 medium, 0.8 large.</summary>
    [JsonIgnore]
    public double EffectSize => 2 * (Math.Asin(Math.Sqrt(Baseline)) - Math.Asin(Math.Sqrt(Alternative)));

    /// <summary>
    /// The size of each group by Cohen's arcsine approximation for the same power, both directions counted, before rounding; what calculators in the style of <c>pwr.2p.test</c> print.
    /// </summary>
    [JsonIgnore]
    public double ArcsineUnrounded
    {
        get
        {
            var (h, z, power) = (Math.Abs(EffectSize), NormalDistribution.TwoSidedCritical(Level), Power);
            // A power below that of no customers at all is met by none.
            double Excess(double n) => NormalDistribution.UpperTail(z - (h * Math.Sqrt(n / 2))) + NormalDistribution.Cdf(-z - (h * Math.Sqrt(n / 2))) - power;
            if (Excess(0) >= 0)
            {
                return 0;
            }

            var enough = 1.0;
            while (Excess(enough) < 0)
            {
                enough *= 2;
            }

            return RootFinder.Brent(Excess, 0, enough).Root;
        }
    }

    /// <summary>How many customers each of two equal groups needs so that a difference is found.</summary>
    /// <param name="baseline">The rate without the treatment, as a fraction.</param>
    /// <param name="alternative">The rate that matters, as a fraction; at least 1e-8 away.</param>
    /// <param name="power">The probability of finding it, inside [0.5..1).</param>
    /// <param name="level">The confidence level of the two-sided test as a fraction, strictly between 0 and 1.</param>
    /// <returns>The size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the rates are equal.</exception>
    public static ProportionSampleSize ForDifference(double baseline, double alternative, double power = 0.8, double level = 0.95)
    {
        Apart(baseline, alternative);
        Likely(power);
        Guard.Level(level);
        var root = ((NormalDistribution.TwoSidedCritical(level) * PooledDeviation(baseline, alternative)) + (NormalDistribution.Quantile(power) * Deviation(baseline, alternative))) / (baseline - alternative);
        var size = root * root;
        // Rates that hardly vary (nearly 0 % against nearly 100 %) are found or not, all at once: there the last digits of the size decide.
        while (PowerAt(size, baseline, alternative, level) < power - Negligible)
        {
            size = Math.BitIncrement(size);
        }

        return new(baseline, alternative, size, level);
    }

    /// <summary>How likely a difference is found with so many customers.</summary>
    /// <param name="baseline">The rate without the treatment, as a fraction.</param>
    /// <param name="alternative">The rate with it, as a fraction; at least 1e-8 away.</param>
    /// <param name="perGroup">How many customers each group has; zero or more.</param>
    /// <param name="level">The confidence level of the two-sided test as a fraction, strictly between 0 and 1.</param>
    /// <returns>The size, whose <see cref="Power"/> is the answer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the rates are equal.</exception>
    public static ProportionSampleSize WithCustomers(double baseline, double alternative, long perGroup, double level = 0.95)
    {
        Apart(baseline, alternative);
        return new(baseline, alternative, Guard.Count(perGroup), Guard.Level(level));
    }

    /// <summary>The smallest rate above the baseline that is found with so many customers.</summary>
    /// <param name="baseline">The rate without the treatment, as a fraction.</param>
    /// <param name="perGroup">How many customers each group has; zero or more.</param>
    /// <param name="power">The probability of finding it, inside [0.5..1).</param>
    /// <param name="level">The confidence level of the two-sided test as a fraction, strictly between 0 and 1.</param>
    /// <returns>The size, whose <see cref="Alternative"/> is the answer; null when not even a rate of 1 is found.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ProportionSampleSize? DetectableAbove(double baseline, long perGroup, double power = 0.8, double level = 0.95) => Detectable(Guard.Fraction(baseline), 1, perGroup, power, level);

    /// <summary>The largest rate below the baseline that is found with so many customers.</summary>
    /// <param name="baseline">The rate without the treatment, as a fraction.</param>
    /// <param name="perGroup">How many customers each group has; zero or more.</param>
    /// <param name="power">The probability of finding it, inside [0.5..1).</param>
    /// <param name="level">The confidence level of the two-sided test as a fraction, strictly between 0 and 1.</param>
    /// <returns>The size, whose <see cref="Alternative"/> is the answer; null when not even a rate of 0 is found.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ProportionSampleSize? DetectableBelow(double baseline, long perGroup, double power = 0.8, double level = 0.95) => Detectable(Guard.Fraction(baseline), 0, perGroup, power, level);

    /// <summary>The size and what it is for, as "906 customers in each group to find 85.0 % against 80.0 % at 95 % with a power of 80.0 %".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Text.Count(PerGroup)} {Purpose}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Sample size for two rates", Text.Count(PerGroup))
        .Row("For", Purpose)
        .Row("Effect size h", Text.Number(EffectSize, 3))
        .Note("In each of two equal groups of different customers.")
        .ToString();

    private string Purpose => $"customers in each group to find {Text.Percent(Alternative)} against {Text.Percent(Baseline)} at {Text.Level(Level)} with a power of {Text.Percent(Power)}";

    internal static double Likely(double power, [CallerArgumentExpression(nameof(power))] string name = "")
    {
        if (!(power >= 0.5 && power < 1))
        {
            throw Guard.OutOfRange(name, power, "The power must be inside [0.5..1) (80 % is 0.80)");
        }

        return power;
    }

    private static ProportionSampleSize? Detectable(double baseline, double farthest, long perGroup, double power, double level)
    {
        Guard.Count(perGroup);
        Likely(power);
        Guard.Level(level);
        var nearest = baseline + (farthest > baseline ? SmallestDifference : -SmallestDifference);
        if ((farthest - nearest) * (farthest - baseline) <= 0 || !(Excess(farthest) >= 0))
        {
            return null;
        }

        // As many customers as would find the smallest difference that is told apart find that one.
        var found = Excess(nearest) >= 0 ? nearest : RootFinder.Brent(Excess, nearest, farthest).Root;
        return new(baseline, found, perGroup, level);

        double Excess(double p) => PowerAt(perGroup, baseline, p, level) - power;
    }

    private static double PowerAt(double n, double p1, double p2, double level)
    {
        var distance = (Math.Sqrt(n) * Math.Abs(p1 - p2)) - (NormalDistribution.TwoSidedCritical(level) * PooledDeviation(p1, p2));
        var deviation = Deviation(p1, p2);
        // 0 % against 100 % does not vary: it is found or it is not.
        return deviation > 0 ? NormalDistribution.Cdf(distance / deviation) : distance >= 0 ? 1 : 0;
    }

    private static double PooledDeviation(double p1, double p2) => Math.Sqrt((p1 + p2) * (1 - ((p1 + p2) / 2)));

    private static double Deviation(double p1, double p2) => Math.Sqrt((p1 * (1 - p1)) + (p2 * (1 - p2)));

    private static (double Baseline, double Alternative) Apart(double baseline, double alternative)
    {
        Guard.Fraction(baseline);
        Guard.Fraction(alternative);
        return Math.Abs(baseline - alternative) >= SmallestDifference * (1 - 1e-6)
            ? (baseline, alternative)
            : throw Guard.OutOfRange(nameof(alternative), alternative, $"It must be at least {Text.Exact(SmallestDifference)} away from the baseline {Text.Exact(baseline)}");
    }
}

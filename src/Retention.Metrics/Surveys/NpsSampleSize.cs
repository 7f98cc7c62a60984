using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// How many answers a Net Promoter Score needs: for an interval of a given width, or to tell two scores apart.
/// </summary>
/// <remarks>
/// <para>Precision: n = z²·σ² ÷ m² for a margin of ±m points (with σ in points). Comparison, per group: n = 2·(z_α + z_β)²·σ² ÷ d².
/// The adjusted Wald method needs three fewer, because it brings three pseudo-answers. Rounded up, at least 1.</para>
/// <para>The variance of one answer lies between 0 and 1; 1, half promoters and half detractors, is the worst case and the default.
/// With a pilot, pass its <see cref="NetPromoterScore.Variance"/>.</para>
/// <para>A ceiling turns the last digit of a product into one more answer, so sizes are computed with 25 digits.</para>
/// </remarks>
/// <example>
/// <code>
/// NpsSampleSize.ForPrecision(marginPoints: 10).Responses                                              // 382
/// NpsSampleSize.ForComparison(differencePoints: 10, power: 0.80, variance: 0.67).Responses            // 1,049 in each group
/// NpsSampleSize.ForPrecision(marginPoints: 10).InPopulation(400)                                      // 196
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record NpsSampleSize : IRendersHtml
{
    [JsonConstructor]
    internal NpsSampleSize(double points, double level, double? power, double variance, NpsInterval method)
    {
        Points = Width(points);
        Level = Guard.Level(level);
        Power = power is { } wanted ? Likely(wanted, nameof(power)) : null;
        Variance = Spread(variance);
        Method = Planned(method);

        var critical = DecimalNormal.TwoSidedCritical(level) + (power is { } p ? DecimalNormal.Quantile(p) : 0);
        var ratio = 100 * critical / DecimalNumber.AsWritten(points);
        var raw = Groups * ratio * ratio * DecimalNumber.AsWritten(variance);
        CriticalValue = DecimalNumber.ToDouble(critical);
        Unrounded = DecimalNumber.ToDouble(raw);
        Responses = Math.Max(1, (long)decimal.Ceiling(raw) - (method == NpsInterval.AdjustedWald ? 3 : 0));
    }

    /// <summary>The margin (half the width of the interval) or the difference to be detected, in points.</summary>
    public double Points { get; }

    /// <summary>The confidence level as a fraction.</summary>
    public double Level { get; }

    /// <summary>The probability of detecting the difference if it is there; null when the size is for precision.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Power { get; }

    /// <summary>The variance of one answer that was assumed, from 0 to 1.</summary>
    public double Variance { get; }

    /// <summary>The method of the planned interval or test.</summary>
    public NpsInterval Method { get; }

    /// <summary>How many groups there are, each of which needs <see cref="Responses"/>: 1 for precision, 2 for a comparison.</summary>
    [JsonIgnore]
    public int Groups => Power is null ? 1 : 2;

    /// <summary>How many answers are needed (in each group), rounded up.</summary>
    public long Responses { get; }

    /// <summary>z²σ²/m² or 2z²σ²/d² before the three pseudo-answers are taken off and before rounding.</summary>
    public double Unrounded { get; }

    /// <summary>z of the level, or the sum of the z of the level and of the power.</summary>
    [JsonIgnore]
    public double CriticalValue { get; }

    /// <summary>How many answers an interval of a given width needs.</summary>
    /// <param name="marginPoints">Half the width of the interval in points: 10 for ±10. Inside [0.000001..200].</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="variance">The variance of one answer, inside (0..1]; 1 is the worst case.</param>
    /// <param name="method"><see cref="NpsInterval.AdjustedWald"/> unless told; or <see cref="NpsInterval.Wald"/>.</param>
    /// <returns>The size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The method has no formula for the size.</exception>
    public static NpsSampleSize ForPrecision(double marginPoints, double level = 0.95, double variance = 1, NpsInterval method = NpsInterval.AdjustedWald) =>
        new(Width(marginPoints), level, null, variance, method);

    /// <summary>How many answers each of two groups needs so that a difference is found.</summary>
    /// <param name="differencePoints">The difference in points that matters. Inside [0.000001..200].</param>
    /// <param name="power">The probability of finding it, inside [0.5..1).</param>
    /// <param name="level">The confidence level of the two-sided test as a fraction, strictly between 0 and 1.</param>
    /// <param name="variance">The variance of one answer, the same in both groups, inside (0..1]; 1 is the worst case.</param>
    /// <param name="method"><see cref="NpsInterval.AdjustedWald"/> unless told; or <see cref="NpsInterval.Wald"/>.</param>
    /// <returns>The size of each group.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The method has no formula for the size.</exception>
    public static NpsSampleSize ForComparison(double differencePoints, double power = 0.8, double level = 0.95, double variance = 1, NpsInterval method = NpsInterval.AdjustedWald) =>
        new(Width(differencePoints), level, power, variance, method);

    /// <summary>The same precision when the population is small: n = n₀ ÷ (1 + (n₀ − 1) ÷ N), rounded up, with n₀ the size for a population without end.</summary>
    /// <param name="population">N, how many there are in all; 1 or more.</param>
    /// <returns>How many of them must answer (in each group); at most all of them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="population"/> is below 1.</exception>
    public long InPopulation(long population)
    {
        if (population < 1)
        {
            throw Guard.OutOfRange(nameof(population), population, "A population has 1 member or more");
        }

        // n₀·N ÷ (N + n₀ − 1), rounded up, in integers.
        var (whole, rest) = Int128.DivRem((Int128)Responses * population, (Int128)population + Responses - 1);
        return (long)(whole + (rest > 0 ? 1 : 0));
    }

    /// <summary>The size and what it is for, as "382 answers for ±10.0 points at 95 %".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Text.Count(Responses)} {Purpose}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Sample size for a Net Promoter Score", Text.Count(Responses))
        .Row("For", Purpose)
        .Row("Variance of one answer", Text.Number(Variance, 4))
        .Row("Method", Method.ToString())
        .Note(Variance == 1 ? "Worst case: half promoters, half detractors." : null)
        .ToString();

    private string Purpose => Power is { } power
        ? $"answers in each group to find {Text.Number(Points, 1)} points at {Text.Level(Level)} with a power of {Text.Level(power)}"
        : $"answers for ±{Text.Number(Points, 1)} points at {Text.Level(Level)}";

    private static double Width(double points, [CallerArgumentExpression(nameof(points))] string name = "")
    {
        if (!(points >= 1e-6 && points <= 200))
        {
            throw Guard.OutOfRange(name, points, "It is in points and must be inside [0.000001..200]");
        }

        return points;
    }

    private static double Likely(double power, string name)
    {
        if (!(power >= 0.5 && power < 1))
        {
            throw Guard.OutOfRange(name, power, "The power must be inside [0.5..1) (80 % is 0.80)");
        }

        return power;
    }

    private static double Spread(double variance)
    {
        if (!(variance > 0 && variance <= 1))
        {
            throw Guard.OutOfRange(nameof(variance), variance, "The variance of an answer scored −1, 0 or +1 must be inside (0..1]");
        }

        return variance;
    }

    private static NpsInterval Planned(NpsInterval method) => Guard.Defined(method) is NpsInterval.AdjustedWald or NpsInterval.Wald
        ? method
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{method} has no formula for the sample size. Use AdjustedWald or Wald."), nameof(method));
}

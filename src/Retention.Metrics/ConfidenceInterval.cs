using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>
/// The two ends of a confidence interval, the level it was made for and the method that made it.
/// </summary>
/// <remarks>
/// The ends are in the unit of the estimate: fractions for rates, points for a Net Promoter Score, money for a mean amount.
/// Where the scale of the estimate has ends (0 and 1 for a rate), <see cref="Lower"/> and <see cref="Upper"/> never lie outside them;
/// what the formula gave before that cut is kept in <see cref="UnclippedLower"/> and <see cref="UnclippedUpper"/>.
/// The default value is the interval from 0 to 0 at level 0: no information.
/// </remarks>
/// <example>
/// <code>
/// ConfidenceInterval ci = Proportion.Of(950, 1_000).Interval()!.Value;
/// ci.Lower            // 0.93468…
/// ci.Upper            // 0.96186…
/// ci.Contains(0.95)   // true
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct ConfidenceInterval
{
    /// <summary>Makes an interval from its ends.</summary>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end; not below <paramref name="lower"/>.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The name of the method, as the literature has it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is not finite, the ends are in the wrong order, or the level is not between 0 and 1.</exception>
    public ConfidenceInterval(double lower, double upper, double level, string method)
        : this(lower, upper, level, method, null, null)
    {
    }

    [JsonConstructor]
    internal ConfidenceInterval(double lower, double upper, double level, string method, double? cutLower, double? cutUpper)
    {
        Lower = Guard.Finite(lower);
        Upper = Guard.Finite(upper);
        if (lower > upper)
        {
            throw Guard.OutOfRange(nameof(lower), lower, string.Create(CultureInfo.InvariantCulture, $"The lower end must not lie above the upper end {upper}"));
        }

        Level = Guard.Level(level);
        ArgumentNullException.ThrowIfNull(method);
        Method = method;
        // Kept only where it says something new, so that equal intervals are equal whoever made them.
        CutLower = cutLower is { } l && Guard.Finite(l) != lower ? l : null;
        CutUpper = cutUpper is { } u && Guard.Finite(u) != upper ? u : null;
    }

    /// <summary>The lower end, in the unit of the estimate.</summary>
    public double Lower { get; }

    /// <summary>The upper end, in the unit of the estimate.</summary>
    public double Upper { get; }

    /// <summary>The confidence level as a fraction: 0.95 for 95 %.</summary>
    public double Level { get; }

    /// <summary>The method that made the interval, as the literature names it: "Wilson", "Clopper–Pearson", "adjusted Wald" …</summary>
    public string Method { get => field ?? string.Empty; }

    /// <summary>The lower end that the formula gave before it was cut to the ends of the scale; equal to <see cref="Lower"/> when nothing was cut.</summary>
    [JsonIgnore]
    public double UnclippedLower => CutLower ?? Lower;

    /// <summary>The upper end that the formula gave before it was cut to the ends of the scale; equal to <see cref="Upper"/> when nothing was cut.</summary>
    [JsonIgnore]
    public double UnclippedUpper => CutUpper ?? Upper;

    /// <summary>Upper end minus lower end.</summary>
    [JsonIgnore]
    public double Width => Upper - Lower;

    [JsonInclude]
    [JsonPropertyName("unclippedLower")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double? CutLower { get; }

    [JsonInclude]
    [JsonPropertyName("unclippedUpper")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double? CutUpper { get; }

    /// <summary>Whether a value lies inside, the ends included.</summary>
    /// <param name="value">The value, in the unit of the estimate.</param>
    /// <returns>True when <paramref name="value"/> is between the ends or equal to one.</returns>
    public bool Contains(double value) => value >= Lower && value <= Upper;

    /// <summary>The ends, the level and the method, as "0.9347–0.9619 (95 %, Wilson)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Number(Lower, 4)}–{Text.Number(Upper, 4)} ({Text.Level(Level)}{(Method.Length > 0 ? ", " + Method : string.Empty)})";

    /// <summary>An interval cut to the scale [<paramref name="floor"/>..<paramref name="ceiling"/>], remembering what the formula gave.</summary>
    internal static ConfidenceInterval Clipped(double lower, double upper, double level, string method, double floor, double ceiling) =>
        new(Math.Clamp(lower, floor, ceiling), Math.Clamp(upper, floor, ceiling), level, method, lower, upper);

    /// <summary>"95 % CI 93.5–96.2", the ends as percentages.</summary>
    internal string InPercent() => $"{Text.Level(Level)} CI {Text.PercentNumber(Lower)}–{Text.PercentNumber(Upper)}";

    /// <summary>The image of the interval under an increasing function.</summary>
    internal ConfidenceInterval MapIncreasing(Func<double, double> f) => new(f(Lower), f(Upper), Level, Method);

    /// <summary>The image of the interval under a decreasing function: the ends change places.</summary>
    internal ConfidenceInterval MapDecreasing(Func<double, double> f) => new(f(Upper), f(Lower), Level, Method);
}

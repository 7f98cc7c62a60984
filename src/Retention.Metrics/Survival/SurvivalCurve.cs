using System.Collections;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The Kaplan–Meier estimate: the probability that a customer stays longer than t, for every t, from ended and still running lifetimes together.
/// </summary>
/// <remarks>
/// <para>S(t) = Π over exits up to t of (1 − d ÷ n), with d ended of n at risk. Kaplan and Meier, Journal of the American Statistical Association 53 (1958).
/// Standard errors are Greenwood's, or robust for sampling weights. Without censoring S is the share of those still there, correctly rounded.</para>
/// <para>The curve is a view on its <see cref="Lifetimes"/>: of ten million distinct times it stores a few thousand bookmarks and works the rest out when asked.
/// Instances are immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// SurvivalCurve curve = SurvivalCurve.KaplanMeier(lifetimes);
/// curve.At(6).Survival                  // 0.6346…: the share that stays longer than 6 months
/// curve.Median                          // 50 % gone at 9 months (95 % CI 3–not reached)
/// curve.RestrictedMean(12)              // 7.92 of 12 months (95 % CI 6.09–9.75)
/// curve.Given(6).Median                 // the further months of those who have stayed 6
/// File.WriteAllText("curve.svg", curve.ToSvg());
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class SurvivalCurve : IEquatable<SurvivalCurve>, IRendersHtml
{
    private readonly WalkIndex<SurvivalWalker> _walk;
    private readonly double[]? _robust;
    private readonly double _z;

    private SurvivalCurve(Lifetimes lifetimes, SurvivalInterval scale, double level, SurvivalVariance variance, double? stayed, string? label, CancellationToken cancellationToken)
    {
        var from = stayed ?? -1;
        (Lifetimes, Scale, Level, Variance, Stayed, Label) = (lifetimes, scale, level, variance, stayed ?? 0, label);
        _walk = new(new SurvivalWalker(lifetimes.Sets, from), lifetimes.DistinctTimes, cancellationToken);
        _robust = variance == SurvivalVariance.Robust ? RobustVariance.OfSurvival(lifetimes.Sets, from, cancellationToken) : null;
        _z = NormalDistribution.TwoSidedCritical(level);
        Steps = new StepList(this);
    }

    private SurvivalCurve(SurvivalCurve curve, SurvivalInterval scale, double level, string? label)
    {
        (Lifetimes, Variance, Stayed) = (curve.Lifetimes, curve.Variance, curve.Stayed);
        (_walk, _robust) = (curve._walk, curve._robust);
        (Scale, Level, Label) = (scale, level, label);
        _z = NormalDistribution.TwoSidedCritical(level);
        Steps = new StepList(this);
    }

    [JsonConstructor]
    internal SurvivalCurve(Lifetimes lifetimes, SurvivalInterval scale, double level, SurvivalVariance variance, double stayed, string? label)
        : this(lifetimes ?? throw new ArgumentNullException(nameof(lifetimes)), Guard.Defined(scale), Guard.Level(level), Possible(Guard.Defined(variance), lifetimes), Guard.AtLeast(stayed, 0) == 0 ? null : stayed, label, CancellationToken.None)
    {
    }

    /// <summary>What the curve was made from.</summary>
    public Lifetimes Lifetimes { get; }

    /// <summary>On which scale the intervals are symmetric.</summary>
    public SurvivalInterval Scale { get; }

    /// <summary>The confidence level of the intervals.</summary>
    public double Level { get; }

    /// <summary>How the standard errors are estimated.</summary>
    public SurvivalVariance Variance { get; }

    /// <summary>How long the customers have stayed already: times on the curve count from there. 0 but for the curves that <see cref="Given"/> makes.</summary>
    public double Stayed { get; }

    /// <summary>Whose curve it is, for charts and tables; null when nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; }

    /// <summary>What times are counted in; null when unknown.</summary>
    [JsonIgnore]
    public string? Unit => Lifetimes.Unit;

    /// <summary>The steps in order of time: one per distinct exit, censorings included.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    /// <summary>The last time of the curve; null when nobody was observed.</summary>
    [JsonIgnore]
    public double? LastTime => _walk.Count == 0 ? null : Shift(_walk.Last);

    /// <summary>Survival at the last time, the lowest there is; null when nobody was observed.</summary>
    [JsonIgnore]
    public double? LowestSurvival => _walk.Count == 0 ? null : _walk.Last.Survival;

    /// <summary>The time by which half have left.</summary>
    [JsonIgnore]
    public SurvivalQuantile Median => Quantile(0.5);

    /// <summary>Estimates the survival curve of some lifetimes.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="scale">On which scale the intervals are symmetric; log-log unless told.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="variance">How standard errors are estimated; Greenwood unless told, or robust if a weight is no whole number.</param>
    /// <param name="label">Whose curve it is, for charts and tables.</param>
    /// <param name="cancellationToken">Cancels the walk over many distinct times.</param>
    /// <returns>The curve. Of nobody it has no steps, and every question to it has an answer that says so.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentException">The level or an enum value is out of range, or robust variance is asked of late entries that are known only as counts.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SurvivalCurve KaplanMeier(
        Lifetimes lifetimes,
        SurvivalInterval scale = SurvivalInterval.LogLog,
        double level = 0.95,
        SurvivalVariance? variance = null,
        string? label = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        Guard.Defined(scale);
        Guard.Level(level);
        var chosen = variance is { } asked
            ? Possible(Guard.Defined(asked, nameof(variance)), lifetimes)
            : lifetimes.HasFractionalWeights && lifetimes.Sets.KnowsRows ? SurvivalVariance.Robust : SurvivalVariance.Greenwood;
        return new(lifetimes, scale, level, chosen, null, label, cancellationToken);
    }

    /// <summary>The same curve with other intervals.</summary>
    /// <param name="scale">On which scale they are symmetric.</param>
    /// <param name="level">The confidence level; that of this curve unless told.</param>
    /// <returns>The curve; nothing is estimated anew.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level or the scale is out of range.</exception>
    public SurvivalCurve With(SurvivalInterval scale, double? level = null) => new(this, Guard.Defined(scale), Guard.Level(level ?? Level, nameof(level)), Label);

    /// <summary>The same curve with a label for charts and tables.</summary>
    /// <param name="label">Whose curve it is.</param>
    /// <returns>The curve.</returns>
    public SurvivalCurve Labeled(string? label) => new(this, Scale, Level, label);

    /// <summary>
    /// The curve of the further lifetime of those who have stayed for a time: S(t + u) ÷ S(t) as a function of u. Its median and restricted mean are
    /// the remaining lifetime of such a customer.
    /// </summary>
    /// <param name="stayed">How long they have stayed, in the times of this curve; finite, at least 0.</param>
    /// <returns>
    /// The curve, made from everybody who was under observation longer than that. Its times count from there. It has no steps if there is nobody.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stayed"/> is negative or not finite.</exception>
    /// <example>
    /// <code>
    /// SurvivalCurve afterAYear = curve.Given(stayed: 12);
    /// afterAYear.At(6).Survival             // of those who have stayed 12 months, the share that stays 6 more
    /// afterAYear.RestrictedMean(24).Value   // how many of the next 24 months they stay on average
    /// </code>
    /// </example>
    public SurvivalCurve Given(double stayed)
    {
        Guard.AtLeast(stayed, 0);
        return new(Lifetimes, Scale, Level, Variance, Stayed + stayed, Label, CancellationToken.None);
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(SurvivalCurve? other) =>
        other is not null && Scale == other.Scale && Level == other.Level && Variance == other.Variance && Stayed == other.Stayed && Label == other.Label && Lifetimes.Equals(other.Lifetimes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SurvivalCurve);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Lifetimes, Scale, Level, Variance, Stayed, Label);

    /// <summary>A short description: customers, median and how far the curve comes down.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        LowestSurvival is { } lowest
            ? $"{(Label is null ? string.Empty : Label + ": ")}{SurvivalText.Amount(_walk[0].AtRisk)} customers{(Stayed > 0 ? " who have stayed " + Lifetimes.InUnit(Stayed) : string.Empty)}, {Median}; {Text.Percent(lowest)} after {Lifetimes.InUnit(LastTime!.Value)}"
            : $"{Text.NotAvailable} (nobody was observed{(Stayed > 0 ? " longer than " + Lifetimes.InUnit(Stayed) : string.Empty)})";

    internal int StepsUpTo(double time) => _walk.StepsUpTo(time + Stayed);

    internal SurvivalStep Step(int index) => Step(_walk[index], index);

    private static SurvivalVariance Possible(SurvivalVariance variance, Lifetimes lifetimes) =>
        variance == SurvivalVariance.Robust && !lifetimes.Sets.KnowsRows
            ? throw new ArgumentException("Robust variance needs to know when each customer entered; these lifetimes know it only as counts.", nameof(variance))
            : variance;

    private double Shift(in SurvivalWalker walker) => walker.Time - Stayed;

    /// <summary>The standard error of survival after a step, NaN where Greenwood has none.</summary>
    private double StandardError(in SurvivalWalker walker, int step) =>
        _robust is not null ? Math.Sqrt(_robust[step])
        : walker.Survival > 0 ? walker.Survival * Math.Sqrt(walker.Greenwood) : double.NaN;

    private SurvivalStep Step(in SurvivalWalker walker, int step)
    {
        var (survival, error) = (walker.Survival, StandardError(walker, step));
        return new(Shift(walker), walker.AtRisk, walker.Ended, walker.Censored, survival, Defined(error), Defined(error / survival), Interval(survival, error));
    }

    private ConfidenceInterval? Interval(double survival, double error) =>
        SurvivalLimits.Interval(Scale, survival, error, Level, _robust is null ? "Greenwood" : "robust");

    private static double? Defined(double value) => double.IsFinite(value) ? value : null;

    /// <summary>The steps as they are asked for; going through them in order takes no search.</summary>
    private sealed class StepList(SurvivalCurve curve) : IReadOnlyList<SurvivalStep>
    {
        public int Count => curve._walk.Count;

        public SurvivalStep this[int index]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(index);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
                return curve.Step(index);
            }
        }

        public IEnumerator<SurvivalStep> GetEnumerator()
        {
            var walker = curve._walk.Start;
            for (var step = 0; walker.Next(); step++)
            {
                yield return curve.Step(walker, step);
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

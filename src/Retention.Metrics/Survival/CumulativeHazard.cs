using System.Collections;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>How a cumulative hazard treats customers who end at the same time.</summary>
public enum HazardTies
{
    /// <summary>Nelson and Aalen: d ÷ n. They really ended at the same time.</summary>
    NelsonAalen,

    /// <summary>Fleming and Harrington: 1 ÷ n + 1 ÷ (n − 1) + … They ended one after the other, and the clock is too coarse to tell. With many ties this is the better estimate of a continuous hazard.</summary>
    FlemingHarrington,
}

/// <summary>One step of a cumulative hazard. The default value is a step at time 0 of nobody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct HazardStep
{
    [JsonConstructor]
    internal HazardStep(double time, double atRisk, double ended, double value, double standardError, ConfidenceInterval? interval)
    {
        Time = time;
        AtRisk = atRisk;
        Ended = ended;
        Value = value;
        StandardError = standardError;
        Interval = interval;
    }

    /// <summary>The tenure.</summary>
    public double Time { get; }

    /// <summary>Customers under observation just before it; a sum of weights if there are any.</summary>
    public double AtRisk { get; }

    /// <summary>Of those, how many ended here.</summary>
    public double Ended { get; }

    /// <summary>The cumulative hazard H up to and including this time.</summary>
    public double Value { get; }

    /// <summary>Its standard error.</summary>
    public double StandardError { get; }

    /// <summary>An interval symmetric in log H; null before the first end.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Survival by the exponential of the hazard, exp(−H): never 0, a little above Kaplan–Meier.</summary>
    [JsonIgnore]
    public double Survival => Math.Exp(-Value);

    /// <summary>As "at 3: 0.2732 (se 0.1225)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"at {SurvivalText.Short(Time)}: {Text.Number(Value, 4)} (se {Text.Number(StandardError, 4)})";
}

/// <summary>
/// The cumulative hazard of leaving, H(t): how often one customer who came back at once each time would have left by t. Its slope is the hazard.
/// </summary>
/// <remarks>
/// Nelson–Aalen adds d ÷ n at each exit, with variance Σ d ÷ n²; Fleming–Harrington breaks ties one by one, with variance Σ 1 ÷ (n − j)². With weights each row is one
/// end of its mean weight. If a weight is no whole number, the standard errors of Nelson–Aalen are robust ones.
/// Nelson, Technometrics 14 (1972); Aalen, Annals of Statistics 6 (1978); Fleming and Harrington, Communications in Statistics 13 (1984).
/// </remarks>
/// <example>
/// <code>
/// CumulativeHazard hazard = CumulativeHazard.NelsonAalen(lifetimes);
/// hazard.At(3)          // at 3: 0.2732 (se 0.1225)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class CumulativeHazard : IEquatable<CumulativeHazard>, IRendersHtml
{
    private readonly WalkIndex<HazardWalker> _walk;
    private readonly double[]? _robust;
    private readonly double _z;

    [JsonConstructor]
    internal CumulativeHazard(Lifetimes lifetimes, HazardTies ties, double level)
        : this(lifetimes ?? throw new ArgumentNullException(nameof(lifetimes)), Guard.Defined(ties), Guard.Level(level), CancellationToken.None)
    {
    }

    private CumulativeHazard(Lifetimes lifetimes, HazardTies ties, double level, CancellationToken cancellationToken)
    {
        (Lifetimes, Ties, Level) = (lifetimes, ties, level);
        _walk = new(new HazardWalker(lifetimes.Sets, ties), lifetimes.DistinctTimes, cancellationToken);
        _robust = lifetimes.HasFractionalWeights && !lifetimes.HasLateEntry && ties == HazardTies.NelsonAalen ? Robust(lifetimes.Sets) : null;
        _z = NormalDistribution.TwoSidedCritical(level);
        Steps = new StepList(this);
    }

    /// <summary>What the hazard was made from.</summary>
    public Lifetimes Lifetimes { get; }

    /// <summary>How ties are treated.</summary>
    public HazardTies Ties { get; }

    /// <summary>The confidence level of the intervals.</summary>
    public double Level { get; }

    /// <summary>The steps in order of time: one per distinct exit, censorings included.</summary>
    public IReadOnlyList<HazardStep> Steps { get; }

    /// <summary>The Nelson–Aalen estimate.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="cancellationToken">Cancels the walk over many distinct times.</param>
    /// <returns>The cumulative hazard; of nobody it has no steps.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CumulativeHazard NelsonAalen(Lifetimes lifetimes, double level = 0.95, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        return new(lifetimes, HazardTies.NelsonAalen, Guard.Level(level), cancellationToken);
    }

    /// <summary>The estimate that takes ties one by one.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="cancellationToken">Cancels the walk over many distinct times.</param>
    /// <returns>The cumulative hazard; of nobody it has no steps.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CumulativeHazard FlemingHarrington(Lifetimes lifetimes, double level = 0.95, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        return new(lifetimes, HazardTies.FlemingHarrington, Guard.Level(level), cancellationToken);
    }

    /// <summary>The step that holds at a time.</summary>
    /// <param name="time">The time; finite, at least 0.</param>
    /// <returns>The last step up to that time; null after the last observation. Before the first exit the hazard is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative or not finite.</exception>
    public HazardStep? At(double time)
    {
        Guard.AtLeast(time, 0);
        if (_walk.Count == 0 || time > _walk.Last.Time)
        {
            return null;
        }

        var steps = _walk.StepsUpTo(time);
        return steps == 0 ? new(time, _walk[0].AtRisk, 0, 0, 0, null) : Steps[steps - 1];
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(CumulativeHazard? other) =>
        other is not null && Ties == other.Ties && Level == other.Level && Lifetimes.Equals(other.Lifetimes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CumulativeHazard);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Lifetimes, Ties, Level);

    /// <summary>The estimator, the number of lifetimes and the hazard at the last time.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        _walk.Count == 0 ? $"{Text.NotAvailable} (nobody was observed)" : $"{Name()}: {Text.Number(_walk.Last.Value, 4)} after {Lifetimes.InUnit(_walk.Last.Time)}; {Lifetimes}";

    /// <summary>The hazard as a chart: a self-contained SVG without script.</summary>
    /// <returns>The SVG element.</returns>
    public string ToSvg() => StepChart.Draw(
        $"Cumulative hazard ({Name()})",
        Lifetimes.Unit,
        [new(null, 0, [.. Drawn().Select(s => new StepPoint(s.Time, s.Value, s.Interval?.Lower, s.Interval?.Upper))], Lifetimes.LongestTenure ?? 0, null)],
        top: null);

    /// <summary>The same as a self-contained HTML fragment with its chart, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Cumulative hazard", _walk.Count == 0 ? Text.NotAvailable : Text.Number(_walk.Last.Value, 4))
            .Row("Estimator", Name())
            .Row("Lifetimes", Lifetimes.ToString())
            .Row("At", _walk.Count == 0 ? null : Lifetimes.InUnit(_walk.Last.Time))
            .Note(Lifetimes.Censored.SmallSampleWarning);
        return $"<div class=\"retention-metrics-survival\">{card}{(_walk.Count == 0 ? string.Empty : ToSvg())}</div>";
    }

    private static double[] Robust(RiskSets sets)
    {
        // Influence of a row: (1 if it ended, less d ÷ n) ÷ n, summed over the times at which it was at risk.
        var variances = new double[sets.DistinctTimes];
        var (influence, exited) = (0.0, 0.0);
        var reader = sets.Read();
        for (var step = 0; reader.Next(); step++)
        {
            var share = reader.Ended / reader.AtRisk;
            var staying = influence - (share / reader.AtRisk);
            var leaving = staying + (1 / reader.AtRisk);
            exited += (reader.EndedSquares * leaving * leaving) + (reader.CensoredSquares * staying * staying);
            influence = staying;
            variances[step] = exited + (reader.SquaresLeft * influence * influence);
        }

        return variances;
    }

    private string Name() => Ties == HazardTies.NelsonAalen ? "Nelson–Aalen" : "Fleming–Harrington";

    private IEnumerable<HazardStep> Drawn()
    {
        var every = Math.Max(1, Steps.Count / 1500);
        return Steps.Where((_, i) => i % every == 0 || i == Steps.Count - 1);
    }

    private HazardStep Step(in HazardWalker walker, int step)
    {
        var error = Math.Sqrt(_robust?[step] ?? walker.Variance);
        ConfidenceInterval? interval = null;
        if (walker.Value > 0)
        {
            var factor = Math.Exp(_z * error / walker.Value);
            interval = double.IsFinite(walker.Value * factor) ? new(walker.Value / factor, walker.Value * factor, Level, "log") : null;
        }

        return new(walker.Time, walker.AtRisk, walker.Ended, walker.Value, error, interval);
    }

    private sealed class StepList(CumulativeHazard hazard) : IReadOnlyList<HazardStep>
    {
        public int Count => hazard._walk.Count;

        public HazardStep this[int index]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(index);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
                return hazard.Step(hazard._walk[index], index);
            }
        }

        public IEnumerator<HazardStep> GetEnumerator()
        {
            var walker = hazard._walk.Start;
            for (var step = 0; walker.Next(); step++)
            {
                yield return hazard.Step(walker, step);
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The piecewise exponential model: a hazard that is constant between cuts and free to differ from one interval to the next, such as trial, first year, renewal.
/// </summary>
/// <remarks>
/// <para>The hazard of (cₖ₋₁, cₖ] is ends ÷ time at risk there; its logarithm has the standard error 1 ÷ √ends. Late entry and case weights are time at risk and ends like any
/// other. The last interval has no end: past the data the model carries its hazard on. An interval in which nobody was at risk has no hazard, and survival past it is undefined.</para>
/// <para>M. Friedman, "Piecewise exponential models for survival data with covariates", Annals of Statistics 10, 1982. Immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// PiecewiseExponential model = PiecewiseExponential.Fit(lifetimes, [3, 6, 9]);
/// foreach (PiecewiseHazard hazard in model.Hazards) Console.WriteLine(hazard);
/// Console.WriteLine(model.Survival(24));
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class PiecewiseExponential : IEquatable<PiecewiseExponential>, IRendersHtml
{
    private readonly double[] _observedTimes;
    private readonly double[] _observedSurvival;

    [JsonConstructor]
    internal PiecewiseExponential(IReadOnlyList<PiecewiseHazard> hazards, long count, double weight, string? unit, double[]? observedTimes, double[]? observedSurvival)
    {
        ArgumentNullException.ThrowIfNull(hazards);
        for (var k = 0; k < hazards.Count; k++)
        {
            if (hazards[k].From != (k == 0 ? 0 : hazards[k - 1].To) || hazards[k].To is null != (k == hazards.Count - 1))
            {
                throw new ArgumentException("The intervals must follow on each other from 0, and only the last one has no end.", nameof(hazards));
            }
        }

        if (hazards.Count == 0)
        {
            throw new ArgumentException("There must be an interval.", nameof(hazards));
        }

        Hazards = Array.AsReadOnly(hazards.ToArray());
        Count = Guard.Count(count);
        Weight = Guard.Positive(weight);
        Unit = unit;
        (_observedTimes, _observedSurvival) = ObservedCurve.Checked(observedTimes, observedSurvival);
    }

    /// <summary>The intervals in order, one more than there are cuts.</summary>
    public IReadOnlyList<PiecewiseHazard> Hazards { get; }

    /// <summary>How many lifetimes there were, whatever their weights.</summary>
    public long Count { get; }

    /// <summary>The sum of their weights: <see cref="Count"/> when there are none.</summary>
    public double Weight { get; }

    /// <summary>What times are counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>The log-likelihood at the estimates, Σ ends · log(hazard) − ends.</summary>
    [JsonIgnore]
    public double LogLikelihood
    {
        get
        {
            var sum = default(CompensatedSum);
            foreach (var hazard in Hazards)
            {
                sum.Add(hazard.Ended > 0 ? hazard.Ended * (Math.Log(hazard.Ended) - Math.Log(hazard.Exposure) - 1) : 0);
            }

            return sum.Value;
        }
    }

    /// <summary>How many hazards were estimated.</summary>
    [JsonIgnore]
    public int Parameters => Hazards.Count(h => h.Exposure > 0);

    /// <summary>Akaike's criterion, to be compared with <see cref="ParametricSurvival.Aic"/> if the cuts were chosen before looking.</summary>
    [JsonIgnore]
    public double Aic => (2.0 * Parameters) - (2 * LogLikelihood);

    /// <summary>The Bayesian criterion, hazards · log(weight) − 2 · log-likelihood.</summary>
    [JsonIgnore]
    public double Bic => (Parameters * Math.Log(Weight)) - (2 * LogLikelihood);

    /// <summary>The time by which half have left.</summary>
    [JsonIgnore]
    public LifetimeEstimate Median => Quantile(0.5);

    [JsonInclude]
    [JsonPropertyName("observedTimes")]
    internal double[] ObservedTimes => _observedTimes;

    [JsonInclude]
    [JsonPropertyName("observedSurvival")]
    internal double[] ObservedSurvival => _observedSurvival;

    /// <summary>Fits the model to lifetimes, which may be weighted and have late entries.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="cuts">Where the hazard may change: finite, above 0, ascending; none for the exponential model. An end at a cut belongs to the interval before it.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The cuts do not ascend from above 0.</exception>
    /// <exception cref="FitException">Nobody has left, or nobody was at risk for any time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PiecewiseExponential Fit(Lifetimes lifetimes, ReadOnlySpan<double> cuts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        for (var i = 0; i < cuts.Length; i++)
        {
            Guard.Positive(cuts[i], FormattableString.Invariant($"cuts[{i}]"));
            if (i > 0 && cuts[i] <= cuts[i - 1])
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"cuts[{i}]"), cuts[i], FormattableString.Invariant($"Cuts must ascend; the one before is {cuts[i - 1]}"));
            }
        }

        if (lifetimes.LongestTenure is not (> 0 and var longest))
        {
            throw FitException.Because("The piecewise exponential model", "nobody was observed for any time", "Are there rows, and did filters leave any", "Are all tenures 0");
        }

        if (lifetimes.Ended == 0)
        {
            throw FitException.Because("The piecewise exponential model", "nobody has left", "Is the column of ends true, or 1, for those who left and not for those who stay", "Does the day up to which the data are known lie after the first departures");
        }

        // The last band has to end somewhere, and after everything else.
        var last = cuts.IsEmpty ? 0 : cuts[^1];
        double[] edges = [0, .. cuts, Math.Max(longest, Math.BitIncrement(last))];
        var bands = HazardByAge.From(lifetimes, edges).Bands;
        cancellationToken.ThrowIfCancellationRequested();
        var (times, survival) = ObservedCurve.Of(lifetimes, cancellationToken);
        return new(
            [.. bands.Select((band, k) => new PiecewiseHazard(band.From, k < bands.Count - 1 ? band.To : null, band.Ended, band.Exposure))],
            lifetimes.Count,
            lifetimes.Weight,
            lifetimes.Unit,
            times,
            survival);
    }

    /// <summary>The share that stays longer than a time.</summary>
    /// <param name="time">The time: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>exp(−Σ hazard · time in the interval); undefined past an interval in which nobody was at risk. Without an interval while nobody has left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the level is out of range.</exception>
    public LifetimeEstimate Survival(double time, double level = 0.95) => ConditionalSurvival(0, Guard.AtLeast(time, 0), level);

    /// <summary>Of those who have stayed for a time, the share that stays longer than a further time.</summary>
    /// <param name="stayed">How long they have stayed: finite, at least 0.</param>
    /// <param name="further">How much longer: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>exp(−Σ hazard · further time in the interval); undefined across an interval in which nobody was at risk.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time or the level is out of range.</exception>
    public LifetimeEstimate ConditionalSurvival(double stayed, double further, double level = 0.95)
    {
        Guard.AtLeast(stayed, 0);
        Guard.AtLeast(further, 0);
        Guard.Level(level);
        var (hazard, variance) = (0.0, 0.0);
        foreach (var piece in Hazards)
        {
            var inside = Math.Min(piece.To - stayed ?? further, further) - Math.Max(0, piece.From - stayed);
            if (inside <= 0)
            {
                continue;
            }

            if (piece.Rate is not { } rate)
            {
                return LifetimeEstimate.Undefined($"{piece.WhyUndefined}: {piece.Name}", isShare: true);
            }

            hazard += rate * inside;
            variance += piece.Ended > 0 ? rate * inside * rate * inside / piece.Ended : 0;
        }

        return hazard > 0 ? LifetimeEstimate.OfLogCumulative(Math.Log(hazard), LifetimeEstimate.Finite(Math.Sqrt(variance) / hazard), level) : new(1, null, null, true, null, null);
    }

    /// <summary>The time by which a share has left.</summary>
    /// <param name="probability">The share: strictly between 0 and 1; 0.5 is the median.</param>
    /// <returns>The time, without an interval; undefined when the hazards do not add up to it, or past an interval in which nobody was at risk.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public LifetimeEstimate Quantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw Guard.OutOfRange(nameof(probability), probability, "A share must lie strictly between 0 and 1 (0.5 is the median)");
        }

        var left = -Elementary.Log1p(-probability);
        foreach (var piece in Hazards)
        {
            if (piece.Rate is not { } rate)
            {
                return LifetimeEstimate.Undefined($"{piece.WhyUndefined}: {piece.Name}");
            }

            var needed = rate > 0 ? left / rate : double.PositiveInfinity;
            if (needed <= (piece.To - piece.From ?? double.MaxValue))
            {
                return double.IsFinite(piece.From + needed) ? new(piece.From + needed, null, null, false, Unit, null) : LifetimeEstimate.Undefined("the quantile is larger than what a double holds");
            }

            left -= rate * (piece.To - piece.From ?? 0);
        }

        return LifetimeEstimate.Undefined("not reached: nobody left in the last interval, whose hazard is carried on");
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(PiecewiseExponential? other) =>
        other is not null && Hazards.SequenceEqual(other.Hazards) && Count == other.Count && Weight.Equals(other.Weight) && Unit == other.Unit
        && _observedTimes.AsSpan().SequenceEqual(other._observedTimes) && _observedSurvival.AsSpan().SequenceEqual(other._observedSurvival);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PiecewiseExponential);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Hazards.Count, Hazards[0], Count, Weight, Unit);

    /// <summary>The hazards, one per line, after a line on the model.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"Piecewise exponential: median {Median}; {Text.Count(Count)} lifetimes, log-likelihood {Text.Number(LogLikelihood)}, AIC {Text.Number(Aic)}\n{string.Join('\n', Hazards)}";

    /// <summary>The fitted curve over the observed one: a self-contained SVG without script, readable in light and dark.</summary>
    /// <param name="title">The heading; "Customers still there" unless told.</param>
    /// <returns>The SVG element.</returns>
    public string ToSvg(string? title = null) => ObservedCurve.Draw(title, Unit, _observedTimes, _observedSurvival, "fitted", t => Survival(t));

    /// <summary>The same as a self-contained HTML fragment with the picture, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Piecewise exponential model of lifetimes", $"median {Median}");
        foreach (var hazard in Hazards.Take(100))
        {
            card.Row(hazard.Name, hazard.Shown);
        }

        card.Row("Lifetimes", Text.Count(Count)).Row("Log-likelihood", Text.Number(LogLikelihood)).Row("AIC, BIC", $"{Text.Number(Aic)}, {Text.Number(Bic)}");
        return $"<div class=\"retention-metrics-survival\">{card}{ToSvg()}</div>";
    }
}

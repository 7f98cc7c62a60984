using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The Gompertz model of lifetimes: a hazard that grows or falls exponentially, rate · e^(shape · t). A negative shape is legal: then the hazard dies away, and a share of
/// the customers, <see cref="NeverLeave"/>, never leaves. Shape 0 is the exponential model.
/// </summary>
/// <remarks>
/// <para>S(t) = exp(−rate · (e^(shape · t) − 1) ÷ shape). Maximum likelihood with late entry and case weights; the likelihood is concave in the shape once the rate is at its
/// best, so there is one maximum, and it exists exactly when the mean end lies inside the times at risk. Standard errors from the observed information in (log rate, shape).</para>
/// <para>B. Gompertz, Philosophical Transactions of the Royal Society 115, 1825; parameters as in R's flexsurv. Immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// Gompertz model = Gompertz.Fit(lifetimes);
/// Console.WriteLine(model);                        // Gompertz: shape 0.06705 ± 0.09132, rate 0.05853 …
/// Console.WriteLine(model.RemainingLifetime(12));
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Gompertz : IEquatable<Gompertz>, IRendersHtml
{
    private readonly double[] _observedTimes;
    private readonly double[] _observedSurvival;

    [JsonConstructor]
    internal Gompertz(
        double shape, double logRate, double? shapeVariance, double? shapeAndLogRateCovariance, double? logRateVariance, double logLikelihood, long count, double weight, string? unit, FitReport report, double[]? observedTimes, double[]? observedSurvival)
    {
        ArgumentNullException.ThrowIfNull(report);
        Shape = Guard.Finite(shape);
        LogRate = Guard.Finite(logRate);
        if (shapeVariance is { } a && shapeAndLogRateCovariance is { } b && logRateVariance is { } c)
        {
            ShapeVariance = Guard.AtLeast(a, 0, nameof(shapeVariance));
            ShapeAndLogRateCovariance = Guard.Finite(b, nameof(shapeAndLogRateCovariance));
            LogRateVariance = Guard.AtLeast(c, 0, nameof(logRateVariance));
        }

        LogLikelihood = Guard.Finite(logLikelihood);
        Count = Guard.Count(count);
        Weight = Guard.Positive(weight);
        (Unit, Report) = (unit, report);
        (_observedTimes, _observedSurvival) = ObservedCurve.Checked(observedTimes, observedSurvival);
    }

    /// <summary>The growth of the hazard per unit of time: above 0 it rises, below 0 it falls.</summary>
    public double Shape { get; }

    /// <summary>The logarithm of <see cref="Rate"/>.</summary>
    public double LogRate { get; }

    /// <summary>The hazard at time 0, per unit of time.</summary>
    [JsonIgnore]
    public double Rate => Math.Exp(LogRate);

    /// <summary>The variance of the estimated shape; null when the fit has no standard errors.</summary>
    public double? ShapeVariance { get; }

    /// <summary>The covariance of the estimated shape and log rate; null when the fit has no standard errors.</summary>
    public double? ShapeAndLogRateCovariance { get; }

    /// <summary>The variance of the estimated log rate; null when the fit has no standard errors.</summary>
    public double? LogRateVariance { get; }

    /// <summary>The shape with its standard error, test and interval.</summary>
    [JsonIgnore]
    public Coefficient ShapeCoefficient => new("shape", Shape, ShapeVariance is { } v ? Math.Sqrt(v) : null);

    /// <summary>The log rate with its standard error and interval.</summary>
    [JsonIgnore]
    public Coefficient LogRateCoefficient => new("log(rate)", LogRate, LogRateVariance is { } v ? Math.Sqrt(v) : null);

    /// <summary>The log-likelihood at the estimates.</summary>
    public double LogLikelihood { get; }

    /// <summary>How many lifetimes there were, whatever their weights.</summary>
    public long Count { get; }

    /// <summary>The sum of their weights: <see cref="Count"/> when there are none.</summary>
    public double Weight { get; }

    /// <summary>Akaike's criterion, 4 − 2 · log-likelihood, to be compared with <see cref="ParametricSurvival.Aic"/>.</summary>
    [JsonIgnore]
    public double Aic => 4 - (2 * LogLikelihood);

    /// <summary>The Bayesian criterion, 2 · log(weight) − 2 · log-likelihood.</summary>
    [JsonIgnore]
    public double Bic => (2 * Math.Log(Weight)) - (2 * LogLikelihood);

    /// <summary>What times are counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>How the fit ended, and what to be warned of.</summary>
    public FitReport Report { get; }

    [JsonInclude]
    [JsonPropertyName("observedTimes")]
    internal double[] ObservedTimes => _observedTimes;

    [JsonInclude]
    [JsonPropertyName("observedSurvival")]
    internal double[] ObservedSurvival => _observedSurvival;

    /// <summary>Fits the model to lifetimes, which may be weighted and have late entries.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The model. Look at its report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="FitException">Nobody has left, nobody was at risk for any time, or all left at the one time at which the likelihood has no maximum.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Gompertz Fit(Lifetimes lifetimes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        var risk = AtRiskSegments.Of(lifetimes, cancellationToken);
        if (risk.Segments.Count == 0)
        {
            throw FitException.Because("The Gompertz model", "nobody was observed for any time", "Are there rows, and did filters leave any", "Are all tenures 0");
        }

        if (!(risk.Ended > 0))
        {
            throw FitException.Because("The Gompertz model", "nobody has left", "Is the column of ends true, or 1, for those who left and not for those who stay", "Does the day up to which the data are known lie after the first departures");
        }

        var (first, last) = (risk.Segments[0].From, risk.Segments[^1].To);
        var notes = new List<string>();
        GompertzSearch fit;
        FitStatus status;
        if (risk.MeanEnd > first + (1e-12 * last) && risk.MeanEnd < last * (1 - 1e-12))
        {
            fit = GompertzSearch.Solve(risk.Segments, risk.MeanEnd, cancellationToken);
            status = fit.Converged ? FitStatus.Converged : FitStatus.NotConverged;
        }
        else
        {
            // As far as the arithmetic shows a difference to the limit, a hazard that is all at one time.
            fit = GompertzSearch.At(risk.Segments, risk.MeanEnd < last / 2 ? -1e6 : 1e6);
            status = FitStatus.AtBoundary;
            notes.Add(risk.MeanEnd < last / 2
                ? "All left at the very start: the shape goes to minus infinity, and there are no standard errors."
                : "All left at the longest tenure: the shape grows without end, and there are no standard errors.");
        }

        if (fit.Shape < 0)
        {
            notes.Add($"The shape is negative: the model says that {Text.Percent(Math.Exp(Math.Exp(Math.Log(risk.Ended) - fit.LogMass) / fit.Shape))} never leave, which the data cannot show past {lifetimes.InUnit(risk.Longest)}.");
        }

        if (lifetimes.HasFractionalWeights)
        {
            notes.Add("Some weights are no whole numbers. They count as numbers of customers here; for sampling weights the standard errors are too small or too large.");
        }

        // In units of the longest tenure so far; the variance of the tilted times is what the shape is known by.
        var scale = risk.Longest;
        var hasErrors = status == FitStatus.Converged && fit.Variance > 0;
        var information = risk.Ended * fit.Variance;
        var (times, survival) = ObservedCurve.Of(lifetimes, cancellationToken);
        return new(
            fit.Shape / scale,
            Math.Log(risk.Ended) - fit.LogMass - Math.Log(scale),
            Positive(1 / information / scale / scale),
            Positive(-fit.Mean / information / scale),
            Positive((fit.Variance + (fit.Mean * fit.Mean)) / information),
            (risk.Ended * (Math.Log(risk.Ended) - fit.LogMass - Math.Log(scale) + (fit.Shape * risk.MeanEnd))) - risk.Ended,
            lifetimes.Count,
            lifetimes.Weight,
            lifetimes.Unit,
            new(status, fit.Steps, notes),
            times,
            survival);

        double? Positive(double value) => hasErrors && double.IsFinite(value) ? value : null;
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(Gompertz? other) =>
        other is not null && Shape.Equals(other.Shape) && LogRate.Equals(other.LogRate) && ShapeVariance == other.ShapeVariance && ShapeAndLogRateCovariance == other.ShapeAndLogRateCovariance
        && LogRateVariance == other.LogRateVariance && LogLikelihood.Equals(other.LogLikelihood) && Count == other.Count && Weight.Equals(other.Weight) && Unit == other.Unit && Report.Equals(other.Report)
        && _observedTimes.AsSpan().SequenceEqual(other._observedTimes) && _observedSurvival.AsSpan().SequenceEqual(other._observedSurvival);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Gompertz);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, LogRate, LogLikelihood, Count, Weight, Unit);

    /// <summary>As "Gompertz: shape 0.06705 ± 0.09132, rate 0.05853; median …; 20 lifetimes, log-likelihood -38.40, AIC 80.80; converged after 5 iterations".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"Gompertz: shape {Coefficient.Significant(Shape)}{(ShapeVariance is { } v ? " ± " + Coefficient.Significant(Math.Sqrt(v)) : string.Empty)}, rate {Coefficient.Significant(Rate)}; median {Median}; "
        + $"{Text.Count(Count)} lifetimes, log-likelihood {Text.Number(LogLikelihood)}, AIC {Text.Number(Aic)}; {Report.Headline}";

    /// <summary>The fitted curve over the observed one: a self-contained SVG without script, readable in light and dark.</summary>
    /// <param name="title">The heading; "Customers still there" unless told.</param>
    /// <returns>The SVG element.</returns>
    public string ToSvg(string? title = null) => ObservedCurve.Draw(title, Unit, _observedTimes, _observedSurvival, "fitted", t => Survival(t));

    /// <summary>The same as a self-contained HTML fragment with the picture, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Gompertz model of lifetimes", $"median {Median}")
            .Row("Shape", ShapeCoefficient.ToString()["shape: ".Length..])
            .Row("Rate", Coefficient.Significant(Rate))
            .Row("Never leave", NeverLeave.Value > 0 ? NeverLeave.ToString() : null)
            .Row("Lifetimes", Text.Count(Count))
            .Row("Log-likelihood", Text.Number(LogLikelihood))
            .Row("AIC, BIC", $"{Text.Number(Aic)}, {Text.Number(Bic)}")
            .Row("Fit", Report.Headline);
        foreach (var note in Report.Notes)
        {
            card.Note(note);
        }

        return $"<div class=\"retention-metrics-survival\">{card}{ToSvg()}</div>";
    }
}

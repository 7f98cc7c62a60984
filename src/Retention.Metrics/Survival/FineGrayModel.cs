using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// Fine and Gray's regression for one of several reasons of leaving: what raises or lowers the share that has left for it by any time.
/// </summary>
/// <remarks>
/// <para>A proportional hazards model of the subdistribution: 1 − F(t) = exp(−Λ₀(t)·exp(x'β)), F being the cumulative incidence of the reason. Its ratios say how columns move incidences, not the rate at which those still there
/// leave; that is what <see cref="CoxModel.CauseSpecific"/> says. A column that makes customers leave for another reason lowers the incidence of this one without any effect on its rate.</para>
/// <para>Censoring weights and standard errors as R's <c>cmprsk::crr</c>, Breslow's ties; the censoring must not depend on the columns. Instances are immutable. Fine and Gray, JASA 94 (1999).</para>
/// </remarks>
/// <example>
/// <code>
/// FineGrayModel model = FineGrayModel.Fit(months, reasons, cause: 1, Covariates.Of("seats", seats));
/// double? share = model.IncidenceAt([5.0], 12);             // has left for reason 1 within 12 months
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class FineGrayModel : IEquatable<FineGrayModel>, IRendersHtml
{
    private readonly double[] _beta;
    private readonly double[] _covariance;
    private readonly CoxScale _scale;

    [JsonConstructor]
    internal FineGrayModel(
        IReadOnlyList<string> names,
        IReadOnlyList<bool> estimated,
        double[] beta,
        double[] covarianceStandardized,
        double[] largest,
        double[] mean,
        double[] deviation,
        int count,
        int ended,
        int competing,
        double logLikelihood,
        double nullLogLikelihood,
        CoxBaseline baseline,
        FitReport report,
        string? unit)
    {
        Names = LifetimeGroups.Checked(names);
        ArgumentNullException.ThrowIfNull(estimated);
        ArgumentNullException.ThrowIfNull(beta);
        ArgumentNullException.ThrowIfNull(covarianceStandardized);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(report);
        var p = Names.Count;
        _scale = new(largest, mean, deviation);
        Lifetimes.CheckLength(estimated.Count, nameof(estimated), p, nameof(names));
        Lifetimes.CheckLength(beta.Length, nameof(beta), p, nameof(names));
        Lifetimes.CheckLength(largest.Length, nameof(largest), p, nameof(names));
        Lifetimes.CheckLength(covarianceStandardized.Length, nameof(covarianceStandardized), p * p, "names × names");
        foreach (var value in beta.Concat(covarianceStandardized))
        {
            Guard.Finite(value, nameof(beta));
        }

        (_beta, _covariance) = (beta, covarianceStandardized);
        Estimated = Array.AsReadOnly(estimated.ToArray());
        Count = (int)Guard.Count(count);
        Ended = (int)Guard.Part(ended, count, nameof(count));
        Competing = (int)Guard.Part(competing, count, nameof(count));
        LogLikelihood = Guard.Finite(logLikelihood);
        NullLogLikelihood = Guard.Finite(nullLogLikelihood);
        Baseline = baseline;
        Report = report;
        Unit = unit;
        Coefficients = Array.AsReadOnly([.. Enumerable.Range(0, p).Select(k => Estimated[k] && _scale.PerUnit(k, _beta[k]) is { } b
            ? new Coefficient(Names[k], b, report.Status == FitStatus.AtBoundary ? null : _scale.PerUnit(k, Math.Sqrt(Math.Max(0, _covariance[(k * p) + k]))))
            : new(Names[k], null, null))]);
    }

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The coefficients: log subdistribution hazard ratios, with standard errors that allow for the estimated censoring weights.</summary>
    [JsonIgnore]
    public IReadOnlyList<Coefficient> Coefficients { get; }

    /// <summary>How many rows the model was fitted to.</summary>
    public int Count { get; }

    /// <summary>How many left for the reason.</summary>
    public int Ended { get; }

    /// <summary>How many left for another.</summary>
    public int Competing { get; }

    /// <summary>The weighted partial log-likelihood at the estimate.</summary>
    public double LogLikelihood { get; }

    /// <summary>The same without columns.</summary>
    public double NullLogLikelihood { get; }

    /// <summary>The cumulative subdistribution hazard of the mean customer.</summary>
    public CoxBaseline Baseline { get; }

    /// <summary>How the fit ended, and what to be warned of.</summary>
    public FitReport Report { get; }

    /// <summary>What the tenures are counted in; null when that was not said.</summary>
    public string? Unit { get; }

    [JsonInclude]
    internal IReadOnlyList<bool> Estimated { get; }

    [JsonInclude]
    internal double[] Beta => _beta;

    [JsonInclude]
    internal double[] CovarianceStandardized => _covariance;

    [JsonInclude]
    internal double[] Largest => _scale.Largest;

    [JsonInclude]
    internal double[] Mean => _scale.Mean;

    [JsonInclude]
    internal double[] Deviation => _scale.Deviation;

    /// <summary>The coefficient of a column.</summary>
    /// <param name="name">The name of the column.</param>
    /// <returns>The coefficient.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Coefficient this[string name] =>
        Names.ToList().IndexOf(name) is >= 0 and var k ? Coefficients[k] : throw new ArgumentException($"There is no column \"{name}\"; the columns are {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Fits the model.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="causes">Why each left: 0 for those still there (censored), otherwise the number of the reason from 1.</param>
    /// <param name="cause">The reason to explain, at least 1.</param>
    /// <param name="covariates">What may explain it, in the order of the tenures.</param>
    /// <param name="tolerance">Which times count as the same; exact equality unless told.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    /// <returns>The fitted model. Look at <see cref="Report"/> before you use it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="covariates"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range.</exception>
    /// <exception cref="FitException">Nobody left for the reason.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static FineGrayModel Fit(ReadOnlySpan<double> tenures, ReadOnlySpan<int> causes, int cause, Covariates covariates, TimeTolerance tolerance = default, string? unit = null, CancellationToken cancellationToken = default)
    {
        Lifetimes.CheckLength(causes.Length, nameof(causes), tenures.Length);
        if (cause < 1)
        {
            throw Guard.OutOfRange(nameof(cause), cause, "Reasons are numbered from 1");
        }

        var ended = CoxModel.EndedFor(causes, cause);
        var data = CoxData.From(tenures, ended, covariates, tolerance: tolerance, unit: unit, cancellationToken: cancellationToken);
        var columns = data.Columns;
        var competing = new bool[columns.Rows];
        for (var i = 0; i < competing.Length; i++)
        {
            competing[i] = causes[columns.Order[i]] != 0 && !columns.Ended[i];
        }

        if (data.Ended == 0)
        {
            throw FitException.Because("The Fine–Gray model", data.Count == 0 ? "there are no rows" : "nobody left for the reason", "that causes holds the number of the reason for those who left for it", "that the data reach up to the days on which customers left");
        }

        var sums = new FineGraySums(columns, competing, cancellationToken);
        var search = CoxSearch.Run(sums.Evaluate, [], columns, data.Names, CoxOptions.Default, null, cancellationToken);
        sums.Evaluate(search.At);
        var covariance = CoxSandwich.Of(Kept(sums.Influences(), search.Kept), search.Covariance);
        return new(
            data.Names,
            search.Kept,
            search.At.Beta,
            covariance,
            columns.Largest,
            columns.Mean,
            columns.Deviation,
            data.Count,
            data.Ended,
            competing.AsSpan().Count(true),
            search.At.LogLikelihood,
            search.Start.LogLikelihood,
            BaselineOf(columns, sums.Hazards),
            search.Report,
            unit);
    }

    /// <summary>The probability that a customer has left for the reason by a time, while others compete.</summary>
    /// <param name="customer">The customer's columns, in the order of <see cref="Names"/>: finite numbers.</param>
    /// <param name="time">The time, at least 0.</param>
    /// <returns>The probability, from 0 to 1; null past the last observation.</returns>
    /// <exception cref="ArgumentException">The number of columns is another, or a value is out of its range.</exception>
    public double? IncidenceAt(ReadOnlySpan<double> customer, double time)
    {
        Lifetimes.CheckLength(customer.Length, nameof(customer), Names.Count, nameof(Names));
        Guard.AtLeast(time, 0);
        double log = 0;
        for (var k = 0; k < customer.Length; k++)
        {
            Guard.Finite(customer[k], nameof(customer));
            log += _beta[k] == 0 ? 0 : _beta[k] * _scale.Standard(k, customer[k]);
        }

        if (!(time <= Baseline.LastObserved) || double.IsNaN(log))
        {
            return null;
        }

        var hazard = Baseline.HazardAt(Baseline.StepAt(time));
        return hazard == 0 ? 0 : -Numerics.Elementary.Expm1(-hazard * Math.Exp(log));
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(FineGrayModel? other) =>
        other is not null && Count == other.Count && Ended == other.Ended && Competing == other.Competing && LogLikelihood == other.LogLikelihood && NullLogLikelihood == other.NullLogLikelihood && Unit == other.Unit
        && Names.SequenceEqual(other.Names, StringComparer.Ordinal) && Coefficients.SequenceEqual(other.Coefficients) && _beta.AsSpan().SequenceEqual(other._beta) && _covariance.AsSpan().SequenceEqual(other._covariance)
        && _scale.Same(other._scale) && Baseline.Equals(other.Baseline) && Report.Equals(other.Report);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FineGrayModel);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Ended, Competing, LogLikelihood, Names.Count);

    /// <summary>The coefficients, one per line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', (string[])[Headline, .. Coefficients.Select(c => c.ToString()), Report.ToString()]);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Fine–Gray regression", Headline);
        foreach (var c in Coefficients)
        {
            card.Row(c.Name, c.ToString());
        }

        card.Row("Fit", Report.Headline).Note("Ratios of subdistribution hazards: how columns move the cumulative incidence of the reason.");
        foreach (var note in Report.Notes)
        {
            card.Note(note);
        }

        return card.ToString();
    }

    private string Headline => $"{Text.Count(Count)} rows, {Text.Count(Ended)} left for the reason, {Text.Count(Competing)} for others";

    private static double[] Kept(double[] influences, IReadOnlyList<bool> kept)
    {
        for (var i = 0; i < influences.Length; i++)
        {
            influences[i] = kept[i % kept.Count] ? influences[i] : 0;
        }

        return influences;
    }

    private static CoxBaseline BaselineOf(CoxColumns columns, double[] hazards)
    {
        var (times, cumulative) = (new List<double>(), new List<double>());
        double sum = 0;
        for (var g = 0; g < columns.Groups; g++)
        {
            if (hazards[g] > 0)
            {
                times.Add(columns.GroupTime[g]);
                cumulative.Add(sum += hazards[g]);
            }
        }

        return new(string.Empty, times, cumulative, new double[times.Count], [], [], 0, columns.GroupTime[^1]);
    }
}

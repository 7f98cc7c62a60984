using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>What a Cox model says of one customer: how likely the customer is to stay, how long, and how the hazard compares.</summary>
/// <remarks>
/// S(t) = exp(−H₀(t)·exp(x'β)) with the baseline of the customer's stratum. The standard error of log S has a part from the baseline and one from the coefficients (Tsiatis, 1981), as R's <c>survfit</c> reports it.
/// Immutable.
/// </remarks>
/// <example>
/// <code>
/// CoxPrediction customer = model.Predict([1.0, 10]);
/// customer.SurvivalAt(12);                   // stays longer than 12
/// customer.Given(stayed: 6).SurvivalAt(3);   // has stayed 6: stays 3 more
/// customer.Median;                           // half of such customers have left by then
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class CoxPrediction : IRendersHtml
{
    private readonly CoxModel _model;
    private readonly CoxBaseline _baseline;
    private readonly double[] _z;
    private readonly double _log;

    internal CoxPrediction(CoxModel model, CoxBaseline baseline, double[] z, double log, double stayed)
    {
        (_model, _baseline, _z, _log) = (model, baseline, z, log);
        Stayed = stayed;
    }

    /// <summary>How long the customer has stayed already; times are counted from there.</summary>
    public double Stayed { get; }

    /// <summary>x'β less its value for the mean customer of the stratum: the log of <see cref="HazardRatio"/>. Null when the columns are so far out that it is not finite.</summary>
    public double? LinearPredictor => double.IsFinite(_log) ? _log : null;

    /// <summary>The hazard as a multiple of that of the mean customer of the stratum; null when it exceeds what a double holds.</summary>
    public double? HazardRatio => LinearPredictor is { } log && Math.Exp(log) is var ratio && double.IsFinite(ratio) ? ratio : null;

    /// <summary>The first time by which at least half of such customers have left; null when fewer leave within what was observed.</summary>
    public double? Median => Quantile(0.5);

    /// <summary>The same customer, who has stayed so long already.</summary>
    /// <param name="stayed">The tenure so far, at least 0.</param>
    /// <returns>A prediction whose times are counted from then on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tenure is negative or not finite.</exception>
    public CoxPrediction Given(double stayed) => new(_model, _baseline, _z, _log, Guard.AtLeast(stayed, 0));

    /// <summary>The probability of staying longer than a time (from <see cref="Stayed"/> on).</summary>
    /// <param name="time">The time, at least 0.</param>
    /// <param name="carryForward">Whether the last value is carried on past the last observation of the stratum.</param>
    /// <returns>The probability with its standard errors and intervals; undefined past the last observation unless carried on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or not finite.</exception>
    public CoxSurvival SurvivalAt(double time, bool carryForward = false)
    {
        Guard.AtLeast(time, 0);
        var until = Stayed + time;
        var observed = until <= _baseline.LastObserved;
        if (!observed && !carryForward)
        {
            return new(time, null, null, false, _baseline.LastObserved is { } last ? $"nobody was observed longer than {SurvivalText.Time(last, _model.Unit)}" : "nobody of the stratum was observed");
        }

        if (double.IsNaN(_log))
        {
            return new(time, null, null, observed, "the columns are beyond what doubles hold");
        }

        var from = Stayed > 0 ? _baseline.StepAt(Stayed) : -1;
        var (hazard, variance) = _baseline.Between(from, Math.Max(from, _baseline.StepAt(until)), _z, _model.CovarianceInUse);
        var ratio = Math.Exp(_log);
        var (h, error) = hazard == 0 ? (0.0, 0.0) : (hazard * ratio, Math.Sqrt(variance) * ratio);
        return new(time, Math.Min(h, double.MaxValue), double.IsFinite(error) ? error : null, observed, null);
    }

    /// <summary>The first time (from <see cref="Stayed"/> on) by which at least a share of such customers has left.</summary>
    /// <param name="share">The share, strictly between 0 and 1.</param>
    /// <returns>The time; null when fewer leave within what was observed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not strictly between 0 and 1.</exception>
    public double? Quantile(double share)
    {
        if (!(share > 0 && share < 1))
        {
            throw Guard.OutOfRange(nameof(share), share, "It must lie strictly between 0 and 1");
        }

        if (double.IsNaN(_log))
        {
            return null;
        }

        var from = Stayed > 0 ? _baseline.StepAt(Stayed) : -1;
        var (low, high) = (from + 1, _baseline.Steps);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var left = -Elementary.Expm1(-_baseline.HazardBetween(from, middle) * Math.Exp(_log));
            (low, high) = left >= share ? (low, middle) : (middle + 1, high);
        }

        return low < _baseline.Steps ? _baseline.TimeOf(low) - Stayed : null;
    }

    /// <summary>As "hazard ratio 0.55; stays longer than 12: 78.4 % (95 % CI 46.2–92.6)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"hazard {(HazardRatio is { } ratio ? SurvivalText.Short(ratio) + " times the mean customer's" : Text.NotAvailable)}; median {(Median is { } median ? SurvivalText.Time(median, _model.Unit) : "not reached")}{(Stayed > 0 ? $" after {SurvivalText.Time(Stayed, _model.Unit)}" : string.Empty)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Prediction", ToString());
        if (_baseline.LastObserved is { } last && last > Stayed)
        {
            foreach (var part in (double[])[0.25, 0.5, 1])
            {
                var time = part * (last - Stayed);
                card.Row("Longer than " + SurvivalText.Time(time, _model.Unit), SurvivalAt(time, carryForward: true).ToString());
            }
        }

        return card.ToString();
    }
}

/// <summary>The probability that a customer stays longer than a time, from a Cox model. The default value is a certainty at time 0.</summary>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct CoxSurvival : IRendersHtml
{
    internal CoxSurvival(double time, double? cumulativeHazard, double? standardError, bool isObserved, string? whyUndefined)
    {
        Time = time;
        CumulativeHazard = cumulativeHazard;
        LogStandardError = standardError;
        IsObserved = isObserved;
        WhyUndefined = whyUndefined;
    }

    /// <summary>The time asked for.</summary>
    public double Time { get; }

    /// <summary>The cumulative hazard up to the time, −log of <see cref="Survival"/>.</summary>
    public double? CumulativeHazard { get; }

    /// <summary>The probability of staying longer, from 0 to 1; null when <see cref="WhyUndefined"/>.</summary>
    public double? Survival => CumulativeHazard is { } h ? Math.Exp(-h) : null;

    /// <summary>The standard error of the cumulative hazard, and of log survival; null when there is none, or it exceeds what a double holds.</summary>
    public double? LogStandardError { get; }

    /// <summary>The standard error of <see cref="Survival"/>.</summary>
    public double? StandardError => Survival is { } s && LogStandardError is { } error ? s * error : null;

    /// <summary>Whether the time lies within what was observed; false for a value carried on.</summary>
    public bool IsObserved { get; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public string? WhyUndefined { get; }

    /// <summary>A confidence interval.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="scale">On which scale it is symmetric; R's default is <see cref="SurvivalInterval.Log"/>.</param>
    /// <returns>The interval; null when there is none on that scale, as at survival 0 and, for most scales, 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level or the scale is out of range.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, SurvivalInterval scale = SurvivalInterval.LogLog)
    {
        Guard.Level(level);
        Guard.Defined(scale);
        return Survival is { } s && StandardError is { } error ? SurvivalLimits.Interval(scale, s, error, level, "Cox model") : null;
    }

    /// <summary>As "75.0 % (95 % CI 50.0–88.7)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Survival is { } survival
            ? Text.Percent(survival) + (Interval() is { } i ? $" ({i.InPercent()})" : string.Empty) + (IsObserved ? string.Empty : ", carried on past the last observation")
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Stays longer", Text.Percent(Survival))
        .Row("Than", SurvivalText.Short(Time))
        .Row("Interval", Interval() is { } i ? $"{i.InPercent()} % ({i.Method})" : null)
        .Note(WhyUndefined)
        .Note(Survival is null || IsObserved ? null : "Carried on past the last observation.")
        .ToString();
}

using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// Whether probabilities of churn come true: customers in bands of similar probabilities, the Brier score and what it is made of, log loss, and the line through the log odds.
/// </summary>
/// <remarks>
/// <para>A score can rank well (<see cref="RocCurve"/>) and still say 80 % where 60 % churn; decisions by cost need the latter to be right. The Brier score is the mean of (p − y)².
/// Over bands it is reliability − resolution + uncertainty + what is left within bands: A. H. Murphy, Journal of Applied Meteorology 12 (1973); D. B. Stephenson and others, Weather
/// and Forecasting 23 (2008).</para>
/// <para>The line: log odds of churn = intercept + slope × predicted log odds, by maximum likelihood; 0 and 1 when calibrated. A slope below 1 says that the probabilities are too
/// extreme, as those of a model on customers that it was not fitted to tend to be (D. R. Cox, Biometrika 45, 1958). For churn over time with customers still unobserved see
/// Retention.Metrics.Survival.SurvivalCalibration.</para>
/// </remarks>
/// <example>
/// <code>
/// ChurnCalibration calibration = ChurnCalibration.Of(churned, model.Score(holdout));
/// Console.WriteLine(calibration.Slope);               // 0.87: too extreme
/// Console.WriteLine(calibration.ObservedToExpected);  // 1.04: 4 % more churned than predicted
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ChurnCalibration : IEquatable<ChurnCalibration>, IRendersHtml
{
    [JsonConstructor]
    internal ChurnCalibration(RiskBand overall, IReadOnlyList<RiskBand> bands, double? brierScore, double? logLoss, double? inTheLarge, double? intercept, double? slope, string? whyNoLine)
    {
        ArgumentNullException.ThrowIfNull(bands);
        Overall = overall;
        Bands = Array.AsReadOnly(bands.ToArray());
        BrierScore = brierScore is { } brier ? Guard.Fraction(brier, nameof(brierScore)) : null;
        LogLoss = logLoss is { } loss ? Guard.AtLeast(loss, 0, nameof(logLoss)) : null;
        InTheLarge = Number(inTheLarge, nameof(inTheLarge));
        Intercept = Number(intercept, nameof(intercept));
        Slope = Number(slope, nameof(slope));
        WhyNoLine = whyNoLine;
    }

    /// <summary>All customers as one band.</summary>
    public RiskBand Overall { get; }

    /// <summary>The bands from the lowest to the highest probability. Customers with the same probability are never split between bands.</summary>
    public IReadOnlyList<RiskBand> Bands { get; }

    /// <summary>The mean of (p − y)², 0 for perfect predictions; null without customers.</summary>
    public double? BrierScore { get; }

    /// <summary>The mean of −log of the probability of what happened; null without customers, or when what happened had the probability 0.</summary>
    public double? LogLoss { get; }

    /// <summary>The intercept when the slope is held at 1: above 0 when more churned than predicted. Null as <see cref="WhyNoLine"/> says.</summary>
    public double? InTheLarge { get; }

    /// <summary>The intercept of the line through the log odds, 0 when calibrated; null as <see cref="WhyNoLine"/> says.</summary>
    public double? Intercept { get; }

    /// <summary>The slope of the line through the log odds: 1 when calibrated, below 1 when probabilities are too extreme. Null as <see cref="WhyNoLine"/> says.</summary>
    public double? Slope { get; }

    /// <summary>Why there is no line, or no slope; null when there is.</summary>
    public string? WhyNoLine { get; }

    /// <summary>Those who churned ÷ those predicted to: 1 in the mean when calibrated. Null when none was predicted to.</summary>
    [JsonIgnore]
    public double? ObservedToExpected => Overall is { Predicted: > 0, Observed.Value: { } observed } ? observed / Overall.Predicted : null;

    /// <summary>The Brier score of giving everybody the churn rate: rate × (1 − rate), the uncertainty. Null without customers.</summary>
    [JsonIgnore]
    public double? Uncertainty => Overall.Observed.Value is { } rate ? rate * (1 - rate) : null;

    /// <summary>The mean squared distance between prediction and churn rate of the bands, weighted by their customers: 0 when calibrated.</summary>
    [JsonIgnore]
    public double? Reliability => Mean(b => Square(b.Predicted - b.Observed.Value!.Value));

    /// <summary>The mean squared distance between the churn rates of the bands and that of all: what the probabilities tell apart.</summary>
    [JsonIgnore]
    public double? Resolution => Mean(b => Square(b.Observed.Value!.Value - Overall.Observed.Value!.Value));

    /// <summary>What bands hide: Brier score − (reliability − resolution + uncertainty); 0 when every band has one probability.</summary>
    [JsonIgnore]
    public double? WithinBands => BrierScore - (Reliability - Resolution + Uncertainty);

    /// <summary>1 − Brier score ÷ uncertainty: the share of the error that the probabilities remove. Below 0 when the churn rate alone is better; null when all or none churned.</summary>
    [JsonIgnore]
    public double? BrierSkill => Uncertainty is > 0 ? 1 - (BrierScore / Uncertainty) : null;

    /// <summary>The mean absolute distance between prediction and churn rate of the bands (expected calibration error).</summary>
    [JsonIgnore]
    public double? MeanDistance => Mean(b => Math.Abs(b.Predicted - b.Observed.Value!.Value));

    /// <summary>Why <see cref="BrierScore"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => BrierScore is null ? "nobody was scored" : null;

    /// <summary>Compares probabilities with what happened.</summary>
    /// <param name="churned">Whether each customer churned.</param>
    /// <param name="probabilities">The predicted probability of each, from 0 to 1.</param>
    /// <param name="bands">How many bands of about equal size, at least 1.</param>
    /// <returns>The comparison; undefined, and saying why, without customers.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a value is no probability; the message names it.</exception>
    public static ChurnCalibration Of(ReadOnlySpan<bool> churned, ReadOnlySpan<double> probabilities, int bands = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        if (churned.Length != probabilities.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"probabilities has {probabilities.Length} values, but churned has {churned.Length}."), nameof(probabilities));
        }

        var (brier, loss, certain) = (default(CompensatedSum), default(CompensatedSum), false);
        for (var i = 0; i < churned.Length; i++)
        {
            var p = probabilities[i];
            if (!(p >= 0 && p <= 1))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"probabilities[{i}]"), p, "A probability must be inside [0..1]");
            }

            var missed = churned[i] ? 1 - p : p;
            brier.Add(missed * missed);
            loss.Add(churned[i] ? -Math.Log(p) : -Elementary.Log1p(-p));
            certain |= p is 0 or 1;
        }

        if (churned.IsEmpty)
        {
            return new(default, [], null, null, null, null, null, "nobody was scored");
        }

        var (values, outcome) = (probabilities.ToArray(), churned.ToArray());
        Array.Sort(values, outcome);
        var (inTheLarge, intercept, slope, why) = certain ? (null, null, null, "a probability is 0 or 1, whose log odds are infinite") : Line(outcome, values);
        return new(
            Band(values, outcome, 0, values.Length),
            [.. Cut(values, outcome, bands)],
            Math.Clamp(brier.Value / churned.Length, 0, 1),
            double.IsFinite(loss.Value) ? Math.Max(0, loss.Value / churned.Length) : null,
            inTheLarge,
            intercept,
            slope,
            why);
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(ChurnCalibration? other) =>
        other is not null && Overall == other.Overall && Bands.SequenceEqual(other.Bands) && BrierScore == other.BrierScore && LogLoss == other.LogLoss
        && InTheLarge == other.InTheLarge && Intercept == other.Intercept && Slope == other.Slope && WhyNoLine == other.WhyNoLine;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChurnCalibration);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Overall, Bands.Count, BrierScore);

    /// <summary>Scores and line, then each band, one per line, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        BrierScore is { } brier
            ? $"Brier score {Text.Number(brier, 4)} ({Text.Number(Uncertainty!.Value, 4)} without a model), log loss {Shown(LogLoss)}, slope {(Slope is { } s ? Text.Number(s) : $"{Text.NotAvailable} ({WhyNoLine})")}; {Overall}\n{string.Join('\n', Bands)}"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The bands as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| predicted | churned | 95 % interval | customers |\n|---:|---:|:---:|---:|\n");
        foreach (var b in Bands)
        {
            var interval = b.Observed.Interval()!.Value;
            table.Append("| ").AppendJoin(" | ", Text.Percent(b.Predicted), Text.Percent(b.Observed.Value), $"{Text.PercentNumber(interval.Lower)}–{Text.PercentNumber(interval.Upper)}", Text.Count(b.Observed.Total)).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The same as a self-contained HTML fragment with the chart, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Brier score", Shown(BrierScore))
            .Row("Without a model", Shown(Uncertainty))
            .Row("Reliability, resolution", BrierScore is null ? null : $"{Shown(Reliability)}, {Shown(Resolution)}")
            .Row("Log loss", Shown(LogLoss))
            .Row("Line through the log odds", Slope is { } slope ? $"{Text.Number(Intercept!.Value)} + {Text.Number(slope)} × predicted" : null)
            .Row("Churned ÷ predicted", ObservedToExpected is { } ratio ? Text.Number(ratio) : null);
        foreach (var band in Bands)
        {
            card.Row($"predicted {Text.Percent(band.Predicted)}", $"churned {Text.Percent(band.Observed.Value)} of {Text.Count(band.Observed.Total)}");
        }

        return card.Note(WhyUndefined).Note(WhyNoLine is null || BrierScore is null ? null : $"No slope: {WhyNoLine}.") + (BrierScore is null ? string.Empty : ToSvg());
    }

    /// <summary>The bands as a chart, churn rate with its interval over predicted probability; on the diagonal when calibrated. A self-contained SVG without script, readable in light and dark.</summary>
    /// <param name="title">The heading; "Predicted and actual churn" unless told.</param>
    /// <returns>The SVG element.</returns>
    public string ToSvg(string? title = null)
    {
        var chart = new UnitChart(title ?? "Predicted and actual churn", "predicted", "churned").Diagonal("calibrated").Line(BrierScore is null ? Text.NotAvailable : "bands, 95 % intervals", Bands.Select(b => (b.Predicted, b.Observed.Value!.Value)));
        foreach (var b in Bands)
        {
            chart.Dot(b.Predicted, b.Observed.Value!.Value, b.Observed.Interval() is { } i ? (i.Lower, i.Upper) : null, b.ToString());
        }

        return chart.ToString();
    }

    private static (double? InTheLarge, double? Intercept, double? Slope, string? Why) Line(bool[] churned, double[] probabilities)
    {
        var logOdds = Array.ConvertAll(probabilities, p => Math.Log(p) - Elementary.Log1p(-p));
        if (!ChurnModel.TryFit(churned, Covariates.None(churned.Length), out var constant, ChurnModelOptions.MaximumLikelihood with { Offset = logOdds }))
        {
            return (null, null, null, churned[0] ? "everybody churned" : "nobody churned");
        }

        var line = ChurnModel.Fit(churned, Covariates.Of("log odds", logOdds));
        var large = constant.Coefficients[0].Estimate;
        return line.Coefficients[1].Estimate is not { } slope ? (large, null, null, "all customers have one probability")
            : line.Report.Converged ? (large, line.Coefficients[0].Estimate, slope, null)
            : (large, null, null, "the probabilities tell all who churned from all who stayed, so that the slope has no end");
    }

    private static IEnumerable<RiskBand> Cut(double[] values, bool[] churned, int bands)
    {
        for (var (from, band) = (0, 1); from < values.Length; band++)
        {
            var to = Math.Max(from, (int)((long)values.Length * band / bands));
            while (to > from && to < values.Length && values[to] == values[to - 1])
            {
                to++;
            }

            if (to > from)
            {
                yield return Band(values, churned, from, to);
            }

            from = to;
        }
    }

    private static RiskBand Band(double[] values, bool[] churned, int from, int to) => new(
        values[from],
        values[to - 1],
        Math.Clamp(CompensatedSum.Of(values.AsSpan(from, to - from)) / (to - from), values[from], values[to - 1]),
        new(churned.AsSpan(from, to - from).Count(true), to - from));

    private double? Mean(Func<RiskBand, double> of) => BrierScore is null ? null : Bands.Sum(b => b.Observed.Total * of(b)) / Overall.Observed.Total;

    private static double Square(double x) => x * x;

    private static double? Number(double? value, string name) => value is { } v ? Guard.Finite(v, name) : null;

    private static string Shown(double? value) => value is { } v ? Text.Number(v, 4) : Text.NotAvailable;
}

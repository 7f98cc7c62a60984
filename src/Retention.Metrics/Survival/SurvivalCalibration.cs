using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>Customers with similar predictions: what was predicted of them, and what happened. The default value is a band of nobody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct CalibrationBand
{
    [JsonConstructor]
    internal CalibrationBand(double lowest, double highest, long customers, double predicted, SurvivalEstimate observed)
    {
        Lowest = Guard.Fraction(lowest);
        Highest = Guard.Fraction(highest);
        Customers = Guard.Count(customers);
        Predicted = Guard.Fraction(predicted);
        Observed = observed;
    }

    /// <summary>The lowest predicted probability of staying.</summary>
    public double Lowest { get; }

    /// <summary>The highest predicted probability of staying.</summary>
    public double Highest { get; }

    /// <summary>How many customers.</summary>
    public long Customers { get; }

    /// <summary>The mean predicted probability of staying past the horizon.</summary>
    public double Predicted { get; }

    /// <summary>Kaplan–Meier survival of these customers at the horizon, with its interval.</summary>
    public SurvivalEstimate Observed { get; }

    /// <summary>As "predicted 62.1 %, observed 58.0 % (95 % CI 50.2–65.0), 210 customers".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"predicted {Text.Percent(Predicted)}, observed {Observed}, {Text.Count(Customers)} customers";
}

/// <summary>
/// Whether predicted survival probabilities come true: customers in bands of similar predictions, the mean prediction of each against its Kaplan–Meier survival at the horizon.
/// </summary>
/// <remarks>A score can rank well (<see cref="Concordance"/>) and still say 80 % where 60 % stay. Customers with the same prediction are never split between bands.</remarks>
/// <example>
/// <code>
/// SurvivalCalibration calibration = SurvivalCalibration.At(months, ended, predictedStaying, horizon: 12);
/// Console.WriteLine(calibration.ObservedToExpected);   // 1.08: 8 % more left than predicted
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class SurvivalCalibration : IEquatable<SurvivalCalibration>, IRendersHtml
{
    [JsonConstructor]
    internal SurvivalCalibration(double horizon, CalibrationBand overall, IReadOnlyList<CalibrationBand> bands)
    {
        ArgumentNullException.ThrowIfNull(bands);
        Horizon = Guard.AtLeast(horizon, 0);
        Overall = overall;
        Bands = Array.AsReadOnly(bands.ToArray());
    }

    /// <summary>The horizon.</summary>
    public double Horizon { get; }

    /// <summary>All customers as one band.</summary>
    public CalibrationBand Overall { get; }

    /// <summary>The bands from the lowest to the highest predicted probability of staying.</summary>
    public IReadOnlyList<CalibrationBand> Bands { get; }

    /// <summary>Share that left ÷ share predicted to leave: 1 in the mean when calibrated, above 1 when more left. Null when nobody was predicted to, or nobody was observed so long.</summary>
    public double? ObservedToExpected => Overall.Customers > 0 && Overall.Predicted < 1 ? (1 - Overall.Observed.Survival) / (1 - Overall.Predicted) : null;

    /// <summary>Why <see cref="ObservedToExpected"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        ObservedToExpected is not null ? null
        : Overall.Customers == 0 ? "nobody was scored"
        : Overall.Observed.WhyUndefined ?? "nobody was predicted to leave";

    /// <summary>Compares predictions with what happened.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="predictedStaying">The predicted probability of each of staying longer than the horizon, from 0 to 1.</param>
    /// <param name="horizon">The horizon, finite, at least 0.</param>
    /// <param name="bands">How many bands of about equal size, at least 1.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range.</exception>
    public static SurvivalCalibration At(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> predictedStaying, double horizon, int bands = 10)
    {
        Guard.AtLeast(horizon, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        BrierScore.CheckPredictions(predictedStaying, tenures.Length);
        Lifetimes.CheckLength(ended.Length, nameof(ended), tenures.Length);
        Lifetimes.CheckTenures(tenures, nameof(tenures));
        var predictions = predictedStaying.ToArray();
        var order = Enumerable.Range(0, predictions.Length).ToArray();
        Array.Sort(predictions, order);
        var cut = new List<CalibrationBand>();
        for (var (from, band) = (0, 1); from < order.Length; band++)
        {
            var to = Math.Max(from, (int)((long)order.Length * band / bands));
            while (to > from && to < order.Length && predictions[to] == predictions[to - 1])
            {
                to++;
            }

            if (to > from)
            {
                cut.Add(Band(tenures, ended, predictions, order, from, to, horizon));
            }

            from = to;
        }

        return new(horizon, order.Length == 0 ? default : Band(tenures, ended, predictions, order, 0, order.Length, horizon), cut);
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(SurvivalCalibration? other) =>
        other is not null && Horizon == other.Horizon && Overall == other.Overall && Bands.SequenceEqual(other.Bands);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SurvivalCalibration);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Horizon, Overall, Bands.Count);

    /// <summary>The overall comparison and each band, one per line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Overall.Customers == 0 ? $"{Text.NotAvailable} ({WhyUndefined})" : $"at {SurvivalText.Short(Horizon)}: {Overall}\n{string.Join('\n', Bands)}";

    /// <summary>The bands as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| predicted | observed | 95 % interval | customers |\n|---:|---:|:---:|---:|\n");
        foreach (var b in Bands)
        {
            var interval = b.Observed.Interval is { } i ? $"{Text.PercentNumber(i.Lower)}–{Text.PercentNumber(i.Upper)}" : Text.NotAvailable;
            table.Append("| ").AppendJoin(" | ", Text.Percent(b.Predicted), Text.Percent(b.Observed.Survival), interval, Text.Count(b.Customers)).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"Calibration at {SurvivalText.Short(Horizon)}", ObservedToExpected is { } ratio ? $"{Text.Number(ratio)} observed ÷ expected" : Text.NotAvailable);
        foreach (var band in Bands)
        {
            card.Row($"predicted {Text.Percent(band.Predicted)}", $"observed {band.Observed}");
        }

        return card.Note(WhyUndefined).ToString();
    }

    private static CalibrationBand Band(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, double[] predictions, int[] order, int from, int to, double horizon)
    {
        var (t, e, sum) = (new double[to - from], new bool[to - from], 0.0);
        for (var i = from; i < to; i++)
        {
            (t[i - from], e[i - from]) = (tenures[order[i]], ended[order[i]]);
            sum += predictions[i];
        }

        var observed = SurvivalCurve.KaplanMeier(Lifetimes.From(t, e)).At(horizon);
        return new(predictions[from], predictions[to - 1], to - from, Math.Clamp(sum / (to - from), predictions[from], predictions[to - 1]), observed);
    }
}

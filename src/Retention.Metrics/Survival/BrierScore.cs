using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// How far predicted survival probabilities are from what happened, at one horizon: the mean squared error, with the censored made up for by weighting.
/// </summary>
/// <remarks>
/// <para>Mean of S²·1{left by τ} ÷ G(T−) + (1 − S)²·1{still there after τ} ÷ G(τ), with S the predicted probability of staying past τ and G the Kaplan–Meier curve of being censored, in which
/// at a tie those who left are gone before the censored. Graf, Schmoor, Sauerbrei and Schumacher, Statistics in Medicine 18 (1999).</para>
/// <para>0 is perfect. <see cref="Reference"/> is the score of giving everybody the Kaplan–Meier value, which knows no customer from another.
/// The default value is the score of nobody.</para>
/// </remarks>
/// <example>
/// <code>
/// BrierScore score = BrierScore.Of(months, ended, predictedStaying, horizon: 12);
/// Console.WriteLine(score);       // 0.168 at 12 (0.188 without a model; 10.8 % better)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct BrierScore : IRendersHtml
{
    [JsonConstructor]
    internal BrierScore(double horizon, long customers, double? value, double? reference, double? censoringSurvival, string? whyUndefined)
    {
        Horizon = Guard.AtLeast(horizon, 0);
        Customers = Guard.Count(customers);
        Value = value is { } v ? Guard.AtLeast(v, 0) : null;
        Reference = reference is { } r ? Guard.AtLeast(r, 0) : null;
        CensoringSurvival = censoringSurvival is { } g ? Guard.Fraction(g) : null;
        WhyUndefined = whyUndefined;
    }

    /// <summary>The horizon τ.</summary>
    public double Horizon { get; }

    /// <summary>How many customers were scored.</summary>
    public long Customers { get; }

    /// <summary>The score, 0 for perfect predictions; null when nobody was observed as long as the horizon.</summary>
    public double? Value { get; }

    /// <summary>The score of the Kaplan–Meier value for everybody; null when <see cref="Value"/> is.</summary>
    public double? Reference { get; }

    /// <summary>G(τ), the estimated probability of not being censored by the horizon; null when <see cref="Value"/> is. The smaller, the more rests on few.</summary>
    public double? CensoringSurvival { get; }

    /// <summary>1 − score ÷ reference: the share of the error that the predictions remove; below 0 when they are worse than none. Null when the reference is 0 or undefined.</summary>
    public double? Explained => Reference is > 0 ? 1 - (Value / Reference) : null;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    public string? WhyUndefined { get; }

    /// <summary>Scores predictions.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="predictedStaying">The predicted probability of each of staying longer than the horizon, from 0 to 1.</param>
    /// <param name="horizon">The horizon, finite, at least 0.</param>
    /// <returns>The score.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range.</exception>
    public static BrierScore Of(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> predictedStaying, double horizon)
    {
        Guard.AtLeast(horizon, 0);
        CheckPredictions(predictedStaying, tenures.Length);
        var lifetimes = Lifetimes.From(tenures, ended);
        var kaplanMeier = SurvivalCurve.KaplanMeier(lifetimes).At(horizon);
        if (kaplanMeier.Survival is not { } survival)
        {
            return new(horizon, tenures.Length, null, null, null, kaplanMeier.WhyUndefined);
        }

        var censoring = new CensoringCurve(lifetimes.Sets);
        var atHorizon = censoring.At(horizon);
        var (sum, reference) = (0.0, 0.0);
        for (var i = 0; i < tenures.Length; i++)
        {
            if (tenures[i] > horizon)
            {
                sum += Square(1 - predictedStaying[i]) / atHorizon;
                reference += Square(1 - survival) / atHorizon;
            }
            else if (ended[i])
            {
                var weight = 1 / censoring.Before(tenures[i]);
                sum += weight * Square(predictedStaying[i]);
                reference += weight * Square(survival);
            }
        }

        return new(horizon, tenures.Length, sum / tenures.Length, reference / tenures.Length, atHorizon, null);
    }

    /// <summary>The mean of scores over their horizons: the area under the score by the trapezoidal rule, divided by the span (integrated Brier score).</summary>
    /// <param name="scores">Scores of the same predictions at two or more horizons, in any order.</param>
    /// <returns>The integrated score; null when one of them is undefined.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scores"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two different horizons.</exception>
    public static double? Integrate(IEnumerable<BrierScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var sorted = scores.OrderBy(s => s.Horizon).ToList();
        if (sorted.Count < 2 || sorted[^1].Horizon == sorted[0].Horizon)
        {
            throw new ArgumentException("An integral needs scores at two horizons or more.", nameof(scores));
        }

        var area = sorted.Zip(sorted.Skip(1), (a, b) => (b.Horizon - a.Horizon) * (a.Value + b.Value) / 2).Aggregate((double?)0, (sum, part) => sum + part);
        return area / (sorted[^1].Horizon - sorted[0].Horizon);
    }

    /// <summary>As "0.168 at 12 (0.188 without a model; 10.8 % better)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{Text.Number(value, 3)} at {SurvivalText.Short(Horizon)} ({Text.Number(Reference!.Value, 3)} without a model{(Explained is { } explained ? $"; {Text.Percent(Math.Abs(explained))} {(explained < 0 ? "worse" : "better")}" : string.Empty)})"
            : $"{Text.NotAvailable} ({WhyUndefined ?? "nobody was scored"})";

    internal static void CheckPredictions(ReadOnlySpan<double> predictedStaying, int expected)
    {
        Lifetimes.CheckLength(predictedStaying.Length, nameof(predictedStaying), expected);
        for (var i = 0; i < predictedStaying.Length; i++)
        {
            if (!(predictedStaying[i] >= 0 && predictedStaying[i] <= 1))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"predictedStaying[{i}]"), predictedStaying[i], "A probability must be inside [0..1]");
            }
        }
    }

    private static double Square(double x) => x * x;

    /// <summary>The Kaplan–Meier curve of being censored; those who leave at the same time are gone before.</summary>
    private sealed class CensoringCurve
    {
        private readonly List<double> _times = [];
        private readonly List<double> _values = [];

        public CensoringCurve(RiskSets sets)
        {
            var value = 1.0;
            for (var reader = sets.Read(); reader.Next();)
            {
                if (reader.Censored > 0)
                {
                    value *= (reader.Surviving - reader.Censored) / reader.Surviving;
                    _times.Add(reader.Time);
                    _values.Add(value);
                }
            }
        }

        public double At(double time) => Value(UpTo(time, included: true));

        public double Before(double time) => Value(UpTo(time, included: false));

        private double Value(int count) => count == 0 ? 1 : _values[count - 1];

        private int UpTo(double time, bool included)
        {
            var at = _times.BinarySearch(time);
            return at < 0 ? ~at : included ? at + 1 : at;
        }
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Brier score", Value is { } value ? Text.Number(value, 3) : Text.NotAvailable)
        .Row("Horizon", SurvivalText.Short(Horizon))
        .Row("Without a model", Reference is { } reference ? Text.Number(reference, 3) : null)
        .Row("Explained", Explained is { } explained ? Text.Percent(explained) : null)
        .Row("Customers", Text.Count(Customers))
        .Note(WhyUndefined)
        .Note(CensoringSurvival < 0.1 ? "Fewer than one in ten is expected uncensored at the horizon: the score rests on few, with large weights." : null)
        .ToString();
}

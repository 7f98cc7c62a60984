using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// A Net Promoter Score in which every answer has a weight: how many customers it stands for, or how much it spends.
/// </summary>
/// <remarks>
/// <para>score = 100·Σwᵢyᵢ ÷ Σwᵢ with y = +1, 0, −1. Kish's effective number of answers is (Σw)² ÷ Σw², the design effect n ÷ that number.
/// The linearised standard error is 100·√Σwᵢ²(yᵢ − s)² ÷ Σw, times √(n ÷ (n − 1)) for small samples.</para>
/// <para>Weights by revenue answer another question than weights that repair a sample: say which in <see cref="WeightedBy"/>.</para>
/// <para>Source: L. Kish, Survey Sampling, 1965. Undefined when there is no answer with a weight.</para>
/// </remarks>
/// <example>
/// <code>
/// WeightedNetPromoterScore nps = WeightedNetPromoterScore.From(answers, a => a.Score, a => a.Weight, weightedBy: "customers in the segment");
/// nps.Score                 // 25
/// nps.EffectiveResponses    // 6.25 of 8 answers
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record WeightedNetPromoterScore : IRendersHtml
{
    [JsonConstructor]
    internal WeightedNetPromoterScore(
        long responses, double promoterWeight, double passiveWeight, double detractorWeight, double promoterSquares, double passiveSquares, double detractorSquares, string? weightedBy)
    {
        Responses = Guard.Count(responses);
        PromoterWeight = Guard.AtLeast(promoterWeight, 0);
        PassiveWeight = Guard.AtLeast(passiveWeight, 0);
        DetractorWeight = Guard.AtLeast(detractorWeight, 0);
        PromoterSquares = Guard.AtLeast(promoterSquares, 0);
        PassiveSquares = Guard.AtLeast(passiveSquares, 0);
        DetractorSquares = Guard.AtLeast(detractorSquares, 0);
        WeightedBy = weightedBy;
    }

    /// <summary>How many answers there are, whatever their weight.</summary>
    public long Responses { get; }

    /// <summary>The sum of the weights of promoters.</summary>
    public double PromoterWeight { get; }

    /// <summary>The sum of the weights of passives.</summary>
    public double PassiveWeight { get; }

    /// <summary>The sum of the weights of detractors.</summary>
    public double DetractorWeight { get; }

    /// <summary>What the weights are, in the words of the caller; null when not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WeightedBy { get; }

    /// <summary>The weighted score in points, from −100 to 100; null when no answer has a weight.</summary>
    public double? Score => Weight > 0 ? 100 * (PromoterWeight - DetractorWeight) / Weight : null;

    /// <summary>Kish's effective number of answers, (Σw)² ÷ Σw²: as many equally weighted answers would say as much about a mean.</summary>
    [JsonIgnore]
    public double? EffectiveResponses => Weight > 0 ? Weight / Squares * Weight : null;

    /// <summary>Kish's design effect: by how much the unequal weights inflate the variance, n ÷ effective n, 1 or more.</summary>
    [JsonIgnore]
    public double? DesignEffect => Responses / EffectiveResponses;

    /// <summary>The linearised standard error of the score in points.</summary>
    [JsonIgnore]
    public double? StandardError
    {
        get
        {
            if (Weight <= 0)
            {
                return null;
            }

            // The distances y − s of the three groups, each a sum of positive weights, so that none cancels.
            var promoter = (PassiveWeight + (2 * DetractorWeight)) / Weight;
            var passive = (PromoterWeight - DetractorWeight) / Weight;
            var detractor = (PassiveWeight + (2 * PromoterWeight)) / Weight;
            var squares = (PromoterSquares * promoter * promoter) + (PassiveSquares * passive * passive) + (DetractorSquares * detractor * detractor);
            return 100 * Math.Sqrt(squares) / Weight;
        }
    }

    /// <summary>The linearised standard error times √(n ÷ (n − 1)), for small samples; null for fewer than two answers.</summary>
    [JsonIgnore]
    public double? SmallSampleStandardError => Responses > 1 ? StandardError * Math.Sqrt(Responses / (Responses - 1.0)) : null;

    /// <summary>Why <see cref="Score"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Weight > 0 ? null : Responses == 0 ? SurveyText.NobodyAnswered : "every answer has a weight of 0";

    [JsonInclude]
    internal double PromoterSquares { get; }

    [JsonInclude]
    internal double PassiveSquares { get; }

    [JsonInclude]
    internal double DetractorSquares { get; }

    private double Weight => PromoterWeight + PassiveWeight + DetractorWeight;

    private double Squares => PromoterSquares + PassiveSquares + DetractorSquares;

    /// <summary>Makes the score from answers with weights.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">The answers.</param>
    /// <param name="score">The answer of a row, on the scale.</param>
    /// <param name="weight">The weight of a row; zero, or inside [1e-100..1e100].</param>
    /// <param name="weightedBy">What the weights are, for the rendering.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when no answer has a weight.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/>, <paramref name="score"/> or <paramref name="weight"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale, or a weight is negative, not finite or beyond its range; the message has the value and position.</exception>
    public static WeightedNetPromoterScore From<T>(IEnumerable<T> rows, Func<T, int> score, Func<T, double> weight, string? weightedBy = null, NpsScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(weight);
        var bins = scale ?? NpsScale.ZeroToTen;
        Span<double> weights = stackalloc double[3];
        Span<double> squares = stackalloc double[3];
        long responses = 0;
        foreach (var row in rows)
        {
            var answer = score(row);
            var w = weight(row);
            if (!bins.Contains(answer))
            {
                throw bins.Outside(nameof(rows), answer, responses);
            }

            // Weights enter as squares too; within these ends no square leaves the range of a double.
            if (!(w == 0 || (w >= 1e-100 && w <= 1e100)))
            {
                throw new ArgumentOutOfRangeException(nameof(weight), w, string.Create(CultureInfo.InvariantCulture, $"The weight of {nameof(rows)}[{responses}] was {w}. A weight must be 0 or inside [1e-100..1e100]."));
            }

            var group = bins.Sign(answer) + 1;
            weights[group] += w;
            squares[group] += w * w;
            responses++;
        }

        return new(responses, weights[2], weights[1], weights[0], squares[2], squares[1], squares[0], weightedBy);
    }

    /// <summary>A confidence interval for the weighted score: score ± z times <see cref="SmallSampleStandardError"/>.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval in points, inside [−100..100]; null for fewer than two answers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (Score is not { } score || SmallSampleStandardError is not { } error)
        {
            return null;
        }

        var half = NormalDistribution.TwoSidedCritical(level) * error;
        return ConfidenceInterval.Clipped(score - half, score + half, level, "linearised Wald", -100, 100);
    }

    /// <summary>The score, its interval and what the weights do to the number of answers, in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Score is { } score
            ? $"weighted NPS {Text.Number(score, 0)} ({Text.Count(Responses)} responses, effectively {Text.Number(EffectiveResponses!.Value, 1)}{(WeightedBy is { } by ? "; weighted by " + by : string.Empty)}{(Interval() is { } interval ? "; " + SurveyText.Ends(interval) : string.Empty)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Weighted Net Promoter Score", SurveyText.OrNotAvailable(Score, 0))
        .Row("Responses", Text.Count(Responses))
        .Row("Effective responses", EffectiveResponses is { } effective ? Text.Number(effective, 1) : null)
        .Row("Design effect", DesignEffect is { } effect ? Text.Number(effect, 2) : null)
        .Row("Weighted by", WeightedBy)
        .Row("Interval", SurveyText.Line(Interval()))
        .Note(WhyUndefined)
        .ToString();
}

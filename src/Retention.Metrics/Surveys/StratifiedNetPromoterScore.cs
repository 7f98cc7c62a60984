using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>One stratum of a survey: a segment of known size and the answers from it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NpsStratum
{
    /// <summary>Makes a stratum.</summary>
    /// <param name="name">The name of the segment.</param>
    /// <param name="score">The score of those of the segment who answered.</param>
    /// <param name="population">How many customers the segment has, whether asked or not.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="population"/> is negative.</exception>
    [JsonConstructor]
    public NpsStratum(string name, NetPromoterScore score, long population)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Score = score;
        Population = Guard.Count(population);
    }

    /// <summary>The name of the segment.</summary>
    public string Name { get; }

    /// <summary>The score of those of the segment who answered.</summary>
    public NetPromoterScore Score { get; }

    /// <summary>How many customers the segment has.</summary>
    public long Population { get; }
}

/// <summary>
/// The Net Promoter Score of a customer base from a survey of its segments: each segment counts with its share of the customers, not of the answers.
/// </summary>
/// <remarks>
/// <para>score = ΣWₕsₕ with Wₕ the share of segment h in the population; variance ΣWₕ²σₕ² ÷ (nₕ − 1), without a correction for finite populations.</para>
/// <para>The score is undefined when a segment that has customers has no answer; the error is undefined when one has a single answer. Source: W. G. Cochran, Sampling Techniques, 1977, ch. 5.</para>
/// </remarks>
/// <example>
/// <code>
/// var nps = StratifiedNetPromoterScore.From([
///     new NpsStratum("SMB", NetPromoterScore.FromCounts(60, 30, 30), population: 9_000),
///     new NpsStratum("Enterprise", NetPromoterScore.FromCounts(12, 5, 3), population: 1_000)]);
/// nps.Score        // 27
/// nps.Interval()   // 13.2 to 40.8
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class StratifiedNetPromoterScore : IRendersHtml, IEquatable<StratifiedNetPromoterScore>
{
    private readonly NpsStratum[] _strata;

    [JsonConstructor]
    internal StratifiedNetPromoterScore(IReadOnlyList<NpsStratum> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        _strata = [.. strata];
        long population = 0;
        foreach (var stratum in _strata)
        {
            ArgumentNullException.ThrowIfNull(stratum, nameof(strata));
            population = checked(population + stratum.Population);
        }

        Population = population;
        double score = 0;
        double? variance = 0;
        foreach (var stratum in _strata)
        {
            if (stratum.Population == 0)
            {
                continue;
            }

            if (stratum.Score.Score is not { } own)
            {
                WhyUndefined = $"nobody answered in {stratum.Name}";
                return;
            }

            var share = (double)stratum.Population / population;
            score += share * own;
            variance = stratum.Score.Responses > 1 ? variance + (share * share * stratum.Score.Variance / (stratum.Score.Responses - 1)) : null;
        }

        if (population == 0)
        {
            WhyUndefined = "the segments have no customers";
            return;
        }

        Score = Math.Clamp(score, -100, 100);
        StandardError = variance is { } v ? 100 * Math.Sqrt(v) : null;
    }

    /// <summary>The segments.</summary>
    public IReadOnlyList<NpsStratum> Strata => _strata;

    /// <summary>How many customers the segments have together.</summary>
    [JsonIgnore]
    public long Population { get; }

    /// <summary>The score of the customer base in points; null when a segment with customers has no answer.</summary>
    public double? Score { get; }

    /// <summary>The standard error in points; null also when a segment has a single answer, from which no variance can be read.</summary>
    [JsonIgnore]
    public double? StandardError { get; }

    /// <summary>Why <see cref="Score"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined { get; }

    /// <summary>Makes the score from segments.</summary>
    /// <param name="strata">The segments; disjoint, together the customer base.</param>
    /// <returns>The score.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="strata"/> or a segment is null.</exception>
    /// <exception cref="OverflowException">The segments have more than <see cref="long.MaxValue"/> customers.</exception>
    public static StratifiedNetPromoterScore From(IEnumerable<NpsStratum> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        return new([.. strata]);
    }

    /// <summary>A confidence interval for the score: score ± z·standard error.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval in points, inside [−100..100]; null when there is no standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (Score is not { } score || StandardError is not { } error)
        {
            return null;
        }

        var half = NormalDistribution.TwoSidedCritical(level) * error;
        return ConfidenceInterval.Clipped(score - half, score + half, level, "stratified Wald", -100, 100);
    }

    /// <summary>Whether the other score has equal segments in the same order.</summary>
    /// <param name="other">The other score.</param>
    /// <returns>True when all segments are equal.</returns>
    public bool Equals(StratifiedNetPromoterScore? other) => other is not null && _strata.AsSpan().SequenceEqual(other._strata);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StratifiedNetPromoterScore);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Population, Score, _strata.Length);

    /// <summary>The score with its interval, as "NPS 27 for 10,000 customers in 2 segments (95 % CI 13.2 to 40.8)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Score is { } score
            ? $"NPS {Text.Number(score, 0)} for {Text.Count(Population)} customers in {Text.Count(_strata.Length)} segments ({(Interval() is { } interval ? SurveyText.Ends(interval) : "no interval: a segment has a single answer")})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Stratified Net Promoter Score", SurveyText.OrNotAvailable(Score, 0))
            .Row("Customers", Text.Count(Population))
            .Row("Interval", SurveyText.Line(Interval()));
        foreach (var stratum in _strata)
        {
            card.Row(stratum.Name, $"{SurveyText.OrNotAvailable(stratum.Score.Score, 0)} ({Text.Count(stratum.Score.Responses)} answers for {Text.Count(stratum.Population)} customers)");
        }

        return card.Note(WhyUndefined).ToString();
    }
}

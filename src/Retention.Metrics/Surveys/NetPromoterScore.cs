using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// The Net Promoter Score of a set of answers: the share of promoters less the share of detractors, in points from −100 to 100, with the counts behind it.
/// </summary>
/// <remarks>
/// <para>score = 100 · (promoters − detractors) ÷ responses. Promoters answer 9–10, passives 7–8, detractors 0–6 on the 0–10 scale;
/// another scale must be spelled out as an <see cref="NpsScale"/>. The score is never rounded inside; <see cref="Rounded"/> rounds it once.</para>
/// <para>Scores of disjoint groups pool by adding their counts (<c>a + b</c>), never by averaging.</para>
/// <para>The employee score (eNPS) is the same arithmetic: label it with <see cref="WithKind"/>.</para>
/// <para>The default value is the score of nobody: <see cref="Score"/> is null, and it is the identity of <c>+</c>.</para>
/// <para>Source: F. F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003.</para>
/// </remarks>
/// <example>
/// <code>
/// NetPromoterScore nps = NetPromoterScore.FromScores([10, 9, 9, 8, 7, 7, 6, 5, 3, 0, 10, 9]);
/// nps.Score                    // 8.3333…
/// nps.Rounded                  // 8
/// Console.WriteLine(nps);      // NPS 8 (5 promoters, 3 passives, 4 detractors; 95 % CI -35.5 to 48.9)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly partial record struct NetPromoterScore
    : IAdditionOperators<NetPromoterScore, NetPromoterScore, NetPromoterScore>, IAdditiveIdentity<NetPromoterScore, NetPromoterScore>, IRendersHtml
{
    // Null stands for the common scale, so that the default value and a score from counts are equal where their counts are.
    private readonly NpsScale? _scale;

    [JsonConstructor]
    internal NetPromoterScore(long promoters, long passives, long detractors, long unanswered = 0, NpsKind kind = NpsKind.Customer, NpsScale? scale = null)
    {
        Promoters = Guard.Count(promoters);
        Passives = Guard.Count(passives);
        Detractors = Guard.Count(detractors);
        Unanswered = Guard.Count(unanswered);
        Kind = Guard.Defined(kind);
        Responses = checked(promoters + passives + detractors);
        _ = checked(Responses + unanswered);
        _scale = scale is null || scale == NpsScale.ZeroToTen ? null : scale;
    }

    /// <summary>The score of nobody, which changes nothing when added.</summary>
    public static NetPromoterScore AdditiveIdentity => default;

    /// <summary>How many would recommend: 9–10 on the common scale.</summary>
    public long Promoters { get; }

    /// <summary>How many are in between: 7–8 on the common scale.</summary>
    public long Passives { get; }

    /// <summary>How many would not: 0–6 on the common scale.</summary>
    public long Detractors { get; }

    /// <summary>How many answered: promoters + passives + detractors.</summary>
    public long Responses { get; }

    /// <summary>How many were asked and gave no answer (nulls among the scores). They are counted, and never taken for passives.</summary>
    public long Unanswered { get; }

    /// <summary>Who was asked: customers or employees.</summary>
    public NpsKind Kind { get; }

    /// <summary>The scale of the answers and its bins.</summary>
    public NpsScale Scale => _scale ?? NpsScale.ZeroToTen;

    /// <summary>The score in points, 100 · (promoters − detractors) ÷ responses, from −100 to 100, not rounded; null when nobody answered.</summary>
    public double? Score => Responses == 0 ? null : 100.0 * (Promoters - Detractors) / Responses;

    /// <summary>The score as a whole number, rounded once, half away from zero; null when nobody answered. For display only.</summary>
    [JsonIgnore]
    public int? Rounded => RoundedBy(NpsRounding.OnceAwayFromZero);

    /// <summary>The share of promoters less that of detractors as a fraction from −1 to 1, the form some tools print; null when nobody answered.</summary>
    [JsonIgnore]
    public double? NetShare => Responses == 0 ? null : (double)(Promoters - Detractors) / Responses;

    /// <summary>Promoters, of all who answered.</summary>
    [JsonIgnore]
    public Proportion PromoterShare => new(Promoters, Responses);

    /// <summary>Passives, of all who answered.</summary>
    [JsonIgnore]
    public Proportion PassiveShare => new(Passives, Responses);

    /// <summary>Detractors, of all who answered.</summary>
    [JsonIgnore]
    public Proportion DetractorShare => new(Detractors, Responses);

    /// <summary>Those who answered, of those who were asked as far as the data say (answers and nulls).</summary>
    [JsonIgnore]
    public Proportion Answered => new(Responses, Responses + Unanswered);

    /// <summary>
    /// The variance of one answer scored −1, 0 or +1: p + d − (p − d)², from 0 to 1; null when nobody answered.
    /// (Taking the two shares as independent drops a term 2pd and understates the error.)
    /// </summary>
    [JsonIgnore]
    public double? Variance => Responses == 0 ? null : NpsMoments.Of(this).Variance;

    /// <summary>The standard error of the score in points, 100 · √(variance ÷ responses); null when nobody answered.</summary>
    [JsonIgnore]
    public double? StandardError => Responses == 0 ? null : 100 * Math.Sqrt(NpsMoments.Of(this).Variance / Responses);

    /// <summary>Why <see cref="Score"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Responses == 0 ? SurveyText.NobodyAnswered : null;

    private string Name => Kind == NpsKind.Employee ? "eNPS" : "NPS";

    /// <summary>Pools two scores of disjoint groups by adding their counts.</summary>
    /// <param name="left">One score.</param>
    /// <param name="right">The other one; no answer may be in both.</param>
    /// <returns>The score of all answers.</returns>
    /// <exception cref="ArgumentException">The two are on different scales, or one is of customers and one of employees. (A score of nobody pools with any.)</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static NetPromoterScore operator +(NetPromoterScore left, NetPromoterScore right)
    {
        var question = left.IsEmpty ? right : left;
        if (!left.IsEmpty && !right.IsEmpty)
        {
            RequireSameQuestion(left, right, nameof(right), "pooled");
        }

        return new(
            checked(left.Promoters + right.Promoters),
            checked(left.Passives + right.Passives),
            checked(left.Detractors + right.Detractors),
            checked(left.Unanswered + right.Unanswered),
            question.Kind,
            question._scale);
    }

    /// <summary>Pools scores of disjoint groups by adding their counts. The pooled score is weighted by the responses; it is not the mean of the scores.</summary>
    /// <param name="scores">The scores; an empty sequence gives the score of nobody.</param>
    /// <returns>The score of all answers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scores"/> is null.</exception>
    /// <exception cref="ArgumentException">Scores are on different scales or of different kinds.</exception>
    public static NetPromoterScore Pool(IEnumerable<NetPromoterScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        NetPromoterScore sum = default;
        foreach (var score in scores)
        {
            sum += score;
        }

        return sum;
    }

    /// <summary>The same answers, labelled as those of customers or of employees (eNPS).</summary>
    /// <param name="kind">Who was asked.</param>
    /// <returns>The score with that label; its numbers do not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not one of the enum.</exception>
    /// <example>
    /// <code>
    /// NetPromoterScore.FromCounts(promoters: 18, passives: 22, detractors: 14).WithKind(NpsKind.Employee)   // eNPS 7 (…)
    /// </code>
    /// </example>
    public NetPromoterScore WithKind(NpsKind kind) => new(Promoters, Passives, Detractors, Unanswered, Guard.Defined(kind), _scale);

    /// <summary>The score as a whole number by a convention of rounding, computed from the counts without an intermediate rounding error.</summary>
    /// <param name="convention">How to round.</param>
    /// <returns>The whole number; null when nobody answered.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="convention"/> is not one of the enum.</exception>
    public int? RoundedBy(NpsRounding convention)
    {
        Guard.Defined(convention);
        return Responses == 0
            ? null
            : convention switch
            {
                NpsRounding.OnceToEven => Percents(Promoters - Detractors, toEven: true),
                NpsRounding.SharesFirst => Percents(Promoters, toEven: false) - Percents(Detractors, toEven: false),
                _ => Percents(Promoters - Detractors, toEven: false),
            };
    }

    /// <summary>The rounded score with its counts and 95 % adjusted-Wald interval, as "NPS 30 (50 promoters, 30 passives, 20 detractors; 95 % CI 14.1 to 44.2)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Rounded is { } rounded
            ? $"{Name} {Text.Count(rounded)} ({Text.Count(Promoters)} promoters, {Text.Count(Passives)} passives, {Text.Count(Detractors)} detractors{OtherScale}; {SurveyText.Ends(Interval()!.Value)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard(Kind == NpsKind.Employee ? "Employee Net Promoter Score" : "Net Promoter Score", Rounded is { } rounded ? Text.Count(rounded) : Text.NotAvailable)
        .Row("Promoters", SurveyText.Share(PromoterShare))
        .Row("Passives", SurveyText.Share(PassiveShare))
        .Row("Detractors", SurveyText.Share(DetractorShare))
        .Row("Interval", SurveyText.Line(Interval()))
        .Row("Answered", Unanswered > 0 ? SurveyText.Share(Answered) : null)
        .Row("Scale", _scale?.ToString())
        .Note(WhyUndefined)
        .Note(PromoterShare.SmallSampleWarning)
        .ToString();

    private bool IsEmpty => Responses == 0 && Unanswered == 0;

    private string OtherScale => _scale is { } scale ? $"; scale {scale}" : string.Empty;

    private static void RequireSameQuestion(in NetPromoterScore first, in NetPromoterScore second, string name, string what)
    {
        if (first.Kind != second.Kind)
        {
            throw new ArgumentException($"One score is of {first.Kind} kind and one of {second.Kind} kind. Only answers of the same people's question can be {what}.", name);
        }

        if (first._scale != second._scale)
        {
            throw new ArgumentException($"One score is on the scale {first.Scale}, the other on {second.Scale}. Only answers on the same scale can be {what}.", name);
        }
    }

    /// <summary>100 · part ÷ responses as a whole number, in exact integers: a double would round 100 · p ÷ n before the half is seen.</summary>
    private int Percents(long part, bool toEven)
    {
        var hundredfold = (Int128)100 * long.Abs(part);
        var (whole, rest) = Int128.DivRem(hundredfold, Responses);
        var half = (2 * rest).CompareTo(Responses);
        if (half > 0 || (half == 0 && (!toEven || Int128.IsOddInteger(whole))))
        {
            whole++;
        }

        return (int)(part < 0 ? -whole : whole);
    }
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// Between which ends the score of everybody invited must lie, whatever those who did not answer think, and what they would have to think to turn its sign.
/// </summary>
/// <remarks>
/// With r the response rate and s the observed score: lower r·s − (1 − r)·100 (all silent ones are detractors), upper r·s + (1 − r)·100 (all are promoters),
/// break-even −r·s ÷ (1 − r), all three computed from the whole numbers of promoters, detractors and silent ones. No arithmetic corrects for non-response: these bounds say what it could do at worst.
/// </remarks>
/// <example>
/// <code>
/// NetPromoterScore.FromCounts(50, 30, 20).IfEveryoneAnswered(invited: 400)   // -67.5 to 82.5 (100 of 400 answered); sign turns if the others score beyond -10.0
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record NpsNonResponse : IRendersHtml
{
    [JsonConstructor]
    internal NpsNonResponse(NetPromoterScore observed, long invited)
    {
        Guard.Count(invited);
        Observed = observed;
        Answered = new(observed.Responses, invited);
        if (observed.Score is not null)
        {
            // In whole answers: a share of the invited would be rounded, and the sign of a bound at 0 with it.
            var (net, silent) = (observed.Promoters - observed.Detractors, Answered.Complement.Count);
            Lower = 100.0 * (net - silent) / invited;
            Upper = 100.0 * (net + silent) / invited;
            BreakEven = silent > 0 && Math.Abs(net) <= silent ? (-100.0 * net / silent) + 0.0 : null;
        }
    }

    /// <summary>The score of those who answered.</summary>
    public NetPromoterScore Observed { get; }

    /// <summary>How many were invited.</summary>
    public long Invited => Answered.Total;

    /// <summary>Those who answered, of those invited: the response rate.</summary>
    [JsonIgnore]
    public Proportion Answered { get; }

    /// <summary>The score of everybody if all who did not answer were detractors; null when nobody answered.</summary>
    public double? Lower { get; }

    /// <summary>The score of everybody if all who did not answer were promoters; null when nobody answered.</summary>
    public double? Upper { get; }

    /// <summary>The score of those who did not answer at which the score of everybody is 0; null when no score from −100 to 100 does it, so that the sign is safe.</summary>
    public double? BreakEven { get; }

    /// <summary>Why the bounds are null; null when they are not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Lower is null ? SurveyText.NobodyAnswered : null;

    /// <summary>The bounds, the response rate and the break-even in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Lower is { } lower && Upper is { } upper
            ? $"{Text.Number(lower, 1)} to {Text.Number(upper, 1)} ({SurveyText.CountOf(Answered)} answered); {Sign}"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Score of everybody invited", Lower is { } lower && Upper is { } upper ? $"{Text.Number(lower, 1)} to {Text.Number(upper, 1)}" : Text.NotAvailable)
        .Row("Observed", Observed.ToString())
        .Row("Answered", SurveyText.Share(Answered))
        .Note(WhyUndefined ?? Sign)
        .ToString();

    private string Sign => BreakEven is { } turning
        ? $"the sign turns if the others score beyond {Text.Number(turning, 1)}"
        : "the others cannot turn the sign";
}

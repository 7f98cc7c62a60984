using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>What a high score is meant to say.</summary>
public enum ScoreMeaning
{
    /// <summary>The higher the score, the longer the customer stays: a predicted lifetime, an engagement score.</summary>
    HigherStaysLonger,

    /// <summary>The higher the score, the sooner the customer leaves: a churn risk.</summary>
    HigherLeavesSooner,
}

/// <summary>How much the pairs of each time count in a concordance.</summary>
/// <remarks>With n at risk, S survival and G the survival of censoring just before the time, N customers. Uno and others, Statistics in Medicine 30 (2011); Therneau and Watson (2015).</remarks>
public enum ConcordanceWeighting
{
    /// <summary>1 for each pair: Harrell's C. It depends on the censoring.</summary>
    Harrell,

    /// <summary>N·S ÷ n: as the Peto–Wilcoxon test weighs.</summary>
    Survival,

    /// <summary>N·S ÷ (G·n): as Schemper weighs; independent of the censoring. Not with late entries.</summary>
    SurvivalOverCensoring,

    /// <summary>1 ÷ G²: Uno's C, independent of the censoring. Not with late entries.</summary>
    Uno,

    /// <summary>1 ÷ n: each end counts the same, as in the log-rank test.</summary>
    Events,
}

/// <summary>
/// How well a score ranks customers by how long they stay: of all pairs of whom it is known who left first, the share that the score has in the right order.
/// </summary>
/// <remarks>
/// <para>C = (concordant + tied scores ÷ 2) ÷ (concordant + discordant + tied scores). A pair can be compared if the one with the shorter time left, and the other was still there: two who left
/// at the same time cannot be compared; one who left and one censored at the same time can, the end came first. Of late entrants, only those under observation when the other left.
/// These are the rules of R's concordance.</para>
/// <para>The standard error is the infinitesimal jackknife. 0.5 is a coin, 1 a perfect order. O(n log n), exact for counts.</para>
/// <para>Harrell and others, JAMA 247 (1982).</para>
/// </remarks>
/// <example>
/// <code>
/// Concordance c = Concordance.Of(months, ended, risk, ScoreMeaning.HigherLeavesSooner);
/// Console.WriteLine(c);           // 0.855 (95 % CI 0.747–0.963); 131 comparable pairs
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record Concordance : IRendersHtml
{
    [JsonConstructor]
    internal Concordance(double concordant, double discordant, double tiedScores, double tiedTimes, double tiedBoth, double? standardError, ConcordanceWeighting weighting, ScoreMeaning meaning)
    {
        Concordant = Guard.AtLeast(concordant, 0);
        Discordant = Guard.AtLeast(discordant, 0);
        TiedScores = Guard.AtLeast(tiedScores, 0);
        TiedTimes = Guard.AtLeast(tiedTimes, 0);
        TiedBoth = Guard.AtLeast(tiedBoth, 0);
        StandardError = standardError is { } error ? Guard.AtLeast(error, 0) : null;
        Weighting = Guard.Defined(weighting);
        Meaning = Guard.Defined(meaning);
    }

    /// <summary>Pairs, weighted, that the score has in the right order.</summary>
    public double Concordant { get; }

    /// <summary>Pairs that the score has in the wrong order.</summary>
    public double Discordant { get; }

    /// <summary>Comparable pairs with the same score.</summary>
    public double TiedScores { get; }

    /// <summary>Pairs who left at the same time with different scores; they cannot be compared.</summary>
    public double TiedTimes { get; }

    /// <summary>Pairs who left at the same time with the same score; they cannot be compared.</summary>
    public double TiedBoth { get; }

    /// <summary>How the times are weighted.</summary>
    public ConcordanceWeighting Weighting { get; }

    /// <summary>What a high score was taken to mean.</summary>
    public ScoreMeaning Meaning { get; }

    /// <summary>The comparable pairs.</summary>
    [JsonIgnore]
    public double Pairs => Concordant + Discordant + TiedScores;

    /// <summary>The concordance C, from 0 to 1; null when no two customers can be compared.</summary>
    public double? Value => Pairs > 0 ? (Concordant + (TiedScores / 2)) / Pairs : null;

    /// <summary>Its standard error; null when <see cref="Value"/> is.</summary>
    public double? StandardError { get; }

    /// <summary>Somers' D, 2C − 1, from −1 to 1; null when <see cref="Value"/> is.</summary>
    [JsonIgnore]
    public double? SomersD => Pairs > 0 ? (Concordant - Discordant) / Pairs : null;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Pairs > 0 ? null : "no two customers can be compared: nobody was still there when another left";

    /// <summary>Compares a score with lifetimes.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="scores">The score of each, finite; only its order matters.</param>
    /// <param name="meaning">What a high score is meant to say.</param>
    /// <param name="weighting">How much the pairs of each time count; all alike unless told.</param>
    /// <param name="entered">From which age on each was observed, below the tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0; empty for none.</param>
    /// <param name="strata">The stratum of each, any whole numbers: only customers of one stratum are compared; empty for none.</param>
    /// <param name="tolerance">Which times count as the same; exact equality unless told.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>The concordance; undefined, and saying why, when no two can be compared.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, a value is out of its range, or the weighting does not go with late entries.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Concordance Of(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        ReadOnlySpan<double> scores,
        ScoreMeaning meaning,
        ConcordanceWeighting weighting = ConcordanceWeighting.Harrell,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        ReadOnlySpan<int> strata = default,
        TimeTolerance tolerance = default,
        CancellationToken cancellationToken = default)
    {
        Guard.Defined(meaning);
        Guard.Defined(weighting);
        Lifetimes.CheckColumns(tenures, ended.Length, entered, weights);
        Lifetimes.CheckTenures(tenures, nameof(tenures));
        Lifetimes.CheckLength(scores.Length, nameof(scores), tenures.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"scores[{i}]"), scores[i], "A score must be a finite number");
            }
        }

        if (!entered.IsEmpty && weighting is ConcordanceWeighting.SurvivalOverCensoring or ConcordanceWeighting.Uno)
        {
            throw new ArgumentException($"{weighting} needs the survival of censoring, which late entries do not tell.", nameof(weighting));
        }

        if (!strata.IsEmpty)
        {
            Lifetimes.CheckLength(strata.Length, nameof(strata), tenures.Length);
        }

        var pairs = new ConcordantPairs(weighting, cancellationToken);
        if (tolerance.IsExact || tenures.IsEmpty)
        {
            pairs.Count(tenures, ended, scores, entered, weights, strata);
        }
        else
        {
            var (stops, starts) = Lifetimes.Merged(tenures, entered, tolerance);
            pairs.Count(stops, ended, scores, starts, weights, strata);
        }

        var (right, wrong) = meaning == ScoreMeaning.HigherStaysLonger ? (pairs.Concordant, pairs.Discordant) : (pairs.Discordant, pairs.Concordant);
        return new(right, wrong, pairs.TiedScores, pairs.TiedTimes, pairs.TiedBoth, pairs.StandardError, weighting, meaning);
    }

    /// <summary>Of scores that are risks; the standard error is of clusters where they are given.</summary>
    internal static Concordance WithClusters(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        ReadOnlySpan<double> scores,
        ReadOnlySpan<double> entered,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<int> strata,
        int[]? clusters,
        CancellationToken cancellationToken)
    {
        var pairs = new ConcordantPairs(ConcordanceWeighting.Harrell, cancellationToken);
        pairs.Count(tenures, ended, scores, entered, weights, strata, clusters);
        return new(pairs.Discordant, pairs.Concordant, pairs.TiedScores, pairs.TiedTimes, pairs.TiedBoth, pairs.StandardError, ConcordanceWeighting.Harrell, ScoreMeaning.HigherLeavesSooner);
    }

    /// <summary>A normal interval, cut to 0 and 1; null when C is undefined.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval for C.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        return Value is { } value && StandardError is { } error ? SurvivalLimits.Normal(value, error, level, 0, 1) : null;
    }

    /// <summary>As "0.855 (95 % CI 0.747–0.963); 131 comparable pairs", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{Text.Number(value, 3)}{(Interval() is { } i ? $" ({Text.Level(i.Level)} CI {Text.Number(i.Lower, 3)}–{Text.Number(i.Upper, 3)})" : string.Empty)}; {SurvivalText.Amount(Pairs)} comparable pairs"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Concordance", Value is { } value ? Text.Number(value, 3) : Text.NotAvailable)
        .Row("Interval", Interval() is { } i ? $"{Text.Number(i.Lower, 3)}–{Text.Number(i.Upper, 3)} ({Text.Level(i.Level)}, jackknife)" : null)
        .Row("Concordant", SurvivalText.Amount(Concordant))
        .Row("Discordant", SurvivalText.Amount(Discordant))
        .Row("Tied scores", SurvivalText.Amount(TiedScores))
        .Row("Left at the same time", SurvivalText.Amount(TiedTimes + TiedBoth))
        .Row("Weighting", Weighting.ToString())
        .Row("A high score", Meaning == ScoreMeaning.HigherStaysLonger ? "stays longer" : "leaves sooner")
        .Note(WhyUndefined)
        .ToString();
}

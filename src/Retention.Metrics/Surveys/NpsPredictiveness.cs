using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// Whether the answers to a Net Promoter question told who would stay: retention of promoters, passives and detractors, and how well the answer orders customers.
/// </summary>
/// <remarks>
/// <para><see cref="Concordance"/> is the probability that of a customer who stayed and one who left the one who stayed had given the higher answer, ties counting half:
/// 0.5 says that the answer tells nothing, 1 that it tells everything. It equals the area under the ROC curve (Mann and Whitney, 1947).</para>
/// <para>Use answers given <em>before</em> the period over which retention is observed. It is an association: it does not say that raising the score would keep anybody.</para>
/// </remarks>
/// <example>
/// <code>
/// NpsPredictiveness link = NpsPredictiveness.From(customers, c => c.ScoreInJanuary, c => c.StillThereInDecember);
/// link.Promoters      // 91.0 % (…)
/// link.Detractors     // 62.0 % (…)
/// link.Concordance    // 0.71
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class NpsPredictiveness : IRendersHtml, IEquatable<NpsPredictiveness>
{
    private readonly Proportion[] _byScore;

    [JsonConstructor]
    internal NpsPredictiveness(IReadOnlyList<Proportion> byScore, NpsScale scale)
    {
        ArgumentNullException.ThrowIfNull(byScore);
        ArgumentNullException.ThrowIfNull(scale);
        if (byScore.Count != scale.Points)
        {
            throw new ArgumentException($"There are {Text.Count(byScore.Count)} proportions; the scale {scale} has {Text.Count(scale.Points)} answers.", nameof(byScore));
        }

        Scale = scale;
        _byScore = [.. byScore];
        Promoters = Group(1);
        Passives = Group(0);
        Detractors = Group(-1);
        var all = Proportion.Pool(_byScore);
        Customers = all.Total;

        // Pairs of one who stayed and one who left, in halves: 2 where the one who stayed answered higher, 1 for a tie.
        Int128 halves = 0;
        Int128 leftBelow = 0;
        foreach (var answer in _byScore)
        {
            var left = answer.Total - answer.Count;
            halves += answer.Count * ((2 * leftBelow) + left);
            leftBelow += left;
        }

        var pairs = (Int128)all.Count * (all.Total - all.Count);
        Concordance = pairs > 0 ? (double)halves / (double)pairs / 2 : null;
    }

    /// <summary>The scale of the answers.</summary>
    public NpsScale Scale { get; }

    /// <summary>For each answer from the worst to the best: those who stayed, of those who gave it.</summary>
    public IReadOnlyList<Proportion> ByScore => _byScore;

    /// <summary>How many customers there are with an answer.</summary>
    [JsonIgnore]
    public long Customers { get; }

    /// <summary>The retention of promoters.</summary>
    [JsonIgnore]
    public RetentionRate Promoters { get; }

    /// <summary>The retention of passives.</summary>
    [JsonIgnore]
    public RetentionRate Passives { get; }

    /// <summary>The retention of detractors.</summary>
    [JsonIgnore]
    public RetentionRate Detractors { get; }

    /// <summary>P(one who stayed had answered higher than one who left) + ½·P(they had answered alike); null when nobody stayed or nobody left.</summary>
    public double? Concordance { get; }

    /// <summary>Why <see cref="Concordance"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Concordance is null ? Customers == 0 ? SurveyText.NobodyAnswered : "everybody stayed or everybody left: there is nothing to tell apart" : null;

    /// <summary>Joins answers with what became of the customers.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="customers">One row for each customer who was there at the start of the period.</param>
    /// <param name="score">The answer given before the period, or null for none. Customers without one are left out.</param>
    /// <param name="stayed">Whether the customer was still there at its end.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The retention by answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/>, <paramref name="score"/> or <paramref name="stayed"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static NpsPredictiveness From<T>(IEnumerable<T> customers, Func<T, int?> score, Func<T, bool> stayed, NpsScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(stayed);
        var bins = scale ?? NpsScale.ZeroToTen;
        var kept = new long[bins.Points];
        var all = new long[bins.Points];
        long position = 0;
        foreach (var customer in customers)
        {
            if (score(customer) is { } answer)
            {
                if (!bins.Contains(answer))
                {
                    throw bins.Outside(nameof(customers), answer, position);
                }

                all[answer - bins.Minimum]++;
                kept[answer - bins.Minimum] += stayed(customer) ? 1 : 0;
            }

            position++;
        }

        return new([.. kept.Zip(all, Proportion.Of)], bins);
    }

    /// <summary>Whether the other result has the same counts and scale.</summary>
    /// <param name="other">The other result.</param>
    /// <returns>True when everything is equal.</returns>
    public bool Equals(NpsPredictiveness? other) => other is not null && Scale == other.Scale && _byScore.AsSpan().SequenceEqual(other._byScore);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NpsPredictiveness);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scale, Customers, Promoters, Detractors);

    /// <summary>The retention of the three groups and the concordance in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"retention of promoters {Text.Percent(Promoters.Value)}, passives {Text.Percent(Passives.Value)}, detractors {Text.Percent(Detractors.Value)}; concordance {(Concordance is { } c ? Text.Number(c, 3) : $"{Text.NotAvailable} ({WhyUndefined})")}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Does the score tell who stays? Concordance", Concordance is { } c ? Text.Number(c, 3) : Text.NotAvailable)
        .Row("Retention of promoters", Promoters.ToString())
        .Row("Retention of passives", Passives.ToString())
        .Row("Retention of detractors", Detractors.ToString())
        .Note(WhyUndefined)
        .Note("An association between answers and staying; 0.5 says that the answer tells nothing.")
        .ToString();

    private RetentionRate Group(int sign)
    {
        Proportion sum = default;
        for (var i = 0; i < _byScore.Length; i++)
        {
            if (Scale.Sign(Scale.Minimum + i) == sign)
            {
                sum += _byScore[i];
            }
        }

        return RetentionRate.From(sum);
    }
}

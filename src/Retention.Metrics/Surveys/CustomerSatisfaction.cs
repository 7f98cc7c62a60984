using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// Customer satisfaction (CSAT): the share of satisfied answers under a stated definition, with the mean of the same answers.
/// </summary>
/// <remarks>
/// <para><see cref="Satisfied"/> = answers in the top boxes ÷ all answers, a proportion with every interval of <see cref="ProportionInterval"/>.
/// <see cref="Mean"/> is on the scale; <see cref="RescaledMean"/> = 100·(mean − min) ÷ (max − min). The three differ by 20 points and more: the result carries and prints its <see cref="Definition"/>.</para>
/// <para>Undefined when nobody answered.</para>
/// </remarks>
/// <example>
/// <code>
/// CustomerSatisfaction csat = CustomerSatisfaction.FromScores([5, 4, 4, 3, 5, 2, 5, 4, 1, 5, 4, 4, 3, 5, 5]);
/// csat.Satisfied.Value     // 0.7333
/// csat.Mean                // 3.933
/// Console.WriteLine(csat); // CSAT 73.3 % (11 of 15; 95 % CI 48.0–89.1; 4–5 on 1–5; mean 3.93)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class CustomerSatisfaction : IRendersHtml, IEquatable<CustomerSatisfaction>, IAdditionOperators<CustomerSatisfaction, CustomerSatisfaction, CustomerSatisfaction>
{
    private readonly ScoreHistogram _answers;

    [JsonConstructor]
    internal CustomerSatisfaction(CsatDefinition definition, IReadOnlyList<long> counts, long unanswered)
        : this(definition, ScoreHistogram.Of([.. counts], definition.Minimum, definition.Maximum, nameof(counts)), unanswered)
    {
    }

    private CustomerSatisfaction(CsatDefinition definition, ScoreHistogram answers, long unanswered)
    {
        Definition = definition;
        _answers = answers;
        Unanswered = Guard.Count(unanswered);
    }

    /// <summary>The scale and the answers that count as satisfied.</summary>
    public CsatDefinition Definition { get; }

    /// <summary>How often each answer was given, from the worst to the best.</summary>
    public IReadOnlyList<long> Counts => _answers.Counts;

    /// <summary>How many were asked and gave no answer (nulls among the scores).</summary>
    public long Unanswered { get; }

    /// <summary>How many answered.</summary>
    [JsonIgnore]
    public long Responses => _answers.Count;

    /// <summary>The satisfied, of all who answered.</summary>
    public Proportion Satisfied => _answers.Between(Definition.SatisfiedFrom, Definition.Maximum);

    /// <summary>The mean answer, on the scale; null when nobody answered.</summary>
    public double? Mean => _answers.Mean;

    /// <summary>The mean moved to 0–100: 100·(mean − min) ÷ (max − min); null when nobody answered.</summary>
    [JsonIgnore]
    public double? RescaledMean => 100 * (Mean - Definition.Minimum) / (Definition.Maximum - Definition.Minimum);

    /// <summary>Why the share and the means are undefined; null when they are not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Responses == 0 ? SurveyText.NobodyAnswered : null;

    /// <summary>Pools two results of disjoint answers with the same definition.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The result of all answers.</returns>
    /// <exception cref="ArgumentNullException">A result is null.</exception>
    /// <exception cref="ArgumentException">The definitions differ.</exception>
    public static CustomerSatisfaction operator +(CustomerSatisfaction left, CustomerSatisfaction right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Definition == right.Definition
            ? new(left.Definition, left._answers.Plus(right._answers), checked(left.Unanswered + right.Unanswered))
            : throw new ArgumentException($"One result counts {left.Definition} as satisfied, the other {right.Definition}. Only answers under one definition can be pooled.", nameof(right));
    }

    /// <summary>Makes the result from answers.</summary>
    /// <param name="scores">The answers, each on the scale of the definition.</param>
    /// <param name="definition">The scale and what counts as satisfied; <see cref="CsatDefinition.FivePointTopTwo"/> unless told.</param>
    /// <returns>The result, undefined when there is no answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scores"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static CustomerSatisfaction FromScores(IEnumerable<int> scores, CsatDefinition? definition = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Tally(scores, static score => score, definition, nameof(scores));
    }

    /// <summary>Makes the result from rows that hold an answer.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row for each person asked.</param>
    /// <param name="score">The answer of a row, on the scale of the definition, or null for none.</param>
    /// <param name="definition">The scale and what counts as satisfied; <see cref="CsatDefinition.FivePointTopTwo"/> unless told.</param>
    /// <returns>The result, undefined when there is no answer; rows without one are counted in <see cref="Unanswered"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or <paramref name="score"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static CustomerSatisfaction From<T>(IEnumerable<T> rows, Func<T, int?> score, CsatDefinition? definition = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(score);
        return Tally(rows, score, definition, nameof(rows));
    }

    /// <summary>Makes the result from a histogram: how often each answer was given.</summary>
    /// <param name="counts">The counts from the worst answer to the best.</param>
    /// <param name="definition">The scale and what counts as satisfied; <see cref="CsatDefinition.FivePointTopTwo"/> unless told.</param>
    /// <returns>The result, undefined when all counts are 0.</returns>
    /// <exception cref="ArgumentException">The histogram has not one bin for each answer of the scale.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static CustomerSatisfaction FromHistogram(ReadOnlySpan<long> counts, CsatDefinition? definition = null)
    {
        var meaning = definition ?? CsatDefinition.FivePointTopTwo;
        return new(meaning, ScoreHistogram.Of(counts, meaning.Minimum, meaning.Maximum, nameof(counts)), 0);
    }

    /// <summary>The same answers under another definition of satisfied on the same scale.</summary>
    /// <param name="topBoxes">How many of the best answers count as satisfied.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentOutOfRangeException">All or none of the answers would count.</exception>
    public CustomerSatisfaction WithTopBoxes(int topBoxes) => new(new CsatDefinition(Definition.Minimum, Definition.Maximum, topBoxes), _answers, Unanswered);

    /// <summary>Student's t interval for the mean.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval on the scale and cut to it; its unclipped ends are what the formula gave. Null for fewer than two answers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? MeanInterval(double level = 0.95) => _answers.MeanInterval(level);

    /// <summary>Whether the other result has the same definition and answers.</summary>
    /// <param name="other">The other result.</param>
    /// <returns>True when everything is equal.</returns>
    public bool Equals(CustomerSatisfaction? other) => other is not null && Definition == other.Definition && Unanswered == other.Unanswered && _answers.Equals(other._answers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CustomerSatisfaction);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Definition, Unanswered, _answers);

    /// <summary>The share with its counts, interval, definition and mean in one line, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Mean is { } mean
            ? $"CSAT {Text.Percent(Satisfied.Value)} ({SurveyText.CountOf(Satisfied)}; {Satisfied.Interval()!.Value.InPercent()}; {Definition}; mean {Text.Number(mean)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => _answers.AddAnswers(Satisfied.AddEvidence(new HtmlCard("Customer satisfaction", Text.Percent(Satisfied.Value)))
            .Row("Satisfied", Definition.ToString())
            .Row("Mean", Mean is { } mean ? Text.Number(mean) : null))
        .ToString();

    private static CustomerSatisfaction Tally<T>(IEnumerable<T> rows, Func<T, int?> score, CsatDefinition? definition, string name)
    {
        var meaning = definition ?? CsatDefinition.FivePointTopTwo;
        var (answers, unanswered) = ScoreHistogram.Tally(rows, score, meaning.Minimum, meaning.Maximum, name);
        return new(meaning, answers, unanswered);
    }
}

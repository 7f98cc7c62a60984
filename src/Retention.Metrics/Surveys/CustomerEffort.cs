using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// The customer-effort score (CES) of a set of answers in every form that is printed under that name: mean, share who found it easy, best two answers, net.
/// </summary>
/// <remarks>
/// <para>Easy and hard are the answers on the two sides of the middle of the scale: on CES 2.0 (1–7) 5–7 and 1–3. Net is easy − hard.
/// Tools disagree on which of them is "the" score, so each has a name of its own here.</para>
/// <para>Undefined when nobody answered. Source: M. Dixon, N. Toman, R. DeLisi, The Effortless Experience, 2013.</para>
/// </remarks>
/// <example>
/// <code>
/// CustomerEffort ces = CustomerEffort.FromHistogram([80, 210, 140, 110, 160, 180, 120]);
/// ces.Mean             // 4.08
/// ces.Easy.Value       // 0.46
/// ces.NetEase          // 0.03
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class CustomerEffort : IRendersHtml, IEquatable<CustomerEffort>, IAdditionOperators<CustomerEffort, CustomerEffort, CustomerEffort>
{
    private readonly ScoreHistogram _answers;

    [JsonConstructor]
    internal CustomerEffort(CesDefinition definition, IReadOnlyList<long> counts, long unanswered)
        : this(definition, ScoreHistogram.Of([.. counts], definition.Minimum, definition.Maximum, nameof(counts)), unanswered)
    {
    }

    private CustomerEffort(CesDefinition definition, ScoreHistogram answers, long unanswered)
    {
        Definition = definition;
        _answers = answers;
        Unanswered = Guard.Count(unanswered);
    }

    /// <summary>The scale and which of its ends is the easy one.</summary>
    public CesDefinition Definition { get; }

    /// <summary>How often each answer was given, from the lowest to the highest.</summary>
    public IReadOnlyList<long> Counts => _answers.Counts;

    /// <summary>How many were asked and gave no answer (nulls among the scores).</summary>
    public long Unanswered { get; }

    /// <summary>How many answered.</summary>
    [JsonIgnore]
    public long Responses => _answers.Count;

    /// <summary>The mean answer, on the scale; whether high is good, <see cref="Definition"/> says. Null when nobody answered.</summary>
    public double? Mean => _answers.Mean;

    /// <summary>Those on the easy side of the middle of the scale (5–7 on CES 2.0, 1–2 on CES 1.0), of all who answered.</summary>
    public Proportion Easy => EasySide(BelowMiddle);

    /// <summary>Those on the hard side of the middle of the scale (1–3 on CES 2.0, 4–5 on CES 1.0), of all who answered.</summary>
    [JsonIgnore]
    public Proportion Hard => HardSide(BelowMiddle);

    /// <summary>Those who gave one of the two easiest answers (6–7 on CES 2.0), of all who answered.</summary>
    [JsonIgnore]
    public Proportion EasiestTwo => EasySide(2);

    /// <summary>The share of easy less the share of hard, from −1 to 1; null when nobody answered.</summary>
    [JsonIgnore]
    public double? NetEase => Responses == 0 ? null : (double)(Easy.Count - Hard.Count) / Responses;

    /// <summary>Why the score is undefined; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Responses == 0 ? SurveyText.NobodyAnswered : null;

    // How many answers lie strictly below the middle: 3 of 7, 2 of 5, 2 of 4.
    private int BelowMiddle => (Definition.Maximum - Definition.Minimum + 1) / 2;

    /// <summary>Pools two results of disjoint answers with the same definition.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The result of all answers.</returns>
    /// <exception cref="ArgumentNullException">A result is null.</exception>
    /// <exception cref="ArgumentException">The definitions differ.</exception>
    public static CustomerEffort operator +(CustomerEffort left, CustomerEffort right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Definition == right.Definition
            ? new(left.Definition, left._answers.Plus(right._answers), checked(left.Unanswered + right.Unanswered))
            : throw new ArgumentException($"One result is on {left.Definition}, the other on {right.Definition}. Only answers under one definition can be pooled.", nameof(right));
    }

    /// <summary>Makes the result from answers.</summary>
    /// <param name="scores">The answers, each on the scale of the definition.</param>
    /// <param name="definition">The scale and its direction; <see cref="CesDefinition.Version2"/> unless told.</param>
    /// <returns>The result, undefined when there is no answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scores"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static CustomerEffort FromScores(IEnumerable<int> scores, CesDefinition? definition = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Tally(scores, static score => score, definition, nameof(scores));
    }

    /// <summary>Makes the result from rows that hold an answer.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row for each person asked.</param>
    /// <param name="score">The answer of a row, on the scale of the definition, or null for none.</param>
    /// <param name="definition">The scale and its direction; <see cref="CesDefinition.Version2"/> unless told.</param>
    /// <returns>The result, undefined when there is no answer; rows without one are counted in <see cref="Unanswered"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or <paramref name="score"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static CustomerEffort From<T>(IEnumerable<T> rows, Func<T, int?> score, CesDefinition? definition = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(score);
        return Tally(rows, score, definition, nameof(rows));
    }

    /// <summary>Makes the result from a histogram: how often each answer was given.</summary>
    /// <param name="counts">The counts from the lowest answer to the highest.</param>
    /// <param name="definition">The scale and its direction; <see cref="CesDefinition.Version2"/> unless told.</param>
    /// <returns>The result, undefined when all counts are 0.</returns>
    /// <exception cref="ArgumentException">The histogram has not one bin for each answer of the scale.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static CustomerEffort FromHistogram(ReadOnlySpan<long> counts, CesDefinition? definition = null)
    {
        var meaning = definition ?? CesDefinition.Version2;
        return new(meaning, ScoreHistogram.Of(counts, meaning.Minimum, meaning.Maximum, nameof(counts)), 0);
    }

    /// <summary>Student's t interval for the mean.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval on the scale and cut to it; its unclipped ends are what the formula gave. Null for fewer than two answers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? MeanInterval(double level = 0.95) => _answers.MeanInterval(level);

    /// <summary>Whether the other result has the same definition and answers.</summary>
    /// <param name="other">The other result.</param>
    /// <returns>True when everything is equal.</returns>
    public bool Equals(CustomerEffort? other) => other is not null && Definition == other.Definition && Unanswered == other.Unanswered && _answers.Equals(other._answers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CustomerEffort);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Definition, Unanswered, _answers);

    /// <summary>Mean, share of easy and definition in one line, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Mean is { } mean
            ? $"CES {Text.Number(mean)} ({Definition}; {Text.Count(Responses)} responses; easy {Text.Percent(Easy.Value)}, {Easy.Interval()!.Value.InPercent()}; net {Text.Signed(100 * NetEase!.Value)} points)"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => _answers.AddAnswers(new HtmlCard("Customer effort", SurveyText.OrNotAvailable(Mean, 2))
            .Row("Scale", Definition.ToString())
            .Row("Interval of the mean", SurveyText.Line(MeanInterval(), 2))
            .Row("Easy", SurveyText.Share(Easy))
            .Row("Hard", SurveyText.Share(Hard))
            .Row("Easiest two answers", SurveyText.Share(EasiestTwo)))
        .Note(WhyUndefined)
        .Note(Easy.SmallSampleWarning)
        .ToString();

    private static CustomerEffort Tally<T>(IEnumerable<T> rows, Func<T, int?> score, CesDefinition? definition, string name)
    {
        var meaning = definition ?? CesDefinition.Version2;
        var (answers, unanswered) = ScoreHistogram.Tally(rows, score, meaning.Minimum, meaning.Maximum, name);
        return new(meaning, answers, unanswered);
    }

    private Proportion EasySide(int answers) => Side(answers, high: Definition.HigherIsBetter);

    private Proportion HardSide(int answers) => Side(answers, high: !Definition.HigherIsBetter);

    private Proportion Side(int answers, bool high) => high
        ? _answers.Between(Definition.Maximum - answers + 1, Definition.Maximum)
        : _answers.Between(Definition.Minimum, Definition.Minimum + answers - 1);
}

using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// How the Net Promoter Score of the same people changed from one survey to the next, and who moved where.
/// </summary>
/// <remarks>
/// <para>Every person has a change from −2 (promoter to detractor) to +2. The difference of the two scores is 100 times its mean, and the variance of the
/// difference is the variance of the change ÷ n: the two answers of one person are not independent, and the formula for independent groups is too wide for them.</para>
/// <para>Undefined when there is nobody who answered twice.</para>
/// </remarks>
/// <example>
/// <code>
/// NpsChange change = NpsChange.FromPairs(people, p => p.ScoreInMay, p => p.ScoreInJune);
/// change.Difference                                            // in points
/// change.Moved(from: NpsGroup.Detractor, to: NpsGroup.Promoter)   // how many were won over
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class NpsChange : IRendersHtml, IEquatable<NpsChange>
{
    private readonly long[] _moved;

    [JsonConstructor]
    internal NpsChange(IReadOnlyList<long> moves, double level, NpsKind kind, NpsScale? scale)
    {
        ArgumentNullException.ThrowIfNull(moves);
        if (moves.Count != 9)
        {
            throw new ArgumentException($"There are 9 moves between 3 groups, not {Text.Count(moves.Count)}.", nameof(moves));
        }

        _moved = [.. moves];
        Level = Guard.Level(level);
        long Sum(int start, int step) => checked(Guard.Count(_moved[start], nameof(moves)) + Guard.Count(_moved[start + step], nameof(moves)) + Guard.Count(_moved[start + (2 * step)], nameof(moves)));
        Before = new(Sum(6, 1), Sum(3, 1), Sum(0, 1), 0, kind, scale);
        After = new(Sum(2, 3), Sum(1, 3), Sum(0, 3), 0, kind, scale);
        if (Before.Responses == 0)
        {
            return;
        }

        double n = Before.Responses;
        var mean = (After.Promoters - After.Detractors - (double)(Before.Promoters - Before.Detractors)) / n;
        var squares = 0.0;
        for (var i = 0; i < 9; i++)
        {
            var deviation = (i % 3) - (i / 3) - mean;
            squares += _moved[i] * deviation * deviation;
        }

        Difference = 100 * mean;
        StandardError = 100 * Math.Sqrt(squares / n / n);
        Z = StandardError > 0 ? Difference / StandardError : null;
        PValue = Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;
        var half = NormalDistribution.TwoSidedCritical(level) * StandardError.Value;
        Interval = ConfidenceInterval.Clipped(Difference.Value - half, Difference.Value + half, level, "paired Wald", -200, 200);
    }

    /// <summary>The score in the first survey.</summary>
    [JsonIgnore]
    public NetPromoterScore Before { get; }

    /// <summary>The score of the same people in the second survey.</summary>
    [JsonIgnore]
    public NetPromoterScore After { get; }

    /// <summary>The confidence level of the interval.</summary>
    public double Level { get; }

    /// <summary>After minus before, in points; null when nobody answered twice.</summary>
    public double? Difference { get; }

    /// <summary>The standard error of the difference in points, from the changes of the persons.</summary>
    [JsonIgnore]
    public double? StandardError { get; }

    /// <summary>The difference in standard errors; null also when everybody changed alike and the error is 0.</summary>
    [JsonIgnore]
    public double? Z { get; }

    /// <summary>The two-sided p-value of "nothing has changed".</summary>
    public double? PValue { get; }

    /// <summary>The interval of the difference, in points inside [−200..200].</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Why <see cref="Difference"/> or <see cref="PValue"/> is null; null when neither is.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Difference is null ? "nobody answered twice" : PValue is null ? "everybody changed alike, so the standard error is 0" : null;

    [JsonInclude]
    internal IReadOnlyList<long> Moves => _moved;

    [JsonInclude]
    internal NpsKind Kind => Before.Kind;

    [JsonInclude]
    internal NpsScale Scale => Before.Scale;

    /// <summary>Compares two answers of each person.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="people">One row for each person.</param>
    /// <param name="before">The first answer, or null for none.</param>
    /// <param name="after">The second answer, or null for none. Persons who lack one of the two are left out.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The change.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="people"/>, <paramref name="before"/> or <paramref name="after"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale (the message has its value and position), or the level is not strictly between 0 and 1.</exception>
    public static NpsChange FromPairs<T>(IEnumerable<T> people, Func<T, int?> before, Func<T, int?> after, double level = 0.95, NpsScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Guard.Level(level);
        var bins = scale ?? NpsScale.ZeroToTen;
        var moved = new long[9];
        long position = 0;
        foreach (var person in people)
        {
            if (before(person) is { } first && after(person) is { } second)
            {
                moved[(3 * Group(first)) + Group(second)]++;
            }

            position++;
        }

        return new(moved, level, NpsKind.Customer, scale);

        int Group(int score) => bins.Contains(score) ? bins.Sign(score) + 1 : throw bins.Outside(nameof(people), score, position);
    }

    /// <summary>How many persons were in one group before and in another one after.</summary>
    /// <param name="from">The group before.</param>
    /// <param name="to">The group after; the same group for those who stayed.</param>
    /// <returns>The number of persons.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A group is not one of the enum.</exception>
    public long Moved(NpsGroup from, NpsGroup to) => _moved[(3 * (int)Guard.Defined(from)) + (int)Guard.Defined(to)];

    /// <summary>Whether the other change has the same moves, level and scale.</summary>
    /// <param name="other">The other change.</param>
    /// <returns>True when everything is equal.</returns>
    public bool Equals(NpsChange? other) =>
        other is not null && Level == other.Level && Before == other.Before && _moved.AsSpan().SequenceEqual(other._moved);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NpsChange);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Level, Before, After);

    /// <summary>The difference with its interval and p-value, and the two scores.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Difference is { } difference
            ? $"{Text.Signed(difference)} points, {Text.Number(Before.Score!.Value, 1)} to {Text.Number(After.Score!.Value, 1)} ({Text.Count(Before.Responses)} people; {SurveyText.Ends(Interval!.Value)}; {(PValue is { } p ? Text.PValue(p) : "no test: " + WhyUndefined)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Change of the Net Promoter Score", Difference is { } difference ? Text.Signed(difference) + " points" : Text.NotAvailable)
        .Row("Before", SurveyText.OrNotAvailable(Before.Score, 1))
        .Row("After", SurveyText.OrNotAvailable(After.Score, 1))
        .Row("People", Text.Count(Before.Responses))
        .Row("Won over (to promoter)", Text.Count(Moved(NpsGroup.Detractor, NpsGroup.Promoter) + Moved(NpsGroup.Passive, NpsGroup.Promoter)))
        .Row("Lost (to detractor)", Text.Count(Moved(NpsGroup.Promoter, NpsGroup.Detractor) + Moved(NpsGroup.Passive, NpsGroup.Detractor)))
        .Row("Interval", SurveyText.Line(Interval))
        .Row("Test", PValue is { } p ? Text.PValue(p) : null)
        .Note(WhyUndefined)
        .ToString();
}

using System.Runtime.InteropServices;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

public readonly partial record struct NetPromoterScore
{
    /// <summary>Makes the score from the counts of its three groups.</summary>
    /// <param name="promoters">How many would recommend: 9–10 on the common scale.</param>
    /// <param name="passives">How many are in between: 7–8.</param>
    /// <param name="detractors">How many would not: 0–6.</param>
    /// <param name="unanswered">How many were asked and gave no answer, when known.</param>
    /// <param name="scale">The scale on which the groups were counted; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when all three counts are 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    /// <exception cref="OverflowException">The sum of the counts exceeds <see cref="long.MaxValue"/>.</exception>
    /// <example>
    /// <code>
    /// NetPromoterScore.FromCounts(promoters: 50, passives: 30, detractors: 20).Score   // 30
    /// </code>
    /// </example>
    public static NetPromoterScore FromCounts(long promoters, long passives, long detractors, long unanswered = 0, NpsScale? scale = null) =>
        new(promoters, passives, detractors, unanswered, NpsKind.Customer, scale);

    /// <summary>Makes the score from answers.</summary>
    /// <param name="scores">The answers, each on the scale.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when there is no answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scores"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    /// <example>
    /// <code>
    /// NetPromoterScore.FromScores(answers.Where(a => a.Country == "DE").Select(a => a.Score))
    /// </code>
    /// </example>
    public static NetPromoterScore FromScores(IEnumerable<int> scores, NpsScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        switch (scores)
        {
            case int[] array:
                return FromScores(array.AsSpan(), scale);
            case List<int> list:
                return FromScores(CollectionsMarshal.AsSpan(list), scale);
        }

        var bins = scale ?? NpsScale.ZeroToTen;
        var tally = default(ScoreTally);
        foreach (var score in scores)
        {
            tally.Add(score, bins, nameof(scores));
        }

        return FromTally(tally, scale);
    }

    /// <summary>Makes the score from answers of which some are missing; the missing ones are counted in <see cref="Unanswered"/>.</summary>
    /// <param name="scores">The answers, each on the scale, or null for none.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when there is no answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="scores"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static NetPromoterScore FromScores(IEnumerable<int?> scores, NpsScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return FromRows(scores, static score => score, scale, nameof(scores));
    }

    /// <summary>Makes the score from answers.</summary>
    /// <param name="scores">The answers, each on the scale.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when there is no answer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static NetPromoterScore FromScores(ReadOnlySpan<int> scores, NpsScale? scale = null) =>
        FromTally(ScoreTally.Of(scores, scale ?? NpsScale.ZeroToTen, nameof(scores)), scale);

    /// <summary>Makes the score from a column of answers of one byte each, at the speed of reading memory; the range is checked in the same pass.</summary>
    /// <param name="scores">The answers, each on the scale.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when there is no answer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static NetPromoterScore FromScores(ReadOnlySpan<byte> scores, NpsScale? scale = null) =>
        FromTally(ScoreTally.Of(scores, scale ?? NpsScale.ZeroToTen, nameof(scores)), scale);

    /// <summary>Makes the score from a column of answers of one byte each on several threads.</summary>
    /// <param name="scores">The answers, each on the scale.</param>
    /// <param name="maxThreads">How many threads may count; 1 or more. The result does not depend on it.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when there is no answer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale (the message has the value and position of the first), or <paramref name="maxThreads"/> is below 1.</exception>
    /// <remarks>One thread nearly fills the memory bandwidth of a core; more help for columns of ten million answers and up.</remarks>
    public static NetPromoterScore FromScores(ReadOnlyMemory<byte> scores, int maxThreads, NpsScale? scale = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        return FromTally(ScoreTally.Of(scores, scale ?? NpsScale.ZeroToTen, nameof(scores), maxThreads), scale);
    }

    /// <summary>Makes the score from rows that hold an answer.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row for each person asked.</param>
    /// <param name="score">The answer of a row, on the scale, or null for none.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when there is no answer; rows without one are counted in <see cref="Unanswered"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or <paramref name="score"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is not on the scale; the message has its value and position.</exception>
    public static NetPromoterScore From<T>(IEnumerable<T> rows, Func<T, int?> score, NpsScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(score);
        return FromRows(rows, score, scale, nameof(rows));
    }

    /// <summary>Makes the score from a histogram: how often each answer was given.</summary>
    /// <param name="responsesByScore">The counts from the worst answer to the best: 11 of them on 0–10.</param>
    /// <param name="scale">The scale; <see cref="NpsScale.ZeroToTen"/> unless told.</param>
    /// <returns>The score, undefined when all counts are 0.</returns>
    /// <exception cref="ArgumentException">The histogram has not one bin for each answer of the scale.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    /// <exception cref="OverflowException">The sum of the counts exceeds <see cref="long.MaxValue"/>.</exception>
    /// <example>
    /// <code>
    /// NetPromoterScore.FromHistogram([3, 1, 0, 2, 2, 5, 7, 20, 30, 25, 25]).Score   // 25
    /// </code>
    /// </example>
    public static NetPromoterScore FromHistogram(ReadOnlySpan<long> responsesByScore, NpsScale? scale = null)
    {
        var bins = scale ?? NpsScale.ZeroToTen;
        if (responsesByScore.Length != bins.Points)
        {
            throw new ArgumentException($"The histogram has {Text.Count(responsesByScore.Length)} bins; the scale {bins} has {Text.Count(bins.Points)} answers.", nameof(responsesByScore));
        }

        long promoters = 0;
        long passives = 0;
        long detractors = 0;
        for (var i = 0; i < responsesByScore.Length; i++)
        {
            var count = Guard.Count(responsesByScore[i], nameof(responsesByScore));
            switch (bins.Sign(bins.Minimum + i))
            {
                case 1:
                    promoters = checked(promoters + count);
                    break;
                case 0:
                    passives = checked(passives + count);
                    break;
                default:
                    detractors = checked(detractors + count);
                    break;
            }
        }

        return new(promoters, passives, detractors, scale: scale);
    }

    private static NetPromoterScore FromRows<T>(IEnumerable<T> rows, Func<T, int?> select, NpsScale? scale, string name)
    {
        var bins = scale ?? NpsScale.ZeroToTen;
        var tally = default(ScoreTally);
        foreach (var row in rows)
        {
            if (select(row) is { } score)
            {
                tally.Add(score, bins, name);
            }
            else
            {
                tally.AddUnanswered();
            }
        }

        return FromTally(tally, scale);
    }

    private static NetPromoterScore FromTally(in ScoreTally tally, NpsScale? scale) =>
        new(tally.Promoters, tally.Passives, tally.Detractors, tally.Unanswered, NpsKind.Customer, scale);
}

using System.Globalization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>How often each answer of a scale of consecutive whole numbers was given. What the satisfaction, effort and star results are made of.</summary>
internal sealed class ScoreHistogram : IEquatable<ScoreHistogram>
{
    private readonly long[] _counts;

    public ScoreHistogram(int minimum, ReadOnlySpan<long> counts, string name)
    {
        Minimum = minimum;
        _counts = counts.ToArray();
        foreach (var count in counts)
        {
            Count = checked(Count + Guard.Count(count, name));
        }
    }

    public int Minimum { get; }

    public int Maximum => Minimum + _counts.Length - 1;

    /// <summary>How many answers there are.</summary>
    public long Count { get; }

    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Σx ÷ n, from exact sums; null for no answer.</summary>
    public double? Mean => Count == 0 ? null : Minimum + ((double)Sums().First / Count);

    /// <summary>The variance over n − 1, from exact sums; null for fewer than two answers.</summary>
    public double? SampleVariance
    {
        get
        {
            if (Count < 2)
            {
                return null;
            }

            // n·Σx² − (Σx)², with x counted from the minimum, is a whole number: nothing cancels.
            var (first, second) = Sums();
            return (double)(((Int128)Count * second) - (first * first)) / Count / (Count - 1);
        }
    }

    /// <summary>Tallies answers, refusing what is not on the scale; null answers are counted apart.</summary>
    public static (ScoreHistogram Histogram, long Unanswered) Tally<T>(IEnumerable<T> rows, Func<T, int?> select, int minimum, int maximum, string name)
    {
        var counts = new long[maximum - minimum + 1];
        long unanswered = 0;
        long position = 0;
        foreach (var row in rows)
        {
            if (select(row) is not { } score)
            {
                unanswered++;
            }
            else if (score < minimum || score > maximum)
            {
                throw new ArgumentOutOfRangeException(name, score, string.Create(CultureInfo.InvariantCulture, $"{name}[{position}] was {score}. A score must be inside [{minimum}..{maximum}]."));
            }
            else
            {
                counts[score - minimum]++;
            }

            position++;
        }

        return (new(minimum, counts, name), unanswered);
    }

    /// <summary>A histogram that the caller counted, which must have one bin for each answer.</summary>
    public static ScoreHistogram Of(ReadOnlySpan<long> counts, int minimum, int maximum, string name)
    {
        var points = maximum - minimum + 1;
        return counts.Length == points
            ? new(minimum, counts, name)
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} has {counts.Length} bins; the scale {minimum}–{maximum} has {points} answers."), name);
    }

    /// <summary>The answers from one score to another, both included, of all answers.</summary>
    public Proportion Between(int from, int to)
    {
        long sum = 0;
        for (var score = Math.Max(from, Minimum); score <= Math.Min(to, Maximum); score++)
        {
            sum += _counts[score - Minimum];
        }

        return new(sum, Count);
    }

    /// <summary>Student's t interval for the mean, cut to the scale; null for fewer than two answers.</summary>
    public ConfidenceInterval? MeanInterval(double level)
    {
        Guard.Level(level);
        if (SampleVariance is not { } variance)
        {
            return null;
        }

        var mean = Mean!.Value;
        var half = variance == 0 ? 0 : StudentT.TwoSidedCritical(level, Count - 1) * Math.Sqrt(variance / Count);
        return ConfidenceInterval.Clipped(mean - half, mean + half, level, "Student's t", Minimum, Maximum);
    }

    /// <summary>The sum of two histograms of disjoint answers on one scale.</summary>
    public ScoreHistogram Plus(ScoreHistogram other)
    {
        var sum = new long[_counts.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = checked(_counts[i] + other._counts[i]);
        }

        return new(Minimum, sum, nameof(other));
    }

    public bool Equals(ScoreHistogram? other) => other is not null && Minimum == other.Minimum && _counts.AsSpan().SequenceEqual(other._counts);

    public override bool Equals(object? obj) => Equals(obj as ScoreHistogram);

    public override int GetHashCode() => HashCode.Combine(Minimum, _counts.Length, Count, Count == 0 ? 0 : Sums().First);

    /// <summary>The rows that every result of a scale shows of its answers.</summary>
    public HtmlCard AddAnswers(HtmlCard card)
    {
        for (var i = _counts.Length - 1; i >= 0; i--)
        {
            card.Row((Minimum + i).ToString(CultureInfo.InvariantCulture), SurveyText.Share(new(_counts[i], Count)));
        }

        return card;
    }

    private (Int128 First, Int128 Second) Sums()
    {
        Int128 first = 0;
        Int128 second = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            first += (Int128)i * _counts[i];
            second += (Int128)i * i * _counts[i];
        }

        return (first, second);
    }
}

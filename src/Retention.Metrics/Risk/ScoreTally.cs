namespace Retention.Metrics.Risk;

/// <summary>One score, and how many of the customers who have it churned and stayed.</summary>
internal readonly record struct ScoreTally(double Score, long Churned, long Stayed)
{
    /// <summary>The distinct scores in descending order.</summary>
    public static ScoreTally[] Of(ReadOnlySpan<bool> churned, ReadOnlySpan<double> scores)
    {
        var sorted = scores.ToArray();
        var outcome = churned.ToArray();
        Array.Sort(sorted, outcome);
        var tallies = new List<ScoreTally>();
        for (var i = sorted.Length - 1; i >= 0;)
        {
            var (score, left, stayed) = (sorted[i], 0L, 0L);
            for (; i >= 0 && sorted[i] == score; i--)
            {
                left += outcome[i] ? 1 : 0;
                stayed += outcome[i] ? 0 : 1;
            }

            // Adding 0 makes a negative zero, which equals zero, read back as itself.
            tallies.Add(new(score + 0.0, left, stayed));
        }

        return [.. tallies];
    }

    public static void Check(ReadOnlySpan<bool> churned, ReadOnlySpan<double> scores, string name)
    {
        if (scores.Length != churned.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} has {scores.Length} values, but churned has {churned.Length}."), name);
        }

        for (var i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"{name}[{i}]"), scores[i], "A score must be a finite number");
            }
        }
    }
}

namespace Retention.Metrics.Survival;

/// <summary>The martingale and score residuals of the rows of a Cox model, on the common scale.</summary>
internal static class CoxScores
{
    /// <summary>Takes the residuals of one row: its place, its martingale residual, and its score residuals, which are overwritten after.</summary>
    internal delegate void Take(int place, double martingale, ReadOnlySpan<double> score);

    /// <summary>Visits every row, in the order of the columns.</summary>
    /// <remarks>Score residual: ∫ (x − x̄(t)) dM(t). Of those who end at a tied time, the hazard counts in part (Efron).</remarks>
    public static void Visit(CoxColumns columns, double[] risks, CoxHazards hazards, Take take, CancellationToken cancellationToken)
    {
        var p = columns.Width;
        var late = EntryOf(columns);
        var (score, sum) = (new double[p], new double[p + 1]);
        for (var s = 0; s < columns.Strata; s++)
        {
            var (first, end) = (hazards.StratumStep[s], hazards.StratumStep[s + 1]);
            var (sums, steps) = (Cumulative(hazards, first, end), late is null ? null : Tree(hazards, first, end));
            var step = first;
            for (var g = columns.StratumGroup[s]; g < columns.StratumGroup[s + 1]; g++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var isStep = step < end && hazards.Group[step] == g;
                for (var i = columns.GroupStart[g]; i < columns.GroupStart[g + 1]; i++)
                {
                    var ended = columns.Ended[i];
                    var reached = step - first + (isStep && !ended ? 1 : 0);
                    if (steps is not null && late![i] > 0)
                    {
                        Array.Clear(sum);
                        steps.Sum(StepsUpTo(columns, hazards, first, end, late[i]), reached, sum);
                    }
                    else
                    {
                        sums.AsSpan(reached * (p + 1), p + 1).CopyTo(sum);
                    }

                    var hazard = sum[0] + (ended ? hazards.TiedHazard[step] : 0);
                    var risk = risks[i] / columns.Weight(i);
                    for (var k = 0; k < p; k++)
                    {
                        var mean = sum[k + 1] + (ended ? hazards.TiedMean[(step * p) + k] : 0);
                        var x = columns.X[(i * p) + k];
                        score[k] = (ended ? x - hazards.EventMean[(step * p) + k] : 0) - (risk * ((x * hazard) - mean));
                    }

                    take(i, (ended ? 1 : 0) - (risk * hazard), score);
                }

                step += isStep ? 1 : 0;
            }
        }
    }

    private static double[]? EntryOf(CoxColumns columns)
    {
        if (columns.Entries.Length == 0)
        {
            return null;
        }

        var entered = new double[columns.Rows];
        for (var e = 0; e < columns.Entries.Length; e++)
        {
            entered[columns.Entries[e]] = columns.EntryTime[e];
        }

        return entered;
    }

    /// <summary>How many steps of the stratum lie at or before a time.</summary>
    private static int StepsUpTo(CoxColumns columns, CoxHazards hazards, int first, int end, double time)
    {
        var (from, to) = (first, end);
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = columns.GroupTime[hazards.Group[middle]] <= time ? (middle + 1, to) : (from, middle);
        }

        return from - first;
    }

    /// <summary>The hazard and Σ h·x̄ up to each step.</summary>
    private static double[] Cumulative(CoxHazards hazards, int first, int end)
    {
        var p = hazards.Width;
        var sums = new double[(end - first + 1) * (p + 1)];
        for (int i = first, at = p + 1; i < end; i++, at += p + 1)
        {
            sums[at] = sums[at - p - 1] + hazards.Hazard[i];
            for (var k = 1; k <= p; k++)
            {
                sums[at + k] = sums[at + k - p - 1] + hazards.Mean[(i * p) + k - 1];
            }
        }

        return sums;
    }

    /// <summary>The same, to be summed between any two steps.</summary>
    private static IntervalTree Tree(CoxHazards hazards, int first, int end)
    {
        var p = hazards.Width;
        var tree = new IntervalTree(end - first, p + 1);
        for (var i = first; i < end; i++)
        {
            var step = tree[i - first];
            step[0] = hazards.Hazard[i];
            hazards.Mean.AsSpan(i * p, p).CopyTo(step[1..]);
        }

        tree.Gather();
        return tree;
    }
}

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
        var (score, mean) = (new double[p], new double[p]);
        for (var s = 0; s < columns.Strata; s++)
        {
            var (first, end) = (hazards.StratumStep[s], hazards.StratumStep[s + 1]);
            var sums = Cumulative(hazards, first, end);
            var step = first;
            for (var g = columns.StratumGroup[s]; g < columns.StratumGroup[s + 1]; g++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var isStep = step < end && hazards.Group[step] == g;
                for (var i = columns.GroupStart[g]; i < columns.GroupStart[g + 1]; i++)
                {
                    var ended = columns.Ended[i];
                    var reached = step - first + (isStep && !ended ? 1 : 0);
                    var entered = late is null || late[i] == 0 ? 0 : StepsUpTo(columns, hazards, first, end, late[i]);
                    var hazard = sums.Hazard[reached] - sums.Hazard[entered] + (ended ? hazards.TiedHazard[step] : 0);
                    var risk = risks[i] / columns.Weight(i);
                    for (var k = 0; k < p; k++)
                    {
                        mean[k] = sums.Mean[(reached * p) + k] - sums.Mean[(entered * p) + k] + (ended ? hazards.TiedMean[(step * p) + k] : 0);
                        var x = columns.X[(i * p) + k];
                        score[k] = (ended ? x - hazards.EventMean[(step * p) + k] : 0) - (risk * ((x * hazard) - mean[k]));
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

    private static (double[] Hazard, double[] Mean) Cumulative(CoxHazards hazards, int first, int end)
    {
        var p = hazards.Width;
        var (hazard, mean) = (new double[end - first + 1], new double[(end - first + 1) * p]);
        for (var i = first; i < end; i++)
        {
            hazard[i - first + 1] = hazard[i - first] + hazards.Hazard[i];
            for (var k = 0; k < p; k++)
            {
                mean[((i - first + 1) * p) + k] = mean[((i - first) * p) + k] + hazards.Mean[(i * p) + k];
            }
        }

        return (hazard, mean);
    }
}

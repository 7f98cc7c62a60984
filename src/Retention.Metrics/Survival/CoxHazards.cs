namespace Retention.Metrics.Survival;

/// <summary>The hazard of a Cox model at each time of each stratum at which somebody ended, with what residuals need of it.</summary>
/// <remarks>Steps are in the order of strata and times. Vectors are on the common scale; a step's hazard h is a sum over the ties' steps.</remarks>
internal sealed class CoxHazards
{
    private CoxHazards(int p, int steps, int strata, bool forEvents)
    {
        Width = p;
        (Group, Hazard, Variance, Mean) = (new int[steps], new double[steps], new double[steps], new double[steps * p]);
        (TiedHazard, TiedMean, EventMean) = forEvents ? (new double[steps], new double[steps * p], new double[steps * p]) : ([], [], []);
        StratumStep = new int[strata + 1];
    }

    public int Width { get; }

    public int[] Group { get; }

    /// <summary>h.</summary>
    public double[] Hazard { get; }

    /// <summary>The variance of h.</summary>
    public double[] Variance { get; }

    /// <summary>Σ h·x̄.</summary>
    public double[] Mean { get; }

    /// <summary>h as those have it who end at the step: Efron's ties count them in part.</summary>
    public double[] TiedHazard { get; }

    /// <summary>Σ h·x̄ as those have it.</summary>
    public double[] TiedMean { get; }

    /// <summary>The mean of x̄ over the ties' steps: what is expected of those who end.</summary>
    public double[] EventMean { get; }

    /// <summary>The first step of each stratum; one more at the end.</summary>
    public int[] StratumStep { get; }

    public static CoxHazards Of(CoxColumns columns, double[] risks, CoxTies ties, bool forEvents, CancellationToken cancellationToken)
    {
        var p = columns.Width;
        var count = 0;
        var perStratum = new int[columns.Strata];
        for (var s = 0; s < columns.Strata; s++)
        {
            for (var g = columns.StratumGroup[s]; g < columns.StratumGroup[s + 1]; g++)
            {
                columns.HasTies(g, out var events);
                perStratum[s] += events > 0 ? 1 : 0;
            }

            count += perStratum[s];
        }

        var hazards = new CoxHazards(p, count, columns.Strata, forEvents);
        for (var s = 0; s < columns.Strata; s++)
        {
            hazards.StratumStep[s + 1] = hazards.StratumStep[s] + perStratum[s];
        }

        var means = new TieMeans(p);
        var at = count;
        new CoxWalk(columns, risks).Run(
            walk =>
            {
                var (steps, share) = walk.Steps(ties);
                means.Clear();
                for (var j = 0; j < steps; j++)
                {
                    var part = (double)(steps - j) / steps;
                    means.Add(part, 1 / (walk.Stay[0] + (part * walk.Tied[0])));
                }

                hazards.Set(--at, walk, means, steps, share);
            },
            cancellationToken);
        return hazards;
    }

    /// <summary>The baselines, one per stratum. Without strata the sums are made in place, which on distinct times halves the memory: ask for nothing else afterwards.</summary>
    public CoxBaseline[] Baselines(CoxData data)
    {
        var columns = data.Columns;
        var baselines = new CoxBaseline[columns.Strata];
        for (var s = 0; s < columns.Strata; s++)
        {
            var (from, to) = (StratumStep[s], StratumStep[s + 1]);
            var times = new double[to - from];
            var (hazard, variance, means) = columns.Strata == 1 ? (Hazard, Variance, Mean) : (new double[to - from], new double[to - from], new double[(to - from) * Width]);
            for (var i = 0; i < times.Length; i++)
            {
                times[i] = columns.GroupTime[Group[from + i]];
                for (var k = 0; k < Width; k++)
                {
                    means[(i * Width) + k] = Mean[((from + i) * Width) + k] + (i == 0 ? 0 : means[((i - 1) * Width) + k]);
                }
            }

            var hazardLost = RunningSums.Of(Hazard.AsSpan(from, times.Length), hazard);
            var varianceLost = RunningSums.Of(Variance.AsSpan(from, times.Length), variance);
            var last = columns.StratumGroup[s + 1] - 1;
            baselines[s] = new(
                data.Strata[s],
                times,
                hazard,
                variance,
                means,
                columns.Centers.Length == 0 ? new double[Width] : columns.Centers.AsSpan(s * Width, Width).ToArray(),
                columns.OffsetCenters.Length == 0 ? 0 : columns.OffsetCenters[s],
                last < columns.StratumGroup[s] ? null : columns.GroupTime[last],
                hazardLost,
                varianceLost);
        }

        return baselines;
    }

    private void Set(int at, CoxWalk walk, TieMeans means, int steps, double share)
    {
        Group[at] = walk.Group;
        Hazard[at] = share * means.Hazard;
        Variance[at] = share * means.Variance;
        for (var k = 0; k < Width; k++)
        {
            var (stay, tied) = (walk.Stay[1 + k], walk.Tied[1 + k]);
            Mean[(at * Width) + k] = share * ((stay * means.Variance) + (tied * means.VarianceTied));
        }

        if (TiedHazard.Length == 0)
        {
            return;
        }

        TiedHazard[at] = share * means.TiedHazard;
        for (var k = 0; k < Width; k++)
        {
            var (stay, tied) = (walk.Stay[1 + k], walk.Tied[1 + k]);
            TiedMean[(at * Width) + k] = share * ((stay * means.VarianceTied) + (tied * means.VarianceBothTied));
            EventMean[(at * Width) + k] = ((stay * means.Hazard) + (tied * means.TiedHazard)) / steps;
        }
    }
}

using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>The Aalen–Johansen estimate, step by step over the distinct times of exit, with the variances of the incidences.</summary>
internal sealed class CompetingEstimate
{
    /// <param name="tables">The exits of those still there, and of each cause.</param>
    /// <param name="all">All together.</param>
    /// <param name="variance">How the variance of the incidences is estimated.</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    public CompetingEstimate(Lifetimes[] tables, Lifetimes all, IncidenceVariance variance, CancellationToken cancellationToken)
    {
        var (steps, causes) = (all.DistinctTimes, tables.Length - 1);
        (Times, AtRisk, Survival) = (new double[steps], new double[steps], new double[steps]);
        Ended = Columns(causes, steps);
        Incidence = Columns(causes, steps);
        IncidenceVariance = Columns(causes, steps);
        var sets = tables.Select(t => t.Sets).ToArray();
        var readers = sets.Select(s => s.Read()).ToArray();
        var rows = variance == Metrics.Survival.IncidenceVariance.Jackknife ? new EntrySteps(sets, -1, 0, all.HasLateEntry ? all.Sets.ToTable().Times : []) : null;
        var jackknife = new InfluenceSums(causes, all.HasLateEntry);
        var aalen = new AalenSums[causes];
        var incidence = new DoubleDouble[causes];
        var walker = new SurvivalWalker(all.Sets, -1);
        for (var step = 0; walker.NextTime is var time && !double.IsPositiveInfinity(time); step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = walker.Survival;
            walker.Next();
            (Times[step], AtRisk[step], Survival[step]) = (time, walker.AtRisk, walker.Survival);
            var ended = new double[causes];
            for (var k = 0; k < readers.Length; k++)
            {
                readers[k].MoveTo(time);
                if (k > 0)
                {
                    Ended[k - 1][step] = ended[k - 1] = readers[k].Ended;
                    incidence[k - 1] += DoubleDouble.Product(before, readers[k].Ended / walker.AtRisk);
                    Incidence[k - 1][step] = Math.Clamp(incidence[k - 1].Value, 0, 1);
                }
            }

            if (rows is not null)
            {
                jackknife.Enter(step, rows.Entering(step));
                jackknife.Step(walker.AtRisk, ended, walker.Ended, walker.Survival == 0 && walker.Ended > 0, readers.SelectMany((reader, k) => rows.Leaving(k, k - 1, reader)));
            }

            for (var c = 0; c < causes; c++)
            {
                if (rows is null)
                {
                    aalen[c].Step(before, walker.Survival, Incidence[c][step], walker.AtRisk, ended[c], walker.Ended - ended[c]);
                }

                IncidenceVariance[c][step] = rows is null ? aalen[c].Variance(Incidence[c][step]) : jackknife.IncidenceVariance(c);
            }
        }
    }

    public double[] Times { get; }

    public double[] AtRisk { get; }

    public double[] Survival { get; }

    public double[][] Ended { get; }

    public double[][] Incidence { get; }

    public double[][] IncidenceVariance { get; }

    /// <summary>The number of steps at times up to and including <paramref name="time"/>.</summary>
    public int StepsUpTo(double time)
    {
        var at = Array.BinarySearch(Times, time);
        return at >= 0 ? at + 1 : ~at;
    }

    private static double[][] Columns(int causes, int steps) => [.. Enumerable.Range(0, causes).Select(_ => new double[steps])];

    /// <summary>
    /// Aalen's variance of one incidence: Σ over earlier exits of the variance there · (what an exit there moves the incidence by now)², kept as the three sums of which that is a
    /// quadratic in the incidence now. An exit for this cause moves it by 1 − (F(t) − F(u)) ÷ S(u), one for another cause by −(F(t) − F(u)) ÷ S(u).
    /// </summary>
    private struct AalenSums
    {
        private double _constant;
        private double _linear;
        private double _square;

        public readonly double Variance(double incidence) => Math.Max(0, _constant - (2 * incidence * _linear) + (incidence * incidence * _square));

        public void Step(double before, double after, double incidence, double atRisk, double ended, double endedOtherwise)
        {
            var inverse = after > 0 ? 1 / after : 0;
            if (endedOtherwise > 0 && after > 0)
            {
                Add(Variance(before, atRisk, endedOtherwise), incidence * inverse, inverse);
            }

            if (ended > 0)
            {
                Add(Variance(before, atRisk, ended), 1 + (incidence * inverse), inverse);
            }
        }

        private static double Variance(double before, double atRisk, double ended)
        {
            var share = before / atRisk;
            return share * share * ended * (ended > 1 ? 1 - ((ended - 1) / (atRisk - 1)) : 1);
        }

        private void Add(double variance, double level, double slope)
        {
            _constant += variance * level * level;
            _linear += variance * level * slope;
            _square += variance * slope * slope;
        }
    }
}

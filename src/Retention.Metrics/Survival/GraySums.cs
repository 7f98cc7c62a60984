namespace Retention.Metrics.Survival;

/// <summary>
/// Scores and covariance of Gray's test. In the notation of the paper: h = n ÷ S, the risk sets before the incidence is taken out; a, what an exit of one group adds to the score of another;
/// c = ∫ a dF° ÷ (1 − F°), with F° the incidence of all groups pooled. The first walk finds the scores and c at the end, the second the variance, in which c from now to the end counts.
/// </summary>
internal sealed class GraySums
{
    private readonly CompetingEstimate[] _groups;
    private readonly int[] _cause;
    private readonly double _rho;
    private readonly int _count;

    public GraySums(CompetingEstimate[] groups, int[] cause, double rho)
    {
        (_groups, _cause, _rho, _count) = (groups, cause, rho, groups.Length);
        Scores = new double[_count];
        Covariance = [.. groups.Select(_ => new double[_count])];
        var end = new double[_count, _count];
        Walk(state =>
        {
            for (var i = 0; i < _count; i++)
            {
                Scores[i] += state.Weight * (state.Ended[i] - (state.EndedOfAll * state.RiskSet[i] / state.RiskSetOfAll));
            }

            Array.Copy(state.C, end, end.Length);
        });
        Walk(state => AddVariance(state, end));
    }

    public double[] Scores { get; }

    public double[][] Covariance { get; }

    private void AddVariance(State s, double[,] end)
    {
        for (var k = 0; k < _count; k++)
        {
            if (s.AtRisk[k] <= 0)
            {
                continue;
            }

            var (before, after) = (s.SurvivalBefore[k], s.Survival[k]);
            var shrink = after > 0 ? (1 - s.Incidence) / after : 0;
            if (s.EndedOfAll > 0)
            {
                var ties = s.EndedOfAll > 1 ? 1 - ((s.EndedOfAll - 1) / ((s.H * before) - 1)) : 1;
                var variance = ties * before * s.EndedOfAll / (s.H * s.AtRisk[k]);
                Add(variance, i => s.A[i, k] + ((1 - shrink) * (end[i, k] - s.C[i, k])));
            }

            if (s.EndedOtherwise[k] > 0 && after > 0)
            {
                var ties = s.EndedOtherwise[k] > 1 ? 1 - ((s.EndedOtherwise[k] - 1) / (s.AtRisk[k] - 1)) : 1;
                var variance = ties * before * before * s.EndedOtherwise[k] / (s.AtRisk[k] * s.AtRisk[k]);
                Add(variance, i => shrink * (end[i, k] - s.C[i, k]));
            }
        }

        void Add(double variance, Func<int, double> influence)
        {
            if (!double.IsFinite(variance))
            {
                return;
            }

            for (var i = 0; i < _count; i++)
            {
                for (var j = 0; j < _count; j++)
                {
                    Covariance[i][j] += variance * influence(i) * influence(j);
                }
            }
        }
    }

    private void Walk(Action<State> step)
    {
        var at = new int[_count];
        var s = new State(_count);
        var own = new double[_count];
        while (true)
        {
            var time = double.PositiveInfinity;
            for (var g = 0; g < _count; g++)
            {
                time = Math.Min(time, at[g] < _groups[g].Times.Length ? _groups[g].Times[at[g]] : double.PositiveInfinity);
            }

            if (double.IsPositiveInfinity(time))
            {
                return;
            }

            (s.EndedOfAll, s.H, s.RiskSetOfAll) = (0, 0, 0);
            double otherwise = 0;
            for (var g = 0; g < _count; g++)
            {
                var estimate = _groups[g];
                var here = at[g] < estimate.Times.Length && estimate.Times[at[g]] == time;
                s.AtRisk[g] = at[g] < estimate.Times.Length ? estimate.AtRisk[at[g]] : 0;
                s.SurvivalBefore[g] = at[g] == 0 ? 1 : estimate.Survival[at[g] - 1];
                s.Survival[g] = here ? estimate.Survival[at[g]] : s.SurvivalBefore[g];
                s.Ended[g] = here ? estimate.Ended[_cause[g]][at[g]] : 0;
                s.EndedOtherwise[g] = here ? estimate.Ended.Sum(cause => cause[at[g]]) - s.Ended[g] : 0;
                own[g] = at[g] == 0 ? 0 : estimate.Incidence[_cause[g]][at[g] - 1];
                var h = s.AtRisk[g] > 0 ? s.AtRisk[g] / s.SurvivalBefore[g] : 0;
                s.RiskSet[g] = h * (1 - own[g]);
                s.H += h;
                s.RiskSetOfAll += s.RiskSet[g];
                s.EndedOfAll += s.Ended[g];
                otherwise += s.EndedOtherwise[g];
                at[g] += here ? 1 : 0;
            }

            if (s.EndedOfAll > 0 || otherwise > 0)
            {
                s.Advance(_rho);
                step(s);
            }
        }
    }

    private sealed class State(int groups)
    {
        public double[] AtRisk { get; } = new double[groups];

        public double[] SurvivalBefore { get; } = new double[groups];

        public double[] Survival { get; } = new double[groups];

        public double[] Ended { get; } = new double[groups];

        public double[] EndedOtherwise { get; } = new double[groups];

        public double[] RiskSet { get; } = new double[groups];

        public double[,] A { get; } = new double[groups, groups];

        public double[,] C { get; } = new double[groups, groups];

        public double EndedOfAll { get; set; }

        public double H { get; set; }

        public double RiskSetOfAll { get; set; }

        public double Weight { get; private set; }

        /// <summary>The pooled incidence up to and including this time.</summary>
        public double Incidence { get; private set; }

        public void Advance(double rho)
        {
            // The pooled incidence adds jumps of groups that die out at different times, and can reach 1 or exceed it; what has no share left to weigh weighs nothing.
            var left = 1 - Incidence;
            Weight = rho == 0 ? 1 : left > 0 ? Math.Pow(left, rho) : 0;
            var step = Math.Abs(left) > 1e-12 ? EndedOfAll / (H * left) : 0;
            for (var i = 0; i < groups; i++)
            {
                for (var j = 0; j < groups; j++)
                {
                    var (hi, hj) = (AtRisk[i] > 0 ? AtRisk[i] / SurvivalBefore[i] : 0, AtRisk[j] > 0 ? AtRisk[j] / SurvivalBefore[j] : 0);
                    A[i, j] = Weight * hi * ((i == j ? 1 : 0) - (hj / H));
                    C[i, j] += A[i, j] * step;
                }
            }

            Incidence += EndedOfAll / H;
        }
    }
}

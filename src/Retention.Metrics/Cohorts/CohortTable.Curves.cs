using Retention.Metrics.Numerics;

namespace Retention.Metrics.Cohorts;

public sealed partial class CohortTable
{
    /// <summary>
    /// The pooled curve: at each offset, all retained of all who have reached it, Σ retained ÷ Σ size over the complete cells.
    /// </summary>
    /// <param name="level">The confidence level of the intervals (Wilson).</param>
    /// <returns>One point per offset; offsets that no cohort has completed have no value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public RetentionCurve Curve(double level = 0.95)
    {
        Guard.Level(level);
        var points = new RetentionPoint[Offsets];
        for (var offset = 0; offset < Offsets; offset++)
        {
            var (sum, cohorts) = Pool(offset);
            var interval = sum.Interval(level);
            points[offset] = new(offset, sum.Value, sum, cohorts, interval?.Lower, interval?.Upper);
        }

        return new(CurveMethod.Pooled, Granularity, level, points);
    }

    /// <summary>The simple mean: at each offset, the mean of the rates of the complete cells, so that every cohort weighs the same. A complete cell of 0 % counts; a cohort of nobody does not.</summary>
    /// <param name="level">The confidence level of the intervals.</param>
    /// <param name="skipZeroCells">Leaves complete cells with nobody retained out, as some tools do by mistake. For parity with them only: it overstates retention.</param>
    /// <returns>One point per offset; offsets that no cohort has completed have no value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public RetentionCurve MeanCurve(double level = 0.95, bool skipZeroCells = false)
    {
        Guard.Level(level);
        var z = NormalDistribution.TwoSidedCritical(level);
        var points = new RetentionPoint[Offsets];
        for (var offset = 0; offset < Offsets; offset++)
        {
            var (mean, variance, cohorts) = (0.0, 0.0, 0);
            var sum = default(Proportion);
            for (var row = 0; row < Cohorts; row++)
            {
                var cell = CellAt(row, offset);
                if (IsPooled(cell) && !(skipZeroCells && cell.Retained.Count == 0))
                {
                    var (n, adjusted) = (cell.Retained.Total + (z * z), (cell.Retained.Count + (z * z / 2)) / (cell.Retained.Total + (z * z)));
                    mean += cell.Value!.Value;
                    variance += adjusted * (1 - adjusted) / n;
                    sum += cell.Retained;
                    cohorts++;
                }
            }

            if (cohorts == 0)
            {
                points[offset] = new(offset, null, default, 0, null, null);
                continue;
            }

            mean /= cohorts;
            var half = z * Math.Sqrt(variance) / cohorts;
            points[offset] = new(offset, mean, sum, cohorts, Math.Max(0, mean - half), Math.Min(1, mean + half));
        }

        return new(CurveMethod.Mean, Granularity, level, points);
    }

    /// <summary>
    /// The Kaplan–Meier curve: the product over the steps of the share of those still in at offset k − 1 who are still in at k, each step from the cohorts that have completed it.
    /// Unlike the pooled curve it cannot rise, because "still in" cannot be undone.
    /// </summary>
    /// <param name="level">The confidence level of the intervals (Greenwood's variance on the log–log scale).</param>
    /// <returns>One point per offset; offsets that no cohort has completed have no value.</returns>
    /// <exception cref="InvalidOperationException">The measure of the policy is not <see cref="CohortMeasure.OnOrAfter"/> or <see cref="CohortMeasure.EveryPeriod"/>: with the others a customer can come back, and there is no survival.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <remarks>Source: E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations", JASA 53, 1958. With on-or-after, a customer who was last seen a while ago counts as gone although he may return after the last day observed.</remarks>
    public RetentionCurve KaplanMeierCurve(double level = 0.95)
    {
        Guard.Level(level);
        if (Policy.Measure is not (CohortMeasure.OnOrAfter or CohortMeasure.EveryPeriod) || HasOwnWindows)
        {
            throw new InvalidOperationException("A Kaplan–Meier curve needs \"still in\", which cannot be undone: make the table with calendar periods and CohortMeasure.OnOrAfter (or EveryPeriod).");
        }

        var z = NormalDistribution.TwoSidedCritical(level);
        var points = new RetentionPoint[Offsets];
        var (survival, greenwood) = (1.0, 0.0);
        for (var offset = 0; offset < Offsets; offset++)
        {
            var (before, still, cohorts) = (0L, 0L, 0);
            for (var row = 0; row < Cohorts; row++)
            {
                var cell = CellAt(row, offset);
                if (IsPooled(cell))
                {
                    before = checked(before + (offset == 0 ? cell.Size : _retained[(row * Offsets) + offset - 1]));
                    still = checked(still + cell.Retained.Count);
                    cohorts++;
                }
            }

            if (cohorts == 0)
            {
                points[offset] = new(offset, null, default, 0, null, null);
                continue;
            }

            if (before > 0)
            {
                survival *= (double)still / before;
                greenwood += still == 0 ? 0 : (double)(before - still) / ((double)before * still);
            }

            var (lower, upper) = LogLogInterval(survival, greenwood, z);
            points[offset] = new(offset, survival, new(still, before), cohorts, lower, upper);
        }

        return new(CurveMethod.KaplanMeier, Granularity, level, points);
    }

    private static (double? Lower, double? Upper) LogLogInterval(double survival, double greenwood, double z)
    {
        if (survival is <= 0 or >= 1)
        {
            return (null, null);
        }

        var spread = Math.Exp(z * Math.Sqrt(greenwood) / Math.Abs(Math.Log(survival)));
        return (Math.Pow(survival, spread), Math.Pow(survival, 1 / spread));
    }

    // What is complete; with windows of each customer's own, those whose window has closed.
    private bool IsPooled(CohortCell cell) =>
        cell.Retained.Total > 0 && (cell.IsComplete || Policy.Incomplete == IncompletePeriods.CountAsZero || (HasOwnWindows && Policy.Incomplete == IncompletePeriods.Exclude));

    private (Proportion Sum, int Cohorts) Pool(int offset)
    {
        var (sum, cohorts) = (default(Proportion), 0);
        for (var row = 0; row < Cohorts; row++)
        {
            if (CellAt(row, offset) is var cell && IsPooled(cell))
            {
                sum += cell.Retained;
                cohorts++;
            }
        }

        return (sum, cohorts);
    }
}

using System.Globalization;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Surveys;

public readonly partial record struct NetPromoterScore
{
    /// <summary>A confidence interval for the score in the population that the answers were drawn from.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="NpsInterval.AdjustedWald"/> unless told.</param>
    /// <param name="population">The size of a small population of which the answers are a large part, when the interval is to be narrowed for it.</param>
    /// <returns>The interval in points, inside [−100..100]; null when nobody answered, or when one answer is too few for the method.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, the method is not one of the enum, or the population is smaller than the responses.</exception>
    /// <exception cref="ArgumentException">A population was given with <see cref="NpsInterval.Score"/>, for which no such correction is known.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, NpsInterval method = NpsInterval.AdjustedWald, long? population = null) =>
        Estimate(level, method, population)?.Interval;

    /// <summary>A confidence interval for the score with the point, the error and the critical value it was made from.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="NpsInterval.AdjustedWald"/> unless told.</param>
    /// <param name="population">The size N of a small population, n of which answered: the standard error is multiplied by √((N − n) ÷ (N − 1)).</param>
    /// <returns>The interval and its parts in points; null when nobody answered, or when one answer is too few for the method.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, the method is not one of the enum, or the population is smaller than the responses.</exception>
    /// <exception cref="ArgumentException">A population was given with <see cref="NpsInterval.Score"/>, for which no such correction is known.</exception>
    /// <example>
    /// <code>
    /// var estimate = NetPromoterScore.FromCounts(13, 12, 8).Estimate(level: 0.90);
    /// estimate.Score           // 13.89: with three pseudo-answers; observed are 15.15
    /// estimate.Interval        // -7.4 to 35.2
    /// </code>
    /// </example>
    public NpsEstimate? Estimate(double level = 0.95, NpsInterval method = NpsInterval.AdjustedWald, long? population = null)
    {
        Guard.Level(level);
        Guard.Defined(method);
        var correction = population is { } size ? FinitePopulation(size, method) : 1;
        if (Responses == 0)
        {
            return null;
        }

        var observed = NpsMoments.Of(this);
        switch (method)
        {
            case NpsInterval.Wald:
                return Around(observed, observed.Responses, NormalDistribution.TwoSidedCritical(level), "Wald");
            case NpsInterval.TrinomialMean:
                return Responses == 1 ? null : Around(observed, observed.Responses - 1, StudentT.TwoSidedCritical(level, Responses - 1), "Student's t on −1, 0, +1");
            case NpsInterval.Goodman:
                // The χ² distribution with two degrees of freedom is exponential, so its quantile is a logarithm.
                return Around(observed, observed.Responses, Math.Sqrt(-2 * Elementary.Log1p(-level)), "Goodman, simultaneous");
            case NpsInterval.Score:
                var z = NormalDistribution.TwoSidedCritical(level);
                var (lower, upper) = NpsScoreInterval.Of(Promoters, Passives, Detractors, z);
                return new(Score!.Value, Responses, null, z, ConfidenceInterval.Clipped(100 * lower, 100 * upper, level, "score", -100, 100));
            default:
                var adjusted = NpsMoments.Adjusted(this);
                return Around(adjusted, adjusted.Responses, NormalDistribution.TwoSidedCritical(level), "adjusted Wald");
        }

        NpsEstimate Around(in NpsMoments moments, double divisor, double critical, string name)
        {
            var centre = 100 * moments.Mean;
            var error = 100 * Math.Sqrt(moments.Variance / divisor) * correction;
            return new(centre, moments.Responses, error, critical, ConfidenceInterval.Clipped(centre - (critical * error), centre + (critical * error), level, name, -100, 100));
        }
    }

    /// <summary>The difference of this score and another one from other people, with its test and interval.</summary>
    /// <param name="other">The score that is subtracted.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <param name="method"><see cref="NpsInterval.AdjustedWald"/> (three pseudo-answers in each group) unless told; or <see cref="NpsInterval.Wald"/>.</param>
    /// <returns>The comparison; its difference is this score minus the other one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <exception cref="ArgumentException">The method has no two-sample form, or the scores are on different scales or of different kinds.</exception>
    /// <remarks>For the same people asked twice use <see cref="NpsChange"/>: this comparison takes the two sets of answers as independent.</remarks>
    /// <example>
    /// <code>
    /// var spring = NetPromoterScore.FromCounts(40, 30, 30);
    /// var autumn = NetPromoterScore.FromCounts(50, 30, 20);
    /// autumn.CompareWith(spring)   // +20.0 points (95 % CI -2.6 to 41.4; p = .083)
    /// </code>
    /// </example>
    public NpsComparison CompareWith(NetPromoterScore other, double level = 0.95, NpsInterval method = NpsInterval.AdjustedWald)
    {
        if (!IsEmpty && !other.IsEmpty)
        {
            RequireSameQuestion(this, other, nameof(other), "compared");
        }

        return new(this, other, level, method);
    }

    /// <summary>The score under a prior: the mean and the standard deviation of its posterior distribution.</summary>
    /// <param name="priorPromoters">Promoters the prior counts with; zero or more.</param>
    /// <param name="priorPassives">Passives the prior counts with; zero or more.</param>
    /// <param name="priorDetractors">Detractors the prior counts with; zero or more.</param>
    /// <returns>The posterior; one of each (the uniform prior) unless told.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A prior count is negative or not finite.</exception>
    /// <example>
    /// <code>
    /// NetPromoterScore.FromCounts(50, 30, 20).Posterior().Mean   // 29.13
    /// </code>
    /// </example>
    public NpsPosterior Posterior(double priorPromoters = 1, double priorPassives = 1, double priorDetractors = 1) =>
        new(
            Promoters + Guard.AtLeast(priorPromoters, 0),
            Passives + Guard.AtLeast(priorPassives, 0),
            Detractors + Guard.AtLeast(priorDetractors, 0));

    /// <summary>How far the score of everybody invited can lie from the score of those who answered.</summary>
    /// <param name="invited">How many were invited; not fewer than answered.</param>
    /// <returns>The bounds and the break-even.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="invited"/> is smaller than the responses.</exception>
    /// <example>
    /// <code>
    /// var bounds = NetPromoterScore.FromCounts(50, 30, 20).IfEveryoneAnswered(invited: 400);
    /// bounds.Lower       // -67.5
    /// bounds.Upper       // 82.5
    /// bounds.BreakEven   // -10: below that, the silent ones turn the sign
    /// </code>
    /// </example>
    public NpsNonResponse IfEveryoneAnswered(long invited)
    {
        if (invited < Responses)
        {
            throw Guard.OutOfRange(nameof(invited), invited, string.Create(CultureInfo.InvariantCulture, $"Not fewer were invited than the {Responses} who answered"));
        }

        return new(this, invited);
    }

    private double FinitePopulation(long population, NpsInterval method)
    {
        if (population < Responses)
        {
            throw Guard.OutOfRange(nameof(population), population, string.Create(CultureInfo.InvariantCulture, $"The population is not smaller than the {Responses} of it who answered"));
        }

        if (method == NpsInterval.Score)
        {
            throw new ArgumentException("The score interval has no correction for a finite population. Use AdjustedWald.", nameof(population));
        }

        return population == Responses ? 0 : Math.Sqrt((double)(population - Responses) / (population - 1));
    }
}

using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

/// <summary>
/// How often each interval holds the true score: every outcome of n answers with its multinomial probability, for the 171 populations whose shares are multiples of 5 %.
/// The expected figures were computed apart from this library, in Python.
/// </summary>
public class NpsCoverageTests
{
    [Theory]
    [InlineData(NpsInterval.Wald, 10, 0.880, 0.649)]
    [InlineData(NpsInterval.TrinomialMean, 10, 0.925, 0.651)]
    [InlineData(NpsInterval.AdjustedWald, 10, 0.955, 0.930)]
    [InlineData(NpsInterval.Score, 10, 0.963, 0.940)]
    [InlineData(NpsInterval.Goodman, 10, 0.928, 0.651)]
    [InlineData(NpsInterval.Wald, 20, 0.920, 0.740)]
    [InlineData(NpsInterval.AdjustedWald, 20, 0.951, 0.939)]
    [InlineData(NpsInterval.Score, 20, 0.955, 0.944)]
    public void An_interval_of_95_per_cent_holds_the_score_as_often_as_was_computed_elsewhere(NpsInterval method, int n, double mean, double least)
    {
        var intervals = new List<(int P, int D, ConfidenceInterval Interval)>();
        for (var p = 0; p <= n; p++)
        {
            for (var d = 0; d <= n - p; d++)
            {
                intervals.Add((p, d, NetPromoterScore.FromCounts(p, n - p - d, d).Interval(0.95, method)!.Value));
            }
        }

        var coverages = new List<double>();
        for (var i = 1; i < 20; i++)
        {
            for (var j = 1; i + j < 20; j++)
            {
                var (promoters, detractors) = (i / 20.0, j / 20.0);
                // A hair of room, since some ends fall exactly on scores of the grid.
                var score = 5.0 * (i - j);
                coverages.Add(intervals
                    .Where(o => o.Interval.Lower <= score + 1e-9 && o.Interval.Upper >= score - 1e-9)
                    .Sum(o => Multinomial(n, o.P, o.D, promoters, detractors)));
            }
        }

        Assert.Equal(171, coverages.Count);
        Assert.Equal(mean, coverages.Average(), 0.0006);
        Assert.Equal(least, coverages.Min(), 0.0006);
    }

    private static double Multinomial(int n, int p, int d, double promoters, double detractors) => Math.Exp(
        MathNet.Numerics.SpecialFunctions.FactorialLn(n) - MathNet.Numerics.SpecialFunctions.FactorialLn(p) - MathNet.Numerics.SpecialFunctions.FactorialLn(d)
        - MathNet.Numerics.SpecialFunctions.FactorialLn(n - p - d) + (p * Math.Log(promoters)) + (d * Math.Log(detractors)) + ((n - p - d) * Math.Log(1 - promoters - detractors)));
}

using Retention.Metrics.Experiments;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/experiments.md, bootstrap.md and sample-size.md. The parameter stands in for System.Console.</summary>
internal static class ExperimentSnippets
{
    [Snippet("experiments-two-rates")]
    internal static void TwoRates(TextWriter Console)
    {
        #region experiments-two-rates
        ProportionTest test = ProportionTest.Between(Proportion.Of(850, 1_000), Proportion.Of(812, 1_000));
        Console.WriteLine(test);
        Console.WriteLine($"relative risk {test.RelativeRisk}");
        Console.WriteLine($"odds ratio {test.OddsRatio}");

        // Ten customers each: the exact test.
        Console.WriteLine(ProportionTest.Between(Proportion.Of(9, 10), Proportion.Of(3, 10)).Exact());
        #endregion
    }

    [Snippet("experiments-several-rates")]
    internal static void SeveralRates(TextWriter Console)
    {
        #region experiments-several-rates
        HomogeneityTest channels = HomogeneityTest.Among(
            ("search", Proportion.Of(812, 1_000)), ("social", Proportion.Of(850, 1_010)), ("partner", Proportion.Of(760, 990)));
        Console.WriteLine(channels);
        foreach (PairwiseComparison pair in channels.Pairwise(PValueAdjustment.Holm))
        {
            Console.WriteLine(pair);
        }

        // Seats are ordered, so a trend asks one question instead of three.
        HomogeneityTest seats = HomogeneityTest.Among(("1 seat", Proportion.Of(700, 1_000)), ("2–5", Proportion.Of(380, 500)), ("6 and more", Proportion.Of(170, 200)));
        Console.WriteLine(seats.Trend(1, 3, 8));
        #endregion
    }

    [Snippet("experiments-same-customers")]
    internal static void SameCustomers(TextWriter Console)
    {
        #region experiments-same-customers
        // The same 1,600 customers, active before and after a redesign.
        Console.WriteLine(McNemarTest.FromCounts(both: 794, beforeOnly: 150, afterOnly: 86, neither: 570));

        // Two plans, compared among new and among old customers: pooled, the better plan looks worse.
        (string, Proportion, Proportion)[] byAge =
        [
            ("first year", Proportion.Of(630, 900), Proportion.Of(60, 100)),
            ("later", Proportion.Of(95, 100), Proportion.Of(810, 900)),
        ];
        Console.WriteLine(ProportionTest.Between(Proportion.Pool(byAge.Select(s => s.Item2)), Proportion.Pool(byAge.Select(s => s.Item3))));
        Console.WriteLine(MantelHaenszelTest.Over(byAge));
        #endregion
    }

    [Snippet("experiments-means")]
    internal static void Means(TextWriter Console)
    {
        #region experiments-means
        double[] spend = [12, 15, 11, 18, 25, 9, 14, 30, 22, 17];
        double[] control = [10, 13, 12, 16, 19, 8, 15, 21, 18, 12];
        Console.WriteLine(WelchTest.Between(spend, control));
        Console.WriteLine(RankSumTest.Between(spend, control));
        #endregion
    }

    [Snippet("experiments-uplift")]
    internal static void Effects(TextWriter Console)
    {
        #region experiments-uplift
        Uplift uplift = Uplift.Against(treated: Proportion.Of(8_460, 9_000), holdout: Proportion.Of(910, 1_000));
        Console.WriteLine(uplift);

        // Mean and variance of the amounts of all customers, those who bought nothing included.
        Uplift paid = uplift.WithRevenue(SampleMean.FromMoments(9_000, 42.10, 1_600), SampleMean.FromMoments(1_000, 40.90, 1_550));
        Console.WriteLine($"{paid.IncrementalRevenue:F0}, from {paid.IncrementalRevenueInterval!.Value.Lower:F0} to {paid.IncrementalRevenueInterval!.Value.Upper:F0}");

        // No hold-out, but regions that did not get it.
        Console.WriteLine(DifferenceInDifferences.Between(
            treatedBefore: Proportion.Of(770, 1_000), treatedAfter: Proportion.Of(840, 1_000),
            controlBefore: Proportion.Of(760, 1_000), controlAfter: Proportion.Of(780, 1_000)));
        #endregion
    }

    [Snippet("experiments-qini")]
    internal static void Qini(TextWriter Console)
    {
        #region experiments-qini
        // Score, treated, retained: treatment helps where the score is high.
        bool Treated(int i) => i / 10 % 2 == 0;
        bool Retained(int i) => i / 20 % 20 < (Treated(i) ? 10 + (i % 10) : 10);
        QiniCurve curve = QiniCurve.From(Enumerable.Range(0, 4_000), i => i % 10, Treated, Retained);
        Console.WriteLine(curve);
        Console.WriteLine($"treating the best half keeps {curve.At(0.5):F0} of them");
        #endregion
    }

    [Snippet("bootstrap")]
    internal static void Bootstrapping(TextWriter Console)
    {
        #region bootstrap
        double[] spend = [12.1, 8.4, 15.9, 3.3, 22.7, 9.8, 14.2, 7.7, 30.5, 11.6, 5.4, 18.9];

        // A median has no simple formula for its error.
        Bootstrap median = Bootstrap.Of<double>(spend, sample =>
        {
            double[] sorted = sample.ToArray();
            Array.Sort(sorted);
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }, replicates: 1_999, seed: 2026);
        Console.WriteLine(median);
        Console.WriteLine(median.Interval(0.9, BootstrapInterval.Percentile));
        #endregion
    }

    [Snippet("sample-size")]
    internal static void Sizes(TextWriter Console)
    {
        #region sample-size
        Console.WriteLine(ProportionSampleSize.ForDifference(0.80, 0.85));
        Console.WriteLine($"with 500: {ProportionSampleSize.WithCustomers(0.80, 0.85, perGroup: 500).Power:F2}");
        Console.WriteLine(ProportionSampleSize.DetectableAbove(0.80, perGroup: 500));

        LogRankSampleSize ends = LogRankSampleSize.ForHazardRatio(0.8);
        Console.WriteLine(ends);
        Console.WriteLine($"{ends.Customers(shareEnded: 0.25)} customers of whom a quarter leave");
        #endregion
    }
}

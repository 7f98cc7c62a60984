using Retention.Metrics.Experiments;
using Retention.Metrics.Survival;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/survival.md, log-rank.md and competing-risks.md. The parameter stands in for System.Console.</summary>
internal static class SurvivalSnippets
{
    [Snippet("survival-curve")]
    internal static void Curve(TextWriter Console)
    {
        #region survival-curve
        // Months that twenty subscribers have stayed, and whether they left then or are still there.
        int[] months = [1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 12, 12];
        bool[] left = [true, true, true, true, false, true, false, true, true, false, true, false, true, true, false, true, false, false, false, false];

        SurvivalCurve curve = SurvivalCurve.KaplanMeier(Lifetimes.From(months, left, unit: "months"));
        Console.WriteLine(curve);
        Console.WriteLine($"stays longer than 6: {curve.At(6)}");
        Console.WriteLine(curve.Median);
        Console.WriteLine(curve.Quantile(0.9));
        Console.WriteLine(curve.RestrictedMean(12));

        SurvivalCurve rest = curve.Given(stayed: 6);
        Console.WriteLine($"of those who have stayed 6 months, stay 3 more: {rest.At(3)}");
        Console.WriteLine($"of the next 6 months they stay {rest.RestrictedMean(6)}");
        #endregion
    }

    [Snippet("survival-doors")]
    internal static void Doors(TextWriter Console)
    {
        #region survival-doors
        // Dated rows: who started when, who left when, and the day up to which that is known.
        (DateOnly Start, DateOnly? Cancelled)[] subscriptions =
        [
            (new(2025, 1, 15), new(2025, 4, 1)), (new(2025, 2, 1), null), (new(2025, 3, 10), new(2026, 2, 2)), (new(2026, 1, 5), null),
        ];
        Console.WriteLine(Lifetimes.From(subscriptions, s => s.Start, s => s.Cancelled, asOf: new DateOnly(2025, 12, 31)));

        // Counts per tenure, as a GROUP BY returns them; they add.
        Lifetimes europe = Lifetimes.FromTable([1, 2, 3], ended: [120, 80, 50], censored: [0, 0, 350], unit: "months");
        Lifetimes america = Lifetimes.FromTable([1, 2, 3], ended: [60, 60, 60], censored: [10, 10, 800], unit: "months");
        Console.WriteLine(europe + america);
        #endregion
    }

    [Snippet("survival-hazard")]
    internal static void Hazard(TextWriter Console)
    {
        #region survival-hazard
        // A yearly contract with a monthly way out: few leave in any month but the twelfth.
        double[] month = [.. Enumerable.Range(1, 18).Select(m => (double)m)];
        long[] left = [.. month.Select(m => m == 12 ? 300L : 20)];
        long[] running = [.. month.Select(m => m == 18 ? 400L : 0)];
        Lifetimes contracts = Lifetimes.FromTable(month, left, running, unit: "months");

        HazardByAge hazard = HazardByAge.From(contracts, width: 3);
        Console.WriteLine(hazard);
        Console.WriteLine($"drop-off: {hazard.DropOffs()[0]}");

        CumulativeHazard cumulative = CumulativeHazard.NelsonAalen(contracts);
        Console.WriteLine(cumulative.At(12)!.Value);
        #endregion
    }

    [Snippet("survival-scores")]
    internal static void Scores(TextWriter Console)
    {
        #region survival-scores
        double[] months = [1, 2, 3, 4, 6, 7, 9, 10, 12, 12];
        bool[] left = [true, true, true, false, true, true, false, true, false, false];
        double[] risk = [0.9, 0.8, 0.5, 0.6, 0.7, 0.4, 0.3, 0.4, 0.1, 0.2];

        Console.WriteLine(Concordance.Of(months, left, risk, ScoreMeaning.HigherLeavesSooner));
        Console.WriteLine(BrierScore.Of(months, left, [.. risk.Select(r => 1 - r)], horizon: 6));
        Console.WriteLine(SurvivalCalibration.At(months, left, [.. risk.Select(r => 1 - r)], horizon: 6, bands: 2));
        #endregion
    }

    [Snippet("log-rank")]
    internal static void LogRank(TextWriter Console)
    {
        #region log-rank
        LifetimeGroups plans = LifetimeGroups.Of(
            ("monthly", Lifetimes.FromTable([1, 2, 3, 6, 12], ended: [90, 60, 40, 50, 30], censored: [0, 0, 10, 20, 200])),
            ("quarterly", Lifetimes.FromTable([3, 6, 9, 12], ended: [80, 50, 30, 30], censored: [0, 10, 10, 190])),
            ("annual", Lifetimes.FromTable([12], ended: [90], censored: [210])));

        LogRankTest test = LogRankTest.Between(plans);
        Console.WriteLine(test);
        foreach (LogRankGroup plan in test.Groups)
        {
            Console.WriteLine(plan);
        }

        Console.WriteLine(test.Trend(1, 3, 12));
        foreach (PairwiseComparison pair in LogRankTest.Pairwise(plans, PValueAdjustment.Holm))
        {
            Console.WriteLine(pair);
        }

        Console.WriteLine(LogRankTest.Between(plans, LogRankWeights.FlemingHarrington(1)));
        RestrictedMean[] year = [.. plans.KaplanMeier().Select(curve => curve.RestrictedMean(12))];
        Console.WriteLine($"annual less monthly: {year[2].Minus(year[0])}");
        #endregion
    }

    [Snippet("competing-risks")]
    internal static void Competing(TextWriter Console)
    {
        #region competing-risks
        // 0 still there, 1 cancelled, 2 payment failed. Several leave for different reasons in the same month.
        int[] months = [1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6, 7, 8, 9, 10, 12, 12, 12, 12, 12];
        int[] reasons = [1, 2, 1, 0, 2, 1, 1, 2, 1, 0, 1, 2, 1, 0, 2, 0, 0, 0, 0, 1];

        CompetingRisks risks = CompetingRisks.AalenJohansen(months, reasons, ["cancelled", "payment failed"], unit: "months");
        Console.WriteLine(risks);
        foreach (CumulativeIncidence reason in risks.Incidences)
        {
            Console.WriteLine($"{reason.Cause} within 6 months: {reason.At(6)}; months of the first 12 lost to it: {reason.TimeLost(12):0.00}");
        }

        Console.WriteLine($"still there after 6 months: {risks.Staying.At(6)}");

        // What a survival curve with the other reason as censoring would claim.
        SurvivalCurve alone = SurvivalCurve.KaplanMeier(Lifetimes.From(months, [.. reasons.Select(r => r == 1)]));
        Console.WriteLine($"1 − Kaplan–Meier, cancelled, within 12: {1 - alone.LowestSurvival:0.000}, not {risks["cancelled"].At(12).Value:0.000}");
        #endregion
    }

    [Snippet("competing-risks-gray")]
    internal static void Gray(TextWriter Console)
    {
        #region competing-risks-gray
        CompetingRisks card = CompetingRisks.AalenJohansen([1, 2, 3, 3, 5, 6, 8, 9, 12, 12], [2, 2, 1, 2, 2, 1, 2, 0, 0, 0], ["cancelled", "payment failed"]);
        CompetingRisks invoice = CompetingRisks.AalenJohansen([2, 4, 4, 6, 7, 9, 10, 12, 12, 12], [1, 1, 0, 1, 2, 1, 0, 0, 0, 0], ["cancelled", "payment failed"]);
        foreach (string reason in card.Causes)
        {
            Console.WriteLine(GrayTest.Between(reason, 0, ("card", card), ("invoice", invoice)));
        }
        #endregion
    }
}

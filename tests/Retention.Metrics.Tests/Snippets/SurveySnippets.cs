using Retention.Metrics;
using Retention.Metrics.Surveys;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/surveys.md. The parameter stands in for System.Console.</summary>
internal static class SurveySnippets
{
    [Snippet("surveys-nps")]
    internal static void NetPromoter(TextWriter Console)
    {
        #region surveys-nps
        NetPromoterScore spring = NetPromoterScore.FromScores([10, 9, 9, 8, 7, 7, 6, 5, 3, 0, 10, 9]);
        Console.WriteLine(spring);
        Console.WriteLine(spring.Score);

        NetPromoterScore summer = NetPromoterScore.FromCounts(promoters: 40, passives: 30, detractors: 30);
        NetPromoterScore autumn = NetPromoterScore.FromCounts(promoters: 50, passives: 30, detractors: 20);
        Console.WriteLine(autumn.CompareWith(summer));
        Console.WriteLine(autumn.IfEveryoneAnswered(invited: 400));
        Console.WriteLine(NpsSampleSize.ForComparison(differencePoints: 10, power: 0.80, variance: autumn.Variance!.Value));
        #endregion
    }

    [Snippet("surveys-intervals")]
    internal static void Intervals(TextWriter Console)
    {
        #region surveys-intervals
        NetPromoterScore unanimous = NetPromoterScore.FromCounts(promoters: 10, passives: 0, detractors: 0);
        foreach (NpsInterval method in Enum.GetValues<NpsInterval>())
        {
            Console.WriteLine($"{method}: {unanimous.Interval(0.95, method)}");
        }
        #endregion
    }

    [Snippet("surveys-samples")]
    internal static void Samples(TextWriter Console)
    {
        #region surveys-samples
        var customers = StratifiedNetPromoterScore.From(
        [
            new NpsStratum("SMB", NetPromoterScore.FromCounts(60, 30, 30), population: 9_000),
            new NpsStratum("Enterprise", NetPromoterScore.FromCounts(12, 5, 3), population: 1_000),
        ]);
        Console.WriteLine(customers);

        (int Score, double Revenue)[] answers = [(10, 1_000), (9, 1_500), (8, 500), (6, 2_000), (3, 1_000), (10, 500), (7, 1_000), (9, 2_500)];
        Console.WriteLine(WeightedNetPromoterScore.From(answers, a => a.Score, a => a.Revenue, weightedBy: "revenue"));

        (int? May, int? June)[] people = [(10, 9), (9, 8), (8, 9), (7, 10), (6, 9), (3, 6), (0, 7), (10, 10), (5, 9), (7, 7)];
        Console.WriteLine(NpsChange.FromPairs(people, p => p.May, p => p.June));
        #endregion
    }

    [Snippet("surveys-csat")]
    internal static void Satisfaction(TextWriter Console)
    {
        #region surveys-csat
        int[] answers = [5, 4, 4, 3, 5, 2, 5, 4, 1, 5, 4, 4, 3, 5, 5];
        CustomerSatisfaction csat = CustomerSatisfaction.FromScores(answers);
        Console.WriteLine(csat);
        Console.WriteLine(csat.WithTopBoxes(1));

        Console.WriteLine(CustomerEffort.FromHistogram([80, 210, 140, 110, 160, 180, 120]));
        Console.WriteLine(ProductMarketFit.FromCounts(veryDisappointed: 45, somewhatDisappointed: 35, notDisappointed: 20, notApplicable: 10));
        Console.WriteLine(StarRating.FromCounts([2, 3, 5, 20, 30]).LowerBound());
        Console.WriteLine(ResponseRate.FromCounts(completed: 320, invited: 2_000));
        #endregion
    }
}

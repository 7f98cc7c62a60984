using Retention.Metrics;
using Retention.Metrics.Activity;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/conversion-and-adoption.md. The parameter stands in for System.Console.</summary>
internal static class ConversionSnippets
{
    [Snippet("conversion")]
    internal static void Conversion(TextWriter Console)
    {
        #region conversion
        Console.WriteLine(ConversionRate.FromCounts(converted: 38, opportunities: 1_240, unit: "sessions"));

        Funnel funnel = Funnel.FromCounts([("Visit", 1_000), ("Sign-up", 300), ("Cart", 200), ("Paid", 120)]);
        Console.WriteLine(funnel.Overall);
        Console.WriteLine(funnel.WeakestStep);
        Console.WriteLine(funnel.BiggestLoss);
        #endregion
    }

    [Snippet("adoption")]
    internal static void Adoption(TextWriter Console)
    {
        #region adoption
        Console.WriteLine(FeatureAdoption.FromCounts(adopters: 340, eligible: 2_100, of: "users active in June"));
        Console.WriteLine(ReactivationRate.FromCounts(returned: 64, lapsed: 1_850, lapsedAfter: PeriodLength.FromDays(90)));

        Console.WriteLine(Stickiness.FromCounts(StickinessRatio.DailyOverMonthly, active: 2_400, activeInWindow: 10_000));
        Console.WriteLine(Stickiness.FromMean(StickinessRatio.DailyOverWeekly, [910, 880, 905, 870, 860, 400, 380], activeInWindow: 1_500));
        Console.WriteLine(Stickiness.FromHistogram(StickinessRatio.DailyOverWeekly, [350, 260, 210, 190, 270, 120, 100]));
        #endregion
    }

    [Snippet("lead-quality")]
    internal static void LeadQuality(TextWriter Console)
    {
        #region lead-quality
        Funnel search = Funnel.FromCounts([("Lead", 400), ("Customer", 60), ("Still there after a year", 45)]);
        Funnel fairs = Funnel.FromCounts([("Lead", 250), ("Customer", 50), ("Still there after a year", 20)]);
        Console.WriteLine(search.Overall);
        Console.WriteLine(fairs.Overall);
        Console.WriteLine((search + fairs).Overall);
        #endregion
    }
}

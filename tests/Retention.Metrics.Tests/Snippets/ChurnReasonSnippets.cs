using Retention.Metrics;
using Retention.Metrics.Risk;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/churn-reasons.md. The parameter stands in for System.Console.</summary>
internal static class ChurnReasonSnippets
{
    [Snippet("churn-reasons")]
    internal static void Reasons(TextWriter Console)
    {
        #region churn-reasons
        (string? Reason, decimal AnnualValue)[] exits =
        [
            ("price", 100m), ("service", 900m), ("price", 50m), (null, 10m), ("onboarding", 400m), ("price", 25m), ("service", 100m),
        ];
        ChurnReasons why = ChurnReasons.FromSingleChoice(exits, e => e.Reason, e => e.AnnualValue);

        foreach (ChurnReason reason in why.Reasons)
        {
            Console.WriteLine($"{reason}, simultaneous {why.Interval(reason)}");
        }

        Console.WriteLine($"costs most: {why.ByValue()[0]}");
        Console.WriteLine(why.Unanswered);
        #endregion
    }

    [Snippet("churn-reasons-several")]
    internal static void Several(TextWriter Console)
    {
        #region churn-reasons-several
        ChurnReasons several = ChurnReasons.FromMultipleChoice(
            [("felt unvalued", 70), ("went to a competitor", 56), ("poor onboarding", 23), ("poor service", 14)], customers: 100);
        Console.WriteLine(several.MentionsPerCustomer);
        Console.WriteLine(string.Join(", ", several.VitalFew(0.75).Select(reason => reason.Name)));

        Console.WriteLine(SilentChurn.FromCounts(churned: 250, complainedBefore: 110));
        #endregion
    }
}

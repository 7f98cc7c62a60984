using Retention.Metrics.Models;
using Retention.Metrics.Orders;
using Retention.Metrics.Risk;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/churn-model.md, discrimination.md and at-risk.md. The parameter stands in for System.Console.</summary>
internal static class RiskSnippets
{
    [Snippet("churn-model")]
    internal static void Model(TextWriter Console)
    {
        #region churn-model
        // Sixteen subscribers: tickets of the last quarter, months of tenure, and whether they left in the next one.
        (bool Churned, double Tickets, double Months)[] customers =
        [
            (true, 4, 2), (true, 3, 6), (true, 5, 20), (true, 2, 3), (true, 1, 1), (true, 4, 9), (true, 0, 4), (true, 3, 14),
            (false, 0, 24), (false, 1, 30), (false, 2, 18), (false, 0, 7), (false, 3, 28), (false, 1, 12), (false, 2, 5), (false, 4, 33),
        ];

        ChurnModel model = ChurnModel.Fit(customers, c => c.Churned, ("tickets", c => c.Tickets), ("months", c => c.Months));
        Console.WriteLine(model);
        Console.WriteLine($"odds ratio of one more ticket: {model["tickets"].RatioInterval()}");
        Console.WriteLine($"3 tickets, 8 months: {model.Predict(3, 8)}");
        Console.WriteLine(Math.Round(model.Score(1, 12), 3));
        #endregion
    }

    [Snippet("churn-model-separation")]
    internal static void Separated(TextWriter Console)
    {
        #region churn-model-separation
        // Whoever clicked "cancel" left: a column from after the decision.
        bool[] churned = [true, true, true, false, true, false, false, false, false, true];
        Covariates columns = Covariates.Of("cancel clicked", [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]).With("logins", [3, 0, 2, 9, 4, 5, 8, 7, 3, 6]);

        ChurnModel model = ChurnModel.Fit(churned, columns);
        Console.WriteLine(model.Report);
        Console.WriteLine(model["logins"]);

        ChurnModel firth = ChurnModel.Fit(churned, columns, ChurnModelOptions.Firth);
        Console.WriteLine(firth["cancel clicked"]);
        #endregion
    }

    [Snippet("discrimination")]
    internal static void Discrimination(TextWriter Console)
    {
        #region discrimination
        bool[] churned = [true, true, false, true, true, false, true, false, false, true, false, false, false, true, false, false, false, false, false, false];
        double[] score = [.92, .85, .81, .77, .70, .64, .58, .55, .49, .44, .41, .36, .33, .30, .27, .22, .18, .15, .10, .05];
        double[] tickets = [3, 1, 2, 4, 0, 1, 2, 0, 1, 1, 3, 0, 0, 1, 2, 0, 1, 0, 0, 0];

        RocCurve roc = RocCurve.Of(churned, score);
        Console.WriteLine(roc);
        Console.WriteLine(roc.Youden);
        Console.WriteLine(roc.Gain(0.2));
        Console.WriteLine($"average precision {roc.AveragePrecision:0.000}, area where at most 20 % of the stayers are bothered: {roc.PartialAuc(0.2):0.000}");
        Console.WriteLine(RocComparison.Paired(churned, score, tickets));
        #endregion
    }

    [Snippet("discrimination-cost")]
    internal static void Cost(TextWriter Console)
    {
        #region discrimination-cost
        bool[] churned = [true, true, false, true, true, false, true, false, false, true, false, false, false, true, false, false, false, false, false, false];
        double[] score = [.92, .85, .81, .77, .70, .64, .58, .55, .49, .44, .41, .36, .33, .30, .27, .22, .18, .15, .10, .05];

        var offer = new RetentionOffer(lossPerChurner: 600m, costPerOffer: 60m, successRate: 0.25);
        Console.WriteLine(offer);
        Console.WriteLine(RocCurve.Of(churned, score).Cheapest(offer));

        ChurnCalibration calibration = ChurnCalibration.Of(churned, score, bands: 4);
        Console.WriteLine(calibration);
        Console.WriteLine($"{calibration.ObservedToExpected:0.00} churned for each predicted to");
        #endregion
    }

    [Snippet("at-risk")]
    internal static void Overdue(TextWriter Console)
    {
        #region at-risk
        (string Customer, DateOnly Day, decimal Amount)[] rows =
        [
            ("Ada", new(2026, 1, 5), 20m), ("Ada", new(2026, 1, 19), 25m), ("Ada", new(2026, 2, 2), 20m), ("Ada", new(2026, 2, 16), 30m),
            ("Ben", new(2026, 1, 2), 80m), ("Ben", new(2026, 2, 6), 75m), ("Ben", new(2026, 3, 10), 90m), ("Ben", new(2026, 4, 11), 80m),
            ("Cleo", new(2026, 1, 10), 15m), ("Cleo", new(2026, 1, 30), 15m),
            ("Dan", new(2026, 4, 20), 40m),
        ];
        OrderLog<string> orders = OrderLog.From(rows, r => r.Customer, r => r.Day, r => r.Amount);

        AtRiskList<string> overdue = orders.AtRisk(asOf: new(2026, 4, 30));
        Console.WriteLine(overdue);
        foreach (AtRiskCustomer<string> customer in overdue.Customers)
        {
            Console.WriteLine(customer);
        }

        Console.WriteLine(orders.AtRisk(new(2026, 4, 30), new AtRiskPolicy(quantile: 0.9, factor: 1.2, lostAfter: 4)));
        #endregion
    }
}

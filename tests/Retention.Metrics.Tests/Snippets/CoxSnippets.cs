using Retention.Metrics.Models;
using Retention.Metrics.Survival;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/cox.md and fine-gray.md. The parameter stands in for System.Console.</summary>
internal static class CoxSnippets
{
    [Snippet("cox")]
    internal static void Cox(TextWriter Console)
    {
        #region cox
        // Months that twenty subscribers have stayed, whether they left then, how many seats they have, and whether they pay by card.
        double[] months = [1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 12, 12];
        bool[] left = [true, true, true, true, false, true, false, true, true, false, true, false, true, true, false, true, false, false, false, false];
        double[] seats = [1, 2, 1, 3, 5, 2, 8, 1, 4, 6, 3, 9, 5, 2, 7, 6, 9, 4, 8, 10];
        double[] card = [0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1];

        CoxData data = CoxData.From(months, left, Covariates.Of("seats", seats).With("card", card), unit: "months");
        CoxModel model = CoxModel.Fit(data);
        Console.WriteLine(model);
        Console.WriteLine($"hazard ratio of a seat: {model["seats"].RatioInterval()}");
        Console.WriteLine($"concordance: {model.Concordance(data)}");
        Console.WriteLine(ProportionalHazardsTest.Of(model, data));
        #endregion
    }

    [Snippet("cox-predict")]
    internal static void Predict(TextWriter Console)
    {
        #region cox-predict
        double[] months = [1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 12, 12];
        bool[] left = [true, true, true, true, false, true, false, true, true, false, true, false, true, true, false, true, false, false, false, false];
        double[] seats = [1, 2, 1, 3, 5, 2, 8, 1, 4, 6, 3, 9, 5, 2, 7, 6, 9, 4, 8, 10];
        CoxModel model = CoxModel.Fit(months, left, Covariates.Of("seats", seats));

        CoxPrediction small = model.For(("seats", 2));            // or model.Predict([2]), in the order of model.Names
        Console.WriteLine($"2 seats: {small}");
        Console.WriteLine($"stays longer than 6: {small.SurvivalAt(6)}");
        Console.WriteLine($"has stayed 6, stays 3 more: {small.Given(stayed: 6).SurvivalAt(3)}");

        // Many customers at once, each with the tenure so far: no table of all times.
        double[] stays = new double[3];
        model.SurvivalAt(Covariates.Of("seats", [1, 5, 9]), horizon: 3, stays, stayed: [2, 6, 0]);
        Console.WriteLine(string.Join(" ", stays.Select(s => $"{s:0.000}")));
        #endregion
    }

    [Snippet("fine-gray")]
    internal static void FineGray(TextWriter Console)
    {
        #region fine-gray
        // 0 still there, 1 cancelled, 2 payment failed; and whether the customer pays by card.
        double[] months = [1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6, 7, 8, 9, 10, 12, 12, 12, 12, 12];
        int[] reasons = [1, 2, 1, 0, 2, 1, 1, 2, 1, 0, 1, 2, 1, 0, 2, 0, 0, 0, 0, 1];
        double[] card = [1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1];
        Covariates columns = Covariates.Of("card", card);

        FineGrayModel failed = FineGrayModel.Fit(months, reasons, cause: 2, columns, unit: "months");
        Console.WriteLine(failed);
        Console.WriteLine($"payment failed within 6 months: card {failed.IncidenceAt([1], 6):0.000}, other {failed.IncidenceAt([0], 6):0.000}");

        CoxModel cancelled = CoxModel.CauseSpecific(months, reasons, 2, columns)[0];
        Console.WriteLine($"rate of cancelling: {cancelled["card"]}");
        #endregion
    }
}

using Retention.Metrics.Models;
using Retention.Metrics.Survival;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/parametric-survival.md and interval-censoring.md. The parameter stands in for System.Console.</summary>
internal static class ParametricSnippets
{
    [Snippet("parametric-survival")]
    internal static void Parametric(TextWriter Console)
    {
        #region parametric-survival
        // Months that twenty subscribers have stayed, whether they left then, and whether they are on the yearly plan.
        double[] months = [1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 12, 12];
        bool[] left = [true, true, true, true, false, true, false, true, true, false, true, false, true, true, false, true, false, false, false, false];
        double[] yearly = [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1];

        Covariates plan = Covariates.Of("yearly", yearly);
        ParametricSurvival model = ParametricSurvival.Fit(months, left, LifetimeDistribution.Weibull, plan, unit: "months");
        Console.WriteLine(model);
        Console.WriteLine(model.Coefficients[1]);

        FittedLifetime monthly = model.For(("yearly", 0));
        Console.WriteLine($"stays 24 months: {monthly.Survival(24)}");
        Console.WriteLine($"half have left after {monthly.Median}");
        Console.WriteLine($"who has stayed 6 stays another {monthly.RemainingLifetime(stayed: 6)}");
        Console.WriteLine($"and 6 more with {monthly.ConditionalSurvival(stayed: 6, further: 6)}");

        foreach (ParametricSurvival family in ParametricSurvival.Compare(months, left, plan))
        {
            Console.WriteLine($"{family.Distribution}: AIC {family.Aic:0.00}");
        }
        #endregion
    }

    [Snippet("parametric-scoring")]
    internal static void Scoring(TextWriter Console)
    {
        #region parametric-scoring
        ParametricSurvival model = ParametricSurvival.Fit(
            [1, 2, 3, 5, 8, 13, 4, 9], [true, true, true, true, true, false, true, false], LifetimeDistribution.LogNormal, Covariates.Of("seats", [1, 1, 2, 2, 5, 9, 3, 4]));

        // The chance of each active customer to stay another 6 months: columns in, column out.
        Covariates active = Covariates.Of("seats", [1, 4, 9]);
        double[] chance = new double[3];
        model.ScoreSurvival(active, stayed: [2, 2, 20], further: 6, chance);
        Console.WriteLine($"{chance[0]:0.000}, {chance[1]:0.000}, {chance[2]:0.000}");
        #endregion
    }

    [Snippet("hazard-models")]
    internal static void HazardModels(TextWriter Console)
    {
        #region hazard-models
        Lifetimes subscribers = Lifetimes.FromTable([1, 2, 3, 6, 12, 24], ended: [120, 80, 50, 70, 90, 40], censored: [0, 0, 60, 120, 150, 220], unit: "months");

        Console.WriteLine(Gompertz.Fit(subscribers));

        PiecewiseExponential pieces = PiecewiseExponential.Fit(subscribers, [3, 12]);
        Console.WriteLine(pieces);
        Console.WriteLine($"stays 18 months: {pieces.Survival(18)}");
        #endregion
    }

    [Snippet("interval-censoring")]
    internal static void Intervals(TextWriter Console)
    {
        #region interval-censoring
        // Seen at some checks and gone at the next. No upper bound: still there. Equal bounds: known to the day.
        IntervalLifetimes weeks = IntervalLifetimes.From(
            lower: [1, 2, 3, 0.5, 4, 6, 2, 5, 1, 8], upper: [2, 4, null, 1, 6, null, 3, 9, 5, null], unit: "weeks");

        TurnbullCurve curve = TurnbullCurve.Fit(weeks);
        Console.WriteLine(curve);
        Console.WriteLine(string.Join('\n', curve.Steps));
        Console.WriteLine($"at 4 weeks: {curve.At(4)}");
        Console.WriteLine($"at 4.5 weeks: {curve.At(4.5)}");

        Console.WriteLine(ParametricSurvival.Fit(weeks, LifetimeDistribution.Weibull).Typical.Survival(4.5));
        #endregion
    }
}

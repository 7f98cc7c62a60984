using System.Text.Json;
using System.Text.RegularExpressions;
using Retention.Metrics.Models;
using Retention.Metrics.Risk;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Risk(Dictionary<string, Adapter> calls)
    {
        calls.Add("logistic", (_, context) => Logistic(context));
        calls.Add("roc", (_, context) => Roc(context));
    }

    private static Dictionary<string, object?> Logistic(VectorContext context)
    {
        var formula = GlmFormula().Match(context.Source) is { Success: true } match ? match : throw VectorContext.Unsupported("the source names no formula");
        var data = context.Data;
        var expression = new RExpression(context.Source);
        var response = formula.Groups["response"].Value;
        string[] terms = [.. formula.Groups["terms"].Value.Split('+', StringSplitOptions.TrimEntries).Where(t => t != "1")];
        var offset = terms.FirstOrDefault(t => t.StartsWith("offset(", StringComparison.Ordinal))?["offset(".Length..^1] ?? expression.Argument("offset");
        terms = [.. terms.Where(t => !t.StartsWith("offset(", StringComparison.Ordinal))];
        string?[] used = [response, offset, expression.Weights, .. terms];
        var columns = used.OfType<string>().Distinct(StringComparer.Ordinal).ToDictionary(name => name, data.NumbersOrMissing, StringComparer.Ordinal);
        int[] rows = [.. Enumerable.Range(0, data.Rows).Where(row => columns.Values.All(column => column[row] is not null))];
        double[] Of(string name) => [.. rows.Select(row => columns[name][row]!.Value)];

        bool[] churned = [.. Of(response).Select(y => y != 0)];
        var x = terms.Aggregate(Covariates.None(rows.Length), (all, term) => all.With(term, Of(term)));
        var model = ChurnModel.Fit(churned, x, ChurnModelOptions.MaximumLikelihood with
        {
            Weights = expression.Weights is { } weights ? Of(weights) : default,
            Offset = offset is null ? default : Of(offset),
        });
        var fitted = model.Score(x, offset is null ? [] : Of(offset));
        var roc = RocCurve.Of(churned, fitted);
        var calibration = ChurnCalibration.Of(churned, fitted);
        if (fitted.Distinct().Count() == 1)
        {
            // No line goes through one point: R regresses on differences of 1e-17.
            context.LeaveOut("the fitted score is one number for all, and R prints what rounding left over", "calibrationIntercept", "calibrationSlope");
        }

        return new(StringComparer.Ordinal)
        {
            ["coefNames"] = model.Coefficients.Select(c => c.Name),
            ["coef"] = model.Coefficients.Select(c => c.Estimate),
            ["se"] = model.Coefficients.Select(c => c.StandardError),
            ["vcov"] = model.Coefficients.Select(a => model.Coefficients.Select(b => model.Covariance(a.Name, b.Name))),
            ["deviance"] = model.Deviance,
            ["nullDeviance"] = model.NullDeviance,
            ["loglik"] = model.LogLikelihood,
            ["aic"] = model.Aic,
            ["bic"] = model.Bic,
            ["mcfaddenR2"] = model.McFaddenR2,
            ["fitted"] = fitted,
            ["fittedFirst10"] = fitted.Take(10),
            ["auc"] = roc.Auc,
            ["aucDeLongSe"] = roc.StandardError,
            ["aucDeLongCi95"] = roc.Interval().Pair(),
            ["gini"] = roc.Gini,
            ["ks"] = roc.KolmogorovSmirnov,
            ["brier"] = calibration.BrierScore,
            ["logLoss"] = calibration.LogLoss,
            ["calibrationInLarge"] = calibration.InTheLarge,
            ["calibrationIntercept"] = calibration.Intercept,
            ["calibrationSlope"] = calibration.Slope,
            ["mleExists"] = model.Report.Status != FitStatus.AtBoundary,
            // What R calls converged is that the deviance has stopped changing, which it does at a boundary too.
            ["rConverged"] = model.Report.Status != FitStatus.NotConverged,
        };
    }

    private static object Roc(VectorContext context)
    {
        var data = context.Data;
        bool[] churned = [.. data.Numbers("label").Select(y => y != 0)];
        var scores = data.Numbers("score");
        var roc = RocCurve.Of(churned, scores);
        var points = roc.Points;
        var paired = data.Has("score2") ? RocComparison.Paired(churned, scores, data.Numbers("score2")) : default;
        var top = context.Asks("lift") ? context.Given("lift", "topFraction").EnumerateArray().Select(f => roc.Gain(f.GetDouble())).ToList() : [];
        return new
        {
            auc = roc.Auc,
            se = roc.StandardError,
            ci95 = roc.Interval().Pair(),
            pauc_fpr_0_01 = roc.PartialAuc(0.1),
            thresholds = points.Select((p, i) => p.Threshold ?? (i == 0 ? double.NegativeInfinity : double.PositiveInfinity)),
            sensitivity = points.Select(p => p.Sensitivity.Value),
            specificity = points.Select(p => p.Specificity.Value),
            youdenMax = roc.Youden?.YoudenIndex,
            wilcoxonW = roc.WilcoxonW,
            wilcoxW = roc.WilcoxonW,
            averagePrecision = roc.AveragePrecision,
            gini = roc.Gini,
            delongPaired = new { auc1 = paired.FirstAuc, auc2 = paired.SecondAuc, z = paired.Z, p = paired.PValue, cov = paired.Covariance },
            lift = new { lift = top.Select(g => g.Lift), capture = top.Select(g => g.Capture) },
        };
    }

    [GeneratedRegex(@"glm\(\s*(?<response>[\w.]+)\s*~\s*(?<terms>(offset\([^)]*\)|[\w.]+)(\s*\+\s*(offset\([^)]*\)|[\w.]+))*)", RegexOptions.CultureInvariant)]
    private static partial Regex GlmFormula();
}

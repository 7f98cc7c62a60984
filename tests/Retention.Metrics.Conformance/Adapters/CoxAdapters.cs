using System.Globalization;
using System.Text.Json;
using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Cox(Dictionary<string, Adapter> calls) => calls.Add("cox", CoxOf);

    private static Dictionary<string, object?> CoxOf(JsonElement input, VectorContext context)
    {
        var expression = new RExpression(context.Source);
        string[] needed = [.. new[] { expression.Argument("cluster") }.OfType<string>().Where(name => name != "NULL")];
        var data = new SurvivalData(context, needed);
        var terms = expression.Terms.Where(t => !t.Contains('(', StringComparison.Ordinal)).ToList();
        var covariates = terms.Aggregate(Covariates.None(data.Tenures.Length), (c, term) => c.With(term, data.Numbers(term)));
        var (strata, stratumNames) = StrataOf(data, expression);
        var cluster = needed.Length > 0 ? needed[0] : (expression.Clusters.Count > 0 ? expression.Clusters[0] : null);
        int[] clusters = cluster is null ? [] : SurvivalData.Codes(data.Numbers(cluster)).Codes;
        double[] offsets = expression.Offsets.Count == 0 ? [] : data.Numbers(expression.Offsets[0]);
        var robust = expression.Argument("robust") is { } asked ? asked is "TRUE" or "T" : cluster is not null || Array.Exists(data.Weights, w => w != Math.Floor(w));
        var rows = CoxData.From(data.Tenures, data.Ended, covariates, data.Entered, data.Weights, offsets, strata, robust ? clusters : [], data.Tolerance);
        var ties = (expression.Argument("ties") ?? expression.Argument("method") ?? input.At("params").TextOrNull("ties")) switch
        {
            null or "efron" => CoxTies.Efron,
            "breslow" => CoxTies.Breslow,
            "exact" => CoxTies.Exact,
            var other => throw VectorContext.Unsupported($"ties={other}"),
        };
        var model = CoxModel.Fit(rows, CoxOptions.Default with { Ties = ties, Robust = robust });
        var concordance = model.Concordance(rows);
        var residuals = CoxResiduals.Of(model, rows);
        double? NullIfAbsent(double? value) => value;
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["coefNames"] = model.Names,
            ["coef"] = model.Coefficients.Select(c => c.Estimate),
            ["se"] = model.Names.Select(name => model.ModelBased(name).StandardError),
            ["vcov"] = model.Names.Select(a => model.Names.Select(b => NullIfAbsent(model.ModelCovariance(a, b)))),
            ["loglikNull"] = model.NullLogLikelihood,
            ["loglik"] = model.LogLikelihood,
            ["lrTest"] = model.LikelihoodRatioTest.ChiSquare,
            ["scoreTest"] = model.ScoreTest.ChiSquare,
            ["waldTest"] = model.WaldTest.ChiSquare,
            ["n"] = model.Count,
            ["nEvents"] = model.Ended,
            ["robustSe"] = model.Coefficients.Select(c => c.StandardError),
            ["robustScore"] = model.RobustScoreTest?.ChiSquare,
            ["ciLower95"] = model.Coefficients.Select(c => c.Interval()?.Lower),
            ["ciUpper95"] = model.Coefficients.Select(c => c.Interval()?.Upper),
            ["concordance"] = new
            {
                c = concordance.Value,
                se = concordance.StandardError,
                concordant = concordance.Concordant,
                discordant = concordance.Discordant,
                tiedX = concordance.TiedScores,
                tiedY = concordance.TiedTimes,
                tiedXY = concordance.TiedBoth,
            },
            ["aic"] = model.Aic,
            ["bic"] = model.Bic,
            ["martingaleResidualsFirst10"] = residuals.Martingale.Take(10),
            ["devianceResidualsFirst10"] = residuals.Deviance.Take(10),
            ["schoenfeldFirst3"] = residuals.Schoenfeld.Take(3).Select(r => r.Values),
        };
        if (ties != CoxTies.Exact)
        {
            answer["dfbetaFirst3"] = Enumerable.Range(0, Math.Min(3, model.Count)).Select(residuals.DfBeta);
        }

        foreach (var (name, clock) in Clocks)
        {
            if (context.Asks("zph_" + name))
            {
                var test = ProportionalHazardsTest.Of(model, rows, clock);
                CoxTest[] tests = [.. test.Columns, test.Global];
                answer["zph_" + name] = new { rows = test.Columns.Select(t => t.Name).Append("GLOBAL"), chisq = tests.Select(t => t.ChiSquare), df = tests.Select(t => t.DegreesOfFreedom), p = tests.Select(t => t.PValue) };
            }
        }

        Predictions(context, model, stratumNames, answer);
        return answer;
    }

    private static Dictionary<string, object?> CompetingRisksModel(VectorContext context)
    {
        var expression = new RExpression(context.Source);
        if (expression.Calls("crr"))
        {
            // crr(time, event, cbind(columns), failcode = 1)
            var arguments = expression.NamesOfCall("crr");
            var names = expression.NamesOfCall("cbind");
            names = names.Count == 0 ? [arguments[2]] : names;
            var rows = new SurvivalData(context, [arguments[0], arguments[1], .. names]);
            var columns = names.Aggregate(Covariates.None(rows.Numbers(arguments[0]).Length), (c, name) => c.With(name, rows.Numbers(name)));
            var model = FineGrayModel.Fit(rows.Numbers(arguments[0]), [.. rows.Numbers(arguments[1]).Select(v => (int)v)], (int)(expression.Numbers("failcode")?[0] ?? 1), columns);
            return new(StringComparer.Ordinal) { ["coef"] = model.Coefficients.Select(c => c.Estimate), ["se"] = model.Coefficients.Select(c => c.StandardError), ["loglik"] = model.LogLikelihood, ["loglikNull"] = model.NullLogLikelihood };
        }

        if (!expression.Calls("coxph"))
        {
            throw VectorContext.Unsupported($"a regression model: {context.Source}");
        }

        var data = new SurvivalData(context);
        var covariates = expression.Terms.Aggregate(Covariates.None(data.Tenures.Length), (c, term) => c.With(term, data.Numbers(term)));
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal);
        var models = CoxModel.CauseSpecific(data.Tenures, data.Causes, data.Causes.Max(), covariates, tolerance: data.Tolerance);
        for (var k = 0; k < models.Count; k++)
        {
            answer["coef" + Invariant(k + 1)] = models[k].Coefficients.Select(c => c.Estimate);
            answer["se" + Invariant(k + 1)] = models[k].Coefficients.Select(c => c.StandardError);
            answer["loglik" + Invariant(k + 1)] = models[k].LogLikelihood;
        }

        return answer;
    }

    private static readonly (string Name, HazardClock Clock)[] Clocks =
        [("km", HazardClock.KaplanMeier), ("identity", HazardClock.Identity), ("rank", HazardClock.Rank), ("log", HazardClock.Log)];

    private static void Predictions(VectorContext context, CoxModel model, Dictionary<string, string> strata, Dictionary<string, object?> answer)
    {
        double Hazard(double[] row, string? stratum, double time) => model.Predict(row, stratum).SurvivalAt(time, carryForward: true).CumulativeHazard!.Value;
        if (context.Asks("baselineCumHazAtX0"))
        {
            var times = Doubles(context.Given("baselineCumHazAtX0", "time"));
            var of = context.Asks("baselineCumHazAtX0", "stratum") ? context.Given("baselineCumHazAtX0", "stratum").EnumerateArray().Select(e => strata[e.GetString()!]).ToArray() : null;
            answer["baselineCumHazAtX0"] = new { hazard = times.Select((t, i) => Hazard(new double[model.Names.Count], of?[i], t)) };
        }

        if (context.Asks("predicted"))
        {
            var times = Doubles(context.Given("predicted", "time"));
            var newdata = context.Given("predicted", "newdata");
            var columns = model.Names.Select(name => Doubles(newdata.GetProperty(name))).ToArray();
            var count = columns.Length == 0 ? 1 : columns[0].Length;
            var customers = Enumerable.Range(0, count).Select(i => model.Predict([.. columns.Select(c => c[i])])).ToList();
            var at = times.Select(t => customers.Select(c => c.SurvivalAt(t, carryForward: true)).ToList()).ToList();
            answer["predicted"] = new { survival = at.Select(row => row.Select(s => s.Survival)), seLog = at.Select(row => row.Select(s => s.LogStandardError)) };
        }

        static double[] Doubles(JsonElement list) => list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(e => e.GetDouble())] : [list.GetDouble()];
    }

    /// <summary>The strata as R names and orders them: "sex=1", and with several columns "sex=1, inst=3".</summary>
    private static (int[] Codes, Dictionary<string, string> Names) StrataOf(SurvivalData data, RExpression expression)
    {
        if (expression.Strata.Count == 0)
        {
            return ([], new(StringComparer.Ordinal));
        }

        var columns = expression.Strata.SelectMany(s => s.Split(',', StringSplitOptions.TrimEntries)).Where(s => !s.Contains('=', StringComparison.Ordinal)).ToList();
        var values = columns.ConvertAll(data.Numbers);
        var keys = Enumerable.Range(0, data.Tenures.Length).Select(i => values.Select(v => v[i]).ToArray()).ToList();
        var order = Comparer<double[]>.Create((a, b) => a.Zip(b, (x, y) => x.CompareTo(y)).FirstOrDefault(c => c != 0));
        var levels = keys.Distinct(EqualityComparer<double[]>.Create((a, b) => a!.SequenceEqual(b!), k => k.Sum().GetHashCode())).Order(order).ToList();
        var codes = keys.ConvertAll(k => levels.FindIndex(l => l.SequenceEqual(k)));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var s = 0; s < levels.Count; s++)
        {
            var parts = levels[s].Select(v => v.ToString(CultureInfo.InvariantCulture)).ToList();
            names[string.Join(", ", columns.Zip(parts, (c, v) => $"{c}={v}"))] = Invariant(s);
            names.TryAdd(string.Join(", ", parts), Invariant(s));
        }

        return ([.. codes], names);
    }
}

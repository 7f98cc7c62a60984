using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Retention.Metrics.Experiments;
using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    private static readonly (string Name, SurvivalInterval Scale)[] Scales =
    [
        ("plain", SurvivalInterval.Plain), ("log", SurvivalInterval.Log), ("loglog", SurvivalInterval.LogLog), ("log-log", SurvivalInterval.LogLog),
        ("logit", SurvivalInterval.Logit), ("arcsin", SurvivalInterval.ArcSin),
    ];

    static partial void Survival(Dictionary<string, Adapter> calls)
    {
        calls.Add("kaplan-meier", (input, context) => KaplanMeier(input, context, new SurvivalData(context)));
        calls.Add("kaplan-meier-exact", (_, context) =>
        {
            var steps = SurvivalCurve.KaplanMeier(new SurvivalData(context).Lifetimes()).Steps;
            return new
            {
                time = steps.Select(s => s.Time),
                survival = steps.Select(s => s.Survival),
                survivalFraction = steps.Select(s => s.Survival),
                greenwoodSum = steps.Select(s => s.LogStandardError * s.LogStandardError),
                seSurvival = steps.Select(s => s.StandardError),
                nRisk = steps.Select(s => s.AtRisk),
                nEvent = steps.Select(s => s.Ended),
            };
        });
        calls.Add("nelson-aalen", (_, context) =>
        {
            var lifetimes = new SurvivalData(context).Lifetimes();
            return new { nelsonAalen = Hazard(CumulativeHazard.NelsonAalen(lifetimes)), flemingHarringtonTies = Hazard(CumulativeHazard.FlemingHarrington(lifetimes)) };
        });
        calls.Add("rmst", (_, context) =>
        {
            var data = new SurvivalData(context);
            var tau = data.Expression.Numbers("rmean")?[0] ?? context.Given("tau").GetDouble();
            RestrictedMean[] means = data.Expression.Terms.Count == 0
                ? [SurvivalCurve.KaplanMeier(data.Lifetimes()).RestrictedMean(tau)]
                : [.. data.Groups(data.Expression.Terms[0]).KaplanMeier().Select(c => c.RestrictedMean(tau))];
            var difference = means[^1].Minus(means[0]);
            return new
            {
                tau,
                rmst = means.Select(m => m.Value),
                se = means.Select(m => m.StandardError),
                difference = difference.Value,
                seDifference = difference.StandardError,
                z = difference.Z,
                p = difference.PValue,
            };
        });
        calls.Add("log-rank", (_, context) => LogRank(context, new SurvivalData(context)));
        calls.Add("concordance", (_, context) =>
        {
            var data = new SurvivalData(context);
            int[] strata = data.Expression.Strata.Count == 0 ? [] : SurvivalData.Codes(data.Numbers(data.Expression.Strata[0])).Codes;
            var weighting = data.Expression.Argument("timewt") switch
            {
                null or "n" => ConcordanceWeighting.Harrell,
                "S" => ConcordanceWeighting.Survival,
                "S/G" => ConcordanceWeighting.SurvivalOverCensoring,
                "n/G2" => ConcordanceWeighting.Uno,
                "I" => ConcordanceWeighting.Events,
                var other => throw VectorContext.Unsupported($"timewt={other}"),
            };
            var meaning = data.Expression.Argument("reverse") is "TRUE" or "T" ? ScoreMeaning.HigherLeavesSooner : ScoreMeaning.HigherStaysLonger;
            var c = Concordance.Of(data.Tenures, data.Ended, data.Numbers(data.Expression.Terms[0]), meaning, weighting, data.Entered, data.Weights, strata, data.Tolerance);
            return new { c = c.Value, se = c.StandardError, counts = new[] { c.Concordant, c.Discordant, c.TiedScores, c.TiedTimes, c.TiedBoth } };
        });
        calls.Add("competing-risks", (_, context) =>
        {
            var expression = new RExpression(context.Source);
            return expression.Calls("survfit") || expression.Calls("cuminc") ? CompetingRisksOf(context) : CompetingRisksModel(context);
        });
        calls.Add("brier", (_, context) => BrierOfModel(context));
    }

    /// <summary>The Brier score of the predictions of a Cox model, at the times of the answer.</summary>
    private static object BrierOfModel(VectorContext context)
    {
        var expression = new RExpression(context.Source);
        if (!expression.Calls("coxph"))
        {
            throw VectorContext.Unsupported($"predictions of a regression model: {context.Source}");
        }

        var data = new SurvivalData(context);
        var covariates = expression.Terms.Aggregate(Covariates.None(data.Tenures.Length), (c, term) => c.With(term, data.Numbers(term)));
        var model = CoxModel.Fit(CoxData.From(data.Tenures, data.Ended, covariates, tolerance: data.Tolerance));
        double[] times = [.. context.Given("times").EnumerateArray().Select(t => t.GetDouble())];
        double[][] predicted = [.. times.Select(time =>
        {
            var survival = new double[covariates.Count];
            model.SurvivalAt(covariates, time, survival);
            return survival;
        })];
        BrierScore[] scores = [.. times.Select((time, i) => BrierScore.Of(data.Tenures, data.Ended, predicted[i], time))];
        return new
        {
            brier = scores.Select(s => s.Value),
            brierKM = scores.Select(s => s.Reference),
            rsquared = scores.Select(s => s.Explained),
            Gt = scores.Select(s => s.CensoringSurvival),
            predFirst5 = Enumerable.Range(0, 5).Select(customer => predicted.Select(p => p[customer])),
        };
    }

    private static object? KaplanMeier(JsonElement input, VectorContext context, SurvivalData data)
    {
        if (data.Expression.Terms is [var column])
        {
            // R names the groups by term and value, and so does the answer.
            var groups = data.Groups(column);
            return groups.Labels.ToDictionary(label => $"{column}={label}", label => KaplanMeier(input, context, groups[label], $"{column}={label}"), StringComparer.Ordinal);
        }

        if (data.Expression.Numbers("times") is { } times)
        {
            var scale = data.Expression.Argument("conf.type") is { } name ? Scales.Single(s => s.Name == name).Scale : SurvivalInterval.Log;
            var curve = SurvivalCurve.KaplanMeier(data.Lifetimes(), scale, data.Expression.Numbers("conf.int")?[0] ?? 0.95);
            var at = times.Select(t => curve.At(t, carryForward: true)).Select(e => (Dictionary<string, object?>)new(StringComparer.Ordinal)
            {
                ["time"] = e.Time, ["survival"] = e.Survival, ["se"] = e.StandardError, ["lower"] = e.Interval?.Lower, ["upper"] = e.Interval?.Upper, ["nRisk"] = e.AtRisk,
            }).ToList();
            return at.Count == 1 ? at[0] : at[0].Keys.ToDictionary(key => key, key => (object?)at.Select(e => e[key]).ToList(), StringComparer.Ordinal);
        }

        var conditional = context.Asked().Select(name => (Name: name, Match: ConditionalSurvival().Match(name))).Where(c => c.Match.Success).ToList();
        if (conditional.Count > 0)
        {
            var curve = SurvivalCurve.KaplanMeier(data.Lifetimes());
            return conditional.ToDictionary(c => c.Name, c =>
            {
                var to = double.Parse(c.Match.Groups["to"].Value, CultureInfo.InvariantCulture);
                return c.Match.Groups["given"] is { Success: true } given && double.Parse(given.Value, CultureInfo.InvariantCulture) is var stayed
                    ? (object?)curve.Given(stayed).At(to - stayed).Survival
                    : curve.At(to).Survival;
            }, StringComparer.Ordinal);
        }

        return KaplanMeier(input, context, data.Lifetimes());
    }

    private static Dictionary<string, object?> KaplanMeier(JsonElement input, VectorContext context, Lifetimes lifetimes, params string[] path)
    {
        var level = input.Has("params") ? input.At("params").Number("conf", 0.95) : 0.95;
        var curve = SurvivalCurve.KaplanMeier(lifetimes, SurvivalInterval.Log, level);
        var steps = curve.Steps;
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["time"] = steps.Select(s => s.Time),
            ["nRisk"] = steps.Select(s => s.AtRisk),
            ["nEvent"] = steps.Select(s => s.Ended),
            ["nCensor"] = steps.Select(s => s.Censored),
            ["survival"] = steps.Select(s => s.Survival),
            // The library has no value where R writes infinity: the logarithm of 0.
            ["seLogSurvival"] = steps.Select(s => s.LogStandardError ?? double.PositiveInfinity),
            ["seSurvival"] = steps.Select(s => s.StandardError),
        };
        foreach (var (name, scale) in Scales)
        {
            var with = curve.With(scale);
            answer[$"lower_{name}"] = with.Steps.Select(s => s.Interval?.Lower);
            answer[$"upper_{name}"] = with.Steps.Select(s => s.Interval?.Upper);
            if (context.Asks([.. path, $"quantiles_{name}"]))
            {
                var p = context.Given([.. path, $"quantiles_{name}", "p"]).EnumerateArray().Select(e => e.GetDouble()).ToArray();
                var quantiles = p.Select(q => with.Quantile(q, QuantileLimits.AsInR)).ToList();
                answer[$"quantiles_{name}"] = new { q = quantiles.Select(q => q.Value), lower = quantiles.Select(q => q.Lower), upper = quantiles.Select(q => q.Upper) };
            }
        }

        if (context.Asks([.. path, "rmst"]))
        {
            var means = context.Given([.. path, "rmst", "tau"]).EnumerateArray().Select(t => curve.RestrictedMean(t.GetDouble())).ToList();
            answer["rmst"] = new { rmst = means.Select(m => m.Value), se = means.Select(m => m.StandardError) };
        }

        return answer;
    }

    private static object Hazard(CumulativeHazard hazard) => new
    {
        time = hazard.Steps.Select(s => s.Time),
        cumhaz = hazard.Steps.Select(s => s.Value),
        se = hazard.Steps.Select(s => s.StandardError),
        breslowSurvival = hazard.Steps.Select(s => s.Survival),
    };

    private static Dictionary<string, object?> LogRank(VectorContext context, SurvivalData data)
    {
        if (data.Expression.Terms.Count == 0)
        {
            var scores = data.Expression.Numbers("w") ?? throw VectorContext.Unsupported("a trend without scores");
            var all = context.Source.Contains("w=", StringComparison.Ordinal) ? TrendScores().Match(context.Source).Groups["score"].Captures.Select(c => double.Parse(c.Value, CultureInfo.InvariantCulture)).ToArray() : scores;
            var trend = LogRankTest.Between(data.Groups(data.ColumnWithValues(all))).Trend(all);
            return new(StringComparer.Ordinal) { ["U"] = trend.Score, ["var"] = trend.Variance, ["chisq"] = trend.ChiSquare, ["p"] = trend.PValue, ["df"] = 1 };
        }

        var groups = data.Groups(data.Expression.Terms[0]);
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var name in context.Asked())
        {
            answer[name] = name == "pairwise" ? Pairwise(groups) : Shown(LogRankTest.Between(groups, WeightsNamed(name)));
        }

        return answer;

        static object Shown(LogRankTest test)
        {
            var covariance = Enumerable.Range(0, test.Groups.Count).Select(i => Enumerable.Range(0, test.Groups.Count).Select(j => test.Covariance(i, j)).ToList()).ToList();
            return new
            {
                n = test.Groups.Select(g => g.Customers),
                observed = test.Groups.Select(g => g.Observed),
                expected = test.Groups.Select(g => g.Expected),
                variance = covariance,
                chisq = test.ChiSquare,
                df = test.DegreesOfFreedom,
                p = test.PValue,
                U = test.Groups.Select(g => g.Difference),
                var = covariance,
            };
        }
    }

    private static object Pairwise(LifetimeGroups groups)
    {
        var pairs = LogRankTest.Pairwise(groups, PValueAdjustment.None);
        IEnumerable<double?> Adjusted(PValueAdjustment method) => LogRankTest.Pairwise(groups, method).Select(c => c.AdjustedPValue);
        return new
        {
            pairs = pairs.Select(c => new[] { c.First, c.Second }),
            p = pairs.Select(c => c.PValue),
            holm = Adjusted(PValueAdjustment.Holm),
            bonferroni = Adjusted(PValueAdjustment.Bonferroni),
            hochberg = Adjusted(PValueAdjustment.Hochberg),
            hommel = Adjusted(PValueAdjustment.Hommel),
            bh = Adjusted(PValueAdjustment.BenjaminiHochberg),
            by = Adjusted(PValueAdjustment.BenjaminiYekutieli),
        };
    }

    private static LogRankWeights WeightsNamed(string name)
    {
        double Exponent(string text) => double.Parse(text.StartsWith('0') && text.Length > 1 && !text.Contains('.', StringComparison.Ordinal) ? "0." + text[1..] : text, CultureInfo.InvariantCulture);
        return name.Split('_') switch
        {
            ["rho", var rho] => LogRankWeights.FlemingHarrington(Exponent(rho)),
            ["fh", var p, var q] => LogRankWeights.FlemingHarrington(Exponent(p), Exponent(q)),
            ["logrank"] => LogRankWeights.LogRank,
            ["gehan"] => LogRankWeights.Gehan,
            ["taroneWare"] => LogRankWeights.TaroneWare,
            ["petoPetoTilde"] => LogRankWeights.PetoPeto,
            _ => throw VectorContext.Unsupported($"the weights {name}"),
        };
    }

    private static Dictionary<string, object?> CompetingRisksOf(VectorContext context)
    {
        var expression = new RExpression(context.Source);
        var data = new SurvivalData(context, "event");
        var causes = data.Numbers(expression.Calls("cuminc") ? "event" : expression.Event).Select(v => (int)v).ToArray();
        var names = Enumerable.Range(1, causes.Max()).Select(k => "cause" + Invariant(k)).ToList();
        var entered = data.Entered;
        var weights = data.Weights;
        if (expression.Calls("cuminc"))
        {
            var times = expression.NumbersOfCall("timepoints") ?? throw VectorContext.Unsupported("cuminc without timepoints");
            var risks = CompetingRisks.AalenJohansen(data.Tenures, causes, names, variance: IncidenceVariance.Aalen);
            return new(StringComparer.Ordinal)
            {
                ["est"] = risks.Incidences.Select(i => times.Select(t => i.At(t).Value)),
                ["var"] = risks.Incidences.Select(i => times.Select(t => i.At(t).StandardError * i.At(t).StandardError)),
            };
        }

        if (expression.Terms is not [var column])
        {
            return Incidences(context, CompetingRisks.AalenJohansen(data.Tenures, causes, names, entered, weights, SurvivalInterval.Log, tolerance: data.Tolerance));
        }

        var (groups, labels) = SurvivalData.Codes(data.Numbers(column));
        T[] Of<T>(T[] values, int g) => [.. values.Where((_, i) => groups[i] == g)];
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal);
        var exact = new List<(string, CompetingRisks)>();
        for (var g = 0; g < labels.Length; g++)
        {
            var risks = CompetingRisks.AalenJohansen(Of(data.Tenures, g), Of(causes, g), names, entered.Length > 0 ? Of(entered, g) : [], weights.Length > 0 ? Of(weights, g) : [], SurvivalInterval.Log, tolerance: data.Tolerance);
            answer[$"{column}={labels[g]}"] = Incidences(context, risks, $"{column}={labels[g]}");
            exact.Add((labels[g], risks));
        }

        if (context.Asks("grayTest"))
        {
            var tests = names.Select(name => GrayTest.Between(name, 0, [.. exact])).ToList();
            answer["grayTest"] = new { stat = tests.Select(t => t.ChiSquare), p = tests.Select(t => t.PValue), df = tests.Select(t => t.DegreesOfFreedom) };
        }

        return answer;
    }

    private static Dictionary<string, object?> Incidences(VectorContext context, CompetingRisks risks, params string[] path)
    {
        var times = context.Given([.. path, "times"]).EnumerateArray().Select(t => t.GetDouble()).ToList();
        var staying = times.Select(t => risks.Staying.At(t, carryForward: true)).ToList();
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["survivalState"] = staying.Select(s => s.Survival),
            ["se0"] = staying.Select(s => s.StandardError),
            ["lower0_log"] = staying.Select(s => s.Interval?.Lower),
            ["upper0_log"] = staying.Select(s => s.Interval?.Upper),
        };
        for (var k = 0; k < risks.Causes.Count; k++)
        {
            var at = times.Select(t => risks.Incidences[k].At(t, carryForward: true)).ToList();
            answer["cif" + Invariant(k + 1)] = at.Select(i => i.Value);
            answer["se" + Invariant(k + 1)] = at.Select(i => i.StandardError);
            answer["lower" + Invariant(k + 1) + "_log"] = at.Select(i => i.Interval?.Lower);
            answer["upper" + Invariant(k + 1) + "_log"] = at.Select(i => i.Interval?.Upper);
        }

        answer["fullTail"] = new { nTimes = risks.All.DistinctTimes, rmst = new[] { risks.Staying.RestrictedMean().Value }.Concat(risks.Incidences.Select(i => i.TimeLost())) };
        return answer;
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^s(?<to>\d+(\.\d+)?)(given(?<given>\d+(\.\d+)?))?$", RegexOptions.CultureInvariant)]
    private static partial Regex ConditionalSurvival();

    [GeneratedRegex(@"\bw=(?<score>-?[\d.]+)(,(?<score>-?[\d.]+))*", RegexOptions.CultureInvariant)]
    private static partial Regex TrendScores();
}

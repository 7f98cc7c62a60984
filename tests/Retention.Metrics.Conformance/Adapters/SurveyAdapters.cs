using System.Text.Json;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Surveys(Dictionary<string, Adapter> calls)
    {
        calls.Add("nps.score", (input, _) =>
        {
            var nps = NetPromoterScore.From(input.Items("responses"), NullableScore);
            return new { promoters = nps.Promoters, passives = nps.Passives, detractors = nps.Detractors, score = nps.Score, variance = nps.Variance, se = nps.StandardError };
        });
        calls.Add("nps.ci.wald", (input, _) => Around(input, NpsInterval.Wald));
        calls.Add("nps.ci.wald.finitePopulation", (input, _) => Around(input, NpsInterval.Wald, input.Integer("population")));
        calls.Add("nps.ci.score", (input, _) => Around(input, NpsInterval.Score));
        calls.Add("nps.ci.trinomialMeanT", (input, _) => Around(input, NpsInterval.TrinomialMean));
        calls.Add("nps.ci.goodman", (input, _) => Around(input, NpsInterval.Goodman));
        calls.Add("nps.ci.adjustedWald", (input, _) => Adjusted(Counts(input), input));
        calls.Add("enps", (input, _) => Adjusted(Counts(input).WithKind(NpsKind.Employee), input));
        calls.Add("nps.diff.wald", (input, _) => Difference(input, NpsInterval.Wald));
        calls.Add("nps.diff.adjustedWald", (input, _) => Difference(input, NpsInterval.AdjustedWald));
        calls.Add("nps.sampleSize.precision", (input, _) =>
        {
            NpsSampleSize Of(NpsInterval method) => NpsSampleSize.ForPrecision(input.Number("marginPoints"), Level(input), input.Number("variance", 1), method);
            var wald = Of(NpsInterval.Wald);
            return new { nWald = wald.Responses, nAdjustedWald = Of(NpsInterval.AdjustedWald).Responses, nRaw = wald.Unrounded };
        });
        calls.Add("nps.sampleSize.compare", (input, _) =>
        {
            NpsSampleSize Of(NpsInterval method) =>
                NpsSampleSize.ForComparison(input.Number("differencePoints"), input.Number("power", 0.8), Level(input), input.Number("variancePerResponse", 1), method);
            var wald = Of(NpsInterval.Wald);
            return new { perGroupWald = wald.Responses, perGroupAdjustedWald = Of(NpsInterval.AdjustedWald).Responses, raw = wald.Unrounded, zSum = wald.CriticalValue };
        });
        calls.Add("nps.weighted", (input, _) =>
        {
            var nps = WeightedNetPromoterScore.From(input.Items("responses"), r => (int)r.Integer("score"), r => r.Number("weight"));
            return new { score = nps.Score, effectiveN = nps.EffectiveResponses, designEffectKish = nps.DesignEffect, seLinearized = nps.StandardError, seLinearizedN1 = nps.SmallSampleStandardError };
        });
        calls.Add("nps.stratified", (input, _) =>
        {
            var nps = StratifiedNetPromoterScore.From(input.Items("strata").Select(s => new NpsStratum(s.TextOrNull("name") ?? string.Empty, Counts(s), s.Integer("population"))));
            var interval = nps.Interval(Level(input));
            return new { score = nps.Score, se = nps.StandardError, lower = interval?.UnclippedLower, upper = interval?.UnclippedUpper };
        });
        calls.Add("nps.rounding", (input, _) =>
        {
            var nps = Counts(input);
            return new
            {
                exact = nps.Score,
                awayFromZero = nps.Rounded,
                bankers = nps.RoundedBy(NpsRounding.OnceToEven),
                differenceOfRoundedShares = nps.RoundedBy(NpsRounding.SharesFirst),
            };
        });
        calls.Add("nps.bayes.dirichlet", (input, _) =>
        {
            var prior = input.Has("prior") ? input.Numbers("prior") : [1, 1, 1];
            var posterior = Counts(input).Posterior(prior[0], prior[1], prior[2]);
            return new { mean = posterior.Mean, sd = posterior.StandardDeviation };
        });
        calls.Add("nps", (input, _) => OtherTools(input));
        calls.Add("csat", (input, _) => Satisfaction(input));
        calls.Add("ces2", (input, _) =>
        {
            var ces = CustomerEffort.FromHistogram(input.Integers("counts1to7"));
            return new
            {
                n = ces.Responses,
                mean = ces.Mean,
                percentAgree5to7 = 100 * ces.Easy.Value,
                percentTop2 = 100 * ces.EasiestTwo.Value,
                net = 100 * ces.NetEase,
                wilsonAgree = Percents(ces.Easy, Level(input), ProportionInterval.Wilson),
            };
        });
        calls.Add("pmf.seanEllis", (input, _) =>
        {
            var fit = ProductMarketFit.FromCounts(input.Integer("very"), input.Integer("somewhat"), input.Integer("notDisappointed"), input.Integer("notApplicable", 0));
            return new
            {
                n = fit.VeryDisappointed.Total,
                score = 100 * fit.VeryDisappointed.Value,
                scoreIncludingNa = 100 * fit.IncludingNotApplicable.Value,
                wilson = Percents(fit.VeryDisappointed, Level(input), ProportionInterval.Wilson),
                exactPValueVs40 = fit.PValue(),
                meets40 = fit.Meets(),
                lowerBoundAbove40 = fit.IsAbove(level: Level(input)),
            };
        });
        calls.Add("starRating", (input, _) =>
        {
            var rating = StarRating.FromCounts(input.Integers("counts1to5"));
            return new
            {
                n = rating.Votes,
                mean = rating.Mean,
                meanCi = Unclipped(rating.MeanInterval(Level(input))),
                bayesianAverage_prior3_5_w10 = rating.BayesianAverage(new RatingPrior(mean: 3.5, votes: 10)),
                dirichletLowerBound = rating.LowerBound(Level(input)),
            };
        });
    }

    private static double Level(JsonElement input) => input.Number("confidence", 0.95);

    private static NetPromoterScore Counts(JsonElement input) => NetPromoterScore.FromCounts(input.Integer("promoters"), input.Integer("passives"), input.Integer("detractors"));

    private static int? NullableScore(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt32();

    private static object Around(JsonElement input, NpsInterval method, long? population = null)
    {
        var nps = Counts(input);
        var estimate = nps.Estimate(Level(input), method, population);
        return new
        {
            score = nps.Score,
            variance = nps.Variance,
            se = estimate?.StandardError,
            t = estimate?.CriticalValue,
            chi2 = estimate?.CriticalValue * estimate?.CriticalValue,
            lower = estimate?.Interval.UnclippedLower,
            upper = estimate?.Interval.UnclippedUpper,
        };
    }

    private static object Adjusted(NetPromoterScore nps, JsonElement input)
    {
        var estimate = nps.Estimate(Level(input));
        return new
        {
            adjScore = estimate?.Score,
            adjN = estimate?.Responses,
            adjSe = estimate?.StandardError,
            lower = estimate?.Interval.Lower,
            upper = estimate?.Interval.Upper,
            lowerUnclipped = estimate?.Interval.UnclippedLower,
            upperUnclipped = estimate?.Interval.UnclippedUpper,
        };
    }

    private static object Difference(JsonElement input, NpsInterval method)
    {
        var comparison = Counts(input.At("a")).CompareWith(Counts(input.At("b")), Level(input), method);
        return new
        {
            diff = comparison.Estimate,
            se = comparison.StandardError,
            z = comparison.Z,
            pValue = comparison.PValue,
            lower = comparison.Interval?.UnclippedLower,
            upper = comparison.Interval?.UnclippedUpper,
        };
    }

    /// <summary>Other tools print the score as a fraction unless they say otherwise, and some cut it to a few decimals.</summary>
    private static object OtherTools(JsonElement input)
    {
        var data = input.At("inputs");
        var options = input.Has("options") ? input.At("options") : data;
        var nps = data.Has("counts") ? Counts(data.At("counts")) : NetPromoterScore.From(data.Items("scores"), NullableScore);
        var points = options.TextOrNull("scale") is "-100..100";
        double? Shown(double? value) =>
            value is { } v && options.Has("rounding") ? Math.Round(v, (int)options.Integer("rounding"), MidpointRounding.AwayFromZero) : value;
        return new
        {
            nps = Shown(points ? nps.Score : nps.NetShare),
            promoters = Shown(nps.PromoterShare.Value),
            passives = Shown(nps.PassiveShare.Value),
            detractors = Shown(nps.DetractorShare.Value),
        };
    }

    private static object Satisfaction(JsonElement input)
    {
        var definition = new CsatDefinition((int)input.Integer("min"), (int)input.Integer("max"), (int)input.Integer("topBoxes"));
        var csat = CustomerSatisfaction.From(input.Items("responses"), NullableScore, definition);
        var level = Level(input);
        return new
        {
            satisfied = csat.Satisfied.Count,
            n = csat.Responses,
            score = 100 * csat.Satisfied.Value,
            mean = csat.Mean,
            meanRescaled0to100 = csat.RescaledMean,
            wilson = Percents(csat.Satisfied, level, ProportionInterval.Wilson),
            agrestiCoull = Percents(csat.Satisfied, level, ProportionInterval.AgrestiCoull),
            clopperPearson = Percents(csat.Satisfied, level, ProportionInterval.ClopperPearson),
            meanCi = Unclipped(csat.MeanInterval(level)),
        };
    }

    private static double[]? Percents(Proportion share, double level, ProportionInterval method) =>
        Unclipped(share.Interval(level, method)) is [var lower, var upper] ? [100 * lower, 100 * upper] : null;

    /// <summary>What the formula gave, before it was cut to the scale.</summary>
    private static double[]? Unclipped(ConfidenceInterval? interval) => interval is { } i ? [i.UnclippedLower, i.UnclippedUpper] : null;
}

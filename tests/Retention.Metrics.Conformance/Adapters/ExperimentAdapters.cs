using System.Text.Json;
using Retention.Metrics.Experiments;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Experiments(Dictionary<string, Adapter> calls)
    {
        calls.Add("two-proportion", (input, context) =>
            context.Asks("rows") ? TwoProportionRows(context)
            : input.At("data").Has("table") ? PairedProportions(input.At("data"))
            : input.At("data").Has("a") ? StratifiedProportions(input.At("data"))
            : SeveralProportions(input.At("data"), new RExpression(context.Source)));
        calls.Add("two-sample", (input, context) =>
        {
            var (a, b) = (input.At("data").Numbers("a"), input.At("data").Numbers("b"));
            var expression = new RExpression(context.Source);
            var welch = WelchTest.Between(a, b, expression.Numbers("conf.level")?[0] ?? 0.95);
            var ranks = RankSumTest.Between(a, b, expression.Argument("exact") is "FALSE" or "F" ? RankSumMethod.Normal : RankSumMethod.Automatic);
            return new { t = welch.T, df = welch.DegreesOfFreedom, p = welch.PValue, ci = welch.Interval.Pair(), W = ranks.W, wilcoxP = ranks.PValue };
        });
        calls.Add("bootstrap", (input, context) =>
        {
            var data = input.At("data");
            var level = new RExpression(context.Source).Numbers("conf")?[0] ?? 0.95;
            var bootstrap = Bootstrap.FromReplicates<double>(data.Numbers("x"), StatisticOf(context.Source), data.Numbers("replicates"));
            double[]? By(BootstrapInterval method) => bootstrap.Interval(level, method).Pair();
            return new
            {
                se = bootstrap.StandardError,
                bias = bootstrap.Bias,
                norm = By(BootstrapInterval.Normal),
                basic = By(BootstrapInterval.Basic),
                percentile = By(BootstrapInterval.Percentile),
                bca = By(BootstrapInterval.BiasCorrectedAccelerated),
            };
        });
        calls.Add("power", (_, context) => context.Source.Contains("power.prop.test", StringComparison.Ordinal) ? PowerOfRates(context) : PowerOfLogRank(context));
        calls.Add("economics.differenceInDifferences", (input, _) =>
        {
            var did = DifferenceInDifferences.Between(
                Group(input, "treatedBefore"), Group(input, "treatedAfter"), Group(input, "controlBefore"), Group(input, "controlAfter"), input.Number("confidence", 0.95));
            return new { effect = did.Effect, se = did.StandardError, z = did.Z, pValue = did.PValue, lower = did.Interval?.UnclippedLower, upper = did.Interval?.UnclippedUpper };
        });
        calls.Add("economics.segmentRetentionComparison", (input, _) =>
        {
            var test = ProportionTest.Between(Group(input, "a"), Group(input, "b"), input.Number("confidence"));
            return new
            {
                difference = test.Difference,
                newcombeLower = test.Interval?.Lower,
                newcombeUpper = test.Interval?.Upper,
                zPooled = test.Z,
                pValue = test.PValue,
                relativeRisk = Bounded(test.RelativeRisk),
                relativeRiskCi = Ends(test.RelativeRisk),
                oddsRatio = Bounded(test.OddsRatio),
                oddsRatioCi = Ends(test.OddsRatio),
            };
        });
    }

    private static object TwoProportionRows(VectorContext context) => new
    {
        rows = context.GivenRows("rows", "x1", "n1", "x2", "n2", "conf").Select(row =>
        {
            var test = ProportionTest.Between(Proportion.Of(row.Integer("x1"), row.Integer("n1")), Proportion.Of(row.Integer("x2"), row.Integer("n2")), row.Number("conf", 0.95));
            // The vectors hold what R prints.
            var exact = test.Exact(FisherPrecision.AsR);
            return new
            {
                diff = test.Difference,
                zPooled = test.Z,
                chisq = test.ChiSquare,
                p = test.PValue,
                ciWald = test.WaldInterval.Pair(),
                chisqYates = test.CorrectedChiSquare,
                pYates = test.CorrectedPValue,
                ciWaldCC = test.CorrectedWaldInterval.Pair(),
                ciNewcombe = test.Interval.Pair(),
                pOneSidedLess = test.PValueLess,
                pOneSidedGreater = test.PValueGreater,
                relativeRisk = Bounded(test.RelativeRisk),
                relativeRiskCi = Ends(test.RelativeRisk),
                oddsRatio = Bounded(test.OddsRatio),
                oddsRatioCi = Ends(test.OddsRatio),
                fisherP = exact.PValue,
                fisherPLess = exact.PValueLess,
                fisherPGreater = exact.PValueGreater,
                fisherOr = Bounded(exact.OddsRatio),
                fisherOrCi = Ends(exact.OddsRatio),
            };
        }).ToList(),
    };

    private static object PowerOfRates(VectorContext context) => new
    {
        rows = context.GivenRows("rows", "p1", "p2", "alpha", "power").Select(row =>
        {
            var (p1, p2, level) = (row.Number("p1"), row.Number("p2"), (double)(1 - row.Amount("alpha")));
            var size = ProportionSampleSize.ForDifference(p1, p2, row.Number("power"), level);
            return new { n = size.Unrounded, cohenH = size.EffectSize, nArcsine = size.ArcsineUnrounded, powerAtN500 = ProportionSampleSize.WithCustomers(p1, p2, 500, level).Power };
        }).ToList(),
    };

    private static object PowerOfLogRank(VectorContext context) => new
    {
        rows = context.GivenRows("rows", "hr", "alpha", "power", "allocation")
            .Select(row => new { events = LogRankSampleSize.ForHazardRatio(row.Number("hr"), row.Number("power"), (double)(1 - row.Amount("alpha")), row.Number("allocation", 0.5)).Unrounded })
            .ToList(),
    };

    private static Func<ReadOnlySpan<double>, double> StatisticOf(string source) => source.Contains(", mean", StringComparison.Ordinal)
        ? sample => SampleMean.Of(sample).Mean!.Value
        : throw VectorContext.Unsupported("a statistic other than the mean");

    private static object PairedProportions(JsonElement data)
    {
        var rows = data.Items("table").Select(row => row.EnumerateArray().Select(cell => (long)cell.GetDecimal()).ToArray()).ToArray();
        var test = McNemarTest.FromCounts(rows[0][0], rows[0][1], rows[1][0], rows[1][1]);
        return new { chisq = test.ChiSquare, p = test.PValue, chisqCC = test.CorrectedChiSquare, pCC = test.CorrectedPValue, exactP = test.ExactPValue };
    }

    private static object StratifiedProportions(JsonElement data)
    {
        var (a, b, c, d) = (data.Integers("a"), data.Integers("b"), data.Integers("c"), data.Integers("d"));
        var test = MantelHaenszelTest.Over([.. a.Select((_, i) => ($"{i}", Proportion.Of(a[i], a[i] + b[i]), Proportion.Of(c[i], c[i] + d[i])))]);
        return new { chisq = test.ChiSquare, p = test.PValue, commonOr = Bounded(test.CommonOddsRatio), orCi = Ends(test.CommonOddsRatio), chisqCC = test.CorrectedChiSquare, pCC = test.CorrectedPValue };
    }

    private static object SeveralProportions(JsonElement data, RExpression expression)
    {
        var (x, n) = (data.Integers("x"), data.Integers("n"));
        var test = HomogeneityTest.Among([.. x.Select((count, i) => ($"{i + 1}", Proportion.Of(count, n[i])))]);
        if (expression.Calls("prop.trend.test"))
        {
            var trend = test.Trend(data.Has("score") ? data.Numbers("score") : []);
            return new { chisq = trend.ChiSquare, p = trend.PValue };
        }

        IEnumerable<double?> Adjusted(PValueAdjustment method) => test.Pairwise(method).Select(p => p.AdjustedPValue);
        return new
        {
            chisq = test.ChiSquare,
            df = test.DegreesOfFreedom,
            p = test.PValue,
            pairs = test.Pairwise().Select(p => new[] { p.First, p.Second }),
            pairwiseP = test.Pairwise().Select(p => p.PValue),
            holm = Adjusted(PValueAdjustment.Holm),
            bonferroni = Adjusted(PValueAdjustment.Bonferroni),
            hochberg = Adjusted(PValueAdjustment.Hochberg),
            hommel = Adjusted(PValueAdjustment.Hommel),
            bh = Adjusted(PValueAdjustment.BenjaminiHochberg),
            by = Adjusted(PValueAdjustment.BenjaminiYekutieli),
        };
    }

    /// <summary>[retained, customers] as vectors write a group.</summary>
    private static Proportion Group(JsonElement input, string name)
    {
        var counts = input.Integers(name);
        return Proportion.Of(counts[0], counts[1]);
    }

    /// <summary>A ratio as vectors write it: one larger than any number is Infinity.</summary>
    private static double? Bounded(RatioEstimate ratio) => ratio.IsUnbounded ? double.PositiveInfinity : ratio.Value;

    private static double[]? Ends(RatioEstimate ratio) => ratio.Lower is { } lower ? [lower, ratio.Upper ?? double.PositiveInfinity] : null;
}

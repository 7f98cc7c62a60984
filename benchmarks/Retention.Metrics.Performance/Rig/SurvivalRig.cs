using System.Globalization;
using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Performance.Rig;

/// <summary>Kaplan–Meier, the log-rank test of five groups and concordance, on whole days (days) or distinct times (cont), from the raw columns.</summary>
internal static class SurvivalRig
{
    public static Func<string> KaplanMeier(RigArguments arguments)
    {
        var (tenures, ended) = Columns(arguments);
        return () =>
        {
            var curve = SurvivalCurve.KaplanMeier(Lifetimes.From(tenures, ended));
            return string.Create(CultureInfo.InvariantCulture, $"{curve.LowestSurvival:G10}:{curve.Median.Value:G10}");
        };
    }

    public static Func<string> LogRank(RigArguments arguments)
    {
        var (tenures, ended) = Columns(arguments);
        var groups = Array.ConvertAll(RigColumns.Read<double>(File(arguments, "x4.f64")), x => (int)x);
        return () => string.Create(CultureInfo.InvariantCulture, $"{LogRankTest.Between(LifetimeGroups.From(tenures, ended, groups)).ChiSquare:G10}");
    }

    public static Func<string> Concordance(RigArguments arguments)
    {
        var (tenures, ended) = Columns(arguments);
        var scores = RigColumns.Read<double>(File(arguments, "x3.f64"));
        return () =>
        {
            var concordance = Survival.Concordance.Of(tenures, ended, scores, ScoreMeaning.HigherStaysLonger);
            return string.Create(CultureInfo.InvariantCulture, $"{concordance.Value:G10}");
        };
    }

    public static Func<string> Cox(RigArguments arguments)
    {
        var (tenures, ended) = Columns(arguments);
        var columns = Enumerable.Range(1, 5).Select(k => RigColumns.Read<double>(File(arguments, FormattableString.Invariant($"x{k}.f64")))).ToArray();
        return () =>
        {
            var covariates = Covariates.None(tenures.Length);
            for (var k = 0; k < columns.Length; k++)
            {
                covariates = covariates.With(FormattableString.Invariant($"x{k + 1}"), columns[k]);
            }

            var model = CoxModel.Fit(CoxData.From(tenures, ended, covariates), CoxOptions.Default with { MaxThreads = arguments.Threads });
            return string.Join(':', model.Coefficients.Select(c => c.Estimate!.Value).Append(model.LogLikelihood).Select(v => v.ToString("G10", CultureInfo.InvariantCulture)));
        };
    }

    private static (double[] Tenures, bool[] Ended) Columns(RigArguments arguments) =>
        (RigColumns.Read<double>(File(arguments, $"time_{(arguments.Variant.Length == 0 ? "days" : arguments.Variant)}.f64")), Array.ConvertAll(RigColumns.Read<byte>(File(arguments, "event.u8")), e => e != 0));

    private static string File(RigArguments arguments, string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("SURV_DATA") ?? "data", arguments.RowsAsTyped, name);
}

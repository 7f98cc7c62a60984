using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>The non-parametric curve that a fitted one is drawn over: no more points than a picture shows, so that a model does not hold the lifetimes it was fitted to.</summary>
internal static class ObservedCurve
{
    private const int MostPoints = 200;
    private const int Steps = 300;

    /// <summary>The points of the survival curve at which somebody left.</summary>
    public static (double[] Times, double[] Survival) Of(Lifetimes lifetimes, CancellationToken cancellationToken) =>
        Thinned([.. SurvivalCurve.KaplanMeier(lifetimes, variance: SurvivalVariance.Greenwood, cancellationToken: cancellationToken).Steps.Where(s => s.Ended > 0).Select(s => (s.Time, s.Survival))]);

    public static (double[] Times, double[] Survival) Thinned(IReadOnlyList<(double Time, double Survival)> points)
    {
        var chosen = points.Count <= MostPoints ? points : [.. Enumerable.Range(1, MostPoints).Select(i => points[(int)((long)i * points.Count / MostPoints) - 1])];
        return ([.. chosen.Select(p => p.Time)], [.. chosen.Select(p => p.Survival)]);
    }

    /// <summary>Points as they are read from a document.</summary>
    public static (double[] Times, double[] Survival) Checked(double[]? observedTimes, double[]? observedSurvival)
    {
        var (times, survival) = (observedTimes ?? [], observedSurvival ?? []);
        Lifetimes.CheckLength(survival.Length, nameof(observedSurvival), times.Length, nameof(observedTimes));
        Lifetimes.CheckTenures(times, nameof(observedTimes));
        foreach (var share in survival)
        {
            Guard.Fraction(share, nameof(observedSurvival));
        }

        return (times, survival);
    }

    /// <summary>A fitted curve, with its band, over the observed one; a quarter past the last departure, where there is only the model.</summary>
    public static string Draw(string? title, string? unit, double[] times, double[] survival, string label, Func<double, LifetimeEstimate> fitted, double? end = null)
    {
        var series = new List<StepSeries>();
        var last = times.Length > 0 ? times[^1] * 1.25 : end ?? 0;
        if (last > 0 && double.IsFinite(last))
        {
            series.Add(Fitted(label, last, fitted));
        }

        if (times.Length > 0)
        {
            series.Add(new("observed", 1, [.. times.Zip(survival, (t, s) => new StepPoint(t, s, null, null))], times[^1], null));
        }

        return StepChart.Draw(title ?? "Customers still there", unit, series, top: 1);
    }

    /// <summary>A smooth curve in steps finer than a line is wide.</summary>
    private static StepSeries Fitted(string label, double end, Func<double, LifetimeEstimate> fitted)
    {
        var points = new List<StepPoint>();
        for (var i = 1; i <= Steps; i++)
        {
            // Half a step early, so that the steps go through the middle of the curve.
            var estimate = fitted(end * ((i - 0.5) / Steps));
            if (estimate.Value is { } value)
            {
                points.Add(new(end * ((i - 1.0) / Steps), value, estimate.Interval?.Lower, estimate.Interval?.Upper));
            }
        }

        return new(label, 1, points, end, null);
    }
}

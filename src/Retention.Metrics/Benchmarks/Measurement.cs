namespace Retention.Metrics.Benchmarks;

/// <summary>The figure that a caller wants compared, on the scale of comparisons, with what is known of it.</summary>
internal sealed record Measurement
{
    public required BenchmarkMetric Metric { get; init; }

    /// <summary>A fraction, or points for a score; null when undefined.</summary>
    public double? Value { get; init; }

    /// <summary>The counts behind it, as observed.</summary>
    public Proportion? Counts { get; init; }

    /// <summary>How many observed periods the value spans.</summary>
    public double PeriodsSpanned { get; init; } = 1;

    public PeriodLength? Period { get; init; }

    public string? WhyUndefined { get; init; }

    public bool WasChurn { get; init; }

    public static Measurement Of(RetentionRate rate, ComparisonOptions options) => new()
    {
        Metric = BenchmarkMetric.CustomerRetentionRate,
        Value = rate.Value,
        Counts = rate.Evidence,
        PeriodsSpanned = rate.PeriodsSpanned,
        Period = rate.Period ?? options.Period,
        WhyUndefined = rate.WhyUndefined,
    };

    public static Measurement Of(BenchmarkMetric metric, Proportion proportion, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return new() { Metric = metric, Value = proportion.Value, Counts = proportion, Period = options.Period, WhyUndefined = proportion.WhyUndefined };
    }

    public static Measurement Of(BenchmarkMetric metric, double value, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var (least, most) = (metric.ToScale(metric.Minimum), metric.ToScale(metric.Maximum));
        if (!(value >= least && value <= most))
        {
            var rule = metric.Unit == BenchmarkUnit.Percent ? $"{metric.Name} is a percentage and is passed as a fraction (77 % is 0.77)" : $"{metric.Name} is a score";
            throw Guard.OutOfRange(nameof(value), value, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rule}, inside [{least}..{most}]"));
        }

        return new() { Metric = metric, Value = value, Period = options.Period };
    }

    /// <summary>The interval of the value: that of the counts, carried to the period that the value spans.</summary>
    public ConfidenceInterval? Interval(double level) =>
        Counts?.Interval(level) is { } interval && PeriodsSpanned != 1 ? interval.MapIncreasing(p => Math.Pow(p, PeriodsSpanned)) : Counts?.Interval(level);

    /// <summary>A rate of the value's period as the rate of one observed period.</summary>
    public double PerObservedPeriod(double rate) => PeriodsSpanned == 1 ? rate : Math.Pow(rate, 1 / PeriodsSpanned);

    /// <summary>The value in the metric's own unit, as text: "95.0 %", "40".</summary>
    public string ValueText => Metric.Unit == BenchmarkUnit.Percent ? Rendering.Text.Percent(Value) : Value is { } v ? Rendering.Text.Number(v, 1) : Rendering.Text.NotAvailable;
}

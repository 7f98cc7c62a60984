using Retention.Metrics.Numerics;

namespace Retention.Metrics;

/// <summary>
/// What <see cref="RetentionRate"/> and <see cref="ChurnRate"/> are two views of: the share that stayed and the share that left over one period,
/// each kept to full precision (1 − 1e-12 loses four digits of 1e-12), with the counts behind them.
/// </summary>
/// <remarks>
/// <c>Exponent</c> is the number of observed periods that the share spans: 1 as observed, 12 after a monthly rate was turned into a yearly one.
/// The default value is a share of nobody.
/// </remarks>
internal readonly record struct SurvivingShare
{
    private SurvivingShare(double? stayed, double? left, Proportion? evidence, double exponent, PeriodLength? period)
    {
        Stayed = stayed;
        Left = left;
        Evidence = evidence;
        Exponent = exponent;
        Period = period;
    }

    public double? Stayed { get; }

    public double? Left { get; }

    /// <summary>How many stayed, of how many.</summary>
    public Proportion? Evidence { get; }

    public double Exponent { get; }

    /// <summary>The counts whose share this is: not those of a rate that was carried to another number of periods.</summary>
    public Proportion? Observed => Evidence is { } counts ? Exponent == 1 ? counts : null : Stayed is null ? default(Proportion) : null;

    public PeriodLength? Period { get; }

    public string? WhyUndefined => Stayed is null ? "nobody was there at the start" : null;

    /// <summary>Periods until the mean customer leaves, 1 ÷ left; null when nobody leaves, when no double can hold it, or when nothing is known.</summary>
    public double? ExpectedLifetime => Left is { } left && double.IsFinite(1 / left) ? 1 / left : null;

    public static SurvivingShare FromCounts(Proportion stayed, PeriodLength? period) =>
        new(stayed.Value, stayed.Complement.Value, stayed, 1, Checked(period));

    public static SurvivingShare FromStayed(double stayed, PeriodLength? period) => new(stayed, 1 - stayed, null, 1, Checked(period));

    public static SurvivingShare FromLeft(double left, PeriodLength? period) => new(1 - left, left, null, 1, Checked(period));

    /// <summary>What a JSON document says: evidence decides when it is there; a typed-in rate has only its value.</summary>
    public static SurvivingShare FromJson(double? stayed, double? left, Proportion? evidence, double periodsSpanned, PeriodLength? period)
    {
        // A document that does not say has 0 here, and means the period as observed.
        var exponent = periodsSpanned == 0 ? 1 : Guard.Positive(periodsSpanned);
        if (evidence is { } counts)
        {
            var observed = FromCounts(counts, null).Power(exponent, Checked(period));
            return new(observed.Stayed, observed.Left, counts, exponent, Checked(period));
        }

        return (stayed, left) switch
        {
            ({ } s, _) => FromStayed(Guard.Fraction(s, "value"), period),
            (_, { } l) => FromLeft(Guard.Fraction(l, "value"), period),
            _ => new(null, null, null, exponent, Checked(period)),
        };
    }

    /// <summary>The share after <paramref name="factor"/> periods at the same hazard.</summary>
    public SurvivingShare Power(double factor, PeriodLength? period)
    {
        if (Stayed is not { } stayed || Left is not { } left)
        {
            return new(null, null, Evidence, Exponent * factor, period);
        }

        // Through the logarithm of the smaller share, so that neither end of the scale loses digits.
        var log = left < 0.5 ? Elementary.Log1p(-left) : Math.Log(stayed);
        return factor == 1
            ? new(stayed, left, Evidence, Exponent, period)
            : new(Math.Exp(log * factor), -Elementary.Expm1(log * factor), Evidence, Exponent * factor, period);
    }

    public SurvivingShare Over(PeriodLength period) => new(Stayed, Left, Evidence, Exponent, Checked(period));

    public SurvivingShare ConvertTo(PeriodLength to, string toName)
    {
        if (Period is not { } from)
        {
            throw new InvalidOperationException("The rate does not say how long its period is. Name it when making the rate, with Over(period), or call ConvertPeriod(from, to).");
        }

        return Power(Checked(to, toName)!.Value.RatioTo(from), to);
    }

    /// <summary>The interval of the share that stayed: that of the counts, carried through the same power.</summary>
    public ConfidenceInterval? Interval(double level, ProportionInterval method)
    {
        var interval = Evidence?.Interval(level, method);
        var exponent = Exponent;
        return interval is { } i && exponent != 1 ? i.MapIncreasing(p => Math.Pow(p, exponent)) : interval;
    }

    private static PeriodLength? Checked(PeriodLength? period, string name = "period") =>
        period is { Months: 0 } ? throw new ArgumentException("The period has no length (it is the default value).", name) : period;
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>
/// The share of the customers there at the start of a period who were still there at its end: retained ÷ customers at start.
/// </summary>
/// <remarks>
/// <para>A rate from counts keeps them (<see cref="Evidence"/>) and gives intervals; a rate that was typed in has neither.</para>
/// <para>It is not a <see cref="ChurnRate"/>: the two convert by <see cref="Churn"/> and cannot be mixed up.</para>
/// <para>The default value is the rate of nobody: <see cref="Value"/> is null.</para>
/// </remarks>
/// <example>
/// <code>
/// RetentionRate monthly = RetentionRate.FromCounts(retained: 950, customersAtStart: 1_000, PeriodLength.Month);
/// Console.WriteLine(monthly);                                     // 95.0 % (950 of 1,000; 95 % CI 93.5–96.2)
/// Console.WriteLine(monthly.Churn);                               // 5.0 % (50 of 1,000; 95 % CI 3.8–6.5)
/// Console.WriteLine(monthly.ConvertPeriod(PeriodLength.Year));    // 54.0 % over 12 months (…)
/// double? months = monthly.ExpectedLifetime;                      // 20
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RetentionRate : ICountedRate, IRendersHtml
{
    private readonly SurvivingShare _share;

    [JsonConstructor]
    internal RetentionRate(double? value, Proportion? evidence, double periodsSpanned, PeriodLength? period) =>
        _share = SurvivingShare.FromJson(value, null, evidence, periodsSpanned, period);

    internal RetentionRate(SurvivingShare share) => _share = share;

    /// <summary>The share that stayed, retained ÷ customers at start, as a fraction from 0 to 1; null when nobody was there at the start.</summary>
    public double? Value => _share.Stayed;

    /// <summary>How many stayed, of how many at the start; null for a rate that was typed in. After a conversion of the period these are still the counts that were observed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Proportion? Evidence => _share.Evidence;

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => _share.Observed;

    /// <summary>How many observed periods the rate spans: 1 as observed; 12 after a monthly rate was compounded to a year.</summary>
    public double PeriodsSpanned => _share.Exponent == 0 ? 1 : _share.Exponent;

    /// <summary>How long the period of the rate is; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeriodLength? Period => _share.Period;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => _share.WhyUndefined;

    /// <summary>The share of the same customers who left over the same period: 1 − retention.</summary>
    [JsonIgnore]
    public ChurnRate Churn => new(_share);

    /// <summary>
    /// The mean number of periods a customer stays, 1 ÷ churn, if the churn of every period is the same (constant hazard).
    /// Null when churn is 0, where no finite lifetime follows, or unknown.
    /// </summary>
    [JsonIgnore]
    public double? ExpectedLifetime => _share.ExpectedLifetime;

    /// <summary>Makes the rate from counts.</summary>
    /// <param name="retained">How many of them were still there at the end. Inside [0..<paramref name="customersAtStart"/>].</param>
    /// <param name="customersAtStart">How many customers there were at the start of the period.</param>
    /// <param name="period">How long the period is, when it is to be kept.</param>
    /// <returns>The rate, undefined when <paramref name="customersAtStart"/> is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static RetentionRate FromCounts(long retained, long customersAtStart, PeriodLength? period = null)
    {
        Guard.Count(customersAtStart);
        Guard.Part(retained, customersAtStart, nameof(customersAtStart));
        return new(SurvivingShare.FromCounts(new(retained, customersAtStart), period));
    }

    /// <summary>Makes the rate from the proportion of customers who stayed.</summary>
    /// <param name="retained">Those who stayed, of those who were there at the start.</param>
    /// <param name="period">How long the period is, when it is to be kept.</param>
    /// <returns>The rate, undefined for 0 of 0.</returns>
    public static RetentionRate From(Proportion retained, PeriodLength? period = null) => new(SurvivingShare.FromCounts(retained, period));

    /// <summary>Makes the rate from a number without counts: it will have no interval.</summary>
    /// <param name="fraction">The rate as a fraction, inside [0..1]: 0.05 for 5 %.</param>
    /// <param name="period">How long the period is, when it is to be kept.</param>
    /// <returns>The rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not inside [0..1].</exception>
    public static RetentionRate FromFraction(double fraction, PeriodLength? period = null) =>
        new(SurvivingShare.FromStayed(Guard.Fraction(fraction), period));

    /// <summary>Makes the rate from a percentage without counts: it will have no interval.</summary>
    /// <param name="percent">The rate in per cent, inside [0..100]: 5 for 5 %.</param>
    /// <param name="period">How long the period is, when it is to be kept.</param>
    /// <returns>The rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not inside [0..100].</exception>
    public static RetentionRate FromPercent(double percent, PeriodLength? period = null)
    {
        if (!(percent >= 0 && percent <= 100))
        {
            throw Guard.OutOfRange(nameof(percent), percent, "A percentage must be inside [0..100]");
        }

        return new(SurvivingShare.FromStayed(percent / 100, period));
    }

    /// <summary>The same rate with the length of its period written on it.</summary>
    /// <param name="period">How long the period is.</param>
    /// <returns>The rate over that period; its value does not change.</returns>
    /// <exception cref="ArgumentException"><paramref name="period"/> has no length.</exception>
    public RetentionRate Over(PeriodLength period) => new(_share.Over(period));

    /// <summary>
    /// The share still there after several such periods in a row, <c>retention^periods</c>, assuming a constant hazard (every period loses the same share).
    /// </summary>
    /// <param name="periods">How many periods; a finite number above 0.</param>
    /// <returns>The rate over all of them. If the rate knows its period, that grows with it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="periods"/> is not a finite number above 0.</exception>
    public RetentionRate Compound(double periods)
    {
        Guard.Positive(periods);
        return new(_share.Power(periods, Period is { } p ? p.Times(periods) : null));
    }

    /// <summary>
    /// The rate over a period of another length, assuming a constant hazard: every sub-period loses the same share.
    /// A monthly rate becomes a yearly one by <c>retention^12</c>, never by multiplying by 12. Real retention usually rises with age, so a yearly
    /// rate made from a new cohort's month understates retention, and a month made from an old cohort's year overstates it.
    /// </summary>
    /// <param name="to">The length wanted.</param>
    /// <returns>The rate over <paramref name="to"/>; the counts stay, and the interval is carried through the same power.</returns>
    /// <exception cref="InvalidOperationException">The rate does not know its own period.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> has no length.</exception>
    public RetentionRate ConvertPeriod(PeriodLength to) => new(_share.ConvertTo(to, nameof(to)));

    /// <summary>The rate over a period of another length, assuming a constant hazard; see <see cref="ConvertPeriod(PeriodLength)"/>.</summary>
    /// <param name="from">The length of the period of this rate.</param>
    /// <param name="to">The length wanted.</param>
    /// <returns>The rate over <paramref name="to"/>.</returns>
    /// <exception cref="ArgumentException">A length is missing.</exception>
    public RetentionRate ConvertPeriod(PeriodLength from, PeriodLength to) => new(_share.Over(from).ConvertTo(to, nameof(to)));

    /// <summary>A confidence interval for the rate; null when it has no counts, or 0 of 0.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions. After a conversion of the period it is the converted interval of the observed rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson)
    {
        Guard.Level(level);
        Guard.Defined(method);
        return _share.Interval(level, method);
    }

    /// <summary>Two rates are equal when their values, their counts and their periods are.</summary>
    /// <param name="other">The other rate.</param>
    /// <returns>True when nothing that either of them shows differs.</returns>
    public bool Equals(RetentionRate other) =>
        Value.Equals(other.Value) && Evidence.Equals(other.Evidence) && PeriodsSpanned.Equals(other.PeriodsSpanned) && Period.Equals(other.Period);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Evidence, PeriodsSpanned, Period);

    /// <summary>The rate with its counts and 95 % Wilson interval, as "95.0 % (950 of 1,000; 95 % CI 93.5–96.2)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => RateText.Describe(Value, Evidence, Interval(), PeriodsSpanned, Period, WhyUndefined);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => RateText.Card("Retention rate", Value, Evidence, Interval(), PeriodsSpanned, Period, WhyUndefined);
}

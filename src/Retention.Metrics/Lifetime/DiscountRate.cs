using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Lifetime;

/// <summary>
/// How much less money is worth one period later: 100 now is worth as much as 100·(1 + d) after one period.
/// </summary>
/// <remarks>
/// <para>A discount rate belongs to a period, and it has to be the period of the retention rate it meets. Between periods it compounds:
/// 10 % a year is (1.10)^(1/12) − 1 = 0.797 % a month, not 10 ÷ 12 = 0.833 %. <see cref="ConvertPeriod(PeriodLength)"/> does that.
/// If both rates say how long their periods are and the lengths differ, every formula of the library refuses them.</para>
/// <para>The default value is <see cref="None"/>: no discount.</para>
/// </remarks>
/// <example>
/// <code>
/// DiscountRate yearly = DiscountRate.FromPercent(10, PeriodLength.Year);
/// DiscountRate monthly = yearly.ConvertPeriod(PeriodLength.Month);
/// Console.WriteLine(monthly);   // 0.797 % per 1 month
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct DiscountRate
{
    // Lengths given in days and in months never meet exactly: 30 days and 365 days are a month and a year to everyone.
    private const double SameLength = 0.02;

    [JsonConstructor]
    internal DiscountRate(double value, PeriodLength? period)
    {
        if (!(value > -1 && value <= double.MaxValue))
        {
            throw Guard.OutOfRange(nameof(value), value, "A discount rate is a fraction and must be a finite number above -1 (10 % is 0.10)");
        }

        Value = value;
        Period = Checked(period, nameof(period));
    }

    /// <summary>No discount: money later is worth as much as money now.</summary>
    public static DiscountRate None => default;

    /// <summary>d, as a fraction per period: 0.10 for 10 %. Above −1.</summary>
    public double Value { get; }

    /// <summary>How long the period of the rate is; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeriodLength? Period { get; }

    /// <summary>The force of interest, ln(1 + d): the same discount as a continuous rate per period.</summary>
    [JsonIgnore]
    public double Force => Elementary.Log1p(Value);

    /// <summary>Makes the rate from a fraction.</summary>
    /// <param name="fraction">A finite number above −1: 0.10 for 10 %.</param>
    /// <param name="period">How long the period is, when it is to be kept.</param>
    /// <returns>The rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not a finite number above −1.</exception>
    public static DiscountRate FromFraction(double fraction, PeriodLength? period = null)
    {
        if (!(fraction > -1 && fraction <= double.MaxValue))
        {
            throw Guard.OutOfRange(nameof(fraction), fraction, "A discount rate is a fraction and must be a finite number above -1 (10 % is 0.10; FromPercent takes percentages)");
        }

        return new(fraction, period);
    }

    /// <summary>Makes the rate from a percentage.</summary>
    /// <param name="percent">A finite number above −100: 10 for 10 %.</param>
    /// <param name="period">How long the period is, when it is to be kept.</param>
    /// <returns>The rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not a finite number above −100.</exception>
    public static DiscountRate FromPercent(double percent, PeriodLength? period = null)
    {
        if (!(percent > -100 && percent <= double.MaxValue))
        {
            throw Guard.OutOfRange(nameof(percent), percent, "A discount rate in per cent must be a finite number above -100");
        }

        return new(percent / 100, period);
    }

    /// <summary>The same rate with the length of its period written on it.</summary>
    /// <param name="period">How long the period is.</param>
    /// <returns>The rate over that period; its value does not change.</returns>
    /// <exception cref="ArgumentException"><paramref name="period"/> has no length.</exception>
    public DiscountRate Over(PeriodLength period) => new(Value, period);

    /// <summary>The rate over a period of another length that discounts the same: <c>(1 + d)^(to ÷ from) − 1</c>.</summary>
    /// <param name="to">The length wanted.</param>
    /// <returns>The rate over <paramref name="to"/>.</returns>
    /// <exception cref="InvalidOperationException">The rate does not know its own period.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> has no length.</exception>
    /// <exception cref="OverflowException">The rate over the longer period exceeds the range of a double.</exception>
    public DiscountRate ConvertPeriod(PeriodLength to)
    {
        if (Period is not { } from)
        {
            throw new InvalidOperationException("The discount rate does not say how long its period is. Name it when making the rate, with Over(period), or call ConvertPeriod(from, to).");
        }

        var converted = Elementary.Expm1(Checked(to, nameof(to))!.Value.RatioTo(from) * Force);
        return double.IsFinite(converted)
            ? new(converted, to)
            : throw new OverflowException($"{this} is more than a double can hold over {to}.");
    }

    /// <summary>The rate over a period of another length; see <see cref="ConvertPeriod(PeriodLength)"/>.</summary>
    /// <param name="from">The length of the period of this rate.</param>
    /// <param name="to">The length wanted.</param>
    /// <returns>The rate over <paramref name="to"/>.</returns>
    /// <exception cref="ArgumentException">A length is missing.</exception>
    /// <exception cref="OverflowException">The rate over the longer period exceeds the range of a double.</exception>
    public DiscountRate ConvertPeriod(PeriodLength from, PeriodLength to) => Over(from).ConvertPeriod(to);

    /// <summary>The rate in per cent with its period, as "10.0 %" or "0.797 % per 1 month".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var percent = Text.Percent(Value, Math.Abs(Value) is > 0 and < 0.01 ? 3 : 1);
        return Period is { } period ? $"{percent} per {period}" : percent;
    }

    /// <summary>Refuses a retention rate whose period is known to be another one.</summary>
    internal void MustMatch(PeriodLength? retention)
    {
        if (Period is { } own && retention is { } other && Math.Abs(own.RatioTo(other) - 1) > SameLength)
        {
            throw new ArgumentException($"The discount rate is per {own} and the retention rate per {other}. Convert one of them with ConvertPeriod; the two must be of the same period.", nameof(retention));
        }
    }

    private static PeriodLength? Checked(PeriodLength? period, string name) =>
        period is { Months: 0 } ? throw new ArgumentException("The period has no length (it is the default value).", name) : period;
}

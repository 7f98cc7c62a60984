using System.Globalization;
using System.Text.Json.Serialization;

namespace Retention.Metrics;

/// <summary>
/// How long the period of a rate is: a month, a year, 30 days. What makes "5 % churn" comparable.
/// </summary>
/// <remarks>
/// Lengths in months and lengths in days convert through the mean Gregorian month of 30.436875 days (365.2425 ÷ 12).
/// The default value has no length and is refused wherever a length is needed.
/// </remarks>
/// <example>
/// <code>
/// RetentionRate.FromPercent(97, PeriodLength.Month).ConvertPeriod(PeriodLength.Year)   // 69.4 % a year
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct PeriodLength
{
    /// <summary>The mean Gregorian month in days: 365.2425 ÷ 12.</summary>
    internal const double DaysPerMonth = 30.436875;

    [JsonConstructor]
    internal PeriodLength(double? inMonths, double? inDays)
    {
        if (inMonths is null == inDays is null)
        {
            throw new ArgumentException("A period length has either months or days.", nameof(inMonths));
        }

        InMonths = inMonths is { } months ? Guard.Positive(months) : null;
        InDays = inDays is { } days ? Guard.Positive(days) : null;
    }

    /// <summary>One day.</summary>
    public static PeriodLength Day => FromDays(1);

    /// <summary>One week: seven days.</summary>
    public static PeriodLength Week => FromDays(7);

    /// <summary>One month.</summary>
    public static PeriodLength Month => FromMonths(1);

    /// <summary>One quarter: three months.</summary>
    public static PeriodLength Quarter => FromMonths(3);

    /// <summary>One year: twelve months.</summary>
    public static PeriodLength Year => FromMonths(12);

    /// <summary>The length in mean months; 0 for the default value.</summary>
    [JsonIgnore]
    public double Months => InMonths ?? (InDays / DaysPerMonth) ?? 0;

    [JsonInclude]
    [JsonPropertyName("months")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double? InMonths { get; }

    [JsonInclude]
    [JsonPropertyName("days")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double? InDays { get; }

    /// <summary>A length in months.</summary>
    /// <param name="months">A finite number above 0.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="months"/> is not a finite number above 0.</exception>
    public static PeriodLength FromMonths(double months) => new(months, null);

    /// <summary>A length in days.</summary>
    /// <param name="days">A finite number above 0.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is not a finite number above 0.</exception>
    public static PeriodLength FromDays(double days) => new(null, days);

    /// <summary>The length in words: "1 month", "12 months", "30 days".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        InMonths is { } months ? Words(months, "month") : InDays is { } days ? Words(days, "day") : "no length";

    /// <summary>How many of <paramref name="other"/> fit into this length; exact within days and within months.</summary>
    internal double RatioTo(PeriodLength other) =>
        InDays is { } days && other.InDays is { } otherDays ? days / otherDays : Months / other.Months;

    /// <summary>A multiple of this length.</summary>
    internal PeriodLength Times(double factor) => new(InMonths * factor, InDays * factor);

    private static string Words(double count, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:0.####} {unit}{(count == 1 ? string.Empty : "s")}");
}

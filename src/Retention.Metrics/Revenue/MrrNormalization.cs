using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// How a price per day, week or year becomes an amount per month. Systems disagree by up to 8 % for the same weekly price; the policy is a value, with theirs as presets.
/// </summary>
/// <remarks>
/// <para>What they disagree on is how many billed weeks and days a year has; a month is a twelfth of it. A price per month or per year is never in doubt.</para>
/// <para>A price of 70 a week is a month: 303.33 (<see cref="Exact"/>, 52 weeks a year), 303.10 (<see cref="ProfitWell"/>, 4.33 weeks a month), 280.00 (<see cref="Ghost"/>, 4 weeks a month), 0 (<see cref="KillBill"/>).</para>
/// <para>The presets were read in the open sources of Polar, Ghost and Kill Bill, and in the documentation of ProfitWell. Derive others with <c>with</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// var weekly = new SubscriptionPrice(70m, BillingInterval.Week);
/// weekly.Monthly(MrrNormalization.Exact)                                 // 303.3333333333333333333333333
/// weekly.Monthly(MrrNormalization.Exact with { Decimals = 2 })           // 303.33
/// weekly.Monthly(MrrNormalization.Ghost)                                 // 280
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MrrNormalization
{
    /// <summary>Makes the policy <see cref="Exact"/>, or another with an initializer.</summary>
    public MrrNormalization()
    {
    }

    /// <summary>52 weeks or 365 days a year, exact decimals, no rounding. The default of the library.</summary>
    public static MrrNormalization Exact { get; } = new();

    /// <summary>Polar: 52 weeks or 365 days a year, each subscription rounded to the cent, halves away from zero.</summary>
    public static MrrNormalization Polar { get; } = new() { Name = "Polar", Decimals = 2 };

    /// <summary>As open-source computations of Stripe's MRR do it: 52 weeks a year, months of 30 days (so that every 7 days is not every week), rounded to the cent. Stripe's glossary itself shows only the twelfth of a year.</summary>
    public static MrrNormalization Stripe { get; } = new() { Name = "Stripe", DaysPerYear = 360, Decimals = 2 };

    /// <summary>ProfitWell (Paddle): months of 30 days or 4.33 weeks, not rounded.</summary>
    public static MrrNormalization ProfitWell { get; } = new() { Name = "ProfitWell", DaysPerYear = 360, WeeksPerYear = 51.96m };

    /// <summary>Ghost: months of 30 days or 4 weeks, the interval count ignored, rounded down to the cent.</summary>
    public static MrrNormalization Ghost { get; } = new() { Name = "Ghost", DaysPerYear = 360, WeeksPerYear = 48, IgnoresIntervalCount = true, Decimals = 2, Rounding = MidpointRounding.ToNegativeInfinity };

    /// <summary>Kill Bill analytics: prices per day or week are no MRR at all; four decimals, halves away from zero.</summary>
    public static MrrNormalization KillBill { get; } = new() { Name = "Kill Bill", DaysPerYear = 0, WeeksPerYear = 0, Decimals = 4 };

    /// <summary>The average month of 30.4375 days, for weeks as well: 365.25 days a year.</summary>
    public static MrrNormalization AverageMonth { get; } = new() { Name = "average month", DaysPerYear = 365.25m, WeeksPerYear = 365.25m / 7 };

    /// <summary>What the policy calls itself in renderings. The default is "exact".</summary>
    public string Name { get; init; } = "exact";

    /// <summary>How many billed days a year has; 30 days a month are 360. The default is 365; 0 leaves prices per day out of MRR.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public decimal DaysPerYear { get; init => field = Guard.Amount(value, nameof(DaysPerYear)); } = 365;

    /// <summary>How many billed weeks a year has; 4 weeks a month are 48. The default is 52; 0 leaves prices per week out of MRR.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public decimal WeeksPerYear { get; init => field = Guard.Amount(value, nameof(WeeksPerYear)); } = 52;

    /// <summary>Whether "every 3 months" is taken for "every month", as some systems do. The default is false.</summary>
    public bool IgnoresIntervalCount { get; init; }

    /// <summary>To how many decimals the monthly amount of each subscription is rounded; null, the default, for not at all. Inside [0..28].</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside [0..28].</exception>
    public int? Decimals
    {
        get;
        init => field = value is null or (>= 0 and <= 28) ? value : throw Guard.OutOfRange(nameof(Decimals), value, "A number of decimals must be inside [0..28]");
    }

    /// <summary>How it is rounded; halves away from zero unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rounding.</exception>
    public MidpointRounding Rounding { get; init => field = Guard.Defined(value, nameof(Rounding)); } = MidpointRounding.AwayFromZero;

    /// <summary>The policy in words, as "Ghost: 360 days or 48 weeks a year, interval count ignored, 2 decimals (ToNegativeInfinity)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: {DaysPerYear:0.##} days or {WeeksPerYear:0.##} weeks a year")
        + (IgnoresIntervalCount ? ", interval count ignored" : string.Empty)
        + (Decimals is { } decimals ? $", {Text.Count(decimals)} decimals ({Rounding})" : ", not rounded");

    /// <summary>Rounds an amount as the policy rounds; the same amount when it does not.</summary>
    /// <param name="amount">The amount, such as an average made of rounded ones.</param>
    /// <returns>The rounded amount.</returns>
    public decimal Round(decimal amount) => Decimals is { } decimals ? Math.Round(amount, decimals, Rounding) : amount;
}

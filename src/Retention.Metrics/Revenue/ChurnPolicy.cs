using System.Text.Json.Serialization;

namespace Retention.Metrics.Revenue;

/// <summary>What counts as a loss in a churn rate.</summary>
public enum ChurnNumerator
{
    /// <summary>A customer who paid at the start of the window and does not at its end; who left and came back within it is not lost.</summary>
    LostCustomers,

    /// <summary>Every end of paying within the window: a customer who leaves twice counts twice.</summary>
    Endings,

    /// <summary>Every subscription whose customer asked to cancel within the window, whenever it ends.</summary>
    CancelRequests,
}

/// <summary>What losses are divided by in a churn rate.</summary>
public enum ChurnDenominator
{
    /// <summary>Those who paid at the start of the window.</summary>
    AtStart,

    /// <summary>Those who paid at the start, and everyone who began to pay within the window.</summary>
    AtStartPlusNew,

    /// <summary>Those who paid at the start and could leave: a term of theirs ended within the window.</summary>
    RenewalEligible,

    /// <summary>Nothing of the whole: the losses of each day are divided by those who paid at its start, and the rates of the days are added.</summary>
    EachDay,
}

/// <summary>
/// What a logo churn rate is: which losses, divided by whom, over which days. Systems disagree; theirs are presets, and the result says which one it is.
/// </summary>
/// <remarks>
/// With 100 customers at the start, of whom 10 leave, and 30 who join, churn is 10 % of those at the start and 7.69 % by Stripe's formula.
/// Derive others with <c>with</c>.
/// </remarks>
/// <example>
/// <code>
/// LogoChurn usual  = ledger.LogoChurn(Period.Month(2026, 6));
/// LogoChurn stripe = ledger.LogoChurn(Period.Month(2026, 6), ChurnPolicy.Stripe);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChurnPolicy
{
    /// <summary>Customers at the start who are gone at the end ÷ customers at the start. The default, and the only one whose complement is retention.</summary>
    public static ChurnPolicy StartCohort { get; } = new();

    /// <summary>Stripe: endings in the last 30 days ÷ (customers 30 days ago + those who began since). Who leaves twice counts twice.</summary>
    public static ChurnPolicy Stripe { get; } = new() { Name = "Stripe", Numerator = ChurnNumerator.Endings, Denominator = ChurnDenominator.AtStartPlusNew, TrailingDays = 30 };

    /// <summary>Baremetrics: endings in the last 30 days, of customers who began within them too ÷ customers 30 days ago. It can exceed 100 %.</summary>
    public static ChurnPolicy Baremetrics { get; } = new() { Name = "Baremetrics", Numerator = ChurnNumerator.Endings, TrailingDays = 30 };

    /// <summary>The rate that ChartMogul calls Shopify or B2C: for each day those lost on it ÷ those there at its start, added over the days of the period.</summary>
    public static ChurnPolicy Shopify { get; } = new() { Name = "Shopify", Numerator = ChurnNumerator.Endings, Denominator = ChurnDenominator.EachDay };

    /// <summary>
    /// Polar: subscriptions cancelled in the 30 days before the period starts ÷ subscriptions active on the first of those days. February's cancellations show in March, it can exceed 100 %, and it is 0 without a base. A ledger in which no row has a cancel request has no such rate: it is undefined there.
    /// For whole years use it with <see cref="TrailingDays"/> null.
    /// </summary>
    public static ChurnPolicy Polar { get; } = new()
    {
        Name = "Polar",
        Numerator = ChurnNumerator.CancelRequests,
        Unit = MovementUnit.Subscription,
        TrailingDays = 30,
        EndsBeforePeriod = true,
        BaseOnFirstDay = true,
        ZeroWithoutBase = true,
    };

    /// <summary>Customers at the start who could leave in the period because a term of theirs ended, and did ÷ all who could. Annual plans count in the month of their renewal alone.</summary>
    public static ChurnPolicy RenewalEligible { get; } = new() { Name = "renewal-eligible", Denominator = ChurnDenominator.RenewalEligible };

    /// <summary>What the policy calls itself in renderings. The default is "start cohort".</summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public string Name { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = "start cohort";

    /// <summary>Which losses count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such numerator.</exception>
    public ChurnNumerator Numerator { get; init => field = Guard.Defined(value, nameof(Numerator)); }

    /// <summary>What they are divided by.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such denominator.</exception>
    public ChurnDenominator Denominator { get; init => field = Guard.Defined(value, nameof(Denominator)); }

    /// <summary>Whether losses of customers who were not there at the start count, in numerators that count events. The default is true.</summary>
    public bool CountsNewcomers { get; init; } = true;

    /// <summary>Whether customers or subscriptions are counted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public MovementUnit Unit { get; init => field = Guard.Defined(value, nameof(Unit)); }

    /// <summary>The length of the window in days; null, the default, for the days of the period itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? TrailingDays { get; init => field = value is null or >= 1 ? value : throw Guard.OutOfRange(nameof(TrailingDays), value, "A window needs at least one day"); }

    /// <summary>Whether the trailing window ends where the period starts, rather than where it ends. The default is false.</summary>
    public bool EndsBeforePeriod { get; init; }

    /// <summary>Whether "at the start" means on the first day of the window, rather than on the day before it. The default is false.</summary>
    public bool BaseOnFirstDay { get; init; }

    /// <summary>Whether the rate of nobody is 0 rather than undefined. The default is false; only for parity with systems that report it so.</summary>
    public bool ZeroWithoutBase { get; init; }

    /// <summary>The definition in words.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var losses = Numerator switch
        {
            ChurnNumerator.LostCustomers => Unit == MovementUnit.Customer ? "customers lost" : "subscriptions lost",
            ChurnNumerator.Endings => "endings",
            _ => "cancel requests",
        };
        var wholes = Denominator switch
        {
            ChurnDenominator.AtStart => "those at the start",
            ChurnDenominator.AtStartPlusNew => "those at the start and those who came",
            ChurnDenominator.RenewalEligible => "those at the start whose term ended",
            _ => "those at the start of each day, added",
        };
        return $"{Name}: {losses} ÷ {wholes}" + (TrailingDays is { } days ? FormattableString.Invariant($", {days} days {(EndsBeforePeriod ? "before the period" : "to the end of the period")}") : string.Empty);
    }

    /// <summary>The days that are looked at for a period.</summary>
    internal Period Window(Period period)
    {
        if (TrailingDays is not { } days)
        {
            return period;
        }

        var end = EndsBeforePeriod ? period.Start : period.End;
        return new(DateOnly.FromDayNumber(Math.Max(0, end.DayNumber - days)), end);
    }
}

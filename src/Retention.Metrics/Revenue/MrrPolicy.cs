using System.Text.Json.Serialization;

namespace Retention.Metrics.Revenue;

/// <summary>
/// What counts as monthly recurring revenue, and which movement is which. Systems disagree on nearly every point; each point is a property, and theirs are presets.
/// </summary>
/// <remarks>
/// <para>The default: prices normalised exactly (52 weeks, 365 days a year); trials, usage, one-offs excluded; only discounts without an end deducted; a subscription counts until it
/// ends, past due or cancelled or not; a pause has no MRR; sums below zero count as 0; movements between the endpoints of a period, customer by customer;
/// a customer who comes back is reactivated however long it took.</para>
/// <para>The presets were read in the systems' documentation and open sources; they cannot know settings that an account may have changed. Derive others with <c>with</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// MrrPolicy mine = MrrPolicy.Stripe with { Name = "finance", ReactivationWindowDays = 90 };
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MrrPolicy
{
    /// <summary>The policy of the library.</summary>
    public static MrrPolicy Default { get; } = new();

    /// <summary>Stripe Billing: discounts without an end only, past due counted until it is cancelled, movements by event.</summary>
    public static MrrPolicy Stripe { get; } = new() { Name = "Stripe", Normalization = MrrNormalization.Stripe, Movements = MovementBasis.Events };

    /// <summary>ChartMogul: every discount deducted, so that its end is an expansion; movements by event.</summary>
    public static MrrPolicy ChartMogul { get; } = new() { Name = "ChartMogul", Discounts = DiscountTreatment.All, Movements = MovementBasis.Events };

    /// <summary>ProfitWell Metrics (Paddle): every discount deducted, recurring usage counted, months of 30 days or 4.33 weeks; customers who come and go within a period do not show.</summary>
    public static MrrPolicy ProfitWell { get; } = new()
    {
        Name = "ProfitWell",
        Normalization = MrrNormalization.ProfitWell,
        Discounts = DiscountTreatment.All,
        IncludeUsage = true,
    };

    /// <summary>Polar: every subscription rounded to the cent, discounts without an end only; its committed MRR is <see cref="MrrKind.Committed"/>.</summary>
    public static MrrPolicy Polar { get; } = new() { Name = "Polar", Normalization = MrrNormalization.Polar };

    /// <summary>What the policy calls itself in renderings. The default is "default".</summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public string Name { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = "default";

    /// <summary>How prices per day, week or year become amounts per month; exact unless told.</summary>
    /// <exception cref="ArgumentNullException">The normalisation is null.</exception>
    public MrrNormalization Normalization { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = MrrNormalization.Exact;

    /// <summary>Whether trials count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such treatment.</exception>
    public TrialTreatment Trials { get; init => field = Guard.Defined(value, nameof(Trials)); }

    /// <summary>Which discounts are deducted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such treatment.</exception>
    public DiscountTreatment Discounts { get; init => field = Guard.Defined(value, nameof(Discounts)); }

    /// <summary>What a pause does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such treatment.</exception>
    public PauseTreatment Pauses { get; init => field = Guard.Defined(value, nameof(Pauses)); }

    /// <summary>On which day a cancelled subscription stops to count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such treatment.</exception>
    public CancellationTreatment Cancellations { get; init => field = Guard.Defined(value, nameof(Cancellations)); }

    /// <summary>For how many days a subscription that is past due still counts; null, the default, for as long as it does not end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? PastDueGraceDays { get; init => field = Days(value, nameof(PastDueGraceDays)); }

    /// <summary>Whether usage that recurs counts. The default is false.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>What happens to sums below zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such floor.</exception>
    public MrrFloor Floor { get; init => field = Guard.Defined(value, nameof(Floor)); }

    /// <summary>What movements are read from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such basis.</exception>
    public MovementBasis Movements { get; init => field = Guard.Defined(value, nameof(Movements)); }

    /// <summary>Whose amounts are compared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public MovementUnit Unit { get; init => field = Guard.Defined(value, nameof(Unit)); }

    /// <summary>
    /// For how many days after leaving a customer who pays again is reactivated; later the customer is new. Null, the default, for ever;
    /// 0 makes every returning customer new, as systems without reactivation do.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? ReactivationWindowDays { get; init => field = Days(value, nameof(ReactivationWindowDays)); }

    /// <summary>The name and every point that differs from the default.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join(", ", Points());

    internal MovementRules Rules(int threads) => new(Movements, ReactivationWindowDays, threads);

    private static int? Days(int? value, string name) =>
        value is null or >= 0 ? value : throw Guard.OutOfRange(name, value, "A number of days is zero or more");

    private IEnumerable<string> Points()
    {
        yield return Name;
        if (Normalization != MrrNormalization.Exact)
        {
            yield return $"prices as {Normalization}";
        }

        if (Trials == TrialTreatment.Counted)
        {
            yield return "trials counted";
        }

        if (Discounts != DiscountTreatment.ForeverOnly)
        {
            yield return Discounts == DiscountTreatment.All ? "every discount deducted" : "discounts ignored";
        }

        if (Pauses == PauseTreatment.Counted)
        {
            yield return "pauses counted";
        }

        if (Cancellations == CancellationTreatment.WhenRequested)
        {
            yield return "cancelled when requested";
        }

        if (PastDueGraceDays is { } grace)
        {
            yield return FormattableString.Invariant($"past due counted for {grace} days");
        }

        if (IncludeUsage)
        {
            yield return "usage counted";
        }

        if (Floor != MrrFloor.Customer)
        {
            yield return Floor == MrrFloor.Subscription ? "each subscription floored at 0" : "no floor";
        }

        if (Movements == MovementBasis.Events)
        {
            yield return "movements by event";
        }

        if (Unit == MovementUnit.Subscription)
        {
            yield return "per subscription";
        }

        if (ReactivationWindowDays is { } window)
        {
            yield return window == 0 ? "reactivation counted as new" : FormattableString.Invariant($"reactivation within {window} days");
        }
    }
}

using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>A customer behind a line of a bridge: what the customer paid a month before and after.</summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
/// <remarks>The changes of the customers behind a line add up to it exactly.</remarks>
public sealed record CustomerMovement<TCustomer>
    where TCustomer : notnull
{
    internal CustomerMovement(TCustomer customer, string? subscription, MrrMovement movement, decimal before, decimal after)
    {
        Customer = customer;
        Subscription = subscription;
        Movement = movement;
        Before = before;
        After = after;
    }

    /// <summary>The customer.</summary>
    public TCustomer Customer { get; }

    /// <summary>The subscription, when the policy compares subscriptions and this one has a name.</summary>
    public string? Subscription { get; }

    /// <summary>What the customer did.</summary>
    public MrrMovement Movement { get; }

    /// <summary>MRR before: 0 for new and reactivated customers.</summary>
    public decimal Before { get; }

    /// <summary>MRR after: 0 for churned customers.</summary>
    public decimal After { get; }

    /// <summary>After − before.</summary>
    public decimal Change => After - Before;

    /// <summary>The movement in one line, as "acme: Churn, 100.00 to 0.00".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{Customer}{(Subscription is null ? string.Empty : " " + Subscription)}: {Movement}, {Text.Money(Before)} to {Text.Money(After)}");
}

using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// A customer whose activity fell: fewer active days lately than the customer's own past lets expect.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
/// <remarks>
/// The p-value is Fisher's exact one: if the active days of both windows fell on the days at random, how likely would so few of them, or fewer, lie in the recent window?
/// It knows nothing of weekdays and holidays; windows of whole weeks avoid the first.
/// </remarks>
public readonly record struct ActivityDrop<TCustomer>
    where TCustomer : notnull
{
    internal ActivityDrop(TCustomer customer, int recentActive, int recentDays, int pastActive, int pastDays, double pValue)
    {
        Customer = customer;
        RecentActive = recentActive;
        RecentDays = recentDays;
        PastActive = pastActive;
        PastDays = pastDays;
        PValue = pValue;
    }

    /// <summary>The customer.</summary>
    public TCustomer Customer { get; }

    /// <summary>Active days in the recent window.</summary>
    public int RecentActive { get; }

    /// <summary>How many days the recent window has.</summary>
    public int RecentDays { get; }

    /// <summary>Active days in the window before it, as far as the customer was known in it.</summary>
    public int PastActive { get; }

    /// <summary>How many days of the window before it the customer was known, from the first activity on.</summary>
    public int PastDays { get; }

    /// <summary>The recent active days that the past rate would give.</summary>
    public double Expected => PastDays == 0 ? 0 : (double)PastActive / PastDays * RecentDays;

    /// <summary>How likely so few recent active days are if nothing changed.</summary>
    public double PValue { get; }

    /// <summary>The customer with both windows, as "42: 1 of 28 days, 14.0 expected (p &lt; .001)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Customer}: {RecentActive} of {RecentDays} days, {Text.Number(Expected, 1)} expected ({Text.PValue(PValue)})");
}

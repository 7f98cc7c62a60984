using Retention.Metrics.Survival;

namespace Retention.Metrics.Orders;

public sealed partial class OrderLog<TCustomer>
{
    /// <summary>How long customers went on ordering, when nobody says that he leaves: who has not ordered for a number of days is taken as gone since the last order.</summary>
    /// <param name="inactiveDays">After how many days without an order a customer is taken as gone; several times the usual interval between orders.</param>
    /// <param name="observedThrough">The last day that the log covers; later orders do not count.</param>
    /// <returns>The lifetimes in days from the first order to the last, or to <paramref name="observedThrough"/> for those not yet silent for so long.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inactiveDays"/> is below 1.</exception>
    /// <remarks>
    /// The threshold decides the curve: too short, and slow buyers leave again and again on paper; too long, and nobody recent has left. <see cref="PurchaseIntervals(DateOnly)"/> shows
    /// which silence is unusual.
    /// </remarks>
    /// <example>
    /// <code>
    /// SurvivalCurve curve = SurvivalCurve.KaplanMeier(orders.Lifetimes(inactiveDays: 180, observedThrough: new(2026, 6, 30)));
    /// </code>
    /// </example>
    public Lifetimes Lifetimes(int inactiveDays, DateOnly observedThrough) => Activity().Lifetimes(inactiveDays, observedThrough);
}

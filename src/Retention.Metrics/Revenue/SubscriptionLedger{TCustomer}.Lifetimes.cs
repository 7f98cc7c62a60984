using Retention.Metrics.Survival;

namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedger<TCustomer>
{
    /// <summary>How long customers paid: from the first day with MRR to the first day without, for survival curves, hazards and comparisons.</summary>
    /// <param name="asOf">The last day that the data covers. Who pays on it still runs; who began after it is left out.</param>
    /// <param name="throughGaps">
    /// Whether a customer who came back counts as never having left: the lifetime then runs to the last stop. Otherwise the first stop ends it, which is what a churn rate counts.
    /// </param>
    /// <returns>The lifetimes in days, one for each unit of the policy that ever paid.</returns>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    /// <example>
    /// <code>
    /// SurvivalCurve curve = SurvivalCurve.KaplanMeier(ledger.Lifetimes(asOf: new(2026, 6, 30)));
    /// Segmented&lt;Lifetimes&gt; byPlan = ledger.BySegment(part => part.Lifetimes(new(2026, 6, 30)));
    /// </code>
    /// </example>
    public Lifetimes Lifetimes(DateOnly asOf, bool throughGaps = false)
    {
        var spells = Store(MrrKind.Recurring).Spells;
        var units = Enumerable.Range(0, spells.Units).Where(unit => spells.FirstDay(unit) != Spells.Open);
        return Survival.Lifetimes.From(
            units,
            unit => DateOnly.FromDayNumber(spells.FirstDay(unit)),
            unit => End(unit) is var end && end == Spells.Open ? null : DateOnly.FromDayNumber(end),
            asOf);

        int End(int unit) => spells.To[throughGaps ? spells.Offsets[unit + 1] - 1 : spells.Offsets[unit]];
    }
}

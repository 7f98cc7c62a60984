using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Tests.Activity;

/// <summary>The questions of the activity log answered with sets and loops, as their definitions read: the oracle of the laws.</summary>
internal sealed class CountedByHand
{
    private readonly IReadOnlyList<(string Customer, DateOnly Day, string? Event)> _rows;

    public CountedByHand(IEnumerable<(string Customer, DateOnly Day, string? Event)> rows) => _rows = [.. rows];

    private IEnumerable<string> Customers => _rows.Select(r => r.Customer).Distinct();

    public long Active(Period window) => _rows.Where(r => window.Contains(r.Day)).Select(r => r.Customer).Distinct().Count();

    /// <summary>Size and retained of the cohort of a period at an offset.</summary>
    public (long Size, long Retained) Cohort(Granularity granularity, DateOnly through, CohortPolicy policy, int cohort, int offset)
    {
        long size = 0;
        long retained = 0;
        foreach (var customer in Customers)
        {
            var entries = Periods(customer, policy.StartEvent, granularity, through, 1);
            var returns = Periods(customer, policy.ReturnEvent, granularity, through, policy.MinimumOccurrences);
            var enters = policy.Entry == CohortEntry.FirstTime ? entries.Count > 0 && entries.Min() == cohort : entries.Contains(cohort);
            if (!enters)
            {
                continue;
            }

            size++;
            retained += offset == 0 && policy.PeriodZero == PeriodZero.CohortSize ? 1 : policy.Measure switch
            {
                CohortMeasure.On => returns.Contains(cohort + offset),
                CohortMeasure.OnOrAfter => returns.Any(p => p >= cohort + offset),
                CohortMeasure.EveryPeriod => Enumerable.Range(cohort + 1, offset).All(returns.Contains) && offset > 0,
                _ => throw new ArgumentOutOfRangeException(nameof(policy)),
            } ? 1 : 0;
        }

        return (size, retained);
    }

    /// <summary>New, returning, resurrected and dormant of a period.</summary>
    public (long New, long Returning, long Resurrected, long Dormant) Lifecycle(Granularity granularity, int period, int dormantAfter)
    {
        long fresh = 0, returning = 0, resurrected = 0, dormant = 0;
        foreach (var customer in Customers)
        {
            var periods = Periods(customer, EventFilter.Any, granularity, DateOnly.MaxValue, 1);
            var before = periods.Where(p => p < period).ToArray();
            if (periods.Contains(period))
            {
                fresh += before.Length == 0 ? 1 : 0;
                returning += before.Length > 0 && period - before.Max() <= dormantAfter ? 1 : 0;
                resurrected += before.Length > 0 && period - before.Max() > dormantAfter ? 1 : 0;
            }
            else
            {
                dormant += before.Length > 0 && period - before.Max() == dormantAfter ? 1 : 0;
            }
        }

        return (fresh, returning, resurrected, dormant);
    }

    /// <summary>Customers active in exactly so many of the periods that a range touches.</summary>
    public long ActiveExactly(Period range, Granularity granularity, int count) =>
        Customers.Count(c => _rows.Where(r => r.Customer == c && range.Contains(r.Day)).Select(r => granularity.IndexOf(r.Day)).Distinct().Count() == count);

    private HashSet<int> Periods(string customer, EventFilter events, Granularity granularity, DateOnly through, int atLeast) =>
        [.. _rows.Where(r => r.Customer == customer && r.Day <= through && (events.IsAny || events.Names!.Contains(r.Event))).GroupBy(r => granularity.IndexOf(r.Day)).Where(g => g.Count() >= atLeast).Select(g => g.Key)];
}

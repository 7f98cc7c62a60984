using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

/// <summary>
/// What a policy says, asked row by row and day by day without any of the library's steps, spells or sums: the oracle of the ledger's laws.
/// </summary>
internal sealed class NaiveLedger(IReadOnlyList<SubscriptionRow<int>> rows, MrrPolicy policy)
{
    private static readonly DateOnly Beginning = new(2023, 10, 1);
    private readonly Dictionary<(int, DateOnly, MrrKind), decimal> _known = [];

    public IEnumerable<int> Customers => rows.Select(r => r.Customer).Distinct();

    public decimal On(int customer, DateOnly day, MrrKind kind = MrrKind.Recurring)
    {
        if (!_known.TryGetValue((customer, day, kind), out var sum))
        {
            sum = rows.Where(r => r.Customer == customer).Sum(r => policy.Floor == MrrFloor.Subscription ? Math.Max(0, Value(r, day, kind)) : Value(r, day, kind));
            _known[(customer, day, kind)] = sum = policy.Floor == MrrFloor.None ? sum : Math.Max(0, sum);
        }

        return sum;
    }

    /// <summary>The movements of a customer in a period: kind, before, after.</summary>
    public IEnumerable<(MrrMovement Kind, decimal Before, decimal After)> Movements(int customer, Period period)
    {
        var opening = period.Start.AddDays(-1);
        if (policy.Movements == MovementBasis.Endpoints)
        {
            var (before, after) = (On(customer, opening), On(customer, period.End.AddDays(-1)));
            if (Kind(before, after, customer, opening, period) is { } kind)
            {
                yield return (kind, before, after);
            }

            yield break;
        }

        var moved = false;
        for (var day = period.Start; day < period.End; day = day.AddDays(1))
        {
            var (before, after) = (On(customer, day.AddDays(-1)), On(customer, day));
            if (before != after)
            {
                moved = true;
                yield return (Kind(before, after, customer, day.AddDays(-1), new(day, day.AddDays(1)))!.Value, before, after);
            }
        }

        if (!moved && On(customer, opening) > 0)
        {
            yield return (MrrMovement.Unchanged, On(customer, opening), On(customer, opening));
        }
    }

    private MrrMovement? Kind(decimal before, decimal after, int customer, DateOnly opening, Period period)
    {
        if (before == 0 && after == 0)
        {
            return null;
        }

        if (before == 0)
        {
            DateOnly? last = null;
            for (var day = opening; day >= Beginning && last is null; day = day.AddDays(-1))
            {
                last = On(customer, day) > 0 ? day : null;
            }

            var returned = period.Start;
            while (On(customer, returned) == 0)
            {
                returned = returned.AddDays(1);
            }

            return last is { } paid && (policy.ReactivationWindowDays is not { } window || returned.DayNumber - paid.AddDays(1).DayNumber <= window) ? MrrMovement.Reactivation : MrrMovement.New;
        }

        return after == 0 ? MrrMovement.Churn : after > before ? MrrMovement.Expansion : after < before ? MrrMovement.Contraction : MrrMovement.Unchanged;
    }

    private decimal Value(SubscriptionRow<int> row, DateOnly day, MrrKind kind)
    {
        var isTrial = row.TrialEnd is { } end && day < end;
        var requested = row.CancelRequestedAt is { } asked && day >= asked;
        if (day < row.Start || day >= row.End
            || (row.IsUsage && !policy.IncludeUsage)
            || (kind == MrrKind.Trial ? !isTrial : isTrial && policy.Trials == TrialTreatment.Excluded)
            || (requested && (kind == MrrKind.Committed || policy.Cancellations == CancellationTreatment.WhenRequested))
            || (policy.Pauses == PauseTreatment.Zero && row.Pauses.Any(p => p.Contains(day)))
            || (policy.PastDueGraceDays is { } grace && row.PastDueSince is { } since && day >= since.AddDays(grace) && !(day >= row.PastDueUntil)))
        {
            return 0;
        }

        var amount = row.Amount;
        if (row.Discount is { } off && !(day >= off.Until) && (policy.Discounts == DiscountTreatment.All || (policy.Discounts == DiscountTreatment.ForeverOnly && off.IsForever)))
        {
            amount = (amount * (100 - off.PercentOff) / 100) - off.AmountOff;
        }

        return Math.Round(new SubscriptionPrice(amount, row.Interval, row.IntervalCount).Monthly(policy.Normalization), 10, MidpointRounding.AwayFromZero);
    }
}

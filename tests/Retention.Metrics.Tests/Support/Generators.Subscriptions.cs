using FsCheck;
using FsCheck.Fluent;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Support;

/// <summary>A few subscriptions of few customers over two years, with everything that a row can have; now and then none at all.</summary>
public sealed record AnySubscriptions(IReadOnlyList<SubscriptionRow<int>> Rows)
{
    public override string ToString() => $"[{string.Join("; ", Rows)}]";
}

/// <summary>A policy with any combination of its points.</summary>
public sealed record AnyMrrPolicy(MrrPolicy Value);

/// <summary>A few months of recurring revenue of few customers, some of them twice in a month.</summary>
public sealed record AnySnapshots(IReadOnlyList<(int Customer, DateOnly Month, decimal Mrr)> Rows)
{
    public override string ToString() => $"[{string.Join("; ", Rows)}]";
}

/// <summary>Consecutive periods inside the two years: months, weeks of a retailer, or of random lengths.</summary>
public sealed record AnyPeriods(IReadOnlyList<Period> Value)
{
    public override string ToString() => $"[{string.Join("; ", Value)}]";
}

public static partial class Generators
{
    private static readonly DateOnly FirstSubscriptionDay = new(2024, 1, 1);

    public static Arbitrary<AnySubscriptions> Subscriptions() =>
        Arb.From(
            Rows(Subscription).Select(rows => new AnySubscriptions(rows)),
            s => Fewer(s.Rows, row => row.Discount is null && row.Pauses.Count == 0 && row.TrialEnd is null ? [] : [row with { Discount = null, Pauses = [], TrialEnd = null }]).Select(rows => new AnySubscriptions(rows)));

    public static Arbitrary<AnySnapshots> Snapshots()
    {
        var row = from customer in Gen.Choose(1, 6)
                  from month in Gen.Choose(0, 11)
                  from cents in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, 500)))
                  select (customer, FirstSubscriptionDay.AddMonths(month), cents / 100m);
        return Arb.From(Rows(row).Select(rows => new AnySnapshots(rows)), s => Fewer(s.Rows, _ => []).Select(rows => new AnySnapshots(rows)));
    }

    public static Arbitrary<AnyMrrPolicy> MrrPolicies()
    {
        var policy =
            from normalization in Gen.Elements(MrrNormalization.Exact, MrrNormalization.Polar, MrrNormalization.ProfitWell, MrrNormalization.Ghost)
            from trials in Gen.Elements(Enum.GetValues<TrialTreatment>())
            from discounts in Gen.Elements(Enum.GetValues<DiscountTreatment>())
            from pauses in Gen.Elements(Enum.GetValues<PauseTreatment>())
            from cancellations in Gen.Elements(Enum.GetValues<CancellationTreatment>())
            from grace in Gen.Elements<int?>(null, 0, 14)
            from usage in Gen.Elements(true, false)
            from floor in Gen.Elements(MrrFloor.Customer, MrrFloor.Customer, MrrFloor.Subscription)
            from movements in Gen.Elements(Enum.GetValues<MovementBasis>())
            from window in Gen.Elements<int?>(null, null, 0, 30, 90)
            select new MrrPolicy
            {
                Name = "any",
                Normalization = normalization,
                Trials = trials,
                Discounts = discounts,
                Pauses = pauses,
                Cancellations = cancellations,
                PastDueGraceDays = grace,
                IncludeUsage = usage,
                Floor = floor,
                Movements = movements,
                ReactivationWindowDays = window,
            };
        return Arb.From(
            Gen.Frequency((1, Gen.Elements(MrrPolicy.Default, MrrPolicy.Stripe, MrrPolicy.ChartMogul, MrrPolicy.ProfitWell, MrrPolicy.Polar)), (4, policy)).Select(p => new AnyMrrPolicy(p)),
            p => p.Value == MrrPolicy.Default ? [] : [new(MrrPolicy.Default), new(MrrPolicy.Default with { Movements = p.Value.Movements })]);
    }

    public static Arbitrary<AnyPeriods> ConsecutivePeriods()
    {
        var months = from start in Gen.Choose(0, 12) from count in Gen.Choose(1, 14) select FiscalCalendar.Months(FirstSubscriptionDay.AddMonths(start), count);
        var shifted = from day in Gen.Choose(1, 40) from count in Gen.Choose(1, 14) select FiscalCalendar.Months(FirstSubscriptionDay.AddDays(day), count);
        var weeks = from day in Gen.Choose(-30, 200) from pattern in Gen.Elements(Enum.GetValues<WeekPattern>()) select FiscalCalendar.Weeks(FirstSubscriptionDay.AddDays(day), pattern);
        var random =
            from start in Gen.Choose(-20, 400)
            from lengths in Gen.ListOf(Gen.Choose(1, 60), 5)
            select (IReadOnlyList<Period>)lengths.Select((length, i) => Of(start + lengths.Take(i).Sum(), length)).ToList();
        return Arb.From(Gen.OneOf(months, shifted, weeks, random).Select(p => new AnyPeriods(p)), p => p.Value.Count > 1 ? [new([.. p.Value.Take(p.Value.Count / 2)]), new([.. p.Value.Skip(1)])] : []);

        static Period Of(int day, int length) => new(FirstSubscriptionDay.AddDays(day), FirstSubscriptionDay.AddDays(day + length));
    }

    private static Gen<SubscriptionRow<int>> Subscription =>
        from customer in Gen.Choose(1, 6)
        from start in Gen.Choose(0, 500)
        from length in Gen.Frequency((1, Gen.Constant<int?>(null)), (1, Gen.Constant<int?>(0)), (5, Gen.Choose(1, 300).Select(d => (int?)d)))
        from amount in Gen.Frequency((1, Gen.Constant(0m)), (1, Gen.Choose(-2_000, -1).Select(c => c / 100m)), (8, Gen.Choose(1, 90_000).Select(c => c / 100m)))
        from interval in Gen.Frequency((6, Gen.Constant(BillingInterval.Month)), (4, Gen.Elements(Enum.GetValues<BillingInterval>())))
        from count in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Choose(2, 7)))
        from terms in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 63)))
        from days in Gen.Choose(1, 40)
        from percent in Gen.Choose(0, 1000)
        select new SubscriptionRow<int>
        {
            Customer = customer,
            Start = FirstSubscriptionDay.AddDays(start),
            End = length is { } l ? FirstSubscriptionDay.AddDays(start + l) : null,
            Amount = amount,
            Interval = interval,
            IntervalCount = count,
            Segment = customer % 3 == 0 ? null : customer % 2 == 0 ? "even" : "odd",
            TrialEnd = (terms & 1) != 0 ? FirstSubscriptionDay.AddDays(start + days) : null,
            Discount = (terms & 2) == 0 ? null
                : days % 2 == 0 ? SubscriptionDiscount.Percent(percent / 10m, days % 4 == 0 ? null : FirstSubscriptionDay.AddDays(start + (2 * days)))
                : SubscriptionDiscount.Amount(percent / 100m, days % 3 == 0 ? null : FirstSubscriptionDay.AddDays(start + days)),
            PastDueSince = (terms & 4) != 0 ? FirstSubscriptionDay.AddDays(start + days) : null,
            PastDueUntil = (terms & 4) != 0 && days % 2 == 0 ? FirstSubscriptionDay.AddDays(start + (2 * days)) : null,
            CancelRequestedAt = (terms & 8) != 0 ? FirstSubscriptionDay.AddDays(start + (3 * days)) : null,
            Pauses = (terms & 16) != 0 ? [new(FirstSubscriptionDay.AddDays(start + days), FirstSubscriptionDay.AddDays(start + (2 * days)))] : [],
            IsUsage = (terms & 32) != 0,
        };
}

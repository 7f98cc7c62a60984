using FsCheck;
using FsCheck.Fluent;
using Retention.Metrics.Tests.Support;

[assembly: Properties(Arbitrary = [typeof(Generators)])]

namespace Retention.Metrics.Tests.Support;

/// <summary>A part of a whole: 0 ≤ part ≤ whole, 1 ≤ whole ≤ 1,000,000,000; nothing, everything and one customer come up often.</summary>
public sealed record AnyCounts(long Part, long Whole);

/// <summary>A number from 0 to 1, both included.</summary>
public sealed record AnyFraction(double Value);

/// <summary>A confidence level, strictly between 0 and 1; the customary ones come up often.</summary>
public sealed record AnyLevel(double Value);

/// <summary>A day of the years 2000 to 2035; month ends and leap days come up often.</summary>
public sealed record BusinessDay(DateOnly Value);

/// <summary>Any day of the calendar, the first and the last included.</summary>
public sealed record AnyDay(DateOnly Value);

/// <summary>An amount of 0 to 10,000,000 in whole cents.</summary>
public sealed record AnyMoney(decimal Value);

/// <summary>A customer was active on a day.</summary>
public sealed record SampleVisit(int Customer, DateOnly Day);

/// <summary>A customer paid an amount on a day.</summary>
public sealed record SampleOrder(int Customer, DateOnly Day, decimal Amount);

/// <summary>A few visits in no order, by so few customers on so few days that they collide; now and then none at all.</summary>
public sealed record AnyVisits(IReadOnlyList<SampleVisit> Rows)
{
    public override string ToString() => $"[{string.Join("; ", Rows)}]";
}

/// <summary>A few orders in no order, by so few customers on so few days that they collide; now and then none at all.</summary>
public sealed record AnyOrders(IReadOnlyList<SampleOrder> Rows)
{
    public override string ToString() => $"[{string.Join("; ", Rows)}]";
}

/// <summary>What every property draws its arguments from. Families add their own in files named Generators.*.cs.</summary>
public static partial class Generators
{
    private const int Billion = 1_000_000_000;
    private static readonly DateOnly FirstBusinessDay = new(2000, 1, 1);
    private static readonly DateOnly LastBusinessDay = new(2035, 12, 31);
    private static readonly DateOnly FirstSampleDay = new(2023, 12, 15);

    public static Arbitrary<AnyCounts> Counts()
    {
        var whole = Gen.Frequency(
            (1, Gen.Elements(1L, 2L, Billion)),
            (9, from magnitude in Gen.Choose(1, 9) from n in Gen.Choose(1, (int)Math.Pow(10, magnitude)) select (long)n));
        var counts =
            from n in whole
            from part in Gen.Frequency((1, Gen.Elements(0L, n)), (4, Gen.Choose(0, (int)n).Select(k => (long)k)))
            select new AnyCounts(part, n);
        return Arb.From(counts, Smaller);

        static IEnumerable<AnyCounts> Smaller(AnyCounts c) =>
            Toward(1, c.Whole).Select(whole => new AnyCounts(Math.Min(c.Part, whole), whole))
                .Concat(Toward(0, c.Part).Select(part => c with { Part = part }));
    }

    public static Arbitrary<AnyFraction> Fractions() =>
        Arb.From(
            Gen.Frequency((1, Gen.Elements(0.0, 1.0, double.Epsilon, Math.BitDecrement(1.0))), (9, Gen.Choose(0, Billion).Select(n => n / (double)Billion))).Select(v => new AnyFraction(v)),
            f => Rounder(f.Value).Select(v => new AnyFraction(v)));

    public static Arbitrary<AnyLevel> Levels() =>
        Arb.From(
            Gen.Frequency((1, Gen.Elements(0.5, 0.8, 0.9, 0.95, 0.99, 0.999)), (1, Gen.Choose(1, 9_999).Select(n => n / 10_000.0))).Select(v => new AnyLevel(v)),
            l => new[] { 0.5, 0.95 }.Concat(Rounder(l.Value)).Where(v => v is > 0 and < 1 && Digits(v) < Digits(l.Value)).Select(v => new AnyLevel(v)));

    public static Arbitrary<BusinessDay> BusinessDays()
    {
        var anyDay = Gen.Choose(FirstBusinessDay.DayNumber, LastBusinessDay.DayNumber).Select(DateOnly.FromDayNumber);
        var monthEnd = from year in Gen.Choose(2000, 2035) from month in Gen.Choose(1, 12) select new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        var leapDay = Gen.Choose(0, 8).Select(n => new DateOnly(2000 + (4 * n), 2, 29));
        return Arb.From(
            Gen.Frequency((6, anyDay), (3, monthEnd), (1, leapDay)).Select(d => new BusinessDay(d)),
            d => EarlierDays(d.Value, FirstBusinessDay).Select(v => new BusinessDay(v)));
    }

    public static Arbitrary<AnyDay> Days() =>
        Arb.From(
            Gen.Frequency(
                (1, Gen.Elements(DateOnly.MinValue, DateOnly.MinValue.AddDays(1), DateOnly.MaxValue.AddDays(-1), DateOnly.MaxValue)),
                (3, Gen.Choose(DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber))).Select(d => new AnyDay(d)),
            d => EarlierDays(d.Value, DateOnly.MinValue).Select(v => new AnyDay(v)));

    public static Arbitrary<AnyMoney> Amounts() =>
        Arb.From(Cents.Select(v => new AnyMoney(v)), m => SmallerAmounts(m.Value).Select(v => new AnyMoney(v)));

    public static Arbitrary<AnyVisits> Visits()
    {
        var visit = from customer in Gen.Choose(1, 5) from day in SampleDay select new SampleVisit(customer, day);
        return Arb.From(
            Rows(visit).Select(rows => new AnyVisits(rows)),
            v => Fewer(v.Rows, row => row.Customer > 1 ? [row with { Customer = 1 }] : []).Select(rows => new AnyVisits(rows)));
    }

    public static Arbitrary<AnyOrders> Orders()
    {
        var order = from customer in Gen.Choose(1, 5) from day in SampleDay from amount in Cents select new SampleOrder(customer, day, amount);
        return Arb.From(
            Rows(order).Select(rows => new AnyOrders(rows)),
            o => Fewer(o.Rows, row => SmallerAmounts(row.Amount).Select(a => row with { Amount = a }).Concat(row.Customer > 1 ? [row with { Customer = 1 }] : [])).Select(rows => new AnyOrders(rows)));
    }

    // Short spans for collisions, and long ones so that every granularity up to a year has gaps.
    private static Gen<DateOnly> SampleDay => Gen.OneOf(Gen.Choose(0, 45), Gen.Choose(0, 800)).Select(FirstSampleDay.AddDays);

    private static Gen<decimal> Cents => Gen.Frequency(
        (1, Gen.Elements(0m, 0.01m, 10_000_000m)),
        (9, from magnitude in Gen.Choose(1, 9) from cents in Gen.Choose(0, (int)Math.Pow(10, magnitude)) select cents / 100m));

    private static Gen<List<T>> Rows<T>(Gen<T> row) => from count in Gen.Frequency((1, Gen.Constant(0)), (9, Gen.Choose(1, 30))) from rows in Gen.ListOf(row, count) select rows;

    private static IEnumerable<IReadOnlyList<T>> Fewer<T>(IReadOnlyList<T> rows, Func<T, IEnumerable<T>> smaller)
    {
        if (rows.Count > 1)
        {
            yield return rows.Take(rows.Count / 2).ToList();
            yield return rows.Skip(rows.Count / 2).ToList();
        }

        for (var i = 0; i < rows.Count; i++)
        {
            yield return [.. rows.Take(i), .. rows.Skip(i + 1)];
        }

        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var row in smaller(rows[i]))
            {
                yield return [.. rows.Take(i), row, .. rows.Skip(i + 1)];
            }
        }
    }

    private static IEnumerable<decimal> SmallerAmounts(decimal amount) =>
        new[] { 0m, 1m, decimal.Truncate(amount / 2), decimal.Truncate(amount) }.Where(a => a < amount).Distinct();

    private static IEnumerable<DateOnly> EarlierDays(DateOnly day, DateOnly first) =>
        Toward(first.DayNumber, day.DayNumber).Select(n => DateOnly.FromDayNumber((int)n));

    // All the way, half of it, a quarter …: finds the smallest failing number in about log² steps, whatever its size.
    private static IEnumerable<long> Toward(long least, long value)
    {
        for (var leap = value - least; leap > 0; leap /= 2)
        {
            yield return value - leap;
        }
    }

    private static IEnumerable<double> Rounder(double value) =>
        new[] { 0, 1, 0.5, Math.Round(value, 1), Math.Round(value, 2), Math.Round(value, 4) }.Where(v => Digits(v) < Digits(value)).Distinct();

    // How plain a number is to read: the measure that shrinking lowers, so that it ends.
    private static int Digits(double value) => value switch
    {
        0 => 0,
        1 => 1,
        0.5 => 2,
        _ => 2 + Enumerable.Range(1, 17).FirstOrDefault(n => n > 15 || Math.Round(value, n) == value),
    };
}

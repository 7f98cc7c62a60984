using FsCheck;
using FsCheck.Fluent;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Support;

/// <summary>A retention rate in steps of a thousandth, the ends included: 0 %, 100 % and rates that people have.</summary>
public sealed record AnyRetention(RetentionRate Rate)
{
    public double Value => Rate.Value!.Value;

    public double Churn => Rate.Churn.Value!.Value;
}

/// <summary>A discount rate of 0 to 50 % in steps of a tenth of a per cent; none comes up often.</summary>
public sealed record AnyDiscount(DiscountRate Rate)
{
    public double Value => Rate.Value;
}

/// <summary>A margin of 0.01 to 10,000 in whole cents.</summary>
public sealed record AnyMargin(decimal Value);

/// <summary>A survival curve of 1 to 40 ages: starts at 1, never rises, may reach 0.</summary>
public sealed record AnyCurve(IReadOnlyList<double> Values)
{
    public override string ToString() => $"[{string.Join("; ", Values)}]";
}

/// <summary>A change of retention of any kind, for better or worse, none included.</summary>
public sealed record AnyChange(RetentionChange Value);

/// <summary>The amounts of a few customers at the start and at the end of a period, in whole cents; 0 for who is not there.</summary>
public sealed record AnyAccounts(IReadOnlyList<(decimal AtStart, decimal AtEnd, bool WasThereBefore)> Rows)
{
    public MrrBridge Bridge => Rows.Select(BridgeOf).Aggregate(MrrBridge.AdditiveIdentity, (a, b) => a + b);

    public static MrrBridge BridgeOf((decimal AtStart, decimal AtEnd, bool WasThereBefore) row) => row switch
    {
        (0, var end, false) => MrrBridge.From(0, end, 0, 0, 0),
        (0, var end, true) => MrrBridge.From(0, 0, 0, 0, 0, reactivation: end),
        (var start, 0, _) => MrrBridge.From(start, 0, 0, 0, churn: start),
        var (start, end, _) => MrrBridge.From(start, 0, expansion: Math.Max(end - start, 0), contraction: Math.Max(start - end, 0), 0),
    };

    public override string ToString() => $"[{string.Join("; ", Rows)}]";
}

public static partial class Generators
{
    public static Arbitrary<AnyRetention> Retentions() =>
        Arb.From(
            Gen.Frequency((1, Gen.Elements(0, 1000)), (12, Gen.Choose(0, 1000))).Select(n => new AnyRetention(RetentionRate.FromFraction(n / 1000.0))),
            r => Rounder(r.Value).Select(v => new AnyRetention(RetentionRate.FromFraction(v))));

    public static Arbitrary<AnyDiscount> Discounts() =>
        Arb.From(
            Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(0, 500))).Select(n => new AnyDiscount(DiscountRate.FromFraction(n / 1000.0))),
            d => d.Value == 0 ? [] : [new(DiscountRate.None)]);

    public static Arbitrary<AnyMargin> Margins() =>
        Arb.From(
            (from magnitude in Gen.Choose(0, 6) from cents in Gen.Choose(1, (int)Math.Pow(10, magnitude)) select cents / 100m).Select(v => new AnyMargin(v)),
            m => SmallerAmounts(m.Value).Where(v => v > 0).Select(v => new AnyMargin(v)));

    public static Arbitrary<AnyCurve> Curves()
    {
        var curve =
            from length in Gen.Choose(0, 39)
            from kept in Gen.ListOf(Gen.Frequency((1, Gen.Elements(0, 1000)), (9, Gen.Choose(300, 1000))), length)
            select kept.Aggregate((List<double>)[1], (values, k) => [.. values, values[^1] * k / 1000]);
        return Arb.From(curve.Select(c => new AnyCurve(c)), c => c.Values.Count > 1 ? [new([.. c.Values.Take(c.Values.Count / 2)]), new([.. c.Values.SkipLast(1)])] : []);
    }

    public static Arbitrary<AnyChange> Changes()
    {
        var points = Gen.Choose(-300, 300).Select(n => RetentionChange.Points(n / 10.0));
        var relative = Gen.Choose(-300, 300).Select(n => RetentionChange.Relative(n / 1000.0));
        var churn = Gen.Choose(-900, 900).Select(n => RetentionChange.ChurnRelative(n / 1000.0));
        return Arb.From(
            Gen.OneOf(points, relative, churn).Select(c => new AnyChange(c)),
            c => c.Value.Amount == 0 ? [] : [new(c.Value.Kind switch { RetentionChangeKind.Points => RetentionChange.Points(0), RetentionChangeKind.Relative => RetentionChange.Relative(0), _ => RetentionChange.ChurnRelative(0) })]);
    }

    public static Arbitrary<AnyAccounts> Accounts()
    {
        var amount = Gen.Frequency((1, Gen.Constant(0m)), (3, Cents));
        var row = from start in amount from end in Gen.Frequency((1, Gen.Constant(start)), (4, amount)) from before in Gen.Elements(true, false) select (start, end, before);
        return Arb.From(
            Rows(row).Select(rows => new AnyAccounts(rows)),
            a => Fewer(a.Rows, r => SmallerAmounts(r.AtStart).Select(s => r with { AtStart = s }).Concat(SmallerAmounts(r.AtEnd).Select(e => r with { AtEnd = e }))).Select(rows => new AnyAccounts(rows)));
    }
}

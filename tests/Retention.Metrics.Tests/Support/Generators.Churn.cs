using FsCheck;
using FsCheck.Fluent;
using Retention.Metrics.Models;

namespace Retention.Metrics.Tests.Support;

/// <summary>A customer who churned or not, with two columns, a score with ties, and a whole weight.</summary>
public sealed record SampleCustomer(bool Churned, double First, double Second, int Score, int Weight);

/// <summary>Customers of whom some churned and some did not.</summary>
public sealed record AnyCustomers(IReadOnlyList<SampleCustomer> Rows)
{
    public bool[] Churned => [.. Rows.Select(r => r.Churned)];

    public double[] Scores => [.. Rows.Select(r => (double)r.Score)];

    public double[] Weights => [.. Rows.Select(r => (double)r.Weight)];

    public Covariates Columns => Covariates.Of("first", [.. Rows.Select(r => r.First)]).With("second", [.. Rows.Select(r => r.Second)]);

    /// <summary>Every row as often as its weight says.</summary>
    public AnyCustomers Repeated => new([.. Rows.SelectMany(r => Enumerable.Repeat(r with { Weight = 1 }, r.Weight))]);

    public override string ToString() => $"[{string.Join("; ", Rows)}]";
}

public static partial class Generators
{
    public static Arbitrary<AnyCustomers> Customers()
    {
        var row =
            from churned in Gen.Elements(true, false)
            from first in Gen.Choose(0, 9)
            from second in Gen.Choose(-20, 20)
            from noise in Gen.Choose(0, 3)
            from weight in Gen.Choose(1, 4)
            select new SampleCustomer(churned, first, second / 4.0, noise + (churned ? 1 : 0), weight);
        var rows = from count in Gen.Choose(4, 40) from list in Gen.ListOf(row, count) select new AnyCustomers([.. list, list[0] with { Churned = !list[0].Churned, Weight = 1 }]);
        return Arb.From(rows, all => Fewer(all.Rows, _ => []).Where(r => r.Any(c => c.Churned) && r.Any(c => !c.Churned)).Select(r => new AnyCustomers(r)));
    }
}

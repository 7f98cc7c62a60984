using FsCheck;
using FsCheck.Fluent;

namespace Retention.Metrics.Tests.Support;

/// <summary>A customer who left, or was still there, after a tenure; observed from an age, of a group, left for a reason (0: still there), with a score and a weight.</summary>
public sealed record SampleLifetime(double Tenure, bool Ended, double Entered, int Group, int Reason, int Score, int Weight);

/// <summary>A few lifetimes in no order, with many equal tenures, whole or not; now and then one, or none ended.</summary>
public sealed record AnyLifetimes(IReadOnlyList<SampleLifetime> Rows)
{
    public double[] Tenures => [.. Rows.Select(r => r.Tenure)];

    public bool[] Ended => [.. Rows.Select(r => r.Ended)];

    public double[] Entered => [.. Rows.Select(r => r.Entered)];

    public int[] Groups => [.. Rows.Select(r => r.Group)];

    public int[] Reasons => [.. Rows.Select(r => r.Ended ? r.Reason : 0)];

    public double[] Scores => [.. Rows.Select(r => (double)r.Score)];

    public double[] Weights => [.. Rows.Select(r => (double)r.Weight)];

    /// <summary>Every row as often as its weight says.</summary>
    public AnyLifetimes Repeated => new([.. Rows.SelectMany(r => Enumerable.Repeat(r with { Weight = 1 }, r.Weight))]);

    public override string ToString() => $"[{string.Join("; ", Rows)}]";
}

public static partial class Generators
{
    public static Arbitrary<AnyLifetimes> Lifetimes()
    {
        var row =
            from whole in Gen.Choose(1, 12)
            from eighths in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 7)))
            from ended in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
            from entered in Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(0, whole - 1)))
            from cell in Gen.Choose(0, 5)
            from score in Gen.Choose(1, 5)
            from weight in Gen.Choose(1, 4)
            select new SampleLifetime(whole + (eighths / 8.0), ended, entered, cell % 2, 1 + (cell % 3), score, weight);
        var rows = from count in Gen.Frequency((1, Gen.Choose(1, 2)), (9, Gen.Choose(3, 30))) from list in Gen.ListOf(row, count) select new AnyLifetimes(list);
        return Arb.From(rows, l => Fewer(l.Rows, Plainer).Where(r => r.Count > 0).Select(r => new AnyLifetimes(r)));

        static IEnumerable<SampleLifetime> Plainer(SampleLifetime r)
        {
            if (r.Entered > 0)
            {
                yield return r with { Entered = 0 };
            }

            if (r.Tenure != Math.Floor(r.Tenure))
            {
                yield return r with { Tenure = Math.Floor(r.Tenure) };
            }

            if (r.Weight > 1)
            {
                yield return r with { Weight = 1 };
            }
        }
    }
}

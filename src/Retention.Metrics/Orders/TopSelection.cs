using System.Numerics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>The sum of the greatest of many amounts of zero or more: a count by leading bits finds the bucket of the last one wanted, and only that bucket is sorted.</summary>
internal static class TopSelection
{
    private const int Bits = 16;

    public static TopSpenders Of(AmountColumn amounts, double fraction)
    {
        Metrics.Orders.SpendConcentration.CheckPart(fraction);
        if (amounts.Count == 0)
        {
            return new(fraction, 0, 0, null, null);
        }

        var wanted = Metrics.Orders.SpendConcentration.CountOf(fraction, amounts.Count);
        return amounts.IsScaled ? Of(amounts.Scaled, wanted, fraction) : OfDecimals(amounts.AsDecimals(), wanted, fraction);
    }

    private static TopSpenders Of(ReadOnlySpan<long> amounts, int wanted, double fraction)
    {
        long greatest = 0;
        Int128 total = 0;
        foreach (var amount in amounts)
        {
            greatest = Math.Max(greatest, amount);
            total += amount;
        }

        var shift = Math.Max(0, BitOperations.Log2((ulong)greatest) + 1 - Bits);
        var counts = new int[1 << Bits];
        foreach (var amount in amounts)
        {
            counts[amount >> shift]++;
        }

        var edge = counts.Length - 1;
        var above = 0;
        while (above + counts[edge] < wanted)
        {
            above += counts[edge--];
        }

        Int128 top = 0;
        var last = new List<long>(counts[edge]);
        foreach (var amount in amounts)
        {
            var bucket = amount >> shift;
            if (bucket > edge)
            {
                top += amount;
            }
            else if (bucket == edge)
            {
                last.Add(amount);
            }
        }

        last.Sort();
        for (var i = 0; i < wanted - above; i++)
        {
            top += last[^(i + 1)];
        }

        return Metrics.Orders.SpendConcentration.TopOf(fraction, wanted, amounts.Length, (double)top, (double)(total - top));
    }

    private static TopSpenders OfDecimals(decimal[] amounts, int wanted, double fraction)
    {
        var sorted = amounts.Order().ToArray();
        return Metrics.Orders.SpendConcentration.TopOf(fraction, wanted, sorted.Length, (double)sorted.TakeLast(wanted).Sum(), (double)sorted.SkipLast(wanted).Sum());
    }
}

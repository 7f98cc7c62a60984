using System.Globalization;

namespace Retention.Metrics.Orders;

/// <summary>
/// Sorts amounts of zero and more in place and refuses others. Large columns go through a radix sort: the bits of such doubles, read as an integer, have their order,
/// so six passes over digits of 11 bits sort them. Ten million amounts take about half the time of a comparison sort.
/// </summary>
internal static class AscendingSort
{
    private const int DigitBits = 11;
    private const int Digits = 6;
    private const int Values = 1 << DigitBits;

    /// <summary>Below this a comparison sort is as fast, and needs no second array.</summary>
    private const int Small = 1 << 13;

    /// <summary>Sorts the array and returns it or another one of its length; the array given is scratch afterwards.</summary>
    public static double[] Of(double[] amounts, string name)
    {
        for (var i = 0; i < amounts.Length; i++)
        {
            if (!(amounts[i] >= 0 && amounts[i] <= double.MaxValue))
            {
                throw new ArgumentOutOfRangeException(name, amounts[i], string.Create(CultureInfo.InvariantCulture, $"{name}[{i}] was {amounts[i]}. An amount must be a finite number of at least 0; net returns against purchases first."));
            }

            // A negative zero has the sign bit, by which it would sort last.
            amounts[i] += 0.0;
        }

        if (amounts.Length < Small)
        {
            Array.Sort(amounts);
            return amounts;
        }

        return Radix(amounts);
    }

    private static double[] Radix(double[] from)
    {
        unchecked
        {
            var places = new int[Digits * Values];
            foreach (var amount in from)
            {
                var bits = BitConverter.DoubleToUInt64Bits(amount);
                for (var digit = 0; digit < Digits; digit++)
                {
                    places[(digit * Values) + (int)((bits >> (digit * DigitBits)) & (Values - 1))]++;
                }
            }

            var to = GC.AllocateUninitializedArray<double>(from.Length);
            for (var digit = 0; digit < Digits; digit++)
            {
                var place = places.AsSpan(digit * Values, Values);
                if (!MakeStarts(place, from.Length))
                {
                    continue;
                }

                var shift = digit * DigitBits;
                foreach (var amount in from)
                {
                    to[place[(int)((BitConverter.DoubleToUInt64Bits(amount) >> shift) & (Values - 1))]++] = amount;
                }

                (from, to) = (to, from);
            }

            return from;
        }
    }

    /// <summary>Turns counts into first places; false when all amounts have the same digit, which needs no pass.</summary>
    private static bool MakeStarts(Span<int> counts, int total)
    {
        var start = 0;
        foreach (ref var count in counts)
        {
            if (count == total)
            {
                return false;
            }

            (count, start) = (start, start + count);
        }

        return true;
    }
}

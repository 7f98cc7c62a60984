using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Revenue;

/// <summary>
/// Sorts units into movements, eight at a time: the one place that decides which movement a unit makes, for the sums and for the lists of customers behind them.
/// </summary>
/// <remarks>
/// Amounts are multiples of a unit of money, zero or more and at most <see cref="Limit"/>; the columns are padded with zeros to a multiple of eight.
/// </remarks>
internal static class MovementKernel
{
    public const int Lanes = 8;

    /// <summary>How many units one call takes at most.</summary>
    public const int Block = 1024;

    /// <summary>The largest amount: the sum of one lane over a block stays within 64 bits.</summary>
    public const long Limit = long.MaxValue / (Block / Lanes) / Lanes;

    /// <summary>Adds the movements from one day to another to totals.</summary>
    /// <param name="opening">The amounts on the first day.</param>
    /// <param name="closing">The amounts on the last day.</param>
    /// <param name="lastPaid">When each unit paid last before; only looked at for units that did not pay on the first day.</param>
    /// <param name="threshold">A unit that paid after this comes back; the others are new.</param>
    /// <param name="width">How many units, a multiple of eight.</param>
    /// <param name="totals">What is added to.</param>
    public static void Count(ref long opening, ref long closing, ref long lastPaid, long threshold, int width, ref MovementTotals<ScaledSum, long> totals)
    {
        var after = Vector512.Create(threshold);
        var (start, end, fresh, back, more, less, gone) = (Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero);
        var (starts, freshes, backs, mores, lesses, gones) = (start, start, start, start, start, start);
        for (var i = 0; i < width; i += Lanes)
        {
            var a = Vector512.LoadUnsafe(ref opening, (nuint)i);
            var b = Vector512.LoadUnsafe(ref closing, (nuint)i);
            var m = Classify(a, b, Vector512.LoadUnsafe(ref lastPaid, (nuint)i), after);
            var change = b - a;
            start += a;
            end += b;
            fresh += b & m.New;
            back += b & m.Back;
            more += change & m.More;
            less -= change & m.Less;
            gone += a & m.Gone;
            // A true lane is -1.
            starts -= m.Was;
            freshes -= m.New;
            backs -= m.Back;
            mores -= m.More;
            lesses -= m.Less;
            gones -= m.Gone;
        }

        totals.Opening = ScaledSum.Plus(totals.Opening, Vector512.Sum(start));
        totals.Closing = ScaledSum.Plus(totals.Closing, Vector512.Sum(end));
        totals.New = ScaledSum.Plus(totals.New, Vector512.Sum(fresh));
        totals.Reactivation = ScaledSum.Plus(totals.Reactivation, Vector512.Sum(back));
        totals.Expansion = ScaledSum.Plus(totals.Expansion, Vector512.Sum(more));
        totals.Contraction = ScaledSum.Plus(totals.Contraction, Vector512.Sum(less));
        totals.Churn = ScaledSum.Plus(totals.Churn, Vector512.Sum(gone));
        // Between endpoints what the customers of the start still pay follows from the lines.
        var (paid, up, down, left) = (Vector512.Sum(starts), Vector512.Sum(mores), Vector512.Sum(lesses), Vector512.Sum(gones));
        var kept = Vector512.Sum(start) - Vector512.Sum(less) - Vector512.Sum(gone);
        totals.Kept = ScaledSum.Plus(totals.Kept, kept);
        totals.Returned = ScaledSum.Plus(totals.Returned, kept + Vector512.Sum(more));
        totals.AtStart += paid;
        totals.Unchanged += paid - up - down - left;
        totals.Expanded += up;
        totals.Contracted += down;
        totals.Churned += left;
        totals.Started += Vector512.Sum(freshes);
        totals.Reactivated += Vector512.Sum(backs);
    }

    /// <summary>Lists the units that make a movement.</summary>
    /// <param name="first">The number of the first unit of the columns.</param>
    /// <param name="movement">The movement; null for every unit that pays on one of the two days.</param>
    /// <param name="unit">What one of the multiples is worth.</param>
    /// <param name="found">What is added to.</param>
    /// <remarks>The other parameters are those of <see cref="Count"/>.</remarks>
    public static void List(ref long opening, ref long closing, ref long lastPaid, long threshold, int width, int first, MrrMovement? movement, decimal unit, List<UnitMovement> found)
    {
        var after = Vector512.Create(threshold);
        for (var i = 0; i < width; i += Lanes)
        {
            var a = Vector512.LoadUnsafe(ref opening, (nuint)i);
            var b = Vector512.LoadUnsafe(ref closing, (nuint)i);
            var m = Classify(a, b, Vector512.LoadUnsafe(ref lastPaid, (nuint)i), after);
            var same = m.Was & m.Is & ~m.More & ~m.Less;
            Pick(MrrMovement.New, m.New);
            Pick(MrrMovement.Reactivation, m.Back);
            Pick(MrrMovement.Expansion, m.More);
            Pick(MrrMovement.Contraction, m.Less);
            Pick(MrrMovement.Churn, m.Gone);
            Pick(MrrMovement.Unchanged, same);

            void Pick(MrrMovement kind, Vector512<long> mask)
            {
                if (movement is { } wanted && wanted != kind)
                {
                    return;
                }

                for (var bits = mask.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(bits);
                    found.Add(new(first + i + lane, kind, a[lane] * unit, b[lane] * unit));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Masks Classify(Vector512<long> opening, Vector512<long> closing, Vector512<long> lastPaid, Vector512<long> threshold)
    {
        var was = Vector512.GreaterThan(opening, Vector512<long>.Zero);
        var now = Vector512.GreaterThan(closing, Vector512<long>.Zero);
        var come = Vector512.AndNot(now, was);
        var known = Vector512.GreaterThan(lastPaid, threshold);
        var both = was & now;
        return new(was, now, Vector512.AndNot(come, known), come & known, both & Vector512.GreaterThan(closing, opening), both & Vector512.LessThan(closing, opening), Vector512.AndNot(was, now));
    }

    private readonly record struct Masks(Vector512<long> Was, Vector512<long> Is, Vector512<long> New, Vector512<long> Back, Vector512<long> More, Vector512<long> Less, Vector512<long> Gone);
}

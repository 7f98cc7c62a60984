using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Retention.Metrics.Revenue;

/// <summary>
/// Sorts units into movements, eight at a time: the one place that decides which movement a unit makes, for the sums and for the lists of customers behind them.
/// </summary>
/// <remarks>
/// Amounts are multiples of a unit of money, zero or more and at most <see cref="Limit"/>, in columns of 32 or 64 bits that are padded with zeros to a multiple of eight.
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
    /// <param name="lastPaid">When each unit paid last before; units that pay on the first day get <paramref name="now"/> written there.</param>
    /// <param name="now">The first day, as <paramref name="lastPaid"/> counts.</param>
    /// <param name="threshold">A unit that paid after this comes back; the others are new.</param>
    /// <param name="width">How many units, a multiple of eight.</param>
    /// <param name="totals">What is added to.</param>
    public static void Count<TCell>(ref TCell opening, ref TCell closing, ref long lastPaid, long now, long threshold, int width, ref MovementTotals<ScaledSum, long> totals)
        where TCell : unmanaged
    {
        var (present, after) = (Vector512.Create(now), Vector512.Create(threshold));
        var start = Vector512<long>.Zero;
        var end = start;
        var fresh = start;
        var back = start;
        var more = start;
        var less = start;
        var gone = start;
        var starts = start;
        var freshes = start;
        var backs = start;
        var mores = start;
        var lesses = start;
        var gones = start;
        for (var i = 0; i < width; i += Lanes)
        {
            var a = Load(ref opening, i);
            var b = Load(ref closing, i);
            Classify(a, b, ref Unsafe.Add(ref lastPaid, i), present, after, out var was, out var isNew, out var isBack, out var isMore, out var isLess, out var isGone);
            var change = b - a;
            start += a;
            end += b;
            fresh += b & isNew;
            back += b & isBack;
            more += change & isMore;
            less -= change & isLess;
            gone += a & isGone;
            // A true lane is -1.
            starts -= was;
            freshes -= isNew;
            backs -= isBack;
            mores -= isMore;
            lesses -= isLess;
            gones -= isGone;
        }

        var (expansion, contraction, churn) = (Vector512.Sum(more), Vector512.Sum(less), Vector512.Sum(gone));
        totals.Opening = ScaledSum.Plus(totals.Opening, Vector512.Sum(start));
        totals.Closing = ScaledSum.Plus(totals.Closing, Vector512.Sum(end));
        totals.New = ScaledSum.Plus(totals.New, Vector512.Sum(fresh));
        totals.Reactivation = ScaledSum.Plus(totals.Reactivation, Vector512.Sum(back));
        totals.Expansion = ScaledSum.Plus(totals.Expansion, expansion);
        totals.Contraction = ScaledSum.Plus(totals.Contraction, contraction);
        totals.Churn = ScaledSum.Plus(totals.Churn, churn);
        // Between endpoints what the customers of the start still pay follows from the lines.
        var kept = Vector512.Sum(start) - contraction - churn;
        totals.Kept = ScaledSum.Plus(totals.Kept, kept);
        totals.Returned = ScaledSum.Plus(totals.Returned, kept + expansion);
        var (paid, up, down, left) = (Vector512.Sum(starts), Vector512.Sum(mores), Vector512.Sum(lesses), Vector512.Sum(gones));
        totals.AtStart += paid;
        totals.Unchanged += paid - up - down - left;
        totals.Expanded += up;
        totals.Contracted += down;
        totals.Churned += left;
        totals.Started += Vector512.Sum(freshes);
        totals.Reactivated += Vector512.Sum(backs);
    }

    /// <summary>
    /// Lists the units that make a movement, or any movement when none is named; the first unit of the columns has the number <paramref name="first"/>, and one of the
    /// multiples is worth <paramref name="unit"/>. The other parameters are those of <see cref="Count"/>.
    /// </summary>
#pragma warning disable CS1573 // Justification: the parameters are described where they are described for Count.
    public static void List<TCell>(ref TCell opening, ref TCell closing, ref long lastPaid, long now, long threshold, int width, int first, MrrMovement? movement, decimal unit, List<UnitMovement> found)
#pragma warning restore CS1573
        where TCell : unmanaged
    {
        var (present, after) = (Vector512.Create(now), Vector512.Create(threshold));
        for (var i = 0; i < width; i += Lanes)
        {
            var a = Load(ref opening, i);
            var b = Load(ref closing, i);
            Classify(a, b, ref Unsafe.Add(ref lastPaid, i), present, after, out var was, out var isNew, out var isBack, out var isMore, out var isLess, out var isGone);
            Pick(MrrMovement.New, isNew);
            Pick(MrrMovement.Reactivation, isBack);
            Pick(MrrMovement.Expansion, isMore);
            Pick(MrrMovement.Contraction, isLess);
            Pick(MrrMovement.Churn, isGone);
            Pick(MrrMovement.Unchanged, was & ~isMore & ~isLess & ~isGone);

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

    /// <summary>Writes a day where units that pay on it paid last.</summary>
    public static void Remember<TCell>(ref TCell amounts, ref long lastPaid, long now, int width)
        where TCell : unmanaged
    {
        var present = Vector512.Create(now);
        for (var i = 0; i < width; i += Lanes)
        {
            var paid = Vector512.GreaterThan(Load(ref amounts, i), Vector512<long>.Zero);
            Vector512.ConditionalSelect(paid, present, Vector512.LoadUnsafe(ref lastPaid, (nuint)i)).StoreUnsafe(ref lastPaid, (nuint)i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Classify(
        Vector512<long> opening,
        Vector512<long> closing,
        ref long lastPaid,
        Vector512<long> now,
        Vector512<long> threshold,
        out Vector512<long> was,
        out Vector512<long> isNew,
        out Vector512<long> isBack,
        out Vector512<long> isMore,
        out Vector512<long> isLess,
        out Vector512<long> isGone)
    {
        was = Vector512.GreaterThan(opening, Vector512<long>.Zero);
        var paid = Vector512.GreaterThan(closing, Vector512<long>.Zero);
        var last = Vector512.ConditionalSelect(was, now, Vector512.LoadUnsafe(ref lastPaid));
        last.StoreUnsafe(ref lastPaid);
        var come = Vector512.AndNot(paid, was);
        isBack = come & Vector512.GreaterThan(last, threshold);
        isNew = Vector512.AndNot(come, isBack);
        isGone = Vector512.AndNot(was, paid);
        isMore = was & Vector512.GreaterThan(closing, opening);
        isLess = paid & Vector512.LessThan(closing, opening);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Load<TCell>(ref TCell cells, int at)
        where TCell : unmanaged
    {
        if (typeof(TCell) == typeof(long))
        {
            return Vector512.LoadUnsafe(ref Unsafe.As<TCell, long>(ref cells), (nuint)at);
        }

        var narrow = Vector256.LoadUnsafe(ref Unsafe.As<TCell, int>(ref cells), (nuint)at);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Int64(narrow);
        }

        var (lower, upper) = Vector256.Widen(narrow);
        return Vector512.Create(lower, upper);
    }
}

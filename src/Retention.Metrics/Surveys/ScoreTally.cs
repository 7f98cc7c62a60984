using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Surveys;

/// <summary>
/// Counts promoters and detractors and checks the range in one pass. The columns are compared whole vectors at a time:
/// 512 bits wide where the machine has them (comparisons give bit masks to count), else in <see cref="Vector{T}"/>, which is 256 bits wide on AVX2 and 128 on Arm.
/// </summary>
internal struct ScoreTally
{
    /// <summary>Below this many answers a second thread costs more than it saves.</summary>
    private const int SmallestShare = 1 << 20;

    public long Promoters { get; private set; }

    public long Detractors { get; private set; }

    public long Unanswered { get; private set; }

    public readonly long Passives => _answers - Promoters - Detractors;

    private long _answers;

    public static ScoreTally Of(ReadOnlySpan<byte> scores, NpsScale scale, string name)
    {
        if (!ByteBins.TryMake(scale, out var bins))
        {
            return OneByOne(scores, scale, name);
        }

        var (promoters, detractors, inRange) = Vector512.IsHardwareAccelerated ? CountWide(scores, bins) : CountPortable(scores, bins);
        return inRange ? new() { Promoters = promoters, Detractors = detractors, _answers = scores.Length } : throw FirstOutside(scores, scale, name);
    }

    public static ScoreTally Of(ReadOnlyMemory<byte> scores, NpsScale scale, string name, int degree)
    {
        var parts = Math.Min(degree, scores.Length / SmallestShare);
        if (parts <= 1 || !ByteBins.TryMake(scale, out var bins))
        {
            return Of(scores.Span, scale, name);
        }

        var counts = new (long Promoters, long Detractors, bool InRange)[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = degree }, part =>
        {
            var from = (int)((long)scores.Length * part / parts);
            var to = (int)((long)scores.Length * (part + 1) / parts);
            var share = scores.Span[from..to];
            counts[part] = Vector512.IsHardwareAccelerated ? CountWide(share, bins) : CountPortable(share, bins);
        });

        var sum = new ScoreTally { _answers = scores.Length };
        foreach (var (promoters, detractors, inRange) in counts)
        {
            if (!inRange)
            {
                throw FirstOutside(scores.Span, scale, name);
            }

            sum.Promoters += promoters;
            sum.Detractors += detractors;
        }

        return sum;
    }

    public static ScoreTally Of(ReadOnlySpan<int> scores, NpsScale scale, string name)
    {
        var least = new Vector<int>(scale.Minimum);
        var range = (uint)(scale.Maximum - scale.Minimum);
        var promotersFrom = new Vector<int>(scale.PromotersFrom);
        var detractorsUpTo = new Vector<int>(scale.DetractorsUpTo);
        var worst = Vector<uint>.Zero;
        var promoters = Vector<int>.Zero;
        var detractors = Vector<int>.Zero;
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(scores);
        foreach (var v in vectors)
        {
            // Below the minimum the difference wraps round to a large number, so one comparison checks both ends.
            worst = Vector.Max(worst, Vector.AsVectorUInt32(v - least));
            promoters -= Vector.GreaterThanOrEqual(v, promotersFrom);
            detractors -= Vector.LessThanOrEqual(v, detractorsUpTo);
        }

        if (Vector.GreaterThanAny(worst, new Vector<uint>(range)))
        {
            throw FirstOutside(scores, scale, name);
        }

        // A span has at most 2³¹ − 1 items, so neither the lanes nor their sum can pass the range of an int.
        var done = vectors.Length * Vector<int>.Count;
        var tally = new ScoreTally { Promoters = Vector.Sum(promoters), Detractors = Vector.Sum(detractors), _answers = done };
        for (var i = done; i < scores.Length; i++)
        {
            tally.Add(scores[i], scale, name);
        }

        return tally;
    }

    public void Add(int score, NpsScale scale, string name)
    {
        if (!scale.Contains(score))
        {
            throw scale.Outside(name, score, _answers + Unanswered);
        }

        _answers++;
        switch (scale.Sign(score))
        {
            case 1:
                Promoters++;
                break;
            case -1:
                Detractors++;
                break;
        }
    }

    public void AddUnanswered() => Unanswered++;

    /// <summary>Compares 128 answers a step; each comparison leaves one bit for an answer, and the bits are counted.</summary>
    internal static (long Promoters, long Detractors, bool InRange) CountWide(ReadOnlySpan<byte> scores, ByteBins bins)
    {
        unchecked
        {
            ref var first = ref MemoryMarshal.GetReference(scores);
            var least = Vector512.Create(bins.Minimum);
            var from = Vector512.Create(bins.PromotersFrom);
            var upTo = Vector512.Create(bins.DetractorsUpTo);
            var worst = Vector512<byte>.Zero;
            long promoters = 0;
            long detractors = 0;
            var i = 0;
            for (; i <= scores.Length - 128; i += 128)
            {
                var a = Vector512.LoadUnsafe(ref first, (nuint)i) - least;
                var b = Vector512.LoadUnsafe(ref first, (nuint)i + 64) - least;
                worst = Vector512.Max(worst, Vector512.Max(a, b));
                promoters += BitOperations.PopCount(Vector512.GreaterThanOrEqual(a, from).ExtractMostSignificantBits())
                    + BitOperations.PopCount(Vector512.GreaterThanOrEqual(b, from).ExtractMostSignificantBits());
                detractors += BitOperations.PopCount(Vector512.LessThanOrEqual(a, upTo).ExtractMostSignificantBits())
                    + BitOperations.PopCount(Vector512.LessThanOrEqual(b, upTo).ExtractMostSignificantBits());
            }

            return Rest(scores[i..], bins, promoters, detractors, !Vector512.GreaterThanAny(worst, Vector512.Create(bins.Range)));
        }
    }

    /// <summary>The same in vectors of whatever width there is: a comparison is −1 in each lane that passed, and lanes of bytes hold 255 of them.</summary>
    internal static (long Promoters, long Detractors, bool InRange) CountPortable(ReadOnlySpan<byte> scores, ByteBins bins)
    {
        unchecked
        {
            var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(scores);
            var least = new Vector<byte>(bins.Minimum);
            var from = new Vector<byte>(bins.PromotersFrom);
            var upTo = new Vector<byte>(bins.DetractorsUpTo);
            var worst = Vector<byte>.Zero;
            long promoters = 0;
            long detractors = 0;
            for (var start = 0; start < vectors.Length; start += byte.MaxValue)
            {
                var p = Vector<byte>.Zero;
                var d = Vector<byte>.Zero;
                foreach (var v in vectors.Slice(start, Math.Min(byte.MaxValue, vectors.Length - start)))
                {
                    var x = v - least;
                    worst = Vector.Max(worst, x);
                    p -= Vector.GreaterThanOrEqual(x, from);
                    d -= Vector.LessThanOrEqual(x, upTo);
                }

                promoters += Sum(p);
                detractors += Sum(d);
            }

            return Rest(scores[(vectors.Length * Vector<byte>.Count)..], bins, promoters, detractors, !Vector.GreaterThanAny(worst, new Vector<byte>(bins.Range)));
        }
    }

    private static (long Promoters, long Detractors, bool InRange) Rest(ReadOnlySpan<byte> scores, ByteBins bins, long promoters, long detractors, bool inRange)
    {
        foreach (var score in scores)
        {
            var x = unchecked((byte)(score - bins.Minimum));
            inRange &= x <= bins.Range;
            promoters += x >= bins.PromotersFrom ? 1 : 0;
            detractors += x <= bins.DetractorsUpTo ? 1 : 0;
        }

        return (promoters, detractors, inRange);
    }

    private static int Sum(Vector<byte> lanes)
    {
        Vector.Widen(lanes, out var low, out var high);
        return Vector.Sum(low + high);
    }

    private static ScoreTally OneByOne(ReadOnlySpan<byte> scores, NpsScale scale, string name)
    {
        var tally = default(ScoreTally);
        foreach (var score in scores)
        {
            tally.Add(score, scale, name);
        }

        return tally;
    }

    private static ArgumentOutOfRangeException FirstOutside(ReadOnlySpan<byte> scores, NpsScale scale, string name)
    {
        var i = 0;
        while (scale.Contains(scores[i]))
        {
            i++;
        }

        return scale.Outside(name, scores[i], i);
    }

    private static ArgumentOutOfRangeException FirstOutside(ReadOnlySpan<int> scores, NpsScale scale, string name)
    {
        var i = 0;
        while (scale.Contains(scores[i]))
        {
            i++;
        }

        return scale.Outside(name, scores[i], i);
    }

    /// <summary>A scale whose answers are bytes, with everything but the minimum counted from the minimum.</summary>
    internal readonly record struct ByteBins(byte Minimum, byte Range, byte DetractorsUpTo, byte PromotersFrom)
    {
        public static bool TryMake(NpsScale scale, out ByteBins bins)
        {
            var fits = scale.Minimum >= byte.MinValue && scale.Maximum <= byte.MaxValue;
            bins = fits
                ? new((byte)scale.Minimum, (byte)(scale.Maximum - scale.Minimum), (byte)(scale.DetractorsUpTo - scale.Minimum), (byte)(scale.PromotersFrom - scale.Minimum))
                : default;
            return fits;
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Performance.Surveys;

/// <summary>
/// The score of a column of one-byte answers, against LINQ, and against <see cref="ReadMemory"/>, which reads the same bytes and does nothing else:
/// the ratio of the two is the share of the memory bandwidth that counting and checking reach.
/// </summary>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Test data with a fixed seed.")]
public class NetPromoterScoreBenchmarks
{
    private byte[] _scores = [];

    [Params(1_000, 100_000, 10_000_000, 100_000_000)]
    public int Responses { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _scores = new byte[Responses];
        var random = new Random(6);
        for (var i = 0; i < _scores.Length; i++)
        {
            _scores[i] = (byte)random.Next(11);
        }
    }

    [Benchmark(Baseline = true)]
    public ulong ReadMemory()
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(_scores);
        var (a, b) = (Vector512<ulong>.Zero, Vector512<ulong>.Zero);
        for (nuint i = 0; i + 128 <= (nuint)_scores.Length; i += 128)
        {
            a ^= Vector512.LoadUnsafe(ref first, i).AsUInt64();
            b ^= Vector512.LoadUnsafe(ref first, i + 64).AsUInt64();
        }

        return unchecked(Vector512.Sum(a ^ b));
    }

    [Benchmark]
    public NetPromoterScore Library() => NetPromoterScore.FromScores(_scores.AsSpan());

    [Benchmark]
    public NetPromoterScore LibraryOnTwoThreads() => NetPromoterScore.FromScores(_scores, maxThreads: 2);

    [Benchmark]
    public (long Promoters, long Passives, long Detractors) Portable()
    {
        var (promoters, detractors, _) = ScoreTally.CountPortable(_scores, new(0, 10, 6, 9));
        return (promoters, _scores.Length - promoters - detractors, detractors);
    }

    [Benchmark]
    public double Linq() => 100.0 * (_scores.Count(score => score >= 9) - _scores.Count(score => score <= 6)) / _scores.Length;
}

using System.Runtime.InteropServices;

namespace Retention.Metrics.Numerics;

/// <summary>
/// The random generator xoshiro256**, with one independent stream per replicate: the same numbers on every machine, in every version of the runtime and on any number of threads.
/// </summary>
/// <remarks>
/// D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM Transactions on Mathematical Software 47 (2021). The state is filled by SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), as its
/// authors advise. Bounded integers: D. Lemire, "Fast random integer generation in an interval", ACM Transactions on Modeling and Computer Simulation 29 (2019), without bias. A mutable struct: keep it in a variable.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal struct Xoshiro
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    internal Xoshiro(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>The stream of one replicate.</summary>
    public static Xoshiro Stream(ulong seed, ulong replicate)
    {
        // Two scrambled words, so that neighbouring seeds and replicates share no state.
        var state = seed;
        state = unchecked(SplitMix(ref state) ^ (replicate * 0xD1342543DE82EF95UL));
        return new(SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>The next number of SplitMix64.</summary>
    public static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Sixty-four random bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_b * 5, 7) * 9;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = ulong.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>A whole number from 0 to below <paramref name="bound"/>, all equally likely.</summary>
    public int Below(int bound)
    {
        unchecked
        {
            var range = (ulong)bound;
            var high = Math.BigMul(Next(), range, out var low);
            if (low < range)
            {
                var rejected = (0UL - range) % range;
                while (low < rejected)
                {
                    high = Math.BigMul(Next(), range, out low);
                }
            }

            return (int)high;
        }
    }
}

namespace Retention.Metrics.Revenue;

/// <summary>Shares work on units out to threads. Every range is worked on alone, so the sums of the parts are the same whatever their number.</summary>
internal static class UnitRanges
{
    // Below this much work a second thread costs more than it saves.
    private const long WorkOfOneThread = 1_000_000;

    /// <summary>Runs a function over all units, in ranges that start at multiples of <see cref="MovementKernel.Block"/>.</summary>
    /// <param name="units">How many units there are.</param>
    /// <param name="work">About how many amounts will be touched.</param>
    /// <param name="threads">How many threads may work; 0 for as many as pay.</param>
    /// <param name="part">The work on the units from the first number up to, not including, the second.</param>
    /// <returns>The results in the order of the ranges; one at least.</returns>
    public static T[] Run<T>(int units, long work, int threads, Func<int, int, T> part)
    {
        var blocks = (units + MovementKernel.Block - 1) / MovementKernel.Block;
        var count = (int)Math.Clamp(Math.Min(threads > 0 ? threads : Math.Min(Environment.ProcessorCount, work / WorkOfOneThread), blocks), 1, 256);
        var results = new T[count];
        if (count == 1)
        {
            results[0] = part(0, units);
            return results;
        }

        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, i => results[i] = part(Start(i), Start(i + 1)));
        return results;

        int Start(int i) => i == count ? units : (int)((long)blocks * i / count) * MovementKernel.Block;
    }
}

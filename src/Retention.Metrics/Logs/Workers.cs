using System.Runtime.ExceptionServices;

namespace Retention.Metrics.Logs;

/// <summary>Work on independent pieces by a few threads. The pieces are dealt out as threads become free, so results must not depend on who did which.</summary>
internal static class Workers
{
    /// <summary>From how many rows on a second thread pays.</summary>
    public const long Worthwhile = 2_000_000;

    /// <summary>How many threads pay for so many rows: starting a second one costs more than it brings under about two million.</summary>
    public static int For(long rows, int? most, long worthwhile = Worthwhile) => rows < worthwhile ? 1 : Math.Max(1, most ?? Environment.ProcessorCount);

    /// <summary>Calls <paramref name="work"/> once per worker with its number and a source of pieces to take.</summary>
    public static void Run(int threads, int pieces, Action<int, PieceSource> work)
    {
        var source = new PieceSource(pieces);
        var workers = Math.Min(threads, pieces);
        if (workers <= 1)
        {
            work(0, source);
            return;
        }

        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker => work(worker, source));
        }
        catch (AggregateException failures)
        {
            // The caller called one method and is told one reason.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}

/// <summary>Deals out the numbers of pieces, each once.</summary>
internal sealed class PieceSource
{
    private readonly int _pieces;
    private int _next;

    public PieceSource(int pieces, int first = 0) => (_pieces, _next) = (pieces, first - 1);

    public bool TryTake(out int piece)
    {
        piece = Interlocked.Increment(ref _next);
        return piece < _pieces;
    }
}

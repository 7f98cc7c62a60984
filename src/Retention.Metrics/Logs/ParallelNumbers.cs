namespace Retention.Metrics.Logs;

/// <summary>Numbers the keys of some rows of a column in order of first appearance.</summary>
internal abstract class KeyNumbers
{
    /// <summary>How many keys have turned up.</summary>
    public abstract int Count { get; }

    /// <summary>Writes the number of the key of each row from <paramref name="first"/> on.</summary>
    public abstract void Number(int first, Span<int> ids);

    /// <summary>The number here of each key of another table of the same kind; keys that were not known become known, in the other's order.</summary>
    public abstract void Join(KeyNumbers other, Span<int> numbers);
}

/// <summary>
/// Numbers the keys of a column on several threads: each takes a run of rows with a table of its own, and the tables are joined in the order of the runs. So a number is
/// the order of the first appearance in the column, whatever the number of threads; what is done by one thread alone is once per key and run, not once per row.
/// </summary>
internal static class ParallelNumbers
{
    /// <summary>Numbers all rows; what is returned knows every key.</summary>
    public static TNumbers Run<TNumbers>(int rows, Column<int> ids, int threads, Func<TNumbers> make)
        where TNumbers : KeyNumbers
    {
        var runs = new TNumbers[Math.Max(1, threads)];
        Workers.Run(threads, runs.Length, (_, pieces) =>
        {
            while (pieces.TryTake(out var piece))
            {
                var rowsOfRun = Column<int>.Part(rows, piece, runs.Length);
                runs[piece] = make();
                runs[piece].Number(rowsOfRun.Start.Value, ids.Write(rowsOfRun));
            }
        });
        var all = runs[0];
        for (var run = 1; run < runs.Length; run++)
        {
            var numbers = new int[runs[run].Count];
            all.Join(runs[run], numbers);
            Renumber(ids, Column<int>.Part(rows, run, runs.Length), numbers, threads);
        }

        return all;
    }

    private static void Renumber(Column<int> ids, Range rows, int[] numbers, int threads)
    {
        var (start, length) = (rows.Start.Value, rows.End.Value - rows.Start.Value);
        Workers.Run(threads, threads, (_, pieces) =>
        {
            while (pieces.TryTake(out var piece))
            {
                var part = Column<int>.Part(length, piece, threads);
                foreach (ref var id in ids.Write((start + part.Start.Value)..(start + part.End.Value)))
                {
                    id = numbers[id];
                }
            }
        });
    }
}

using Retention.Metrics.Logs;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>Sorting the rows and putting their columns on one scale.</content>
internal sealed partial class CoxColumns
{
    private static (int[] Order, double[] Keys, int[] StratumRow) Sorted(ReadOnlySpan<double> tenures, ReadOnlySpan<int> strata, int stratumCount, CancellationToken cancellationToken)
    {
        var order = GC.AllocateUninitializedArray<int>(tenures.Length);
        var stratumRow = new int[stratumCount + 1];
        if (strata.IsEmpty)
        {
            stratumRow[1] = tenures.Length;
            if (TryCount(tenures, order))
            {
                return (order, Keys(tenures, order), stratumRow);
            }

            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }
        }
        else
        {
            foreach (var s in strata)
            {
                stratumRow[s + 1]++;
            }

            for (var s = 0; s < stratumCount; s++)
            {
                stratumRow[s + 1] += stratumRow[s];
            }

            var next = stratumRow.AsSpan(0, stratumCount).ToArray();
            for (var i = 0; i < order.Length; i++)
            {
                order[next[strata[i]]++] = i;
            }
        }

        var keys = Keys(tenures, order);
        for (var s = 0; s < stratumCount; s++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Sort(keys, order, stratumRow[s], stratumRow[s + 1] - stratumRow[s]);
            SortTies(keys, order, stratumRow[s], stratumRow[s + 1]);
        }

        return (order, keys, stratumRow);
    }

    /// <summary>Sorts whole tenures by counting them: linear, and stable.</summary>
    private static bool TryCount(ReadOnlySpan<double> tenures, int[] order)
    {
        double max = 0;
        foreach (var t in tenures)
        {
            max = Math.Max(max, t);
        }

        if (max >= Math.Max(1 << 16, 4L * tenures.Length) || max >= int.MaxValue - 2)
        {
            return false;
        }

        var counts = new int[(int)max + 2];
        unchecked
        {
            foreach (var t in tenures)
            {
                var whole = (int)t;
                if (whole != t)
                {
                    return false;
                }

                counts[whole + 1]++;
            }

            for (var t = 1; t < counts.Length; t++)
            {
                counts[t] += counts[t - 1];
            }

            for (var i = 0; i < tenures.Length; i++)
            {
                order[counts[(int)tenures[i]]++] = i;
            }
        }

        return true;
    }

    private static double[] Keys(ReadOnlySpan<double> tenures, int[] order)
    {
        var keys = GC.AllocateUninitializedArray<double>(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            // Adding 0 makes a zero of a negative zero.
            keys[i] = tenures[order[i]] + 0.0;
        }

        return keys;
    }

    /// <summary>Puts equal keys in the order of their rows, which the sort does not keep.</summary>
    private static void SortTies(double[] keys, int[] order, int from, int to)
    {
        for (var i = from; i < to;)
        {
            var j = i + 1;
            while (j < to && keys[j] == keys[i])
            {
                j++;
            }

            if (j - i > 1)
            {
                Array.Sort(order, i, j - i);
            }

            i = j;
        }
    }

    private static (int[] GroupStart, double[] GroupTime, int[] StratumGroup) GroupsOf(int[] order, double[] keys, int[] stratumRow)
    {
        var count = 0;
        for (var s = 0; s + 1 < stratumRow.Length; s++)
        {
            for (var i = stratumRow[s]; i < stratumRow[s + 1]; i++)
            {
                count += i == stratumRow[s] || keys[i] != keys[i - 1] ? 1 : 0;
            }
        }

        // Of distinct times the keys are the times already.
        var (starts, times, stratumGroup) = (new int[count + 1], count == keys.Length ? keys : new double[count], new int[stratumRow.Length]);
        count = 0;
        for (var s = 0; s + 1 < stratumRow.Length; s++)
        {
            for (var i = stratumRow[s]; i < stratumRow[s + 1]; i++)
            {
                if (i == stratumRow[s] || keys[i] != keys[i - 1])
                {
                    (starts[count], times[count]) = (i, keys[i]);
                    count++;
                }
            }

            stratumGroup[s + 1] = count;
        }

        starts[count] = order.Length;
        return (starts, times, stratumGroup);
    }

    private static double[] Standardized(Covariates covariates, int[] order, double[] largest, double[] mean, double[] deviation, CancellationToken cancellationToken)
    {
        var width = largest.Length;
        var threads = order.Length < 1 << 18 ? 1 : Environment.ProcessorCount;
        var columns = covariates.Columns.ToArray();
        Workers.Run(threads, width, (_, source) =>
        {
            while (source.TryTake(out var c))
            {
                cancellationToken.ThrowIfCancellationRequested();
                (largest[c], mean[c], deviation[c]) = Moments(columns[c]);
            }
        });

        var x = GC.AllocateUninitializedArray<double>(checked(order.Length * width));
        const int Block = 1 << 14;
        Workers.Run(threads, (order.Length + Block - 1) / Block, (_, source) =>
        {
            while (source.TryTake(out var block))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (from, to) = (block * Block, Math.Min(order.Length, (block + 1) * Block));
                for (var c = 0; c < width; c++)
                {
                    var (column, big, middle, spread) = (columns[c], largest[c], mean[c], deviation[c]);
                    unchecked
                    {
                        for (int i = from, at = (from * width) + c; i < to; i++, at += width)
                        {
                            x[at] = spread == 0 ? 0 : ((column[order[i]] / big) - middle) / spread;
                        }
                    }
                }
            }
        });
        return x;
    }

    private static (double Largest, double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        if (largest == 0)
        {
            return (1, 0, 0);
        }

        var sum = default(CompensatedSum);
        foreach (var value in values)
        {
            sum.Add(value / largest);
        }

        var mean = sum.Value / values.Length;
        var squares = default(CompensatedSum);
        foreach (var value in values)
        {
            var off = (value / largest) - mean;
            squares.Add(off * off);
        }

        var deviation = Math.Sqrt(squares.Value / values.Length);
        return (largest, mean, deviation <= Constant ? 0 : deviation);
    }

    private static double[] Centered(double[] x, int width, int[] stratumRow, double[] deviation)
    {
        var strata = stratumRow.Length - 1;
        var centers = new double[strata * width];
        for (var c = 0; c < width; c++)
        {
            var squares = default(CompensatedSum);
            for (var s = 0; s < strata; s++)
            {
                var sum = default(CompensatedSum);
                for (var i = stratumRow[s]; i < stratumRow[s + 1]; i++)
                {
                    sum.Add(x[(i * width) + c]);
                }

                var mean = stratumRow[s] == stratumRow[s + 1] ? 0 : sum.Value / (stratumRow[s + 1] - stratumRow[s]);
                centers[(s * width) + c] = mean;
                for (var i = stratumRow[s]; i < stratumRow[s + 1]; i++)
                {
                    x[(i * width) + c] -= mean;
                    squares.Add(x[(i * width) + c] * x[(i * width) + c]);
                }
            }

            if (Math.Sqrt(squares.Value / Math.Max(1, stratumRow[^1])) <= ConstantWithinStrata)
            {
                deviation[c] = 0;
                for (var i = 0; i < stratumRow[^1]; i++)
                {
                    x[(i * width) + c] = 0;
                }
            }
        }

        return centers;
    }
}

using Retention.Metrics.Models;

namespace Retention.Metrics.Survival;

/// <summary>
/// The rows of a Cox model in the order in which every pass reads them: by stratum, then by time; covariates row after row, on a common scale.
/// </summary>
/// <remarks>
/// A column is divided by its largest magnitude, less its mean, divided by its deviation, and within strata less the mean of the stratum, which no partial likelihood sees: so sums neither overflow nor
/// cancel, whatever the unit. A column that does not vary within any stratum becomes zeros. Groups are the rows of one stratum and one time.
/// </remarks>
internal sealed partial class CoxColumns
{
    // Below these, relative to its largest magnitude and to its deviation, what varies is rounding.
    private const double Constant = 1e-13;
    private const double ConstantWithinStrata = 1e-12;
    private const int RowsPerChunk = 1 << 14;

    public int Rows => Order.Length;

    public int Width { get; private init; }

    public int Events { get; private set; }

    /// <summary>The row of the caller at each place.</summary>
    public required int[] Order { get; init; }

    /// <summary>Width numbers for each place.</summary>
    public required double[] X { get; init; }

    public required bool[] Ended { get; init; }

    /// <summary>Null when every weight is one.</summary>
    public double[]? Weights { get; private init; }

    /// <summary>Less their mean within the stratum; null when there are none.</summary>
    public double[]? Offsets { get; private init; }

    /// <summary>What was taken from the offsets of each stratum.</summary>
    public double[] OffsetCenters { get; private init; } = [];

    /// <summary>Where each group starts; one more at the end.</summary>
    public required int[] GroupStart { get; init; }

    public required double[] GroupTime { get; init; }

    public int Groups => GroupTime.Length;

    /// <summary>The first group of each stratum; one more at the end.</summary>
    public required int[] StratumGroup { get; init; }

    public int Strata => StratumGroup.Length - 1;

    /// <summary>Places of the rows that entered late, by stratum and time of entry; empty when none did.</summary>
    public required int[] Entries { get; init; }

    public required double[] EntryTime { get; init; }

    /// <summary>The first late entry of each stratum; one more at the end.</summary>
    public required int[] StratumEntry { get; init; }

    /// <summary>The first group of each chunk of work; one more at the end. They depend on the data alone, so that sums do not depend on threads.</summary>
    public int[] ChunkGroup { get; private set; } = [];

    public double[] Largest { get; private init; } = [];

    public double[] Mean { get; private init; } = [];

    public double[] Deviation { get; private init; } = [];

    /// <summary>Strata × width: the mean of each stratum on the common scale; empty for one stratum, whose mean is 0.</summary>
    public double[] Centers { get; private init; } = [];

    public double Weight(int place) => Weights is { } w ? w[place] : 1;

    public bool HasTies(int group, out int events)
    {
        events = 0;
        for (var i = GroupStart[group]; i < GroupStart[group + 1]; i++)
        {
            events += Ended[i] ? 1 : 0;
        }

        return events > 1;
    }

    public static CoxColumns Of(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        Covariates covariates,
        ReadOnlySpan<double> entered,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> offsets,
        ReadOnlySpan<int> strata,
        int stratumCount,
        CancellationToken cancellationToken)
    {
        var (order, keys, stratumRow) = Sorted(tenures, strata, stratumCount, cancellationToken);
        var (groupStart, groupTime, stratumGroup) = GroupsOf(order, keys, stratumRow);
        var width = covariates.Columns.Length;
        var (largest, mean, deviation) = (new double[width], new double[width], new double[width]);
        var x = Standardized(covariates, order, largest, mean, deviation, cancellationToken);
        var centers = stratumCount > 1 ? Centered(x, width, stratumRow, deviation) : [];
        var (entries, entryTimes, stratumEntry) = EntriesOf(entered, order, stratumRow);
        var (centredOffsets, offsetCenters) = CenteredOffsets(Gathered(offsets, order), stratumRow);
        var columns = new CoxColumns
        {
            Width = width,
            Order = order,
            X = x,
            Ended = Gathered(ended, order)!,
            Weights = Gathered(weights, order),
            Offsets = centredOffsets,
            OffsetCenters = offsetCenters,
            GroupStart = groupStart,
            GroupTime = groupTime,
            StratumGroup = stratumGroup,
            Entries = entries,
            EntryTime = entryTimes,
            StratumEntry = stratumEntry,
            Largest = largest,
            Mean = mean,
            Deviation = deviation,
            Centers = centers,
        };
        columns.Events = columns.Ended.AsSpan().Count(true);
        columns.ChunkGroup = Chunks(groupStart);
        return columns;
    }

    /// <summary>The stratum of a group.</summary>
    public int StratumOf(int group)
    {
        var at = Array.BinarySearch(StratumGroup, group);
        if (at < 0)
        {
            return ~at - 1;
        }

        // Empty strata repeat the boundary: the last of them is the one with the group.
        while (at + 1 < Strata && StratumGroup[at + 1] == group)
        {
            at++;
        }

        return at;
    }

    /// <summary>A row on the scale of a stratum.</summary>
    public double Standard(int stratum, int column, double value) =>
        Deviation[column] == 0 ? 0 : ((value / Largest[column]) - Mean[column]) / Deviation[column] - (Centers.Length == 0 ? 0 : Centers[(stratum * Width) + column]);

    private static T[]? Gathered<T>(ReadOnlySpan<T> values, int[] order)
    {
        if (values.IsEmpty && order.Length > 0)
        {
            return null;
        }

        var gathered = new T[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            gathered[i] = values[order[i]];
        }

        return gathered;
    }

    private static (double[]? Offsets, double[] Centers) CenteredOffsets(double[]? offsets, int[] stratumRow)
    {
        if (offsets is null || offsets.Length == 0)
        {
            return (null, []);
        }

        var centers = new double[stratumRow.Length - 1];
        for (var s = 0; s + 1 < stratumRow.Length; s++)
        {
            // A running mean: the sum of offsets near the largest double would overflow.
            double mean = 0;
            for (var i = stratumRow[s]; i < stratumRow[s + 1]; i++)
            {
                mean += (offsets[i] - mean) / (i - stratumRow[s] + 1);
            }

            centers[s] = mean;
            for (var i = stratumRow[s]; i < stratumRow[s + 1]; i++)
            {
                offsets[i] -= mean;
            }
        }

        return (offsets, centers);
    }

    /// <summary>Chunks of about the same number of rows that end where a group ends.</summary>
    private static int[] Chunks(int[] groupStart)
    {
        var size = Math.Max(RowsPerChunk, groupStart[^1] / 1024);
        var chunks = new List<int> { 0 };
        for (var g = 0; g + 1 < groupStart.Length; g++)
        {
            if (groupStart[g + 1] - groupStart[chunks[^1]] >= size || g + 2 == groupStart.Length)
            {
                chunks.Add(g + 1);
            }
        }

        return [.. chunks];
    }

    private static (int[] Entries, double[] Times, int[] StratumEntry) EntriesOf(ReadOnlySpan<double> entered, int[] order, int[] stratumRow)
    {
        var starts = new int[stratumRow.Length];
        if (entered.IsEmpty)
        {
            return ([], [], starts);
        }

        var (places, times) = (new List<int>(), new List<double>());
        for (var s = 0; s + 1 < stratumRow.Length; s++)
        {
            for (var i = stratumRow[s]; i < stratumRow[s + 1]; i++)
            {
                // An entry at 0 is none: nobody leaves before.
                if (entered[order[i]] > 0)
                {
                    places.Add(i);
                    times.Add(entered[order[i]]);
                }
            }

            starts[s + 1] = places.Count;
        }

        var (entries, entryTimes) = (places.ToArray(), times.ToArray());
        for (var s = 0; s + 1 < stratumRow.Length; s++)
        {
            Array.Sort(entryTimes, entries, starts[s], starts[s + 1] - starts[s]);
            SortTies(entryTimes, entries, starts[s], starts[s + 1]);
        }

        return (entries, entryTimes, starts);
    }
}

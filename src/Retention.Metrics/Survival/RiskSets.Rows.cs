using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>From rows with weights or late entries, from tables, and from two groups of disjoint customers.</content>
internal sealed partial class RiskSets
{
    /// <summary>From columns that have been checked; an empty column of entries or weights means that there are none.</summary>
    public static RiskSets FromRows(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, CancellationToken cancellationToken)
    {
        if (entered.IsEmpty && weights.IsEmpty)
        {
            return FromColumns(tenures, ended, [], 1, cancellationToken)[0];
        }

        var order = Order(tenures);
        cancellationToken.ThrowIfCancellationRequested();
        var (table, first) = Exits(tenures, ended, weights, order);
        var fractional = false;
        foreach (var weight in weights)
        {
            fractional |= Math.Floor(weight) != weight;
        }

        return entered.IsEmpty
            ? new(table, null, null, fractional)
            : new(table, EntriesOf(entered, weights), Late(entered, weights, ended, order, first), fractional);
    }

    /// <summary>One group of risk sets per code, from columns that have been checked.</summary>
    public static RiskSets[] FromCells(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<int> cells, int cellCount, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, CancellationToken cancellationToken)
    {
        if (cellCount == 0 || (entered.IsEmpty && weights.IsEmpty))
        {
            return cellCount == 0 ? [] : FromColumns(tenures, ended, cells, cellCount, cancellationToken);
        }

        var next = new int[cellCount + 1];
        foreach (var cell in cells)
        {
            next[cell + 1]++;
        }

        for (var c = 1; c < next.Length; c++)
        {
            next[c] += next[c - 1];
        }

        var starts = next.ToArray();
        var (t, e, from, w) = (new double[tenures.Length], new bool[tenures.Length], new double[entered.Length], new double[weights.Length]);
        for (var i = 0; i < cells.Length; i++)
        {
            var at = next[cells[i]]++;
            (t[at], e[at]) = (tenures[i], ended[i]);
            if (!entered.IsEmpty)
            {
                from[at] = entered[i];
            }

            if (!weights.IsEmpty)
            {
                w[at] = weights[i];
            }
        }

        var sets = new RiskSets[cellCount];
        for (var c = 0; c < cellCount; c++)
        {
            var rows = starts[c]..starts[c + 1];
            sets[c] = FromRows(t.AsSpan(rows), e.AsSpan(rows), entered.IsEmpty ? [] : from.AsSpan(rows), weights.IsEmpty ? [] : w.AsSpan(rows), cancellationToken);
        }

        return sets;
    }

    /// <summary>The customers of both groups, which must have none in common.</summary>
    public static RiskSets Sum(RiskSets a, RiskSets b)
    {
        if (a.Rows == 0 || b.Rows == 0)
        {
            return a.Rows == 0 ? b : a;
        }

        var weighted = a.IsWeighted || b.IsWeighted;
        var sum = new TableBuilder(a.DistinctTimes + b.DistinctTimes, weighted);
        var (left, right) = (a.Read(), b.Read());
        while (Math.Min(left.NextTime, right.NextTime) is var time && !double.IsPositiveInfinity(time))
        {
            left.MoveTo(time);
            right.MoveTo(time);
            sum.Add(time, left.Ended + right.Ended, left.Censored + right.Censored, left.EndedRows + right.EndedRows, left.CensoredRows + right.CensoredRows, left.EndedSquares + right.EndedSquares, left.CensoredSquares + right.CensoredSquares);
        }

        return new(sum.Build(), SumOf(a._entries, b._entries, weighted), SumOf(a, b), a.HasFractionalWeights || b.HasFractionalWeights);
    }

    /// <summary>From counts by time in ascending order; entries are already worked out.</summary>
    public static RiskSets FromTable(ReadOnlySpan<double> times, ReadOnlySpan<long> ended, ReadOnlySpan<long> censored, ReadOnlySpan<double> weights, EntryTable? entries)
    {
        var order = Order(times);
        var builder = new TableBuilder(times.Length, !weights.IsEmpty);
        var fractional = false;
        for (var k = 0; k < order.Length; k++)
        {
            var i = order[k];
            if (ended[i] + censored[i] > 0)
            {
                var weight = weights.IsEmpty ? 1 : weights[i];
                fractional |= Math.Floor(weight) != weight;
                builder.Add(times[i], ended[i] * weight, censored[i] * weight, ended[i], censored[i], ended[i] * weight * weight, censored[i] * weight * weight);
            }
        }

        return new(builder.Build(), entries, null, fractional);
    }

    private static int[] Order(ReadOnlySpan<double> times)
    {
        var keys = times.ToArray();
        var order = new int[times.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        return order;
    }

    private static (ExitTable Table, int[] First) Exits(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> weights, int[] order)
    {
        var builder = new TableBuilder(order.Length, !weights.IsEmpty);
        var first = new List<int>();
        for (var from = 0; from < order.Length;)
        {
            var time = tenures[order[from]];
            DoubleDouble endedWeight = default, censoredWeight = default, endedSquares = default, censoredSquares = default;
            long endedRows = 0, censoredRows = 0;
            var to = from;
            for (; to < order.Length && tenures[order[to]] == time; to++)
            {
                var weight = weights.IsEmpty ? 1 : weights[order[to]];
                if (ended[order[to]])
                {
                    endedRows++;
                    endedWeight += weight;
                    endedSquares += weight * weight;
                }
                else
                {
                    censoredRows++;
                    censoredWeight += weight;
                    censoredSquares += weight * weight;
                }
            }

            first.Add(from);
            builder.Add(time + 0.0, endedWeight.Value, censoredWeight.Value, endedRows, censoredRows, endedSquares.Value, censoredSquares.Value);
            from = to;
        }

        first.Add(order.Length);
        return (builder.Build(), [.. first]);
    }

    private static EntryTable EntriesOf(ReadOnlySpan<double> entered, ReadOnlySpan<double> weights)
    {
        var order = Order(entered);
        var (times, rows, sums) = (new List<double>(), new List<long>(), new List<double>());
        for (var from = 0; from < order.Length;)
        {
            var time = entered[order[from]];
            DoubleDouble sum = default;
            var to = from;
            for (; to < order.Length && entered[order[to]] == time; to++)
            {
                sum += weights.IsEmpty ? 1 : weights[order[to]];
            }

            // To enter at 0 is to be there from the start.
            if (time > 0)
            {
                times.Add(time);
                rows.Add(to - from);
                sums.Add(sum.Value);
            }

            from = to;
        }

        return new([.. times], [.. rows], weights.IsEmpty ? null : [.. sums]);
    }

    private static LateRows Late(ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, ReadOnlySpan<bool> ended, int[] order, int[] first)
    {
        var rows = new LateRows(first, new double[order.Length], weights.IsEmpty ? null : new double[order.Length], new bool[order.Length]);
        for (var k = 0; k < order.Length; k++)
        {
            rows.Entered[k] = entered[order[k]];
            rows.Ended[k] = ended[order[k]];
            if (rows.Weights is { } kept)
            {
                kept[k] = weights[order[k]];
            }
        }

        return rows;
    }

    private static EntryTable? SumOf(EntryTable? a, EntryTable? b, bool weighted)
    {
        var all = new SortedDictionary<double, (long Rows, double Weight)>();
        foreach (var entries in new[] { a, b })
        {
            for (var i = 0; entries is not null && i < entries.Times.Length; i++)
            {
                var (rows, weight) = all.GetValueOrDefault(entries.Times[i]);
                all[entries.Times[i]] = (rows + entries.Rows[i], weight + (entries.Weights?[i] ?? entries.Rows[i]));
            }
        }

        return all.Count == 0 ? null : new([.. all.Keys], [.. all.Values.Select(v => v.Rows)], weighted ? [.. all.Values.Select(v => v.Weight)] : null);
    }

    /// <summary>The rows of both by exit; null when those of one are known only as counts.</summary>
    private static LateRows? SumOf(RiskSets a, RiskSets b)
    {
        if (a.LateRows is not { } left || b.LateRows is not { } right)
        {
            return null;
        }

        var weighted = left.Weights is not null || right.Weights is not null;
        var (first, entered, weights, ended) = (new List<int>(), new List<double>(), new List<double>(), new List<bool>());
        var (ta, tb) = (a._table!.Times, b._table!.Times);
        for (int i = 0, j = 0; i < ta.Length || j < tb.Length;)
        {
            first.Add(entered.Count);
            var time = Math.Min(i < ta.Length ? ta[i] : double.PositiveInfinity, j < tb.Length ? tb[j] : double.PositiveInfinity);
            if (i < ta.Length && ta[i] == time)
            {
                Append(left, i++);
            }

            if (j < tb.Length && tb[j] == time)
            {
                Append(right, j++);
            }
        }

        first.Add(entered.Count);
        return new([.. first], [.. entered], weighted ? [.. weights] : null, [.. ended]);

        void Append(LateRows rows, int exit)
        {
            for (var k = rows.First[exit]; k < rows.First[exit + 1]; k++)
            {
                entered.Add(rows.Entered[k]);
                weights.Add(rows.Weights?[k] ?? 1);
                ended.Add(rows.Ended[k]);
            }
        }
    }

    /// <summary>Exits added in ascending order of time; equal times are put together.</summary>
    private sealed class TableBuilder(int capacity, bool weighted)
    {
        private readonly List<double> _times = new(capacity);
        private readonly List<double> _ended = new(capacity);
        private readonly List<double> _censored = new(capacity);
        private readonly List<long> _endedRows = [];
        private readonly List<long> _censoredRows = [];
        private readonly List<double> _endedSquares = [];
        private readonly List<double> _censoredSquares = [];

        public void Add(double time, double ended, double censored, long endedRows, long censoredRows, double endedSquares, double censoredSquares)
        {
            if (_times.Count == 0 || _times[^1] != time)
            {
                _times.Add(time);
                _ended.Add(0);
                _censored.Add(0);
                if (weighted)
                {
                    _endedRows.Add(0);
                    _censoredRows.Add(0);
                    _endedSquares.Add(0);
                    _censoredSquares.Add(0);
                }
            }

            _ended[^1] += ended;
            _censored[^1] += censored;
            if (weighted)
            {
                _endedRows[^1] += endedRows;
                _censoredRows[^1] += censoredRows;
                _endedSquares[^1] += endedSquares;
                _censoredSquares[^1] += censoredSquares;
            }
        }

        public ExitTable Build() => weighted
            ? new([.. _times], [.. _ended], [.. _censored], [.. _endedRows], [.. _censoredRows], [.. _endedSquares], [.. _censoredSquares])
            : new([.. _times], [.. _ended], [.. _censored], null, null, null, null);
    }
}

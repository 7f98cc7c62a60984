using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>Exits by distinct time, ascending. The arrays of rows and squares are null when every weight is one.</summary>
internal sealed record ExitTable(double[] Times, double[] Ended, double[] Censored, long[]? EndedRows, long[]? CensoredRows, double[]? EndedSquares, double[]? CensoredSquares);

/// <summary>Late entries by distinct time, ascending. <c>Weights</c> is null when every weight is one.</summary>
internal sealed record EntryTable(double[] Times, long[] Rows, double[]? Weights);

/// <summary>Who left at which exit and had entered when: rows sorted by exit, those of exit i from <c>First[i]</c> to <c>First[i + 1]</c>.</summary>
internal sealed record LateRows(int[] First, double[] Entered, double[]? Weights, bool[] Ended);

/// <summary>
/// All that the non-parametric estimators need of a group of lifetimes: for each distinct time of exit how many ended there, how many were censored there,
/// and how many were under observation just before.
/// </summary>
/// <remarks>
/// <para>Two forms. A table of distinct times; or, for times that hardly repeat, one sorted key per customer, (bits of the time) · 2 + (0 ended, 1 censored):
/// half the memory of a table that would be as long. Non-negative doubles sort as their bits.</para>
/// <para>Customers are under observation in (entered, exit]. Weighted numbers at risk are differences of sums from the right, so that the last one is not what
/// rounding left over; whether anybody is left is decided by the count of rows, which is exact.</para>
/// </remarks>
internal sealed partial class RiskSets
{
    private readonly ulong[]? _keys;
    private readonly int _firstKey;
    private readonly int _endKey;
    private readonly ExitTable? _table;
    private readonly EntryTable? _entries;
    private readonly double[]? _exitWeightFrom;
    private readonly double[]? _entryWeightFrom;
    private readonly double[]? _exitSquaresFrom;

    private RiskSets(ulong[] keys, int firstKey, int endKey, int distinct, long ended)
    {
        (_keys, _firstKey, _endKey) = (keys, firstKey, endKey);
        DistinctTimes = distinct;
        Rows = endKey - firstKey;
        RowsEnded = ended;
        (Weight, WeightEnded) = (Rows, RowsEnded);
    }

    public RiskSets(ExitTable table, EntryTable? entries, LateRows? lateRows, bool hasFractionalWeights)
    {
        _table = table;
        _entries = entries is { Times.Length: > 0 } ? entries : null;
        LateRows = lateRows;
        HasFractionalWeights = hasFractionalWeights;
        DistinctTimes = table.Times.Length;
        IsWeighted = table.EndedRows is not null;
        for (var i = 0; i < DistinctTimes; i++)
        {
            var ended = IsWeighted ? table.EndedRows![i] : (long)table.Ended[i];
            RowsEnded += ended;
            Rows += ended + (IsWeighted ? table.CensoredRows![i] : (long)table.Censored[i]);
        }

        if (IsWeighted)
        {
            _exitWeightFrom = SumsFrom(table.Ended, table.Censored);
            _exitSquaresFrom = SumsFrom(table.EndedSquares!, table.CensoredSquares!);
            _entryWeightFrom = _entries is null ? [0] : SumsFrom(_entries.Weights!, new double[_entries.Times.Length]);
            Weight = _exitWeightFrom[0];
            WeightEnded = SumsFrom(table.Ended, new double[DistinctTimes])[0];
        }
        else
        {
            (Weight, WeightEnded) = (Rows, RowsEnded);
        }
    }

    /// <summary>No customers.</summary>
    public static RiskSets Empty { get; } = new(new ExitTable([], [], [], null, null, null, null), null, null, false);

    public int DistinctTimes { get; }

    public long Rows { get; }

    public long RowsEnded { get; }

    public double Weight { get; }

    public double WeightEnded { get; }

    public bool IsWeighted { get; }

    public bool HasFractionalWeights { get; }

    public bool HasLateEntry => _entries is not null;

    public LateRows? LateRows { get; }

    public EntryTable? Entries => _entries;

    /// <summary>Whether the influence of single customers can be told: always, but for late entries known only as counts.</summary>
    public bool KnowsRows => _entries is null || LateRows is not null;

    public double? FirstTime => DistinctTimes == 0 ? null : _table is { } table ? table.Times[0] : TimeOf(_keys![_firstKey]);

    public double? LastTime => DistinctTimes == 0 ? null : _table is { } table ? table.Times[^1] : TimeOf(_keys![_endKey - 1]);

    public RiskSetReader Read() => new(this);

    /// <summary>The exits as a table, made anew when they are held as keys.</summary>
    public ExitTable ToTable() => _table ?? TableOf(_keys.AsSpan(_firstKey, _endKey - _firstKey), DistinctTimes);

    /// <summary>The sum of the squared weights of all customers.</summary>
    public double SquaredWeight => IsWeighted ? _exitSquaresFrom![0] : Rows;

    private static double TimeOf(ulong key) => BitConverter.UInt64BitsToDouble(key >> 1);

    private static double[] SumsFrom(double[] a, double[] b)
    {
        var sums = new double[a.Length + 1];
        DoubleDouble sum = default;
        for (var i = a.Length - 1; i >= 0; i--)
        {
            sum = sum + a[i] + b[i];
            sums[i] = sum.Value;
        }

        return sums;
    }

    private static ExitTable TableOf(ReadOnlySpan<ulong> keys, int distinct)
    {
        var times = new double[distinct];
        var ended = new double[distinct];
        var censored = new double[distinct];
        var at = -1;
        var last = ulong.MaxValue;
        foreach (var key in keys)
        {
            if (key >> 1 != last)
            {
                last = key >> 1;
                times[++at] = TimeOf(key);
            }

            ((key & 1) == 0 ? ended : censored)[at]++;
        }

        return new(times, ended, censored, null, null, null, null);
    }

    /// <summary>Walks through the distinct times of exit of one group, or stops at any time in between.</summary>
    internal struct RiskSetReader
    {
        private readonly RiskSets _sets;
        private readonly ulong[]? _keys;
        private int _next;
        private int _nextEntry;
        private long _rowsLeft;
        private long _entriesLeft;

        internal RiskSetReader(RiskSets sets)
        {
            _sets = sets;
            _keys = sets._keys;
            _rowsLeft = sets.Rows;
            if (sets._entries is { } entries)
            {
                foreach (var rows in entries.Rows)
                {
                    _entriesLeft += rows;
                }
            }

            _next = _keys is null ? 0 : sets._firstKey;
            Peek();
        }

        /// <summary>The next time of exit; infinite when there is none left.</summary>
        public double NextTime { get; private set; }

        public double Time { get; private set; }

        public double Ended { get; private set; }

        public double Censored { get; private set; }

        public double AtRisk { get; private set; }

        public long EndedRows { get; private set; }

        public long CensoredRows { get; private set; }

        public long RowsAtRisk { get; private set; }

        /// <summary>At risk less ended: exactly 0 when all did.</summary>
        public readonly double Surviving => RowsAtRisk == EndedRows ? 0 : AtRisk - Ended;

        /// <summary>The squared weights of those who ended here.</summary>
        public readonly double EndedSquares => _sets.IsWeighted && EndedRows > 0 ? _sets._table!.EndedSquares![_next - 1] : EndedRows;

        /// <summary>The squared weights of those who were censored here.</summary>
        public readonly double CensoredSquares => _sets.IsWeighted && CensoredRows > 0 ? _sets._table!.CensoredSquares![_next - 1] : CensoredRows;

        /// <summary>Those whose exit is still to come: at risk at any time before it, if there is no late entry.</summary>
        public readonly double Left => _sets.IsWeighted ? _sets._exitWeightFrom![_next] : _rowsLeft;

        /// <summary>The squared weights of those whose exit is still to come.</summary>
        public readonly double SquaresLeft => _sets.IsWeighted ? _sets._exitSquaresFrom![_next] : _rowsLeft;

        /// <summary>The rows that left at the exit just read, in <see cref="LateRows"/>.</summary>
        public readonly (int From, int To) Leavers => EndedRows + CensoredRows > 0 ? (_sets.LateRows!.First[_next - 1], _sets.LateRows.First[_next]) : (0, 0);

        public bool Next()
        {
            if (double.IsPositiveInfinity(NextTime))
            {
                return false;
            }

            MoveTo(NextTime);
            return true;
        }

        /// <summary>Moves to a time not after <see cref="NextTime"/>; exits are read when it is that time.</summary>
        public void MoveTo(double time)
        {
            if (_sets._entries is { } entries)
            {
                while (_nextEntry < entries.Times.Length && entries.Times[_nextEntry] < time)
                {
                    _entriesLeft -= entries.Rows[_nextEntry++];
                }
            }

            Time = time;
            RowsAtRisk = _rowsLeft - _entriesLeft;
            AtRisk = !_sets.IsWeighted || RowsAtRisk == 0 ? RowsAtRisk : _sets._exitWeightFrom![_next] - _sets._entryWeightFrom![_nextEntry];
            if (time != NextTime)
            {
                (Ended, Censored, EndedRows, CensoredRows) = (0, 0, 0, 0);
                return;
            }

            if (_keys is not null)
            {
                ReadKeys();
            }
            else
            {
                ReadTable();
            }

            _rowsLeft -= EndedRows + CensoredRows;
            Peek();
        }

        private void ReadKeys()
        {
            unchecked
            {
                var keys = _keys!;
                var end = _sets._endKey;
                var at = keys[_next] >> 1;
                long censored = 0;
                var from = _next;
                do
                {
                    censored += (long)(keys[_next] & 1);
                    _next++;
                }
                while (_next < end && keys[_next] >> 1 == at);
                CensoredRows = censored;
                EndedRows = _next - from - censored;
                (Ended, Censored) = (EndedRows, CensoredRows);
            }
        }

        private void ReadTable()
        {
            var table = _sets._table!;
            (Ended, Censored) = (table.Ended[_next], table.Censored[_next]);
            (EndedRows, CensoredRows) = table.EndedRows is null ? ((long)Ended, (long)Censored) : (table.EndedRows[_next], table.CensoredRows![_next]);
            _next++;
        }

        private void Peek() =>
            NextTime = _keys is { } keys
                ? _next < _sets._endKey ? TimeOf(keys[_next]) : double.PositiveInfinity
                : _next < _sets.DistinctTimes ? _sets._table!.Times[_next] : double.PositiveInfinity;
    }
}

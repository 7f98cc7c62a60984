using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

/// <summary>
/// Cohort retention: for each period of entry, how many customers were retained 0, 1, 2 … periods later.
/// </summary>
/// <remarks>
/// <para>Made by <c>activity.Cohorts(…)</c>, by <see cref="FromCounts"/> from counts made elsewhere, or read from JSON.</para>
/// <para>Tables of disjoint customers add: <c>a + b</c> is the table of both, whatever the split was. The sum needs the same granularity, last day observed and policy.</para>
/// <para>Rows are the periods from the first cohort to the one that contains <see cref="ObservedThrough"/>; a period in which nobody entered is a row of size 0.</para>
/// </remarks>
/// <example>
/// <code>
/// CohortTable weekly = activity.Cohorts(Granularity.Week, observedThrough: new(2026, 6, 30));
/// Console.WriteLine(weekly);                                   // the triangle as text
/// CohortCell third = weekly[new DateOnly(2026, 1, 5), offset: 3];
/// RetentionCurve curve = weekly.Curve();                       // pooled over complete cells
/// IReadOnlyList&lt;int&gt; who = activity.CustomersIn(weekly, new DateOnly(2026, 1, 5), offset: 3);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class CohortTable : IAdditionOperators<CohortTable, CohortTable, CohortTable>, IEquatable<CohortTable>, IRendersHtml
{
    private readonly int _first;
    private readonly long[] _sizes;

    // Row by row, Offsets cells each; cells that cannot have happened hold 0.
    private readonly long[] _retained;

    // How many of the cohort the cell is about; null when that is always everyone (calendar periods).
    private readonly long[]? _atRisk;

    internal CohortTable(Granularity granularity, DateOnly observedThrough, CohortPolicy policy, int first, long[] sizes, int offsets, long[] retained, long[]? atRisk)
    {
        Granularity = granularity;
        ObservedThrough = observedThrough;
        Policy = policy;
        _first = first;
        _sizes = sizes;

        // Without cohorts there are no columns either, whatever the span of the log would give.
        Offsets = sizes.Length > 0 || policy.Brackets.Count > 0 ? offsets : 0;
        _retained = retained;
        _atRisk = atRisk;
    }

    /// <summary>How the calendar is cut into cohorts, and how long an offset is.</summary>
    public Granularity Granularity { get; }

    /// <summary>The last day that the data covers; nothing after it was counted.</summary>
    public DateOnly ObservedThrough { get; }

    /// <summary>What "retained" means here.</summary>
    public CohortPolicy Policy { get; }

    /// <summary>How many cohorts (rows) there are.</summary>
    [JsonIgnore]
    public int Cohorts => _sizes.Length;

    /// <summary>How many offsets (columns) there are, 0 included; with brackets, how many brackets.</summary>
    [JsonIgnore]
    public int Offsets { get; }

    /// <summary>How many entered over all cohorts. With <see cref="CohortEntry.Recurring"/> these are entries, not customers.</summary>
    [JsonIgnore]
    public long Entries
    {
        get
        {
            long sum = 0;
            foreach (var size in _sizes)
            {
                sum += size;
            }

            return sum;
        }
    }

    internal int FirstPeriod => _first;

    internal bool HasOwnWindows => _atRisk is not null;

    // The number of the period that the last day observed lies in, and of the last one that has ended by then.
    private int LastStarted => Granularity.IndexOf(ObservedThrough);

    private int LastComplete => ObservedThrough == DateOnly.MaxValue || Granularity.IndexOf(ObservedThrough.AddDays(1)) > LastStarted ? LastStarted : LastStarted - 1;

    /// <summary>A cell by the number of its cohort and its offset.</summary>
    /// <param name="row">The number of the cohort, inside [0..<see cref="Cohorts"/> − 1].</param>
    /// <param name="offset">How many periods after the entry, or the number of the bracket; 0 or more. Beyond the last one the cell is not observed.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or the offset is negative.</exception>
    public CohortCell this[int row, int offset] => CellAt(CheckedRow(row), (int)Guard.Count(offset));

    /// <summary>A cell by any day of the period of entry and its offset.</summary>
    /// <param name="cohort">A day of the period of entry.</param>
    /// <param name="offset">How many periods after the entry, or the number of the bracket; 0 or more. Beyond the last one the cell is not observed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The table has no cohort of that day, or the offset is negative.</exception>
    public CohortCell this[DateOnly cohort, int offset] => CellAt(RowOf(cohort), (int)Guard.Count(offset));

    /// <summary>Whether two tables hold the same counts by the same definition.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CohortTable? left, CohortTable? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CohortTable? left, CohortTable? right) => !(left == right);

    /// <summary>The table of the customers of both tables, who must be different customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">A table of other customers, by the same definition.</param>
    /// <returns>The cells added one by one.</returns>
    /// <exception cref="ArgumentException">The tables differ in granularity, last day observed or policy.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static CohortTable operator +(CohortTable left, CohortTable right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Granularity != right.Granularity || left.ObservedThrough != right.ObservedThrough || left.Policy != right.Policy)
        {
            throw new ArgumentException(
                $"Only tables by the same definition add. Left: by {left.Granularity} through {Text.Date(left.ObservedThrough)}, {left.Policy}. Right: by {right.Granularity} through {Text.Date(right.ObservedThrough)}, {right.Policy}.",
                nameof(right));
        }

        if (left.Cohorts == 0 || right.Cohorts == 0)
        {
            return left.Cohorts == 0 ? right : left;
        }

        var first = Math.Min(left._first, right._first);
        var rows = Math.Max(left._first + left.Cohorts, right._first + right.Cohorts) - first;
        var offsets = Math.Max(left.Offsets, right.Offsets);
        var sizes = new long[rows];
        var retained = new long[rows * offsets];
        var atRisk = left._atRisk is null && right._atRisk is null ? null : new long[rows * offsets];
        foreach (var table in (ReadOnlySpan<CohortTable>)[left, right])
        {
            for (var row = 0; row < table.Cohorts; row++)
            {
                var to = table._first - first + row;
                sizes[to] += table._sizes[row];
                for (var offset = 0; offset < table.Offsets; offset++)
                {
                    retained[(to * offsets) + offset] += table._retained[(row * table.Offsets) + offset];
                    if (atRisk is not null)
                    {
                        atRisk[(to * offsets) + offset] += table._atRisk![(row * table.Offsets) + offset];
                    }
                }
            }
        }

        return new(left.Granularity, left.ObservedThrough, left.Policy, first, sizes, offsets, retained, atRisk);
    }

    /// <summary>Makes a table from counts that were made elsewhere, for example by a query.</summary>
    /// <param name="granularity">How the calendar is cut.</param>
    /// <param name="firstCohort">A day of the first period of entry.</param>
    /// <param name="sizes">How many entered in each period from there on.</param>
    /// <param name="retained">For each cohort, how many were retained at offset 0, 1, 2 …; rows may be shorter than others, the rest is 0.</param>
    /// <param name="observedThrough">The last day that the data covers.</param>
    /// <param name="policy">What "retained" meant; the default policy unless told. The clock must be the calendar's.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentException">The lists differ in length, or the policy's clock is rolling.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more are retained than entered.</exception>
    /// <example>
    /// <code>
    /// var table = CohortTable.FromCounts(Granularity.Month, new(2026, 1, 1), sizes: [100, 80], retained: [[100, 60, 45], [80, 52]], observedThrough: new(2026, 3, 31));
    /// </code>
    /// </example>
    public static CohortTable FromCounts(Granularity granularity, DateOnly firstCohort, IReadOnlyList<long> sizes, IReadOnlyList<IReadOnlyList<long>> retained, DateOnly observedThrough, CohortPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(retained);
        return new(granularity, firstCohort, observedThrough, policy ?? CohortPolicy.Default, sizes, retained, null);
    }

    /// <summary>The first day of the period of entry of a row.</summary>
    /// <param name="row">The number of the cohort, inside [0..<see cref="Cohorts"/> − 1].</param>
    /// <returns>The day.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public DateOnly CohortAt(int row) => Granularity.StartOf(_first + CheckedRow(row));

    /// <summary>How many entered in the cohort of a row.</summary>
    /// <param name="row">The number of the cohort, inside [0..<see cref="Cohorts"/> − 1].</param>
    /// <returns>The count.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public long SizeAt(int row) => _sizes[CheckedRow(row)];

    /// <summary>The number of the cohort whose period contains a day.</summary>
    /// <param name="cohort">A day of the period of entry.</param>
    /// <returns>The number of the row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The table has no cohort of that day.</exception>
    public int RowOf(DateOnly cohort)
    {
        var row = Granularity.IndexOf(cohort) - _first;
        if (row < 0 || row >= Cohorts)
        {
            var range = Cohorts == 0 ? "The table is empty" : $"The cohorts of the table run from {Text.Date(CohortAt(0))} to {Text.Date(CohortAt(Cohorts - 1))}";
            throw new ArgumentOutOfRangeException(nameof(cohort), cohort, $"cohort was {Text.Date(cohort)}. {range}.");
        }

        return row;
    }

    /// <inheritdoc/>
    public bool Equals(CohortTable? other) =>
        other is not null && Granularity == other.Granularity && ObservedThrough == other.ObservedThrough && Policy == other.Policy
        && _first == other._first && Offsets == other.Offsets && _sizes.AsSpan().SequenceEqual(other._sizes)
        && _retained.AsSpan().SequenceEqual(other._retained) && _atRisk.AsSpan().SequenceEqual(other._atRisk);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CohortTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Granularity, ObservedThrough, Policy, _first, Cohorts, Entries);

    /// <summary>The offsets that a column stands for.</summary>
    internal OffsetRange ColumnRange(int column) => Policy.Brackets.Count > 0 ? Policy.Brackets[column] : new(column, column);

    private CohortCell CellAt(int row, int column)
    {
        var cohort = Granularity.StartOf(_first + row);
        var size = _sizes[row];
        if (column >= Offsets)
        {
            return new(cohort, column, size, default, isObserved: false, isComplete: false);
        }

        var at = (row * Offsets) + column;
        if (_atRisk is not null)
        {
            var known = _atRisk[at] > 0;
            var everyone = _atRisk[at] == size && known && Policy.Incomplete == IncompletePeriods.Exclude;
            return new(cohort, column, size, known ? new(_retained[at], _atRisk[at]) : default, known, everyone);
        }

        var range = ColumnRange(column);
        var complete = _first + row + range.Last <= LastComplete;
        var observed = complete || (Policy.Incomplete == IncompletePeriods.Include && _first + row + range.First <= LastStarted) || Policy.Incomplete == IncompletePeriods.CountAsZero;
        return new(cohort, column, size, observed ? new(_retained[at], size) : default, observed, complete);
    }

    private int CheckedRow(int row)
    {
        if (row < 0 || row >= Cohorts)
        {
            throw Guard.OutOfRange(nameof(row), row, Cohorts == 0 ? "The table is empty" : string.Create(CultureInfo.InvariantCulture, $"A row must be inside [0..{Cohorts - 1}]"));
        }

        return row;
    }
}

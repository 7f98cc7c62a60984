using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// Revenue cohorts: the customers who ordered first in each period, and what they spent in that and every later period. The running sum per customer is the observed lifetime value by age.
/// </summary>
/// <remarks>
/// <para>Only periods that have ended within the data have rows and columns; what is still open is not observed, not 0. Revenue is what the orders say: no costs and no discounting.</para>
/// <para>Tables of disjoint customers over the same periods add (<c>a + b</c>). Equality compares periods, counts and amounts.</para>
/// </remarks>
/// <example>
/// <code>
/// RevenueCohortTable value = orders.RevenueCohorts(Granularity.Month, observedThrough: new(2026, 6, 30));
/// value[new DateOnly(2026, 1, 1), offset: 3]       // 52.30 per customer so far; 410.00 in the period from 8 of 40
/// value.Curve()[12]                                // pooled: what a customer has spent after a year
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class RevenueCohortTable : IEquatable<RevenueCohortTable>, IAdditionOperators<RevenueCohortTable, RevenueCohortTable, RevenueCohortTable>, IRendersHtml
{
    private readonly Period[] _periods;
    private readonly long[] _sizes;

    // Row by row, one column fewer in each: only what has been observed.
    private readonly long[][] _buyers;
    private readonly decimal[][] _revenue;

    [JsonConstructor]
    internal RevenueCohortTable(IReadOnlyList<Period> periods, IReadOnlyList<long> sizes, IReadOnlyList<IReadOnlyList<long>> buyers, IReadOnlyList<IReadOnlyList<decimal>> revenue)
    {
        ArgumentNullException.ThrowIfNull(periods);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(buyers);
        ArgumentNullException.ThrowIfNull(revenue);
        _periods = [.. periods];
        _sizes = [.. sizes];
        _buyers = [.. buyers.Select(row => row.ToArray())];
        _revenue = [.. revenue.Select(row => row.ToArray())];
        if (_sizes.Length != Count || _buyers.Length != Count || _revenue.Length != Count)
        {
            throw new ArgumentException($"There are {Text.Count(Count)} periods, {Text.Count(_sizes.Length)} sizes and {Text.Count(_buyers.Length)} and {Text.Count(_revenue.Length)} rows; there must be one of each for each period.", nameof(sizes));
        }

        for (var row = 0; row < Count; row++)
        {
            if (_buyers[row].Length != Count - row || _revenue[row].Length != Count - row)
            {
                throw new ArgumentException($"Row {Text.Count(row)} has {Text.Count(_buyers[row].Length)} counts and {Text.Count(_revenue[row].Length)} amounts. It must have {Text.Count(Count - row)}: one for each period up to the last.", nameof(buyers));
            }

            Guard.Count(_sizes[row], nameof(sizes));
            foreach (var count in _buyers[row])
            {
                Guard.Part(count, _sizes[row], nameof(sizes), nameof(buyers));
            }

            foreach (var amount in _revenue[row])
            {
                Guard.Amount(amount, nameof(revenue));
            }
        }
    }

    /// <summary>How many cohorts there are, and periods.</summary>
    [JsonIgnore]
    public int Count => _periods.Length;

    /// <summary>The periods, each a cohort.</summary>
    public IReadOnlyList<Period> Periods => _periods;

    /// <summary>How many customers ordered first in each.</summary>
    public IReadOnlyList<long> Sizes => _sizes;

    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<long>> Buyers => _buyers;

    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<decimal>> Revenue => _revenue;

    /// <summary>A cell by the place of its cohort.</summary>
    /// <param name="row">The place, from 0.</param>
    /// <param name="offset">How many periods later.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cohort, or the offset is negative.</exception>
    public RevenueCohortCell this[int row, int offset]
    {
        get
        {
            if (row < 0 || row >= Count)
            {
                throw Guard.OutOfRange(nameof(row), row, $"A cohort must be inside [0..{Text.Count(Count - 1)}]");
            }

            Guard.Count(offset);
            return offset < _buyers[row].Length
                ? new(_periods[row], offset, new(_buyers[row][offset], _sizes[row]), _revenue[row][offset], _revenue[row].Take(offset + 1).Sum())
                : new(_periods[row], offset);
        }
    }

    /// <summary>A cell by a day of the period of its cohort.</summary>
    /// <param name="cohort">The day.</param>
    /// <param name="offset">How many periods later.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cohort, or the offset is negative.</exception>
    public RevenueCohortCell this[DateOnly cohort, int offset]
    {
        get
        {
            var row = Array.FindIndex(_periods, p => p.Contains(cohort));
            return row >= 0
                ? this[row, offset]
                : throw new ArgumentOutOfRangeException(nameof(cohort), cohort, $"cohort was {Text.Date(cohort)}. The table has {(Count == 0 ? "no cohort" : $"cohorts of {_periods[0]} to {_periods[^1]}")}.");
        }
    }

    /// <summary>Adds the tables of disjoint customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one; its last period is the same, its first may be another.</param>
    /// <returns>The table of all of them.</returns>
    /// <exception cref="ArgumentNullException">A table is null.</exception>
    /// <exception cref="ArgumentException">The periods differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static RevenueCohortTable operator +(RevenueCohortTable left, RevenueCohortTable right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Count < right.Count)
        {
            (left, right) = (right, left);
        }

        var shift = left.Count - right.Count;
        if (!left._periods.AsSpan(shift).SequenceEqual(right._periods))
        {
            throw new ArgumentException($"One table ends with {left._periods[^1]}, the other with {right._periods[^1]}, or their periods differ; they cannot be added.", nameof(right));
        }

        return new(
            left._periods,
            [.. left._sizes.Select((size, row) => row < shift ? size : size + right._sizes[row - shift])],
            [.. left._buyers.Select((counts, row) => row < shift ? counts : [.. counts.Zip(right._buyers[row - shift], (a, b) => a + b)])],
            [.. left._revenue.Select((amounts, row) => row < shift ? amounts : [.. amounts.Zip(right._revenue[row - shift], (a, b) => a + b)])]);
    }

    /// <summary>Whether two tables are equal.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one.</param>
    /// <returns>True when they are.</returns>
    public static bool operator ==(RevenueCohortTable? left, RevenueCohortTable? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one.</param>
    /// <returns>True when they do.</returns>
    public static bool operator !=(RevenueCohortTable? left, RevenueCohortTable? right) => !(left == right);

    /// <summary>The value of a customer by age, pooled: at each offset what the cohorts observed for so long spent per customer then, summed from the start.</summary>
    /// <returns>
    /// The cumulative value per customer after 0, 1, 2 … periods. Young cohorts count at the ages they have reached (the mean cumulative function; Nelson, Technometrics 30, 1988),
    /// so the curve never falls. An offset that no customer has reached has none.
    /// </returns>
    public IReadOnlyList<decimal?> Curve()
    {
        var curve = new decimal?[Count];
        decimal? value = 0;
        for (var offset = 0; offset < Count; offset++)
        {
            var (customers, revenue) = (0L, 0m);
            for (var row = 0; row + offset < Count; row++)
            {
                customers += _sizes[row];
                revenue += _revenue[row][offset];
            }

            value = customers == 0 ? null : value + (revenue / customers);
            curve[offset] = value;
        }

        return curve;
    }

    /// <inheritdoc/>
    public bool Equals(RevenueCohortTable? other) =>
        other is not null && _periods.AsSpan().SequenceEqual(other._periods) && _sizes.AsSpan().SequenceEqual(other._sizes)
        && _buyers.Zip(other._buyers, (a, b) => a.AsSpan().SequenceEqual(b)).All(same => same)
        && _revenue.Zip(other._revenue, (a, b) => a.AsSpan().SequenceEqual(b)).All(same => same);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RevenueCohortTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Count == 0 ? default : _periods[0], _sizes.Sum());
}

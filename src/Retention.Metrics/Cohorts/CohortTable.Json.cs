using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

public sealed partial class CohortTable
{
    [JsonConstructor]
    internal CohortTable(Granularity granularity, DateOnly firstCohort, DateOnly observedThrough, CohortPolicy policy, IReadOnlyList<long> sizes, IReadOnlyList<IReadOnlyList<long>> retained, IReadOnlyList<IReadOnlyList<long>>? atRisk)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(retained);
        if (policy.Clock == CohortClock.Calendar != atRisk is null)
        {
            throw new ArgumentException("Rolling windows need the number at risk of every cell, calendar periods have none: there it is always the size of the cohort.", nameof(atRisk));
        }

        Granularity = granularity;
        ObservedThrough = observedThrough;
        Policy = policy;
        _first = granularity.IndexOf(firstCohort);
        _sizes = [.. sizes];
        foreach (var size in _sizes)
        {
            Guard.Count(size, nameof(sizes));
        }

        Offsets = policy.Brackets.Count > 0 ? policy.Brackets.Count : Longest(retained);
        _retained = Flat(retained, nameof(retained));
        _atRisk = atRisk is null ? null : Flat(atRisk, nameof(atRisk));
        for (var at = 0; at < _retained.Length; at++)
        {
            var size = _sizes[at / Offsets];
            Guard.Part(_atRisk?[at] ?? 0, size, nameof(sizes), nameof(atRisk));
            Guard.Part(_retained[at], _atRisk?[at] ?? size, _atRisk is null ? nameof(sizes) : nameof(atRisk), nameof(retained));
            if (_retained[at] != 0 && _atRisk is null && _first + (at / Offsets) + ColumnRange(at % Offsets).First > LastStarted)
            {
                throw new ArgumentException(
                    $"Row {Text.Count(at / Offsets)} counts {Text.Count(_retained[at])} at column {Text.Count(at % Offsets)}, a period that begins after the last day observed, {Text.Date(observedThrough)}.",
                    nameof(retained));
            }
        }
    }

    /// <summary>The first day of the first period of entry.</summary>
    [JsonInclude]
    internal DateOnly FirstCohort => Cohorts == 0 ? ObservedThrough : Granularity.StartOf(_first);

    /// <summary>How many entered in each cohort.</summary>
    [JsonInclude]
    internal IReadOnlyList<long> Sizes => _sizes;

    /// <summary>Row by row, how many were retained at each offset.</summary>
    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<long>> Retained => Rows(_retained);

    /// <summary>Row by row, how many each cell is about; null for calendar periods.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<IReadOnlyList<long>>? AtRisk => _atRisk is null ? null : Rows(_atRisk);

    private static int Longest(IReadOnlyList<IReadOnlyList<long>> rows)
    {
        var longest = 0;
        foreach (var row in rows)
        {
            longest = Math.Max(longest, (row ?? throw new ArgumentException("A row was null.", nameof(rows))).Count);
        }

        return longest;
    }

    private long[] Flat(IReadOnlyList<IReadOnlyList<long>> rows, string name)
    {
        if (rows.Count != Cohorts)
        {
            throw new ArgumentException($"There are {Text.Count(Cohorts)} sizes and {Text.Count(rows.Count)} rows in {name}. Every cohort needs one of each.", name);
        }

        var flat = new long[Cohorts * Offsets];
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Count > Offsets)
            {
                throw new ArgumentException($"Row {Text.Count(row)} of {name} has {Text.Count(rows[row].Count)} cells; the table has {Text.Count(Offsets)} columns.", name);
            }

            for (var offset = 0; offset < rows[row].Count; offset++)
            {
                flat[(row * Offsets) + offset] = rows[row][offset];
            }
        }

        return flat;
    }

    // Trailing cells beyond the last day observed are left out, so that the document is the triangle that people know.
    private long[][] Rows(long[] flat)
    {
        var rows = new long[Cohorts][];
        for (var row = 0; row < Cohorts; row++)
        {
            var length = _atRisk is not null || Policy.Brackets.Count > 0 ? Offsets : Math.Clamp(LastStarted - _first - row + 1, 0, Offsets);
            rows[row] = flat.AsSpan(row * Offsets, length).ToArray();
        }

        return rows;
    }
}

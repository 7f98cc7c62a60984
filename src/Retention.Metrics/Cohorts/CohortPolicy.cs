using System.Text.Json.Serialization;
using Retention.Metrics.Activity;

namespace Retention.Metrics.Cohorts;

/// <summary>Which periods a customer enters a cohort in.</summary>
public enum CohortEntry
{
    /// <summary>Once: the period of the first start event ever. The default; cohorts are disjoint, so their sizes add up to customers.</summary>
    FirstTime = 0,

    /// <summary>In every period with a start event, so cohorts overlap: their sizes add up to entries, not customers.</summary>
    Recurring = 1,

    /// <summary>Once, and only if the customer's first event among <see cref="CohortPolicy.FirstAmong"/> is itself a start event; other customers never enter.</summary>
    FirstEver = 2,
}

/// <summary>What makes a customer count as retained at an offset.</summary>
public enum CohortMeasure
{
    /// <summary>A return event in exactly that period. The default ("Day N retention", "return on").</summary>
    On = 0,

    /// <summary>A return event in that period or any later one ("unbounded"). Every such cell can still rise: it is as of the last day observed.</summary>
    OnOrAfter = 1,

    /// <summary>A return event in that period or an earlier one since the entry ("cumulative").</summary>
    OnOrBefore = 2,

    /// <summary>A return event in every period from the entry to that one ("streak", "rolling" in some tools).</summary>
    EveryPeriod = 3,
}

/// <summary>How the time since the entry is measured.</summary>
public enum CohortClock
{
    /// <summary>Calendar periods in the zone of the log: the offset is a difference of period numbers. The default.</summary>
    Calendar = 0,

    /// <summary>Windows of each customer's own, counted in elapsed time from the instant of entry (a day is 24 h, also across changes of the clock). The log needs instants.</summary>
    Rolling = 1,

    /// <summary>As <see cref="Rolling"/> after both instants were cut to the full hour, as Amplitude does: 17:59 to 17:00 the next day is offset 1.</summary>
    RollingFromFullHour = 2,
}

/// <summary>How long a month, quarter or year is when the clock is rolling.</summary>
public enum RollingMonth
{
    /// <summary>Thirty days of 24 hours; a year is 365 days, a quarter 90. The default, as Mixpanel and Amplitude document.</summary>
    ThirtyDays = 0,

    /// <summary>The same day and time of the next calendar month in the zone of the log (the last day where there is no such day).</summary>
    CalendarMonth = 1,
}

/// <summary>What the cell at offset 0 counts.</summary>
public enum PeriodZero
{
    /// <summary>Everyone who entered: always the size of the cohort. The default.</summary>
    CohortSize = 0,

    /// <summary>Those with a return event in the period of entry, so offset 0 can be below 100 %.</summary>
    ReturnEvent = 1,
}

/// <summary>What becomes of cells whose period has not ended on the last day observed.</summary>
public enum IncompletePeriods
{
    /// <summary>They are not observed: blank, and in no curve. The default.</summary>
    Exclude = 0,

    /// <summary>Periods that have begun are shown with what happened so far and marked as partial; curves still leave them out.</summary>
    Include = 1,

    /// <summary>Whatever has not happened is printed as 0 and pooled as if it were complete, as PostHog and Kusto do. For parity with such tools only.</summary>
    CountAsZero = 2,
}

/// <summary>Whether a return has to carry the same segment as the start.</summary>
public enum ReturnSegment
{
    /// <summary>Any return counts; the segment is that of the entry. The default.</summary>
    Any = 0,

    /// <summary>Only returns with the segment of the start count, as in PostHog's breakdown.</summary>
    SameAsStart = 1,
}

/// <summary>Some neighbouring offsets taken together, both ends included: "days 4 to 7".</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct OffsetRange
{
    /// <summary>Makes a range of offsets.</summary>
    /// <param name="first">The first offset; 0 is the period of entry.</param>
    /// <param name="last">The last offset; not below <paramref name="first"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The first offset is negative, or the last lies before it.</exception>
    [JsonConstructor]
    public OffsetRange(int first, int last)
    {
        First = (int)Guard.Count(first);
        Last = last >= first ? last : throw Guard.OutOfRange(nameof(last), last, $"The last offset must not lie before the first, {Rendering.Text.Count(first)}");
    }

    /// <summary>The first offset.</summary>
    public int First { get; }

    /// <summary>The last offset.</summary>
    public int Last { get; }

    /// <summary>The range as "4–7", or "4" when it is one offset.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => First == Last ? Rendering.Text.Count(First) : $"{Rendering.Text.Count(First)}–{Rendering.Text.Count(Last)}";
}

/// <summary>
/// What "retained" means in a cohort table: who enters, what counts as a return, how time is measured and what becomes of unfinished periods.
/// The default is what most analysts mean; where tools differ, each difference has a name here.
/// </summary>
/// <remarks>
/// Immutable; change it with <c>with</c>. Two policies are equal when every choice is. The table carries its policy and prints it.
/// </remarks>
/// <example>
/// <code>
/// var buyers = CohortPolicy.Default with { StartEvent = "signup", ReturnEvent = "order", Measure = CohortMeasure.OnOrAfter };
/// CohortTable table = activity.Cohorts(Granularity.Month, observedThrough: new(2026, 6, 30), buyers);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CohortPolicy
{
    private readonly int _minimumOccurrences = 1;
    private readonly int? _maxOffset;
    private readonly OffsetRanges _brackets = OffsetRanges.None;
    private readonly EventFilter _start = EventFilter.Any;
    private readonly EventFilter _return = EventFilter.Any;
    private readonly EventFilter _among = EventFilter.Any;

    /// <summary>Makes the default policy.</summary>
    public CohortPolicy()
    {
    }

    // What a document leaves out is the default.
    [JsonConstructor]
    internal CohortPolicy(CohortEntry entry = default, EventFilter? startEvent = null, EventFilter? returnEvent = null, EventFilter? firstAmong = null, CohortClock clock = default, RollingMonth rollingMonth = default, CohortMeasure measure = default, PeriodZero periodZero = default, IncompletePeriods incomplete = default, int minimumOccurrences = 1, int? maxOffset = null, IReadOnlyList<OffsetRange>? brackets = null, ReturnSegment returnSegment = default)
    {
        Entry = entry;
        StartEvent = startEvent ?? EventFilter.Any;
        ReturnEvent = returnEvent ?? EventFilter.Any;
        FirstAmong = firstAmong ?? EventFilter.Any;
        Clock = clock;
        RollingMonth = rollingMonth;
        Measure = measure;
        PeriodZero = periodZero;
        Incomplete = incomplete;
        MinimumOccurrences = minimumOccurrences;
        MaxOffset = maxOffset;
        Brackets = brackets ?? [];
        ReturnSegment = returnSegment;
    }

    /// <summary>First-time cohorts of any event, calendar periods, retained on the period, period 0 = everyone, unfinished periods blank.</summary>
    public static CohortPolicy Default { get; } = new();

    /// <summary>PostHog's default retention insight: a customer enters in every period with the event, and periods that have not happened count as 0.</summary>
    public static CohortPolicy PostHog { get; } = new() { Entry = CohortEntry.Recurring, Incomplete = IncompletePeriods.CountAsZero };

    /// <summary>Mixpanel's retention report: 24-hour windows of each customer's own, on or after, and offset 0 needs the return event.</summary>
    public static CohortPolicy Mixpanel { get; } = new() { Clock = CohortClock.Rolling, Measure = CohortMeasure.OnOrAfter, PeriodZero = PeriodZero.ReturnEvent };

    /// <summary>Amplitude's retention analysis: 24-hour windows counted from the full hour of the entry.</summary>
    public static CohortPolicy Amplitude { get; } = new() { Clock = CohortClock.RollingFromFullHour };

    /// <summary>Kusto's <c>new_activity_metrics</c>: first-time cohorts, and days after the end of the data print as 0 % retention.</summary>
    public static CohortPolicy Kusto { get; } = new() { Incomplete = IncompletePeriods.CountAsZero };

    /// <summary>The retention macro of <c>dbt_product_analytics</c>: whatever its first action, it enters every user by any event, and offset 0 needs the return event.</summary>
    public static CohortPolicy DbtProductAnalytics { get; } = new() { Measure = CohortMeasure.OnOrAfter, PeriodZero = PeriodZero.ReturnEvent, Incomplete = IncompletePeriods.CountAsZero };

    /// <summary>Who enters, and how often.</summary>
    public CohortEntry Entry { get; init => field = Guard.Defined(value); }

    /// <summary>The events that make a customer enter; any event unless told.</summary>
    public EventFilter StartEvent { get => _start; init => _start = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>The events that make a customer count as retained; any event unless told.</summary>
    public EventFilter ReturnEvent { get => _return; init => _return = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>With <see cref="CohortEntry.FirstEver"/>: the events among which the first one decides; any event unless told.</summary>
    public EventFilter FirstAmong { get => _among; init => _among = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>How the time since the entry is measured.</summary>
    public CohortClock Clock { get; init => field = Guard.Defined(value); }

    /// <summary>How long months are when the clock is rolling.</summary>
    public RollingMonth RollingMonth { get; init => field = Guard.Defined(value); }

    /// <summary>What counts as retained at an offset.</summary>
    public CohortMeasure Measure { get; init => field = Guard.Defined(value); }

    /// <summary>What offset 0 counts.</summary>
    public PeriodZero PeriodZero { get; init => field = Guard.Defined(value); }

    /// <summary>What becomes of unfinished periods.</summary>
    public IncompletePeriods Incomplete { get; init => field = Guard.Defined(value); }

    /// <summary>How many return events a period needs to count; 1 unless told. Entering always takes one.</summary>
    public int MinimumOccurrences
    {
        get => _minimumOccurrences;
        init => _minimumOccurrences = value >= 1 ? value : throw Guard.OutOfRange(nameof(MinimumOccurrences), value, "At least one return event is needed");
    }

    /// <summary>The last offset that the table has; null for as many as there are. Small tables from long daily logs need it.</summary>
    public int? MaxOffset
    {
        get => _maxOffset;
        init => _maxOffset = value is null or >= 0 ? value : throw Guard.OutOfRange(nameof(MaxOffset), value, "An offset is zero or more");
    }

    /// <summary>
    /// Offsets taken together, in ascending order without overlap; gaps are allowed, and there are none unless told. A customer counts in a bracket when active
    /// in any of its offsets, and the bracket is complete when its last offset is. With brackets, the column of a cell is the bracket's number from 0 on.
    /// </summary>
    public IReadOnlyList<OffsetRange> Brackets { get => _brackets; init => _brackets = OffsetRanges.Of(value); }

    /// <summary>Whether a return has to carry the same segment as the start. Needs a log with segments.</summary>
    public ReturnSegment ReturnSegment { get; init => field = Guard.Defined(value); }

    /// <summary>The definition in words, which every rendering of a table repeats.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var entry = Entry switch
        {
            CohortEntry.FirstTime => $"entry by first {StartEvent}",
            CohortEntry.FirstEver => $"entry when the first of {FirstAmong} is {StartEvent}",
            _ => $"entry in every period with {StartEvent} (cohorts overlap)",
        };
        var atLeast = MinimumOccurrences > 1 ? $"at least {Rendering.Text.Count(MinimumOccurrences)} × " : string.Empty;
        var measure = Measure switch
        {
            CohortMeasure.On => $"retained = {atLeast}{ReturnEvent} in the period",
            CohortMeasure.OnOrAfter => $"retained = {atLeast}{ReturnEvent} in the period or later",
            CohortMeasure.OnOrBefore => $"retained = {atLeast}{ReturnEvent} by the end of the period",
            _ => $"retained = {atLeast}{ReturnEvent} in every period so far",
        };
        var clock = Clock switch
        {
            CohortClock.Calendar => "calendar periods",
            CohortClock.Rolling => "windows of 24 h × n from each entry",
            _ => "windows of 24 h × n from the full hour of each entry",
        };
        return $"{entry}; {measure}; {clock}"
            + (PeriodZero == PeriodZero.ReturnEvent ? "; offset 0 needs a return" : string.Empty)
            + (ReturnSegment == ReturnSegment.SameAsStart ? "; returns in the segment of the start" : string.Empty)
            + (Incomplete switch { IncompletePeriods.Exclude => string.Empty, IncompletePeriods.Include => "; unfinished periods shown as partial", _ => "; what has not happened counts as 0" });
    }
}

/// <summary>Offset ranges with the equality of their values, so that a policy that holds them has it too.</summary>
internal sealed class OffsetRanges : IReadOnlyList<OffsetRange>, IEquatable<OffsetRanges>
{
    public static readonly OffsetRanges None = new([]);
    private readonly OffsetRange[] _ranges;

    private OffsetRanges(OffsetRange[] ranges) => _ranges = ranges;

    public int Count => _ranges.Length;

    public OffsetRange this[int index] => _ranges[index];

    public static OffsetRanges Of(IReadOnlyList<OffsetRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges, nameof(ranges));
        for (var i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].First <= ranges[i - 1].Last)
            {
                throw new ArgumentException($"The bracket {ranges[i]} overlaps or precedes {ranges[i - 1]}. Brackets ascend without overlap.", nameof(ranges));
            }
        }

        return ranges.Count == 0 ? None : new([.. ranges]);
    }

    public bool Equals(OffsetRanges? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    public override bool Equals(object? obj) => Equals(obj as OffsetRanges);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var range in _ranges)
        {
            hash.Add(range);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<OffsetRange> GetEnumerator() => ((IEnumerable<OffsetRange>)_ranges).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => _ranges.GetEnumerator();
}

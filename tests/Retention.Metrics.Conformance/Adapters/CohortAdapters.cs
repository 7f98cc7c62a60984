using System.Globalization;
using System.Text.Json;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Cohorts(Dictionary<string, Adapter> calls)
    {
        calls.Add("retention", (input, context) =>
        {
            var options = input.At("options");
            return options.Has("conditions") ? Conditions(input)
                : options.Has("periods") ? OverAllCohorts(input)
                : RetentionTable(input, context);
        });
        calls.Add("retention-curve", (input, _) =>
        {
            var options = input.At("options");
            if (options.Has("cohorts"))
            {
                var cohorts = options.Items("cohorts").ToList();
                var table = CohortTable.FromCounts(Granularity.Month, new(2000, 1, 1), [.. cohorts.Select(c => c.Integer("size"))], [.. cohorts.Select(c => (IReadOnlyList<long>)[c.Integer("size"), c.Integer("retained")])], new(2100, 12, 31));
                return new { simpleMean = table.MeanCurve()[1].Value, weightedMean = table.Curve()[1].Value, peerBug = table.MeanCurve(skipZeroCells: true)[1].Value };
            }

            double?[] Curve(CohortMeasure measure)
            {
                // Cells after the last interval have not happened: they are in no average.
                var (table, _, columns) = Table(new(input), options, policy => policy with { Measure = measure, Incomplete = IncompletePeriods.Exclude });
                var points = table.Curve().Points;
                return [.. Enumerable.Range(0, columns).Select(offset => offset < points.Count ? points[offset].Value : null)];
            }

            var (asked, _, width) = Table(new(input), options, policy => policy with { Incomplete = IncompletePeriods.Exclude });
            double?[] Of(RetentionCurve curve) => [.. Enumerable.Range(0, width).Select(offset => offset < curve.Points.Count ? curve[offset].Value : null)];
            return new
            {
                weightedMean = Of(asked.Curve()),
                simpleMean = Of(asked.MeanCurve()),
                kaplanMeier = asked.Policy.Measure is CohortMeasure.OnOrAfter or CohortMeasure.EveryPeriod && asked.Policy.Clock == CohortClock.Calendar ? Of(asked.KaplanMeierCurve()) : null,
                on = Curve(CohortMeasure.On),
                onOrAfter = Curve(CohortMeasure.OnOrAfter),
                onOrBefore = Curve(CohortMeasure.OnOrBefore),
                everyPeriod = Curve(CohortMeasure.EveryPeriod),
            };
        });
        calls.Add("retention-24h", (input, _) =>
        {
            var rows = new ActivityRows(input);
            if (rows.Rows.Count == 0)
            {
                return new { offsetDays = (int?)null, exactOffsetDaysWithoutTruncation = (int?)null };
            }

            var events = rows.Rows.Select(r => r.Event).Distinct(StringComparer.Ordinal).ToList();
            var policy = CohortPolicy.Default with { StartEvent = events[0], ReturnEvent = events[^1], PeriodZero = PeriodZero.ReturnEvent, Incomplete = IncompletePeriods.CountAsZero };
            var last = DateOnly.FromDateTime(rows.Rows.Max(r => r.At).UtcDateTime);
            int? LastReturn(CohortClock clock)
            {
                var table = rows.Log().Cohorts(rows.Granularity, last.AddDays(1), policy with { Clock = clock });
                return Enumerable.Range(0, table.Offsets).Where(offset => Enumerable.Range(0, table.Cohorts).Any(row => table[row, offset].Retained.Count > 0)).Cast<int?>().LastOrDefault();
            }

            var truncated = input.At("options").Truth("truncateToHour", false);
            return new { offsetDays = LastReturn(truncated ? CohortClock.RollingFromFullHour : CohortClock.Rolling), exactOffsetDaysWithoutTruncation = LastReturn(CohortClock.Rolling) };
        });
    }

    private static Dictionary<string, object?> RetentionTable(JsonElement input, VectorContext context)
    {
        var options = input.At("options");
        var rows = new ActivityRows(input);
        if (options.TextOrNull("breakdown") is { } property)
        {
            // One table for each value of the property that the answer asks for.
            var both = options.TextOrNull("breakdownAppliesTo")?.Contains("return", StringComparison.OrdinalIgnoreCase) ?? false;
            return context.AskedFigures().ToDictionary(
                name => name,
                name =>
                {
                    var (tables, count, width) = Tables(rows, options, policy => policy with { ReturnSegment = both ? ReturnSegment.SameAsStart : ReturnSegment.Any }, property);
                    return (object?)(tables.Names.Contains(name, StringComparer.Ordinal) ? Counts(tables[name], count, width, options) : Counts(null, count, width, options));
                },
                StringComparer.Ordinal);
        }

        var (table, cohorts, columns) = Table(rows, options);
        Dictionary<string, object?> ByDate(Func<CohortCell, object?> value) => Enumerable.Range(0, cohorts).ToDictionary(
            row => table.CohortAt(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            row => (object?)Enumerable.Range(0, Width(row, columns, options)).Select(offset => value(table[row, offset])).ToList(),
            StringComparer.Ordinal);
        return new()
        {
            ["counts"] = Counts(table, cohorts, columns, options),
            ["retained"] = ByDate(cell => CountOf(table, cell)),
            ["retentionRate"] = ByDate(cell => cell.Value),
            ["churnRate"] = ByDate(cell => cell.Retained.Complement.Value),
        };
    }

    // Some systems count users who meet conditions on given days: entry on the first day, return on the others.
    private static object Conditions(JsonElement input)
    {
        var rows = new ActivityRows(input);
        var days = input.At("options").Items("conditions").Select(c => rows.Day(c.GetString()!)).ToList();
        var table = rows.Log().Cohorts(Granularity.Day, days.Max(), CohortPolicy.PostHog, days.Min());
        long Both(DateOnly first, DateOnly second) => table[first, second.DayNumber - first.DayNumber].Retained.Count;
        return new
        {
            pairs = days.SelectMany((a, i) => days.Skip(i + 1).Select(b => (a, b))).ToDictionary(p => string.Create(CultureInfo.InvariantCulture, $"{p.a:dd},{p.b:dd}"), p => (object?)new[] { Both(p.a, p.a), Both(p.a, p.b) }, StringComparer.Ordinal),
            triple = days.Select(day => Both(days[0], day)).ToArray(),
        };
    }

    // dbt_product_analytics pools all cohorts at given offsets, and enters users by any event.
    private static object OverAllCohorts(JsonElement input)
    {
        var options = input.At("options");
        var rows = new ActivityRows(input);
        var last = options.Has("toExclusive") ? rows.Day(options.Text("toExclusive")).AddDays(-1) : rows.Day(options.Text("to"));
        var from = options.Has("from") ? rows.Day(options.Text("from")) : (DateOnly?)null;
        var periods = options.Items("periods").Select(p => p.GetInt32()).ToList();
        CohortTable Table(CohortPolicy policy) => rows.Log().Cohorts(rows.Granularity, last, policy with { Measure = Measure(options) }, from);
        var peer = Table(CohortPolicy.DbtProductAnalytics with { ReturnEvent = options.TextOrNull("returnEvent") is { } name ? name : EventFilter.Any });
        var correct = Table(CohortPolicy.Default with
        {
            StartEvent = options.TextOrNull("startEvent") is { } start ? start : EventFilter.Any,
            ReturnEvent = options.TextOrNull("returnEvent") is { } back ? back : EventFilter.Any,
            Incomplete = IncompletePeriods.CountAsZero,
        });
        RetentionPoint At(CohortTable table, int offset) => table.Curve()[offset];
        return new
        {
            peerUsers = periods.Select(p => At(peer, p).Evidence.Count).ToArray(),
            peerRate = periods.Select(p => At(peer, p).Value).ToArray(),
            correctCohortSize = correct.Entries,
            correctUsers = periods.Select(p => At(correct, p).Evidence.Count).ToArray(),
            correctRate = periods.Select(p => At(correct, p).Value).ToArray(),
        };
    }

    private static (CohortTable Table, int Cohorts, int Columns) Table(ActivityRows rows, JsonElement options, Func<CohortPolicy, CohortPolicy>? change = null)
    {
        var (granularity, from, last, cohorts, columns) = Range(rows, options);
        var (label, policy) = Policy(rows, options);
        return (rows.Log(label).Cohorts(granularity, last, change?.Invoke(policy) ?? policy, from), cohorts, columns);
    }

    private static (Segmented<CohortTable> Tables, int Cohorts, int Columns) Tables(ActivityRows rows, JsonElement options, Func<CohortPolicy, CohortPolicy> change, string property)
    {
        var (granularity, from, last, cohorts, columns) = Range(rows, options);
        var (label, policy) = Policy(rows, options);
        return (rows.Log(label, r => r.Property(property)).CohortsBySegment(granularity, last, change(policy), from, most: int.MaxValue), cohorts, columns);
    }

    // The last interval is taken whole, as the peers do: what has not happened in it is 0.
    private static (Granularity Granularity, DateOnly From, DateOnly Last, int Cohorts, int Columns) Range(ActivityRows rows, JsonElement options)
    {
        var granularity = rows.Granularity;
        var cohorts = (int)options.Integer(options.Has("rows") ? "rows" : "intervals");
        var from = options.Has("firstInterval")
            ? rows.Day(options.Text("firstInterval"))
            : granularity.PeriodAt(granularity.IndexOf(rows.Day(options.Text("dateTo"))) - cohorts + 1).Start;
        var columns = (int)options.Integer("lookahead", cohorts);
        var lastPeriod = granularity.IndexOf(from) + cohorts - 1 + (options.Has("lookahead") ? columns - 1 : 0);
        return (granularity, from, options.Has("observedThrough") ? rows.Day(options.Text("observedThrough")) : granularity.PeriodAt(lastPeriod).End.AddDays(-1), cohorts, columns);
    }

    private static (Func<ActivityRows.Row, string?> Label, CohortPolicy Policy) Policy(ActivityRows rows, JsonElement options)
    {
        // The log filters by name, so the properties that a filter asks for become part of the name.
        string Label(ActivityRows.Row row) => $"{row.Event}/{(row.Passes(options, "startFilter") ? "start" : "-")}/{(row.Passes(options, "returnFilter") ? "return" : "-")}";
        EventFilter Named(Func<ActivityRows.Row, bool> condition)
        {
            var names = rows.Rows.Where(condition).Select(Label).Distinct(StringComparer.Ordinal).ToList();
            return names.Count > 0 ? EventFilter.Of(names) : "no such event";
        }

        bool IsOf(ActivityRows.Row row, string name) => !options.Has(name) || string.Equals(row.Event, options.Text(name), StringComparison.Ordinal);
        var start = Named(r => IsOf(r, "startEvent") && r.Passes(options, "startFilter"));
        var back = Named(r => IsOf(r, "returnEvent") && r.Passes(options, "returnFilter"));
        return (Label, CohortPolicy.PostHog with
        {
            Entry = options.Choice("mode") switch
            {
                "recurring" => CohortEntry.Recurring,
                "firstever" or "firsteveroccurrence" => CohortEntry.FirstEver,
                null or "firsttime" => CohortEntry.FirstTime,
                var other => throw VectorContext.Unsupported($"mode {other}"),
            },
            StartEvent = start,
            ReturnEvent = back,
            FirstAmong = Named(r => IsOf(r, "startEvent")),
            Measure = Measure(options),
            MinimumOccurrences = (int)options.Integer("minReturnOccurrences", 1),
            Incomplete = options.Choice("incomplete") switch
            {
                "notobserved" or "exclude" => IncompletePeriods.Exclude,
                "partial" or "include" or "includeaspartial" => IncompletePeriods.Include,
                _ => IncompletePeriods.CountAsZero,
            },
            PeriodZero = options.Choice("periodZero")?.StartsWith("return", StringComparison.Ordinal) ?? false ? PeriodZero.ReturnEvent : PeriodZero.CohortSize,
            Clock = options.Choice("window") is { } window && (window.Contains("24", StringComparison.Ordinal) || window.Contains("rolling", StringComparison.Ordinal))
                ? options.Truth("truncateToHour", false) ? CohortClock.RollingFromFullHour : CohortClock.Rolling
                : CohortClock.Calendar,
            Brackets = options.Has("brackets") ? [.. options.Items("brackets").Select(b => b.ValueKind == JsonValueKind.Number ? new OffsetRange(b.GetInt32(), b.GetInt32()) : new OffsetRange(b[0].GetInt32(), b[1].GetInt32()))] : [],
        });
    }

    private static CohortMeasure Measure(JsonElement options) => options.Choice("measure") switch
    {
        null or "on" or "returnon" => CohortMeasure.On,
        "onorafter" or "returnonorafter" or "unbounded" => CohortMeasure.OnOrAfter,
        "onorbefore" or "cumulative" => CohortMeasure.OnOrBefore,
        "everyperiod" or "everyperiodsofar" => CohortMeasure.EveryPeriod,
        var other => throw VectorContext.Unsupported($"measure {other}"),
    };

    private static int Width(int row, int columns, JsonElement options) =>
        options.Has("brackets") ? options.At("brackets").GetArrayLength() : options.Has("lookahead") ? columns : columns - row;

    private static List<List<long?>> Counts(CohortTable? table, int cohorts, int columns, JsonElement options) =>
        [.. Enumerable.Range(0, cohorts).Select(row => Enumerable.Range(0, Width(row, columns, options)).Select(offset => table is null || table.Cohorts <= row ? 0 : CountOf(table, table[row, offset])).ToList())];

    // Where what has not happened counts as 0, so does a cell in which nobody was at risk.
    private static long? CountOf(CohortTable table, CohortCell cell) => cell.IsObserved || table.Policy.Incomplete == IncompletePeriods.CountAsZero ? cell.Retained.Count : null;
}

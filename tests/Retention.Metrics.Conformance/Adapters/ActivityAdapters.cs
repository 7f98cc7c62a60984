using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Retention.Metrics.Activity;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Activity(Dictionary<string, Adapter> calls)
    {
        calls.Add("lifecycle", (input, _) =>
        {
            var options = input.At("options");
            var rows = new ActivityRows(input);
            var (from, to) = (rows.Day(options.Text("from")), rows.Day(options.Text("to")));
            var log = rows.Log();
            if (input.Has("firstSeen"))
            {
                var known = input.At("firstSeen");
                log = log.WithFirstSeen(user => known.Has(user) ? rows.Day(known.Text(user)) : null);
            }

            var policy = LifecyclePolicy.Default with { DormantAfter = (int)options.Integer("dormantAfter", 1) };
            var flow = log.Lifecycle(rows.Granularity, rows.Granularity.PeriodContaining(to).End.AddDays(-1), policy, from).Periods;
            var lost = flow.Select(p => -p.Dormant).ToList();
            return new
            {
                @new = flow.Select(p => p.New).ToList(),
                returning = flow.Select(p => p.Returning).ToList(),
                resurrecting = flow.Select(p => p.Resurrected).ToList(),
                dormant = lost,
                totals = new { @new = flow.Sum(p => p.New), returning = flow.Sum(p => p.Returning), resurrecting = flow.Sum(p => p.Resurrected), dormant = lost.Sum() },
            };
        });
        calls.Add("stickiness", (input, _) =>
        {
            var options = input.At("options");
            var rows = new ActivityRows(input);
            var range = Period.Inclusive(rows.Day(options.Text("from")), rows.Day(options.Text("to")));
            var every = (int)options.Integer("periodSize", 1);
            var table = rows.Log().DaysActive(range, every == 1 ? rows.Granularity : rows.Granularity.Every(every, range.Start), occurrences: options.Has("perPeriod") ? Occurrences(options.At("perPeriod")) : OccurrenceRule.Any);
            return new
            {
                histogram = Enumerable.Range(1, table.Periods).Select(k => options.Truth("cumulative", false) ? table.AtLeast(k) : table.Exactly(k)).ToList(),
                users = table.Users,
            };
        });
        calls.Add("active-users", (input, context) =>
        {
            var options = input.At("options");
            var rows = new ActivityRows(input);
            var log = rows.Log();
            if (!options.Has("metric"))
            {
                return Counts(log, rows, options);
            }

            var window = Window(options);
            var days = options.Items("days").Select(d => rows.Day(d.GetString()!)).ToList();

            // The answers are counts of whole windows, so the log says that it begins before the first of them.
            var table = log.WithHistoryFrom(window.At(days.Min()).Start).ActiveUsers(days.Min(), window.Calendar is null ? days.Max() : window.At(days.Max()).End.AddDays(-1), window);
            return days.ToDictionary(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d => (object?)table[d, window].Users, StringComparer.Ordinal);
        });
        calls.Add("funnel", (input, _) =>
        {
            var options = input.At("options");
            var policy = new FunnelPolicy([.. options.Items("steps").Select(s => EventFilter.Of(s.ValueKind == JsonValueKind.Array ? [.. s.EnumerateArray().Select(e => e.GetString()!)] : [s.GetString()!]))])
            {
                Window = options.Has("window") ? TimeSpan.FromSeconds(options.Number("window")) : null,
                Modes = options.Has("modes") ? options.Items("modes").Aggregate(FunnelModes.None, (all, mode) => all | Mode(mode.GetString()!)) : FunnelModes.None,
            };
            var log = new ActivityRows(input).Log();
            var funnel = log.Funnel(policy);
            return new
            {
                level = log.FunnelLevels(policy).ToDictionary(l => l.Key, l => (object?)l.Value, StringComparer.Ordinal),
                users = funnel.Steps.Select(s => s.Count).ToList(),
                conversionFromFirst = funnel.Steps.Select(s => s.FromStart.Value).ToList(),
                conversionFromPrevious = funnel.Steps.Select(s => s.FromPrevious?.Value).ToList(),
            };
        });
    }

    private static object Counts(ActivityLog<string> log, ActivityRows rows, JsonElement options)
    {
        var granularity = rows.Granularity;
        if (log.Rows == 0 && !(options.Has("from") && options.Has("to")))
        {
            return new { count = Array.Empty<long>(), distinct = Array.Empty<long>(), newDistinct = Array.Empty<long>(), cumulativeDistinct = Array.Empty<long>() };
        }

        var from = options.Has("from") ? rows.Day(options.Text("from")) : log.FirstDay!.Value;
        var to = options.Has("to") ? rows.Day(options.Text("to")) : log.LastDay!.Value;
        var flow = log.Lifecycle(granularity, granularity.PeriodContaining(to).End.AddDays(-1), from: from).Periods;
        var users = log.ActiveUsers(granularity.PeriodContaining(from).Start, granularity.PeriodContaining(to).End.AddDays(-1), ActiveWindow.In(granularity));
        return new
        {
            count = flow.Select(p => Enumerable.Range(0, p.Period.Days).Sum(d => users.Occurrences(p.Period.Start.AddDays(d)))).ToList(),
            distinct = flow.Select(p => users[p.Period.Start, ActiveWindow.In(granularity)].Counted).ToList(),
            newDistinct = flow.Select(p => p.New).ToList(),
            cumulativeDistinct = flow.Select(p => p.Living + p.DormantPool).ToList(),
        };
    }

    private static ActiveWindow Window(JsonElement options)
    {
        var text = options.TextOrNull("window") ?? options.Text("metric");
        if (text.Contains("calendar", StringComparison.OrdinalIgnoreCase))
        {
            return !text.Contains("week", StringComparison.OrdinalIgnoreCase) ? ActiveWindow.CalendarMonth
                : options.Has("weekStart") ? ActiveWindow.In(Granularity.WeekFrom(Enum.Parse<DayOfWeek>(options.At("weekStart").ToString(), ignoreCase: true)))
                : ActiveWindow.CalendarWeek;
        }

        return text switch
        {
            "DAU" => ActiveWindow.Day,
            "WAU" => ActiveWindow.Trailing7,
            "MAU" => ActiveWindow.Trailing30,
            _ => ActiveWindow.Trailing(int.Parse(Digits().Match(text).Value, CultureInfo.InvariantCulture)),
        };
    }

    private static OccurrenceRule Occurrences(JsonElement rule)
    {
        var value = (int)rule.Integer("value");
        return rule.Text("op") switch
        {
            "gte" => OccurrenceRule.AtLeast(value),
            "gt" => OccurrenceRule.AtLeast(value + 1),
            "lte" => OccurrenceRule.AtMost(value),
            "lt" => OccurrenceRule.AtMost(value - 1),
            "eq" or "exact" => OccurrenceRule.Exactly(value),
            var other => throw VectorContext.Unsupported($"criterion {other}"),
        };
    }

    private static FunnelModes Mode(string name) => name switch
    {
        "strict_order" => FunnelModes.StrictOrder,
        "strict_increase" => FunnelModes.StrictIncrease,
        "strict_deduplication" or "strict" => FunnelModes.StrictDeduplication,
        "strict_once" => FunnelModes.StrictOnce,
        _ => throw VectorContext.Unsupported($"mode {name}"),
    };

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}

using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Tests.Activity;

public class UnknownEventTests
{
    private static readonly DateOnly Day = new(2026, 6, 1);
    private static readonly (int Customer, DateOnly Day, string? Event)[] Rows = [(1, Day, "order"), (1, Day, "Renewal"), (2, Day, "refund"), (3, Day, null)];
    private static readonly ActivityLog<int> Log = ActivityLog.From(Rows, r => r.Customer, r => r.Day, r => r.Event);

    [Fact]
    public void A_misspelt_event_is_refused_with_the_names_there_are() => Assert.Equal(
        "No row has the event 'renewal'; did you mean 'Renewal'? The log has 'Renewal', 'order', 'refund'. If it may not have occurred, name it in ActivityLogOptions.KnownEvents, and it counts 0. (Parameter 'event')",
        Assert.Throws<ArgumentException>("event", () => Log.ActiveUsers(Day, Day, "renewal")).Message);

    [Fact]
    public void Every_question_refuses_it_in_the_words_of_its_arguments()
    {
        var week = new Period(Day, Day.AddDays(7));
        EventFilter typo = EventFilter.Of("order", "refnd");
        Assert.Throws<ArgumentException>("feature", () => Log.Users(typo, week));
        Assert.Throws<ArgumentException>("feature", () => Log.Adoption(typo, week));
        Assert.Throws<ArgumentException>("feature", () => Log.Use(typo, week));
        Assert.Throws<ArgumentException>("feature", () => Log.TimeToAdopt(typo, Day));
        Assert.Throws<ArgumentException>("event", () => Log.DaysActive(week, Granularity.Day, typo));
        Assert.Throws<ArgumentException>("policy", () => Log.Lifecycle(Granularity.Day, Day, LifecyclePolicy.Default with { Event = typo }));
        Assert.Throws<ArgumentException>("policy", () => Log.Cohorts(Granularity.Day, Day, CohortPolicy.Default with { ReturnEvent = typo }));
        Assert.Throws<ArgumentException>("policy", () => Log.Funnel(new FunnelPolicy("order", typo)));
        Assert.Throws<ArgumentException>("policy", () => Log.WithHistoryFrom(Day).Where(c => c > 0).Funnel(new FunnelPolicy("order", typo)));
    }

    [Fact]
    public void A_name_that_resembles_none_gets_the_list_alone()
    {
        var many = ActivityLog.From(Enumerable.Range(10, 20), i => i, _ => Day, i => FormattableString.Invariant($"event {i}"));
        var message = Assert.Throws<ArgumentException>("event", () => many.ActiveUsers(Day, Day, "x")).Message;
        Assert.StartsWith("No row has the event 'x'. The log has 'event 10',", message, StringComparison.Ordinal);
        Assert.Contains("'event 21' and 8 more. If", message, StringComparison.Ordinal);
        var none = ActivityLog.From(Rows, r => r.Customer, r => r.Day, _ => null);
        Assert.Contains("No row has an event.", Assert.Throws<ArgumentException>("event", () => none.ActiveUsers(Day, Day, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_may_not_have_occurred_counts_0_when_it_was_named()
    {
        var week = new Period(Day, Day.AddDays(7));
        var planned = ActivityLog.From(Rows, r => r.Customer, r => r.Day, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Of("upgrade") });
        Assert.Empty(planned.Users("upgrade", week));
        Assert.Empty(planned.WithFirstSeen(_ => null).WithHistoryFrom(Day).Where(_ => true).Users("upgrade", week));
        Assert.Throws<ArgumentException>("feature", () => planned.Users("downgrade", week));
        Assert.Equal([1], planned.Users("order", week));
        var all = ActivityLog.From(Rows, r => r.Customer, r => r.Day, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Any });
        Assert.Empty(all.Users("downgrade", week));
    }

    [Fact]
    public void An_empty_log_answers_with_nothing_whatever_the_name() =>
        Assert.Empty(ActivityLog.From(Rows.Take(0), r => r.Customer, r => r.Day, r => r.Event).Users("order", new(Day, Day.AddDays(7))));
}

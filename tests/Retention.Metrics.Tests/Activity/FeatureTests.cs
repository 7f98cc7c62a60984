using Retention.Metrics.Activity;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

public class FeatureTests
{
    private static readonly Period June = Period.Month(2026, 6);

    private static readonly (string Customer, DateOnly Day, string? Event)[] Rows =
    [
        ("ann", new(2026, 5, 30), "open"), ("ann", new(2026, 6, 1), "export"), ("ann", new(2026, 6, 1), "export"), ("ann", new(2026, 6, 9), "export"), ("ann", new(2026, 7, 2), "open"),
        ("bob", new(2026, 6, 3), "open"), ("bob", new(2026, 6, 4), "share"), ("bob", new(2026, 7, 4), null), ("cid", new(2026, 6, 5), "open"), ("dan", new(2026, 5, 2), "share"),
    ];

    private static readonly ActivityLog<string> Log = ActivityLog.From(Rows, r => r.Customer, r => r.Day, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = "nothing" });

    [Fact]
    public void Adoption_names_its_denominator()
    {
        Assert.Equal(Proportion.Of(1, 3), Log.Adoption("export", June).Evidence);
        Assert.StartsWith("33.3 % of customers active in ", Log.Adoption("export", June).ToString(), StringComparison.Ordinal);
        Assert.Equal(Proportion.Of(1, 4), Log.Adoption("export", June, AdoptionBase.EverActive).Evidence);
        Assert.Contains("ever active by 2026-06-30", Log.Adoption("export", June, AdoptionBase.EverActive).ToString(), StringComparison.Ordinal);
        var seats = Log.Adoption("export", June, ["bob", "cid", "eve"], "seats of the plan");
        Assert.Equal((Proportion.Of(0, 3), 1L), (seats.Evidence, seats.OutsideBase));
        Assert.Equal(["ann"], Log.Users("export", June));
        Assert.Equal(["ann", "bob"], Log.Users(EventFilter.Of("share", "export"), June));
        Assert.Empty(Log.Users("export", new(new(2026, 6, 1), new(2026, 6, 1))));
        Assert.Empty(Log.Users("export", Period.Month(2020, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("of", () => Log.Adoption("export", June, (AdoptionBase)9));
        Assert.Throws<ArgumentNullException>("feature", () => Log.Users(null!, June));
    }

    [Fact]
    public void Depth_counts_users_uses_and_days()
    {
        var use = Log.Use("export", June);
        Assert.Equal((1L, 3L, 2L), (use.Users, use.Uses, use.ActiveDays));
        Assert.Equal((3.0, 2.0), (use.MeanUses!.Value, use.MeanActiveDays!.Value));
        Assert.Equal("3.0 uses on 2.0 days by each of 1 users", use.ToString());
        Assert.Contains("3.0 uses a user", use.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (nobody used it)", default(FeatureUse).ToString());
        Assert.Contains("nobody used it", default(FeatureUse).ToHtml(), StringComparison.Ordinal);
        Assert.Null(default(FeatureUse).MeanActiveDays);
        Assert.Equal(default, Log.Use("export", new(new(2026, 6, 1), new(2026, 6, 1))));
        Json.RoundTrips(use, RetentionMetricsJsonContext.Default.FeatureUse);

        // A log of days only knows no repetitions: every day of use is one use.
        var days = ActivityLog.From(Rows, r => r.Customer, r => r.Day);
        Assert.Equal(5, days.Use(EventFilter.Any, June).Uses);
        Assert.Throws<InvalidOperationException>(() => days.Use("export", June));
        Assert.Throws<ArgumentNullException>("feature", () => Log.Use(null!, June));
        Assert.Throws<OverflowException>(() => new FeatureUse(long.MaxValue, 0, 0) + new FeatureUse(1, 0, 0));
    }

    [Fact]
    public void Breadth_counts_the_features_of_each_active_customer()
    {
        var breadth = Log.Breadth(June, "export", "share", EventFilter.Any);
        Assert.Equal([0L, 1L, 2L, 0L], breadth.Counts);
        Assert.Equal((3L, 5.0 / 3), (breadth.Users, breadth.Mean!.Value));
        Assert.Equal(Proportion.Of(2, 3), breadth.ShareAtLeast(2));
        Assert.Equal("mean 1.67 of 3 features (0: 0, 1: 1, 2: 2, 3: 0)", breadth.ToString());
        Assert.Contains("2 features", breadth.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(breadth, RetentionMetricsJsonContext.Default.FeatureBreadth);
        var nobody = Log.Breadth(Period.Month(2020, 1), "export");
        Assert.Null(nobody.Mean);
        Assert.Contains("n/a", nobody.ToString() + nobody.ToHtml(), StringComparison.Ordinal);
        Assert.True(breadth == Log.Breadth(June, "export", "share", EventFilter.Any) && breadth != nobody && nobody != (FeatureBreadth?)null && !breadth.Equals((object?)nobody) && (FeatureBreadth?)null == null);
        Assert.Equal(breadth.GetHashCode(), Log.Breadth(June, "export", "share", EventFilter.Any).GetHashCode());
        Assert.NotEqual(breadth, Log.Breadth(June, "share", "export", EventFilter.Any));
        Assert.NotEqual(Log.Breadth(June, "export"), Log.Breadth(June, "share", "open"));
        Assert.Throws<ArgumentException>("features", () => Log.Breadth(June));
        Assert.Throws<ArgumentNullException>("features", () => Log.Breadth(June, null!));
        Assert.Throws<ArgumentException>("right", () => breadth + nobody);
        Assert.Throws<ArgumentException>("right", () => Log.Breadth(June, "export") + Log.Breadth(June, "share"));
        Assert.Throws<ArgumentOutOfRangeException>("features", () => breadth.ShareAtLeast(-1));
        Assert.Throws<ArgumentException>("counts", () => new FeatureBreadth(June, [EventFilter.Any], [1]));
        Assert.Throws<ArgumentOutOfRangeException>("counts", () => new FeatureBreadth(June, [EventFilter.Any], [1, -1]));
    }

    // ann adopts after 2 days; bob, cid and dan have not after 57, 55 and 59: 1 of 4 so far, the median is not reached.
    [Fact]
    public void Those_who_have_not_adopted_yet_are_censored()
    {
        var times = Log.TimeToAdopt("export", observedThrough: new(2026, 6, 30));
        Assert.Equal([0L, 0L, 1L], times.Adopted);
        Assert.Equal((60, 1L, 1L, 1L), (times.Censored.Count, times.Censored[25], times.Censored[27], times.Censored[59]));
        Assert.Equal(Proportion.Of(1, 4), times.SoFar);
        Assert.Equal((0.0, 0.25, 0.25), (times.AdoptedBy(1)!.Value, times.AdoptedBy(2)!.Value, times.AdoptedBy(59)!.Value));
        Assert.Null(times.AdoptedBy(60));
        Assert.Null(times.MedianDays);
        Assert.Contains("median not reached", times.ToString(), StringComparison.Ordinal);
        Assert.Contains("Kaplan–Meier", times.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(times, RetentionMetricsJsonContext.Default.TimeToAdopt);
        var opened = Log.Only(["ann", "cid"]).TimeToAdopt("open", new(2026, 6, 30));
        Assert.Equal((0, 1.0, 1.0), (opened.MedianDays, opened.AdoptedBy(0)!.Value, opened.AdoptedBy(400)!.Value));
        Assert.Contains("median 0 days", opened.ToString() + opened.ToHtml(), StringComparison.Ordinal);
        Assert.Null(opened.Interval(0));
        Assert.Null(times.Interval(1));
        Assert.Equal(0, Log.TimeToAdopt("open", new(2020, 1, 1)).SoFar.Total);
        Assert.Equal(Proportion.Of(4, 4), ActivityLog.From(Rows, r => r.Customer, r => r.Day).TimeToAdopt(EventFilter.Any, new(2026, 6, 30)).SoFar);
    }

    [Fact]
    public void Times_to_adopt_compare_by_value_and_refuse_nonsense()
    {
        var through = new DateOnly(2026, 6, 30);
        var times = Log.TimeToAdopt("export", through);
        Assert.True(times == Log.TimeToAdopt("export", through) && times != Log.TimeToAdopt("share", through) && times != Log.TimeToAdopt("export", through.AddDays(1)) && !times.Equals((object?)null) && (TimeToAdopt?)null == null);
        Assert.NotEqual(times, new TimeToAdopt("export", through, [0, 0, 2], []));
        Assert.NotEqual(times, new TimeToAdopt("export", through, times.Adopted, [1]));
        Assert.Equal(times.GetHashCode(), Log.TimeToAdopt("export", through).GetHashCode());
        Assert.Throws<ArgumentException>("right", () => times + Log.TimeToAdopt("share", through));
        Assert.Throws<ArgumentException>("right", () => times + Log.TimeToAdopt("export", through.AddDays(1)));
        Assert.Throws<ArgumentNullException>("feature", () => Log.TimeToAdopt(null!, through));
        Assert.Throws<ArgumentOutOfRangeException>("days", () => times.AdoptedBy(-1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => times.Interval(2, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("adopted", () => new TimeToAdopt("export", through, [-1], []));
        Assert.Throws<InvalidOperationException>(() => ActivityLog.From(Rows, r => r.Customer, r => r.Day).TimeToAdopt("export", through));
    }

    [Fact]
    public void An_association_is_not_an_effect_and_says_so()
    {
        var association = Log.AdoptionAssociation("export", June, Period.Month(2026, 7));
        Assert.Equal((Proportion.Of(1, 1), Proportion.Of(1, 2)), (association.Adopters, association.Others));
        Assert.Equal(0.5, association.Difference);
        Assert.StartsWith("association, not effect: +50.0 points", association.ToString(), StringComparison.Ordinal);
        Assert.Contains("only an experiment", association.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(association, RetentionMetricsJsonContext.Default.AdoptionAssociation);
        Assert.Equal("n/a (nobody used the feature)", Log.AdoptionAssociation("nothing", June, Period.Month(2026, 7)).ToString());
        Assert.Equal("everybody used the feature", Log.AdoptionAssociation(EventFilter.Any, June, Period.Month(2026, 7)).WhyUndefined);
        Assert.Contains("n/a", default(AdoptionAssociation).ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("later", () => Log.AdoptionAssociation("export", June, June));
    }

    [Property(MaxTest = 50)]
    public void Features_agree_with_counting_by_hand_and_tables_add(AnyVisits visits)
    {
        var rows = visits.Rows.Select((v, i) => (v.Customer, v.Day, Event: "e" + (i % 3).ToString(System.Globalization.CultureInfo.InvariantCulture))).ToList();
        var window = new Period(new(2023, 12, 20), new(2024, 1, 20));
        var through = new DateOnly(2024, 3, 1);
        var log = Of(rows);
        var inWindow = rows.Where(r => window.Contains(r.Day)).ToList();
        var uses = inWindow.Where(r => r.Event == "e1").ToList();
        Assert.Equal(uses.Select(r => r.Customer).Distinct().Order(), log.Users("e1", window));
        Assert.Equal(Proportion.Of(uses.DistinctBy(r => r.Customer).Count(), inWindow.DistinctBy(r => r.Customer).Count()), log.Adoption("e1", window).Evidence);
        Assert.Equal((uses.DistinctBy(r => r.Customer).Count(), uses.Count, uses.Distinct().Count()), (log.Use("e1", window).Users, log.Use("e1", window).Uses, log.Use("e1", window).ActiveDays));
        var breadth = inWindow.GroupBy(r => r.Customer).Select(g => g.Select(r => r.Event).Where(e => e != "e0").Distinct().Count()).ToList();
        Assert.Equal(Enumerable.Range(0, 3).Select(k => (long)breadth.Count(n => n == k)), log.Breadth(window, "e1", "e2").Counts);
        var (odd, even) = (Of(rows.Where(r => r.Customer % 2 == 1)), Of(rows.Where(r => r.Customer % 2 == 0)));
        Assert.Equal(log.Use("e1", window), even.Use("e1", window) + odd.Use("e1", window));
        Assert.Equal(log.Breadth(window, "e1", "e2"), even.Breadth(window, "e1", "e2") + odd.Breadth(window, "e1", "e2"));
        Assert.Equal(log.TimeToAdopt("e1", through), even.TimeToAdopt("e1", through) + odd.TimeToAdopt("e1", through));

        static ActivityLog<int> Of(IEnumerable<(int Customer, DateOnly Day, string Event)> rows) =>
            ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Of("e0", "e1", "e2") });
    }

    // The Kaplan–Meier estimate of the survival family is the oracle: "not adopted yet" survives.
    [Property(MaxTest = 50)]
    public void The_share_adopted_is_one_minus_the_survival_of_not_yet(AnyVisits visits)
    {
        var rows = visits.Rows.Select((v, i) => (v.Customer, v.Day, Event: i % 3 == 1 ? "use" : "open")).ToList();
        var through = new DateOnly(2024, 6, 1);
        var times = ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Any }).TimeToAdopt("use", through);
        var persons = rows.Where(r => r.Day <= through).GroupBy(r => r.Customer).Select(g =>
        {
            var first = g.Min(r => r.Day).DayNumber;
            var use = g.Where(r => r.Event == "use").Select(r => (int?)r.Day.DayNumber).Min();
            return (Time: (use ?? through.DayNumber) - first, Adopted: use is not null);
        }).ToList();
        Assert.Equal(Proportion.Of(persons.Count(p => p.Adopted), persons.Count), times.SoFar);
        if (persons.Count == 0)
        {
            Assert.Null(times.AdoptedBy(0));
            return;
        }

        // Shifted by one day, since a survival time is above 0.
        var curve = SurvivalCurve.KaplanMeier(Lifetimes.From([.. persons.Select(p => p.Time + 1)], [.. persons.Select(p => p.Adopted)]));
        foreach (var day in new[] { 0, 1, 5, 20, 100, 169 })
        {
            if (times.AdoptedBy(day) is { } share)
            {
                var estimate = curve.At(day + 1, carryForward: true);
                Assert.Equal(1 - estimate.Survival!.Value, share, 12);
                if (times.Interval(day) is { } interval)
                {
                    Assert.InRange(share, interval.Lower, interval.Upper);
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 200).Where(d => times.AdoptedBy(d) >= 0.5 - 1e-9).Cast<int?>().FirstOrDefault(), times.MedianDays);
    }
}

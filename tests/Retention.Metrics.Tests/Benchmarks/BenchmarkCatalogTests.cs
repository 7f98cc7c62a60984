using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

public class BenchmarkCatalogTests
{
    private static readonly BenchmarkMetric Retained = BenchmarkMetric.CustomerRetentionRate;

    [Fact]
    public void Entries_are_found_best_evidence_first_then_latest_then_largest()
    {
        BenchmarkEntry Made(string id, EvidenceGrade evidence, int? year, long? n) => Sample.Entry("acme/" + id) with { Evidence = evidence, Source = new BenchmarkSource(id) { Year = year }, SampleSize = n };
        var catalog = BenchmarkCatalog.Empty.With(
        [
            Made("untraced", EvidenceGrade.Untraced, 2026, 9_000), Made("undated", EvidenceGrade.Primary, null, 9_000), Made("small", EvidenceGrade.Primary, 2020, 5),
            Made("unsized", EvidenceGrade.Primary, 2020, null), Made("large", EvidenceGrade.Primary, 2020, 500), Made("late", EvidenceGrade.Primary, 2024, 5), Made("secondary", EvidenceGrade.Secondary, 2026, 5),
        ]);

        var found = catalog.Lookup(Retained, Industry.Retail);

        Assert.Equal(["late", "large", "small", "unsized", "undated", "secondary", "untraced"], found.Entries.Select(e => e.Source.Title));
        Assert.Equal(0, found.MatchedLevel);
        Assert.Equal(Industry.Retail, found.MatchedIndustry);
    }

    [Fact]
    public void A_parent_is_fallen_back_to_only_when_asked_and_the_answer_says_how_far()
    {
        var alone = BenchmarkCatalog.BuiltIn.Lookup(Retained, Industry.ECommerce);
        Assert.Empty(alone.Entries);
        Assert.Null(alone.MatchedIndustry);
        Assert.Null(alone.MatchedLevel);
        Assert.Equal("no customer-retention-rate entry for E-commerce", alone.ToString());

        var retail = BenchmarkCatalog.BuiltIn.Lookup(Retained, Industry.ECommerce, fallBackToParent: true);
        Assert.Equal(63, Assert.Single(retail.Entries).Value);
        Assert.Equal((Industry.Retail, 1), (retail.MatchedIndustry, retail.MatchedLevel));
        Assert.StartsWith("for Retail, 1 step up from E-commerce:", retail.ToString(), StringComparison.Ordinal);

        var pets = BenchmarkCatalog.BuiltIn.FindIndustry("ecommerce/pet");
        Assert.Equal(2, BenchmarkCatalog.BuiltIn.Lookup(Retained, pets, fallBackToParent: true).MatchedLevel);

        var all = BenchmarkCatalog.BuiltIn.Without("exploding-topics-2023/retail").Lookup(Retained, Industry.ECommerce, fallBackToParent: true);
        Assert.Equal((Industry.All, 2), (all.MatchedIndustry, all.MatchedLevel));
    }

    [Fact]
    public void The_catalog_knows_the_parents_that_the_callers_object_lacks() =>
        Assert.Equal(1, BenchmarkCatalog.BuiltIn.Lookup(Retained, new Industry("ecommerce", "Shops"), fallBackToParent: true).MatchedLevel);

    [Fact]
    public void An_industry_that_no_catalog_knows_has_no_entry_and_its_parents_may_have() =>
        Assert.Equal(1, BenchmarkCatalog.BuiltIn.Lookup(Retained, new Industry("falconry", "Falconry") { Parent = Industry.ConsumerServices }, fallBackToParent: true).MatchedLevel);

    // The widely quoted article merges IT services (81 in the list it agrees with) into "software and IT services", 77.
    [Fact]
    public void The_two_figures_for_IT_services_are_both_kept_and_their_conflict_is_explained()
    {
        var conflict = Assert.Single(BenchmarkCatalog.BuiltIn.Conflicts(Retained, Industry.ITServices));
        Assert.Equal((81, 77), (conflict.First.Value, conflict.Second.Value));
        Assert.Equal(4, conflict.DifferenceInPoints);
        Assert.True(conflict.IsDeclared);
        Assert.Contains("industry: IT services / Software and IT services", conflict.Reasons);
        Assert.Contains("period unknown in both", conflict.Reasons);
        Assert.Contains("statistic unknown in both", conflict.Reasons);
        Assert.Contains("year: 2023 / unknown", conflict.Reasons);
        Assert.StartsWith("4 points: 81 % (exploding-topics-2023/it-services) and 77 % (widely-quoted/software-it); industry:", conflict.ToString(), StringComparison.Ordinal);

        var turned = Assert.Single(BenchmarkCatalog.BuiltIn.Conflicts(Retained, Industry.SoftwareAndIT));
        Assert.Equal((77, 81), (turned.First.Value, turned.Second.Value));
    }

    [Fact]
    public void The_30_per_cent_of_online_shops_conflicts_with_the_measured_shares_of_repeat_buyers()
    {
        var conflicts = BenchmarkCatalog.BuiltIn.Conflicts(BenchmarkMetric.RepeatPurchaseRate, Industry.ECommerce);
        Assert.Equal([4m, 2m, 2m], conflicts.Select(c => c.DifferenceInPoints));
        Assert.Contains(conflicts, c => c.First.Value == 32 && c.Second.Value == 30);
        Assert.Contains(conflicts, c => c.First.Value == 28 && c.Second.Value == 30);
    }

    [Fact]
    public void The_two_statistics_of_one_survey_conflict_by_their_statistic_alone()
    {
        var conflict = Assert.Single(BenchmarkCatalog.BuiltIn.Conflicts(BenchmarkMetric.Stickiness, Industry.SaaS), c => c.First.Source.Equals(c.Second.Source));
        Assert.Equal(["statistic: mean / median"], conflict.Reasons.Where(r => r.Contains('/', StringComparison.Ordinal)));
    }

    [Fact]
    public void Bands_of_contract_values_do_not_conflict_with_each_other()
    {
        Assert.Equal(8, BenchmarkCatalog.BuiltIn.Lookup(BenchmarkMetric.NetRevenueRetention, Industry.B2BSaaS).Entries.Count);
        var conflict = Assert.Single(BenchmarkCatalog.BuiltIn.Conflicts(BenchmarkMetric.NetRevenueRetention, Industry.B2BSaaS));
        Assert.Equal(1, conflict.DifferenceInPoints);
    }

    [Fact]
    public void Conflicts_below_the_tolerance_are_left_out()
    {
        Assert.Single(BenchmarkCatalog.BuiltIn.Conflicts(Retained, Industry.All));
        Assert.Empty(BenchmarkCatalog.BuiltIn.Conflicts(Retained, Industry.All, tolerance: 0.5m));
        Assert.Throws<ArgumentOutOfRangeException>(() => BenchmarkCatalog.BuiltIn.Conflicts(Retained, Industry.All, tolerance: -1));
    }

    [Fact]
    public void Entries_that_differ_in_nothing_recorded_are_said_to_disagree()
    {
        var catalog = BenchmarkCatalog.Empty.With([Sample.Entry("acme/one"), Sample.Entry("acme/two", 70)]);
        var conflict = Assert.Single(catalog.Conflicts(Retained, Industry.Retail));
        Assert.False(conflict.IsDeclared);
        Assert.Equal(["nothing recorded differs: the sources disagree"], conflict.Reasons);
    }

    [Fact]
    public void A_conflict_tells_every_recorded_difference()
    {
        var one = Sample.Entry("acme/one") with { Definition = "as we say", Region = "EU", Observed = Period.Year(2023) };
        var two = Sample.Entry("acme/two", 70) with { Region = "US", Period = PeriodLength.Month, SampleSize = 9, Statistic = BenchmarkStatistic.Mean, ConflictsWith = ["acme/one"], Segment = "large" };
        var conflict = Assert.Single(BenchmarkCatalog.Empty.With([one, two]).Conflicts(Retained, Industry.Retail));
        Assert.Equal(
            [
                "definition: as we say / unknown", "segment: all / large", "region: EU / US", "period: 12 months / 1 month", "statistic: median / mean",
                "observed: 2023-01-01..2023-12-31 / unknown", "sample: 120 companies / 9 companies",
            ],
            conflict.Reasons);
    }

    [Fact]
    public void Adding_an_entry_brings_its_metric_and_industry_and_leaves_the_original_alone()
    {
        var fleets = new Industry("fleets", "Fleets") { Parent = new Industry("vehicles", "Vehicles") };
        var renewal = new BenchmarkMetric("renewal", "Renewal rate") { Numerator = "renewed contracts", Denominator = "contracts that ended", IsProportion = true };

        var larger = BenchmarkCatalog.Empty.With(Sample.Entry(industry: fleets, metric: renewal));

        Assert.Equal(["vehicles", "fleets"], larger.Industries.Select(i => i.Id));
        Assert.Same(renewal, larger.FindMetric("renewal"));
        Assert.Empty(BenchmarkCatalog.Empty.Entries);
        Assert.Equal("unnamed catalog: 1 entries, 2 industries, 1 metrics", larger.ToString());
        Assert.Equal("built-in 2026-11-22", BenchmarkCatalog.BuiltIn.Label);
    }

    [Fact]
    public void An_id_is_taken_once()
    {
        var refused = Assert.Throws<ArgumentException>(() => BenchmarkCatalog.Empty.With([Sample.Entry(), Sample.Entry()]));
        Assert.Contains("acme/one is taken", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BenchmarkCatalog.BuiltIn.With(Sample.Entry("widely-quoted/all")));
    }

    [Fact]
    public void A_conflict_with_nobody_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => BenchmarkCatalog.Empty.With(Sample.Entry() with { ConflictsWith = ["acme/two"] }));
        Assert.Contains("acme/two", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, BenchmarkCatalog.Empty.With([Sample.Entry() with { ConflictsWith = ["acme/two"] }, Sample.Entry("acme/two")]).Entries.Count);
    }

    [Fact]
    public void One_id_has_one_definition()
    {
        Assert.Throws<ArgumentException>(() => BenchmarkCatalog.BuiltIn.With(new Industry("retail", "Shops")));
        Assert.Throws<ArgumentException>(() => BenchmarkCatalog.BuiltIn.With(Sample.Entry(industry: new Industry("retail", "Retail"))));
        Assert.Throws<ArgumentException>(() => BenchmarkCatalog.BuiltIn.With(BenchmarkMetric.Stickiness with { Numerator = "something else" }));
        Assert.Equal(BenchmarkCatalog.BuiltIn.Industries.Count, BenchmarkCatalog.BuiltIn.With(Industry.Retail).Industries.Count);
        Assert.Equal(BenchmarkCatalog.BuiltIn.Metrics.Count, BenchmarkCatalog.BuiltIn.With(BenchmarkMetric.Stickiness).Metrics.Count);
    }

    [Fact]
    public void Leaving_out_an_entry_leaves_out_the_references_to_it()
    {
        var smaller = BenchmarkCatalog.BuiltIn.Without("exploding-topics-2023/it-services");
        Assert.Equal(BenchmarkCatalog.BuiltIn.Entries.Count - 1, smaller.Entries.Count);
        Assert.Empty(smaller.Find("widely-quoted/software-it")!.ConflictsWith);
        Assert.Null(smaller.Find("exploding-topics-2023/it-services"));
        Assert.Empty(smaller.Conflicts(Retained, Industry.SoftwareAndIT));
        var refused = Assert.Throws<ArgumentException>(() => smaller.Without("exploding-topics-2023/it-services"));
        Assert.Contains("it-services", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_known_on_a_day_leaves_out_what_came_later()
    {
        var then = BenchmarkCatalog.BuiltIn.AsOf(new DateOnly(2019, 12, 31));
        Assert.NotNull(then.Find("rjmetrics-2015/repeat-purchase-rate"));
        Assert.NotNull(then.Find("kbcm-2019/gross-dollar-churn"));
        Assert.Null(then.Find("exploding-topics-2023/all"));
        Assert.NotNull(then.Find("widely-quoted/all"));
        Assert.Null(BenchmarkCatalog.BuiltIn.AsOf(new DateOnly(2019, 12, 31), includeUndated: false).Find("widely-quoted/all"));
        Assert.Null(BenchmarkCatalog.BuiltIn.AsOf(new DateOnly(2015, 5, 28)).Find("rjmetrics-2015/repeat-purchase-rate"));
        Assert.NotNull(BenchmarkCatalog.BuiltIn.AsOf(new DateOnly(2015, 5, 29)).Find("rjmetrics-2015/repeat-purchase-rate"));
    }

    [Fact]
    public void A_metric_that_is_not_there_is_refused_and_the_others_named()
    {
        var refused = Assert.Throws<ArgumentException>(() => BenchmarkCatalog.BuiltIn.FindMetric("retention"));
        Assert.Contains("customer-retention-rate", refused.Message, StringComparison.Ordinal);
        Assert.Null(BenchmarkCatalog.BuiltIn.Find("nobody/nothing"));
    }

    [Fact]
    public void Nothing_null_is_taken()
    {
        var catalog = BenchmarkCatalog.BuiltIn;
        Assert.Throws<ArgumentNullException>(() => catalog.Find(null!));
        Assert.Throws<ArgumentNullException>(() => catalog.FindIndustry(null!));
        Assert.Throws<ArgumentNullException>(() => catalog.FindMetric(null!));
        Assert.Throws<ArgumentNullException>(() => catalog.With((BenchmarkEntry)null!));
        Assert.Throws<ArgumentNullException>(() => catalog.With((IEnumerable<BenchmarkEntry>)null!));
        Assert.Throws<ArgumentNullException>(() => catalog.With([null!]));
        Assert.Throws<ArgumentNullException>(() => catalog.With((Industry)null!));
        Assert.Throws<ArgumentNullException>(() => catalog.With((BenchmarkMetric)null!));
        Assert.Throws<ArgumentNullException>(() => catalog.Without(null!));
        Assert.Throws<ArgumentNullException>(() => catalog.Lookup(null!, Industry.All));
        Assert.Throws<ArgumentNullException>(() => catalog.Lookup(Retained, null!));
        Assert.Throws<ArgumentNullException>(() => catalog.Conflicts(null!, Industry.All));
        Assert.Throws<ArgumentNullException>(() => catalog.Conflicts(Retained, null!));
        Assert.Throws<ArgumentNullException>(() => catalog.WithJson(null!));
        Assert.Throws<ArgumentNullException>(() => BenchmarkCatalog.FromJson(null!));
        Assert.Throws<ArgumentNullException>(() => BenchmarkCatalog.Merge(null!, catalog, BenchmarkMergePolicy.Throw));
        Assert.Throws<ArgumentNullException>(() => BenchmarkCatalog.Merge(catalog, null!, BenchmarkMergePolicy.Throw));
    }
}

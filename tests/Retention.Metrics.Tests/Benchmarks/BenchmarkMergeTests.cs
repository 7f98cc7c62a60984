using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

public class BenchmarkMergeTests
{
    private static readonly BenchmarkCatalog Original = BenchmarkCatalog.FromJson("""
        { "schemaVersion": 1, "name": "ours", "catalogVersion": "2025-01-01", "entries": [
          { "id": "a", "metric": "customer-retention-rate", "industry": "retail", "value": 60, "evidence": "primary", "source": { "title": "S" } },
          { "id": "b", "metric": "customer-retention-rate", "industry": "retail", "value": 70, "evidence": "primary", "source": { "title": "S" } } ] }
        """);

    private static readonly BenchmarkCatalog Overlay = BenchmarkCatalog.FromJson("""
        { "schemaVersion": 1, "name": "theirs", "catalogVersion": "2026-01-01", "entries": [
          { "id": "a", "metric": "customer-retention-rate", "industry": "retail", "value": 65, "evidence": "primary", "source": { "title": "S" } },
          { "id": "b", "metric": "customer-retention-rate", "industry": "retail", "value": 70, "evidence": "primary", "source": { "title": "S" } },
          { "id": "c", "metric": "customer-retention-rate", "industry": "retail", "value": 80, "evidence": "primary", "source": { "title": "S" }, "conflictsWith": ["a"] } ] }
        """);

    [Fact]
    public void Under_throw_every_id_that_differs_is_named()
    {
        var refused = Assert.Throws<ArgumentException>("overlay", () => BenchmarkCatalog.Merge(Original, Overlay, BenchmarkMergePolicy.Throw));
        Assert.Contains("different entries under: a.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["b", "c"], BenchmarkCatalog.Merge(Original.Without("a"), Overlay.Without("a"), BenchmarkMergePolicy.Throw).Entries.Select(e => e.Id));
    }

    [Fact]
    public void When_the_overlay_wins_the_original_goes_to_the_history()
    {
        var merged = BenchmarkCatalog.Merge(Original, Overlay, BenchmarkMergePolicy.OverlayWins);
        Assert.Equal([("a", 65m), ("b", 70m), ("c", 80m)], merged.Entries.Select(e => (e.Id, e.Value)));
        var superseded = Assert.Single(merged.Superseded);
        Assert.Equal((60, "ours 2025-01-01", BenchmarkMergePolicy.OverlayWins), (superseded.Entry.Value, superseded.From, superseded.Policy));
        Assert.Equal("a: 60 % from ours 2025-01-01 superseded (overlay-wins)", superseded.ToString());
        Assert.Equal(("ours + theirs", new DateOnly(2026, 1, 1)), (merged.Name, merged.Version));
    }

    [Fact]
    public void When_the_base_wins_the_overlay_goes_to_the_history()
    {
        var merged = BenchmarkCatalog.Merge(Original, Overlay, BenchmarkMergePolicy.BaseWins);
        Assert.Equal([("a", 60m), ("b", 70m), ("c", 80m)], merged.Entries.Select(e => (e.Id, e.Value)));
        Assert.Equal((65, "theirs 2026-01-01"), (merged.Superseded[0].Entry.Value, merged.Superseded[0].From));
    }

    [Fact]
    public void When_both_are_kept_the_second_gets_a_number_and_a_conflict()
    {
        var merged = BenchmarkCatalog.Merge(Original, Overlay, BenchmarkMergePolicy.KeepBoth);
        Assert.Equal([("a", 60m), ("b", 70m), ("a/2", 65m), ("c", 80m)], merged.Entries.Select(e => (e.Id, e.Value)));
        Assert.Equal(["a"], merged.Find("a/2")!.ConflictsWith);
        // The overlay's c meant the overlay's a.
        Assert.Equal(["a/2"], merged.Find("c")!.ConflictsWith);
        Assert.Empty(merged.Superseded);

        var third = BenchmarkCatalog.FromJson(Overlay.ToJson().Replace("65", "66", StringComparison.Ordinal)).Without("c");
        Assert.Equal(66, BenchmarkCatalog.Merge(merged, third, BenchmarkMergePolicy.KeepBoth).Find("a/3")!.Value);
    }

    [Fact]
    public void The_history_is_written_and_read()
    {
        var merged = BenchmarkCatalog.Merge(Original, Overlay, BenchmarkMergePolicy.OverlayWins);
        var again = BenchmarkCatalog.FromJson(merged.ToJson());
        Assert.Equal(merged.Superseded, again.Superseded);
        Assert.Equal(merged.ToJson(), again.ToJson());
        Assert.Equal(2, BenchmarkCatalog.Merge(again, Original, BenchmarkMergePolicy.OverlayWins).Superseded.Count);
        Assert.Single(BenchmarkCatalog.Merge(again, again, BenchmarkMergePolicy.Throw).Superseded);
    }

    [Fact]
    public void A_document_is_laid_over_by_the_same_policies()
    {
        Assert.Contains("$.entries[0].id: \"a\" is taken", Assert.Throws<BenchmarkCatalogException>(() => Original.WithJson(Overlay.ToJson())).Message, StringComparison.Ordinal);
        Assert.Equal(65, Original.WithJson(Overlay.ToJson(), BenchmarkMergePolicy.OverlayWins).Find("a")!.Value);
        Assert.Equal(60, Original.WithJson(Overlay.ToJson(), BenchmarkMergePolicy.BaseWins).Find("a")!.Value);
        Assert.Equal(65, Original.WithJson(Overlay.ToJson(), BenchmarkMergePolicy.KeepBoth).Find("a/2")!.Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => Original.WithJson(Overlay.ToJson(), (BenchmarkMergePolicy)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => BenchmarkCatalog.Merge(Original, Overlay, (BenchmarkMergePolicy)9));
    }

    [Fact]
    public void Names_and_versions_of_unnamed_catalogs_are_those_of_the_other()
    {
        var entry = BenchmarkCatalog.Empty.With(Sample.Entry("d"));
        Assert.Equal("ours", BenchmarkCatalog.Merge(Original, entry, BenchmarkMergePolicy.Throw).Name);
        Assert.Equal("ours", BenchmarkCatalog.Merge(entry, Original, BenchmarkMergePolicy.Throw).Name);
        Assert.Equal("ours", BenchmarkCatalog.Merge(Original, Original, BenchmarkMergePolicy.Throw).Name);
        Assert.Equal(new DateOnly(2025, 1, 1), BenchmarkCatalog.Merge(entry, Original, BenchmarkMergePolicy.Throw).Version);
        Assert.Equal(new DateOnly(2026, 1, 1), BenchmarkCatalog.Merge(Overlay.Without("c").Without("a"), Original, BenchmarkMergePolicy.Throw).Version);
    }

    [Fact]
    public void Two_definitions_cannot_share_an_id_so_one_side_must_win()
    {
        var vehicles = new Industry("vehicles", "Vehicles");
        var cars = new Industry("cars", "Cars") { Parent = vehicles };
        var ours = BenchmarkCatalog.Empty.With(Sample.Entry("ours/cars", industry: cars));
        var theirs = BenchmarkCatalog.Empty.With(Sample.Entry("theirs/fleets", industry: new Industry("vehicles", "Vehicles of every kind") { ChineseName = "车辆" }));

        foreach (var policy in new[] { BenchmarkMergePolicy.Throw, BenchmarkMergePolicy.KeepBoth })
        {
            var refused = Assert.Throws<ArgumentException>(() => BenchmarkCatalog.Merge(ours, theirs, policy));
            Assert.Contains("industry vehicles", refused.Message, StringComparison.Ordinal);
        }

        var overlaid = BenchmarkCatalog.Merge(ours, theirs, BenchmarkMergePolicy.OverlayWins);
        Assert.Equal("Vehicles of every kind", overlaid.Find("ours/cars")!.Industry.Parent!.Name);
        Assert.Equal("vehicles", overlaid.FindIndustry("车辆").Id);
        Assert.Equal("Vehicles", BenchmarkCatalog.Merge(ours, theirs, BenchmarkMergePolicy.BaseWins).Find("theirs/fleets")!.Industry.Name);
    }

    [Fact]
    public void A_metric_that_wins_must_fit_the_figures_that_it_is_given()
    {
        var wide = new BenchmarkMetric("m", "M") { Numerator = "a", Denominator = "b", Maximum = 200 };
        var ours = BenchmarkCatalog.Empty.With(Sample.Entry("ours/one", 150, metric: wide));
        var narrow = BenchmarkCatalog.Empty.With(wide with { Maximum = 100 });
        var refused = Assert.Throws<ArgumentException>(() => BenchmarkCatalog.Merge(ours, narrow, BenchmarkMergePolicy.OverlayWins));
        Assert.Contains("was 150", refused.Message, StringComparison.Ordinal);
        Assert.Contains("metric m", Assert.Throws<ArgumentException>(() => BenchmarkCatalog.Merge(ours, narrow, BenchmarkMergePolicy.Throw)).Message, StringComparison.Ordinal);
    }

    // The built-in catalog has e-commerce in retail; an overlay that turns them round brings both of its own definitions.
    [Fact]
    public void An_overlay_that_turns_parent_and_part_round_makes_no_circle()
    {
        var turned = BenchmarkCatalog.Empty.With(new Industry("retail", "Retail") { Parent = new Industry("ecommerce", "E-commerce") });
        var overlaid = BenchmarkCatalog.Merge(BenchmarkCatalog.BuiltIn, turned, BenchmarkMergePolicy.OverlayWins);
        Assert.True(overlaid.FindIndustry("retail").IsWithin(Industry.ECommerce));
        Assert.Null(overlaid.FindIndustry("ecommerce").Parent);
        Assert.True(overlaid.FindIndustry("ecommerce/pet").IsWithin(Industry.ECommerce));
        Assert.False(overlaid.FindIndustry("ecommerce/pet").IsWithin(Industry.All));
        Assert.True(BenchmarkCatalog.Merge(BenchmarkCatalog.BuiltIn, turned, BenchmarkMergePolicy.BaseWins).FindIndustry("ecommerce").IsWithin(Industry.Retail));
    }
}

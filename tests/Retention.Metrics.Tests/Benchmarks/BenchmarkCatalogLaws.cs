using Retention.Metrics.Benchmarks;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Benchmarks;

public class BenchmarkCatalogLaws
{
    private static Dictionary<string, BenchmarkEntry> ById(BenchmarkCatalog catalog) => catalog.Entries.ToDictionary(e => e.Id, StringComparer.Ordinal);

    [Property]
    public void A_catalog_reads_back_as_itself_to_the_byte(AnyCatalog any)
    {
        var again = BenchmarkCatalog.FromJson(any.Value.ToJson());
        Assert.Equal(any.Value.Entries, again.Entries);
        Assert.Equal(any.Value.ToJson(), again.ToJson());
    }

    [Property]
    public void Merging_with_nothing_or_with_itself_changes_nothing(AnyCatalog any)
    {
        var catalog = any.Value;
        foreach (var policy in Enum.GetValues<BenchmarkMergePolicy>())
        {
            Assert.Equal(catalog.ToJson(), BenchmarkCatalog.Merge(catalog, BenchmarkCatalog.Empty, policy).ToJson());
            Assert.Equal(catalog.ToJson(), BenchmarkCatalog.Merge(BenchmarkCatalog.Empty, catalog, policy).ToJson());
            Assert.Equal(catalog.ToJson(), BenchmarkCatalog.Merge(catalog, catalog, policy).ToJson());
        }
    }

    [Property]
    public void Laying_over_and_laying_under_keep_the_same_figures(AnyCatalog a, AnyCatalog b)
    {
        var over = BenchmarkCatalog.Merge(a.Value, b.Value, BenchmarkMergePolicy.OverlayWins);
        var under = BenchmarkCatalog.Merge(b.Value, a.Value, BenchmarkMergePolicy.BaseWins);
        Assert.Equivalent(ById(over), ById(under), strict: true);
        Assert.Equal(over.Superseded.Select(s => s.Entry.Id).Order(StringComparer.Ordinal), under.Superseded.Select(s => s.Entry.Id).Order(StringComparer.Ordinal));
    }

    [Property]
    public void Every_policy_accounts_for_every_entry(AnyCatalog a, AnyCatalog b)
    {
        var (ours, theirs) = (ById(a.Value), ById(b.Value));
        var same = ours.Count(o => theirs.TryGetValue(o.Key, out var t) && t.Equals(o.Value));
        var clashes = ours.Keys.Count(theirs.ContainsKey) - same;

        var both = BenchmarkCatalog.Merge(a.Value, b.Value, BenchmarkMergePolicy.KeepBoth);
        Assert.Equal(ours.Count + theirs.Count - same, both.Entries.Count);
        Assert.Equal(clashes, BenchmarkCatalog.Merge(a.Value, b.Value, BenchmarkMergePolicy.OverlayWins).Superseded.Count);
        Assert.Equal(clashes > 0, Record.Exception(() => BenchmarkCatalog.Merge(a.Value, b.Value, BenchmarkMergePolicy.Throw)) is ArgumentException);
        Assert.Equal(both.ToJson(), BenchmarkCatalog.FromJson(both.ToJson()).ToJson());
    }

    [Property]
    public void Lookups_together_hold_every_entry_once_and_in_order(AnyCatalog any)
    {
        var found = any.Value.Metrics.SelectMany(m => any.Value.Industries.Select(i => any.Value.Lookup(m, i))).ToList();
        Assert.Equal(any.Value.Entries.Select(e => e.Id).Order(StringComparer.Ordinal), found.SelectMany(f => f.Entries).Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.All(found, f => Assert.Equal(f.Entries.Select(e => e.Evidence).OrderDescending(), f.Entries.Select(e => e.Evidence)));
    }

    [Property]
    public void Removing_what_was_added_leaves_the_figures_as_they_were(AnyCatalog any)
    {
        var larger = any.Value.With(Sample.Entry("added/entry"));
        Assert.Equal(any.Value.Entries, larger.Without("added/entry").Entries);
    }

    [Property]
    public void A_later_day_knows_at_least_as_much(AnyCatalog any, BusinessDay one, BusinessDay other)
    {
        var (early, late) = one.Value <= other.Value ? (one.Value, other.Value) : (other.Value, one.Value);
        Assert.Subset(any.Value.AsOf(late).Entries.Select(e => e.Id).ToHashSet(StringComparer.Ordinal), any.Value.AsOf(early).Entries.Select(e => e.Id).ToHashSet(StringComparer.Ordinal));
    }

    [Property]
    public void A_conflict_seen_from_one_side_is_seen_from_the_other(AnyCatalog any)
    {
        foreach (var conflict in any.Value.Metrics.SelectMany(m => any.Value.Industries.SelectMany(i => any.Value.Conflicts(m, i))))
        {
            Assert.NotEmpty(conflict.Reasons);
            Assert.Equal(conflict.First.Metric, conflict.Second.Metric);
            Assert.Contains(any.Value.Conflicts(conflict.Second.Metric, conflict.Second.Industry), c => c.First.Id == conflict.First.Id || c.Second.Id == conflict.First.Id);
        }
    }
}

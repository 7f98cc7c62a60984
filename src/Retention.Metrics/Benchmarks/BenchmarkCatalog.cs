using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// Published figures to compare one's own with: entries, the industries and the metrics that they are about. Immutable and safe to share between threads.
/// </summary>
/// <remarks>
/// <para><see cref="BuiltIn"/> holds figures that are quoted everywhere, with what is known of each and, printed as unknown, what is not.
/// Entries that disagree stand beside each other; see <see cref="Conflicts"/>.</para>
/// <para>Every change makes a new catalog: <see cref="With(BenchmarkEntry)"/>, <see cref="WithJson"/>, <see cref="Without"/>, <see cref="Merge"/>, <see cref="AsOf"/>.</para>
/// <para>Nothing is read from a clock, a culture or a network.</para>
/// </remarks>
/// <example>
/// <code>
/// var q1 = CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150);
/// Console.WriteLine(BenchmarkCatalog.BuiltIn.Compare(q1.RetentionRate, Industry.SoftwareAndIT));
/// // +18.0 points above 77 %, p &lt; .001; source, period, year, statistic and sample size unknown
///
/// BenchmarkCatalog mine = BenchmarkCatalog.BuiltIn.WithJson(File.ReadAllText("industries.json"));
/// </code>
/// </example>
[JsonConverter(typeof(BenchmarkCatalogConverter))]
public sealed partial class BenchmarkCatalog
{
    private readonly Dictionary<string, BenchmarkEntry> _entriesById;
    private readonly Dictionary<(string Metric, string Industry), BenchmarkEntry[]> _ranked;
    private readonly ILookup<string, BenchmarkEntry> _conflicts;
    private readonly Dictionary<string, BenchmarkMetric> _metrics;
    private readonly Dictionary<string, Industry> _industries;
    private readonly Dictionary<string, List<Industry>> _industriesByName;

    private BenchmarkCatalog(CatalogContents contents)
    {
        Name = contents.Name;
        Version = contents.Version;
        Entries = [.. contents.Entries];
        Metrics = [.. contents.Metrics.Values];
        Industries = [.. contents.Industries.Values];
        Superseded = [.. contents.Superseded];
        _entriesById = Entries.ToDictionary(e => e.Id, StringComparer.Ordinal);
        _conflicts = Entries
            .SelectMany(e => e.ConflictsWith.Select(id => _entriesById[id]).SelectMany(other => new[] { (e.Id, Other: other), (other.Id, Other: e) }))
            .Distinct()
            .ToLookup(pair => pair.Id, pair => pair.Other, StringComparer.Ordinal);
        _ranked = Entries.GroupBy(e => (e.Metric.Id, e.Industry.Id)).ToDictionary(g => g.Key, g => g.Order(Ranking.Instance).ToArray());
        _metrics = Metrics.ToDictionary(m => m.Id, StringComparer.Ordinal);
        _industries = Industries.ToDictionary(i => i.Id, StringComparer.Ordinal);
        _industriesByName = new(StringComparer.OrdinalIgnoreCase);
        foreach (var industry in Industries)
        {
            foreach (var name in NamesOf(industry))
            {
                if (!_industriesByName.TryGetValue(name, out var bearers))
                {
                    _industriesByName[name] = bearers = [];
                }

                bearers.Add(industry);
            }
        }
    }

    /// <summary>A catalog with nothing in it.</summary>
    public static BenchmarkCatalog Empty { get; } = new(new CatalogContents());

    /// <summary>
    /// The catalog that comes with the library: eight widely quoted figures whose survey nobody has traced, the list they were taken from, and figures of named publishers on revenue,
    /// apps, repeat purchase, daily use and recommendation. Read once, on first use, from a document of the same form as users write.
    /// </summary>
    public static BenchmarkCatalog BuiltIn => BuiltInHolder.Instance;

    /// <summary>What the catalog is called; null when it has no name. A catalog made from another by adding or leaving out keeps the name.</summary>
    public string? Name { get; }

    /// <summary>The day of the data, which is a version of its own beside that of the package; null when unknown.</summary>
    public DateOnly? Version { get; }

    /// <summary>The entries, in the order in which they were added.</summary>
    public IReadOnlyList<BenchmarkEntry> Entries { get; }

    /// <summary>The metrics, those without an entry included.</summary>
    public IReadOnlyList<BenchmarkMetric> Metrics { get; }

    /// <summary>The industries, those without an entry included.</summary>
    public IReadOnlyList<Industry> Industries { get; }

    /// <summary>The entries that lost their id to another one in a merge.</summary>
    public IReadOnlyList<SupersededEntry> Superseded { get; }

    /// <summary>The entry with an id.</summary>
    /// <param name="entryId">The id.</param>
    /// <returns>The entry; null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entryId"/> is null.</exception>
    public BenchmarkEntry? Find(string entryId)
    {
        ArgumentNullException.ThrowIfNull(entryId);
        return _entriesById.GetValueOrDefault(entryId);
    }

    /// <summary>
    /// The industry with an id, a name in English or Chinese, or an alias. Case, diacritics, full-width forms, hyphens and spaces make no difference; an id wins over names.
    /// </summary>
    /// <param name="name">The id, name or alias.</param>
    /// <returns>The industry.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">No industry has that name, or several have; the message names them.</exception>
    /// <example>
    /// <code>
    /// BenchmarkCatalog.BuiltIn.FindIndustry("电商")       // E-commerce
    /// BenchmarkCatalog.BuiltIn.FindIndustry("software")   // throws: Software and IT services (software-it), or IT and software (it-software)?
    /// </code>
    /// </example>
    public Industry FindIndustry(string name)
    {
        var candidates = IndustriesNamed(name);
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new ArgumentException($"No industry is called \"{name}\". The catalog has: {string.Join(", ", _industries.Keys)}.", nameof(name)),
            _ => throw new ArgumentException($"\"{name}\" may mean {string.Join(", or ", candidates.Select(c => c.Described))}. Give the id of the one that is meant.", nameof(name)),
        };
    }

    /// <summary>Every industry that a name may mean: one for an id, several for an ambiguous alias, none for an unknown name.</summary>
    /// <param name="name">The id, name or alias.</param>
    /// <returns>The industries.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public IReadOnlyList<Industry> IndustriesNamed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_industries.TryGetValue(name.Trim(), out var industry))
        {
            return [industry];
        }

        return _industriesByName.TryGetValue(NameFold.Of(name), out var bearers) ? bearers.AsReadOnly() : [];
    }

    /// <summary>The metric with an id.</summary>
    /// <param name="metricId">The id.</param>
    /// <returns>The metric.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="metricId"/> is null.</exception>
    /// <exception cref="ArgumentException">The catalog has no such metric; the message names those it has.</exception>
    public BenchmarkMetric FindMetric(string metricId)
    {
        ArgumentNullException.ThrowIfNull(metricId);
        return MetricById(metricId)
            ?? throw new ArgumentException($"No metric has the id \"{metricId}\". The catalog has: {string.Join(", ", _metrics.Keys)}.", nameof(metricId));
    }

    /// <summary>The catalog with one more entry, and with the entry's metric and industry where they are new.</summary>
    /// <param name="entry">The entry; its id must be new.</param>
    /// <returns>The larger catalog.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The id is taken, the value lies outside the range of the metric, parts of the entry contradict each other, it conflicts with an id that is not in the catalog,
    /// or its metric or industry has an id that the catalog defines otherwise.
    /// </exception>
    public BenchmarkCatalog With(BenchmarkEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return With([entry]);
    }

    /// <summary>The catalog with more entries, and with their metrics and industries where they are new.</summary>
    /// <param name="entries">The entries; their ids must be new. They may refer to each other as conflicting.</param>
    /// <returns>The larger catalog.</returns>
    /// <exception cref="ArgumentNullException">The sequence or an entry is null.</exception>
    /// <exception cref="ArgumentException">As for one entry.</exception>
    public BenchmarkCatalog With(IEnumerable<BenchmarkEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var contents = new CatalogContents(this);
        var ids = new HashSet<string>(_entriesById.Keys, StringComparer.Ordinal);
        var added = new List<BenchmarkEntry>();
        foreach (var entry in entries)
        {
            ArgumentNullException.ThrowIfNull(entry, nameof(entries));
            EntryRules.Check(entry, nameof(entries));
            if (!ids.Add(entry.Id))
            {
                throw new ArgumentException($"The id {entry.Id} is taken. Leave the other entry out first (Without), or decide between them with Merge.", nameof(entries));
            }

            added.Add(entry);
            contents.Register(entry.Metric, nameof(entries));
            contents.Register(entry.Industry, nameof(entries));
        }

        foreach (var entry in added)
        {
            if (entry.ConflictsWith.FirstOrDefault(id => !ids.Contains(id)) is { } missing)
            {
                throw new ArgumentException($"The entry {entry.Id} conflicts with {missing}, which is not in the catalog.", nameof(entries));
            }
        }

        contents.Entries.AddRange(added);
        return new(contents);
    }

    /// <summary>The catalog with an industry, and its ancestors, that need no entry: to be found by name, or to be fallen back to.</summary>
    /// <param name="industry">The industry.</param>
    /// <returns>The larger catalog.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="industry"/> is null.</exception>
    /// <exception cref="ArgumentException">The catalog defines its id, or that of an ancestor, otherwise.</exception>
    public BenchmarkCatalog With(Industry industry)
    {
        ArgumentNullException.ThrowIfNull(industry);
        var contents = new CatalogContents(this);
        contents.Register(industry, nameof(industry));
        return new(contents);
    }

    /// <summary>The catalog with a metric that needs no entry.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>The larger catalog.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="metric"/> is null.</exception>
    /// <exception cref="ArgumentException">The catalog defines its id otherwise.</exception>
    public BenchmarkCatalog With(BenchmarkMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var contents = new CatalogContents(this);
        contents.Register(metric, nameof(metric));
        return new(contents);
    }

    /// <summary>The catalog without an entry. References to it as conflicting go with it; metrics and industries stay.</summary>
    /// <param name="entryId">The id of the entry.</param>
    /// <returns>The smaller catalog.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entryId"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no such entry.</exception>
    public BenchmarkCatalog Without(string entryId)
    {
        ArgumentNullException.ThrowIfNull(entryId);
        return _entriesById.ContainsKey(entryId)
            ? Keep(e => !string.Equals(e.Id, entryId, StringComparison.Ordinal))
            : throw new ArgumentException($"No entry has the id \"{entryId}\".", nameof(entryId));
    }

    /// <summary>What was known on a day: the catalog without the entries published after it.</summary>
    /// <param name="date">The day. An entry of which only the year is known counts as published from the first day of the year.</param>
    /// <param name="includeUndated">Whether entries stay whose publication is not dated at all; they do unless told.</param>
    /// <returns>The smaller catalog.</returns>
    public BenchmarkCatalog AsOf(DateOnly date, bool includeUndated = true) =>
        Keep(e => e.Source.PublishedFrom is { } published ? published <= date : includeUndated);

    /// <summary>Name, version and how much there is.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Label}: {Text.Count(Entries.Count)} entries, {Text.Count(Industries.Count)} industries, {Text.Count(Metrics.Count)} metrics";

    /// <summary>Name and version: "built-in 2026-11-22".</summary>
    internal string Label => (Name ?? "unnamed catalog") + (Version is { } version ? " " + Text.Date(version) : string.Empty);

    internal Industry? IndustryById(string id) => _industries.GetValueOrDefault(id);

    internal BenchmarkMetric? MetricById(string id) => _metrics.GetValueOrDefault(id);

    /// <summary>The entries that pass, and those of their references that still lead somewhere.</summary>
    internal BenchmarkCatalog Keep(Func<BenchmarkEntry, bool> passes)
    {
        var contents = new CatalogContents(this);
        var kept = contents.Entries.Where(passes).ToList();
        var ids = kept.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        contents.Entries.Clear();
        contents.Entries.AddRange(kept.Select(e => e.ConflictsWith.All(ids.Contains) ? e : e with { ConflictsWith = [.. e.ConflictsWith.Where(ids.Contains)] }));
        return new(contents);
    }

    /// <summary>
    /// What a comparison of a metric with an industry depends on, in the same order: the entries of the industry and of its ancestors, those that contest them,
    /// and, where the industry has none, the figures that it has of other metrics.
    /// </summary>
    internal BenchmarkCatalog About(BenchmarkMetric metric, Industry industry)
    {
        var here = IndustryById(industry.Id) ?? industry;
        var missing = Ranked(metric, here).Length == 0;
        var ids = Entries.Where(e => (e.Metric.Equals(metric) && here.IsWithin(e.Industry)) || (missing && e.Industry.Equals(here)))
            .SelectMany(e => ConflictingWith(e).Prepend(e))
            .Select(e => e.Id)
            .ToHashSet(StringComparer.Ordinal);
        return Only(e => ids.Contains(e.Id), metric, here);
    }

    /// <summary>The entries that pass with the vocabulary that they and the question need, and nothing else.</summary>
    internal BenchmarkCatalog Only(Func<BenchmarkEntry, bool> passes, BenchmarkMetric metric, Industry industry)
    {
        var kept = Keep(passes);
        var contents = new CatalogContents { Name = Name, Version = Version };
        foreach (var used in Metrics.Where(m => m.Equals(metric) || kept.Entries.Any(e => e.Metric.Equals(m))))
        {
            contents.Register(used, nameof(metric));
        }

        foreach (var used in Industries.Where(i => industry.IsWithin(i) || kept.Entries.Any(e => e.Industry.IsWithin(i))))
        {
            contents.Register(used, nameof(industry));
        }

        contents.Register(metric, nameof(metric));
        contents.Register(industry, nameof(industry));
        contents.Entries.AddRange(kept.Entries);
        return new(contents);
    }

    private static HashSet<string> NamesOf(Industry industry)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { NameFold.Of(industry.Id), NameFold.Of(industry.Name) };
        if (industry.ChineseName is { } chinese)
        {
            names.Add(NameFold.Of(chinese));
        }

        names.UnionWith(industry.Aliases.Select(NameFold.Of));
        return names;
    }

    /// <summary>Best evidence first, then the latest publication, then the largest sample; ids settle the rest.</summary>
    private sealed class Ranking : IComparer<BenchmarkEntry>
    {
        public static readonly Ranking Instance = new();

        public int Compare(BenchmarkEntry? x, BenchmarkEntry? y)
        {
            if (x is null || y is null)
            {
                return (x is null ? 1 : 0) - (y is null ? 1 : 0);
            }

            var evidence = y.Evidence.CompareTo(x.Evidence);
            var recency = Nullable.Compare(y.Source.PublishedFrom, x.Source.PublishedFrom);
            var size = Nullable.Compare(y.SampleSize, x.SampleSize);
            return evidence != 0 ? evidence : recency != 0 ? recency : size != 0 ? size : string.CompareOrdinal(x.Id, y.Id);
        }
    }

    private static class BuiltInHolder
    {
        [SuppressMessage("Usage", "CA2211:Non-constant fields should not be visible", Justification = "Readonly and inside a private type.")]
        public static readonly BenchmarkCatalog Instance = Load();

        private static BenchmarkCatalog Load()
        {
            using var stream = typeof(BenchmarkCatalog).Assembly.GetManifestResourceStream("Retention.Metrics.Benchmarks.built-in.json")!;
            using var reader = new StreamReader(stream);
            return new(CatalogReader.Read(reader.ReadToEnd(), Empty, vocabulary: null, BenchmarkMergePolicy.Throw));
        }
    }
}

namespace Retention.Metrics.Benchmarks;

/// <content>Joining two catalogs.</content>
public sealed partial class BenchmarkCatalog
{
    /// <summary>
    /// One catalog from two. Entries with different ids are all kept, also where their figures disagree; the policy decides only about one id with two contents.
    /// </summary>
    /// <param name="original">The catalog that is laid under.</param>
    /// <param name="overlay">The catalog that is laid over.</param>
    /// <param name="policy">
    /// What to do about an id that has two contents. Definitions of metrics and industries follow it too, except that under <see cref="BenchmarkMergePolicy.KeepBoth"/>,
    /// where two definitions cannot share an id, the merge is refused.
    /// </param>
    /// <returns>The merged catalog; entries that lost are in its <see cref="Superseded"/>.</returns>
    /// <exception cref="ArgumentNullException">A catalog is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The policy is not one of the enum.</exception>
    /// <exception cref="ArgumentException">The policy refuses; the message names every id that differs. Or a metric that wins does not fit a figure that the other catalog has under it.</exception>
    /// <example>
    /// <code>
    /// BenchmarkCatalog both = BenchmarkCatalog.Merge(BenchmarkCatalog.BuiltIn, mine, BenchmarkMergePolicy.OverlayWins);
    /// both.Superseded   // what the overlay replaced, and where it came from
    /// </code>
    /// </example>
    public static BenchmarkCatalog Merge(BenchmarkCatalog original, BenchmarkCatalog overlay, BenchmarkMergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(overlay);
        Guard.Defined(policy);
        return Combine(original, new CatalogContents(overlay), policy, nameof(overlay));
    }

    private static BenchmarkCatalog Combine(BenchmarkCatalog original, CatalogContents overlay, BenchmarkMergePolicy policy, string argument)
    {
        var merged = new CatalogContents(original)
        {
            Name = JoinedName(original.Name, overlay.Name),
            Version = original.Version > overlay.Version ? original.Version : overlay.Version ?? original.Version,
        };
        var redefined = MergeDefinitions(merged, overlay, policy, argument);
        MergeEntries(merged, original.Label, overlay, policy, argument);
        merged.Superseded.AddRange(overlay.Superseded.Where(s => !merged.Superseded.Contains(s)));
        if (redefined)
        {
            Redefine(merged, argument);
        }

        return new(merged);
    }

    private static string? JoinedName(string? original, string? overlay) =>
        original is null || overlay is null || string.Equals(original, overlay, StringComparison.Ordinal) ? original ?? overlay : $"{original} + {overlay}";

    /// <summary>Brings in the metrics and industries of the overlay; true when one of the original's changed.</summary>
    private static bool MergeDefinitions(CatalogContents merged, CatalogContents overlay, BenchmarkMergePolicy policy, string argument)
    {
        var differing = overlay.Metrics.Values.Where(m => merged.Metrics.TryGetValue(m.Id, out var known) && !known.SaysTheSameAs(m)).Select(m => "metric " + m.Id)
            .Concat(overlay.Industries.Values.Where(i => merged.Industries.TryGetValue(i.Id, out var known) && !known.SaysTheSameAs(i)).Select(i => "industry " + i.Id))
            .ToList();
        if (differing.Count > 0 && policy is BenchmarkMergePolicy.Throw or BenchmarkMergePolicy.KeepBoth)
        {
            throw new ArgumentException($"The two catalogs define otherwise: {string.Join(", ", differing)}. One id cannot keep two definitions; choose which side wins.", argument);
        }

        foreach (var metric in overlay.Metrics.Values)
        {
            if (policy == BenchmarkMergePolicy.OverlayWins || !merged.Metrics.ContainsKey(metric.Id))
            {
                merged.Metrics[metric.Id] = metric;
            }
        }

        foreach (var industry in overlay.Industries.Values)
        {
            if (policy == BenchmarkMergePolicy.OverlayWins || !merged.Industries.ContainsKey(industry.Id))
            {
                merged.Industries[industry.Id] = industry;
            }
        }

        return differing.Count > 0;
    }

    private static void MergeEntries(CatalogContents merged, string originalLabel, CatalogContents overlay, BenchmarkMergePolicy policy, string argument)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in merged.Entries)
        {
            places.Add(entry.Id, places.Count);
        }

        var differing = overlay.Entries.Where(e => places.TryGetValue(e.Id, out var place) && !merged.Entries[place].Equals(e)).ToList();
        switch (policy)
        {
            case BenchmarkMergePolicy.Throw when differing.Count > 0:
                throw new ArgumentException($"The two catalogs have different entries under: {string.Join(", ", differing.Select(e => e.Id))}. Choose a merge policy that decides.", argument);
            case BenchmarkMergePolicy.OverlayWins:
                foreach (var entry in differing)
                {
                    merged.Superseded.Add(new(merged.Entries[places[entry.Id]], originalLabel, policy));
                    merged.Entries[places[entry.Id]] = entry;
                }

                break;
            case BenchmarkMergePolicy.BaseWins:
                var overlayLabel = (overlay.Name ?? "overlay") + (overlay.Version is { } version ? " " + Rendering.Text.Date(version) : string.Empty);
                merged.Superseded.AddRange(differing.Select(e => new SupersededEntry(e, overlayLabel, policy)));
                break;
            default:
                break;
        }

        var renamed = policy == BenchmarkMergePolicy.KeepBoth ? Renamed(differing, [.. places.Keys, .. overlay.Entries.Select(e => e.Id)]) : [];
        foreach (var entry in overlay.Entries)
        {
            if (renamed.TryGetValue(entry.Id, out var id))
            {
                merged.Entries.Add(entry with { Id = id, ConflictsWith = [entry.Id, .. References(entry)] });
            }
            else if (!places.ContainsKey(entry.Id))
            {
                merged.Entries.Add(renamed.Count == 0 ? entry : entry with { ConflictsWith = [.. References(entry)] });
            }
        }

        IEnumerable<string> References(BenchmarkEntry entry) => entry.ConflictsWith.Select(reference => renamed.GetValueOrDefault(reference, reference));
    }

    private static Dictionary<string, string> Renamed(List<BenchmarkEntry> entries, HashSet<string> taken)
    {
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var number = 2;
            while (!taken.Add(NumberedId()))
            {
                number++;
            }

            renamed.Add(entry.Id, NumberedId());

            string NumberedId() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{entry.Id}/{number}");
        }

        return renamed;
    }

    /// <summary>
    /// Gives every entry the definitions that won, and every industry the parent that won. The side that wins brings all ancestors of its industries along,
    /// so that no circle can arise between the two sides.
    /// </summary>
    private static void Redefine(CatalogContents merged, string argument)
    {
        var joined = new Dictionary<string, Industry>(StringComparer.Ordinal);
        foreach (var id in merged.Industries.Keys.ToList())
        {
            merged.Industries[id] = Join(id);
        }

        for (var i = 0; i < merged.Entries.Count; i++)
        {
            var entry = merged.Entries[i];
            merged.Entries[i] = entry with { Metric = merged.Metrics[entry.Metric.Id], Industry = merged.Industries[entry.Industry.Id] };
            EntryRules.Check(merged.Entries[i], argument);
        }

        Industry Join(string id)
        {
            if (joined.TryGetValue(id, out var done))
            {
                return done;
            }

            var industry = merged.Industries[id];
            return joined[id] = industry with { Parent = industry.Parent is { } parent ? Join(parent.Id) : null };
        }
    }
}

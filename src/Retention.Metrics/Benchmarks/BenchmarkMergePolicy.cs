namespace Retention.Metrics.Benchmarks;

/// <summary>
/// What happens when two catalogs hold different entries under one id. Entries with the same content are one entry under every policy,
/// and entries with different ids are all kept: figures that disagree are information, not a mistake.
/// </summary>
public enum BenchmarkMergePolicy
{
    /// <summary>Nothing is decided silently: the merge is refused and names every such id. The default.</summary>
    Throw = 0,

    /// <summary>Both are kept; the overlay's gets the id with "/2" (or the next free number) behind it and is marked as conflicting with the other.</summary>
    KeepBoth = 1,

    /// <summary>The overlay's entry is kept, the other goes to the history of the catalog.</summary>
    OverlayWins = 2,

    /// <summary>The original's entry is kept, the other goes to the history of the catalog.</summary>
    BaseWins = 3,
}

namespace Retention.Metrics.Benchmarks;

/// <summary>An entry that lost its id to another one when two catalogs were merged. Kept, so that a changed figure can be explained.</summary>
public sealed record SupersededEntry
{
    internal SupersededEntry(BenchmarkEntry entry, string from, BenchmarkMergePolicy policy)
    {
        Entry = entry;
        From = from;
        Policy = policy;
    }

    /// <summary>The entry that is no longer in use. The one in use has the same id.</summary>
    public BenchmarkEntry Entry { get; }

    /// <summary>The catalog that it came from, by name and version.</summary>
    public string From { get; }

    /// <summary>The policy that decided.</summary>
    public BenchmarkMergePolicy Policy { get; }

    /// <summary>What was superseded, from where and why.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Entry.Id}: {Entry.ValueText} from {From} superseded ({Words.Of(Policy)})";
}

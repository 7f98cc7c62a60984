using System.Globalization;

namespace Retention.Metrics.Orders;

/// <summary>A named segment: the scores that belong to it. Immutable.</summary>
/// <example>
/// <code>
/// var champions = new RfmSegment("Champions") { MinimumRecency = 5, MinimumFrequency = 4 };
/// </code>
/// </example>
public sealed record RfmSegment
{
    /// <summary>Starts with a segment that every score belongs to; narrow it with the minima and maxima.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public RfmSegment(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The least score of recency; 1 unless told.</summary>
    public int MinimumRecency { get; init; } = 1;

    /// <summary>The greatest score of recency; any unless told.</summary>
    public int MaximumRecency { get; init; } = int.MaxValue;

    /// <summary>The least score of frequency; 1 unless told.</summary>
    public int MinimumFrequency { get; init; } = 1;

    /// <summary>The greatest score of frequency; any unless told.</summary>
    public int MaximumFrequency { get; init; } = int.MaxValue;

    /// <summary>The least score of spend; 1 unless told.</summary>
    public int MinimumMonetary { get; init; } = 1;

    /// <summary>The greatest score of spend; any unless told.</summary>
    public int MaximumMonetary { get; init; } = int.MaxValue;

    /// <summary>Whether a customer with these scores belongs to the segment.</summary>
    /// <param name="scores">The scores.</param>
    /// <returns>True when each score is inside its range.</returns>
    public bool Contains(RfmScores scores) =>
        scores.Recency >= MinimumRecency && scores.Recency <= MaximumRecency
        && scores.Frequency >= MinimumFrequency && scores.Frequency <= MaximumFrequency
        && scores.Monetary >= MinimumMonetary && scores.Monetary <= MaximumMonetary;

    /// <summary>The name and the ranges of the scores, as "Champions (R 5, F 4–)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var parts = new List<string>();
        Say(parts, "R", MinimumRecency, MaximumRecency);
        Say(parts, "F", MinimumFrequency, MaximumFrequency);
        Say(parts, "M", MinimumMonetary, MaximumMonetary);
        return parts.Count == 0 ? Name : $"{Name} ({string.Join(", ", parts)})";
    }

    private static void Say(List<string> parts, string letter, int least, int greatest)
    {
        if (least > 1 || greatest < int.MaxValue)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{letter} {least}{(greatest == least ? string.Empty : greatest == int.MaxValue ? "–" : $"–{greatest}")}"));
        }
    }
}

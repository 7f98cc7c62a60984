namespace Retention.Metrics.Benchmarks;

/// <summary>
/// How near a figure is to whoever measured it, as historians grade sources. Higher is better, and entries are ordered by it first.
/// </summary>
public enum EvidenceGrade
{
    /// <summary>The figure is widely repeated, and who measured it was looked for and not found. The default: the least that can be said of a number.</summary>
    Untraced = 0,

    /// <summary>It has a named origin, and other publications of that origin, or of its equals, contradict it.</summary>
    Contested = 1,

    /// <summary>A dated page prints it and names nobody who measured it.</summary>
    Tertiary = 2,

    /// <summary>Another party's page, or a copy, reports it and names who measured it.</summary>
    Secondary = 3,

    /// <summary>It was read in a publication of whoever measured it.</summary>
    Primary = 4,
}

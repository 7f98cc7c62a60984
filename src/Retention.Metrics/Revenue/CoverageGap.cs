using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>What a rate of a bridge remembers of a period that the data do not cover in full; the default value for one that they do, and for totals.</summary>
/// <param name="Period">The period.</param>
/// <param name="ObservedThrough">The last day that the data cover.</param>
internal readonly record struct CoverageGap(Period? Period, DateOnly? ObservedThrough)
{
    /// <summary>Whether there is no gap.</summary>
    public bool IsObserved => Period is not { } period || !(period.End.DayNumber - 1 > ObservedThrough?.DayNumber);

    /// <summary>Why there is no figure when no day is observed; null when one is.</summary>
    public string? WhyUnknown => Period is { } period && period.Start > ObservedThrough ? NotObserved(ObservedThrough.Value) : null;

    /// <summary>"observed through 2026-06-10 only", when some days are observed; null otherwise.</summary>
    public string? SoFar => !IsObserved && WhyUnknown is null ? $"observed through {Text.Date(ObservedThrough!.Value)} only" : null;

    /// <summary>The same as a sentence.</summary>
    public string? Note => SoFar is { } soFar ? $"O{soFar[1..]}." : null;

    /// <summary>The gap of what is pooled: from the first day to the last of both periods, observed as far as one of them is.</summary>
    public static CoverageGap operator +(CoverageGap left, CoverageGap right)
    {
        if (left.Period is not { } one || right.Period is not { } other)
        {
            return left.Period is null ? right : left;
        }

        return new(new(one.Start < other.Start ? one.Start : other.Start, one.End > other.End ? one.End : other.End), MrrBridge.Later(left.ObservedThrough, right.ObservedThrough));
    }

    /// <summary>The reason that every figure of an unobserved period gives.</summary>
    public static string NotObserved(DateOnly through) => $"not observed: the data ends on {Text.Date(through)}, unless WithObservedThrough says otherwise";

    /// <summary>The definition of a rate, with the mark behind it.</summary>
    public string? After(string? definition) => SoFar is not { } soFar ? definition : definition is null ? soFar : $"{definition}; {soFar}";
}

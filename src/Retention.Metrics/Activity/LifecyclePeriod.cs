using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>What a customer did in a period, seen from the periods before.</summary>
public enum LifecycleState
{
    /// <summary>Active for the first time.</summary>
    New = 0,

    /// <summary>Active, and not dormant before.</summary>
    Returning = 1,

    /// <summary>Active again after having been dormant.</summary>
    Resurrected = 2,

    /// <summary>Became dormant: the last activity is now as many periods ago as the policy says. Counted in that one period only.</summary>
    Dormant = 3,
}

/// <summary>
/// One period of a lifecycle table: the flows in it and the stocks at its end.
/// </summary>
/// <remarks>
/// <para>Active = New + Returning + Resurrected. Living at the end = Living before + New + Resurrected − Dormant. Both hold exactly.</para>
/// <para>While the period has not ended nobody can be said to have become dormant in it: <see cref="Dormant"/> and the stocks are null.</para>
/// </remarks>
public readonly record struct LifecyclePeriod
{
    internal LifecyclePeriod(Period period, bool isComplete, long @new, long returning, long resurrected, long dormant, long livingBefore, long dormantBefore, long living, long dormantPool)
    {
        Period = period;
        IsComplete = isComplete;
        New = @new;
        Returning = returning;
        Resurrected = resurrected;
        Dormant = isComplete ? dormant : null;
        LivingBefore = livingBefore;
        DormantPoolBefore = dormantBefore;
        Living = isComplete ? living : null;
        DormantPool = isComplete ? dormantPool : null;
    }

    /// <summary>The days of the period.</summary>
    public Period Period { get; }

    /// <summary>Whether the period had ended on the last day observed.</summary>
    public bool IsComplete { get; }

    /// <summary>Customers active for the first time.</summary>
    public long New { get; }

    /// <summary>Customers active who were not dormant before; with a threshold of one period, those active in the previous period too.</summary>
    public long Returning { get; }

    /// <summary>Customers active again after having been dormant.</summary>
    public long Resurrected { get; }

    /// <summary>Customers who became dormant in this period; null while it has not ended.</summary>
    public long? Dormant { get; }

    /// <summary>New + returning + resurrected.</summary>
    public long Active => New + Returning + Resurrected;

    /// <summary>Customers not dormant at the end of the period before.</summary>
    public long LivingBefore { get; }

    /// <summary>Customers not dormant at the end of the period: active within the threshold; null while it has not ended.</summary>
    public long? Living { get; }

    /// <summary>Customers seen before but dormant at the end of the period before: those who could be resurrected.</summary>
    public long DormantPoolBefore { get; }

    /// <summary>Customers ever seen but dormant at the end of the period (a stock); null while it has not ended.</summary>
    public long? DormantPool { get; }

    /// <summary>Resurrected ÷ those who could be: the dormant pool at the end of the period before.</summary>
    public Proportion ReactivationRate => new(Resurrected, DormantPoolBefore);

    /// <summary>The living before who did not become dormant, of the living before; undefined while the period has not ended.</summary>
    public RetentionRate RetentionRate => Dormant is { } lost ? RetentionRate.FromCounts(LivingBefore - lost, LivingBefore) : default;

    /// <summary>(New + resurrected) ÷ dormant: above 1 the living grow. Null when nobody became dormant or the period has not ended.</summary>
    public double? QuickRatio => Dormant is > 0 and var lost ? (double)(New + Resurrected) / lost : null;

    /// <summary>The period with its flows.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Period}: active {Text.Count(Active)} (new {Text.Count(New)}, returning {Text.Count(Returning)}, resurrected {Text.Count(Resurrected)}), dormant {(Dormant is { } lost ? Text.Count(lost) : "not known before the period ends")}";
}

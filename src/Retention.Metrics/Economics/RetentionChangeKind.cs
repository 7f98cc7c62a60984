namespace Retention.Metrics.Economics;

/// <summary>What "5 % better retention" is 5 % of. The three readings differ severalfold.</summary>
public enum RetentionChangeKind
{
    /// <summary>Percentage points of the retention rate: 75 % becomes 80 %.</summary>
    Points = 0,

    /// <summary>A share of the retention rate: 75 % becomes 78.75 %.</summary>
    Relative = 1,

    /// <summary>A share of the churn rate, by which it falls: 75 % becomes 76.25 %.</summary>
    ChurnRelative = 2,
}

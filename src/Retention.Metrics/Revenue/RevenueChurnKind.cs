namespace Retention.Metrics.Revenue;

/// <summary>What a <see cref="RevenueChurn"/> sets off against the losses.</summary>
public enum RevenueChurnKind
{
    /// <summary>Nothing: (churn + contraction) ÷ revenue at the start.</summary>
    Gross = 0,

    /// <summary>Expansion: the complement of net revenue retention without reactivation.</summary>
    NetOfExpansion = 1,

    /// <summary>Expansion and reactivation, as ChartMogul's Net MRR Churn Rate does.</summary>
    NetOfExpansionAndReactivation = 2,
}

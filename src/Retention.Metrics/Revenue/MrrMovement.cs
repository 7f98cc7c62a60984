namespace Retention.Metrics.Revenue;

/// <summary>The kinds of movement of recurring revenue. Between two days every customer makes exactly one of the first six.</summary>
public enum MrrMovement
{
    /// <summary>Pays for the first time.</summary>
    New,

    /// <summary>Had left before the start of the period, and pays again.</summary>
    Reactivation,

    /// <summary>Pays more.</summary>
    Expansion,

    /// <summary>Pays less, but still pays.</summary>
    Contraction,

    /// <summary>Paid at the start and does not pay at the end.</summary>
    Churn,

    /// <summary>Pays the same.</summary>
    Unchanged,

    /// <summary>What exchange rates alone did to customers who stayed; beside one of the others.</summary>
    ExchangeRates,
}

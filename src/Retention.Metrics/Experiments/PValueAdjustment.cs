namespace Retention.Metrics.Experiments;

/// <summary>How p-values of several comparisons are adjusted.</summary>
public enum PValueAdjustment
{
    /// <summary>Holm (1979): no more than the level of any false finding, whatever the dependence. At least as powerful as Bonferroni.</summary>
    Holm,

    /// <summary>Bonferroni: p times the number of comparisons.</summary>
    Bonferroni,

    /// <summary>Hochberg (1988): as Holm, for independent or positively dependent comparisons, and more powerful.</summary>
    Hochberg,

    /// <summary>Hommel (1988): as Hochberg, and more powerful still.</summary>
    Hommel,

    /// <summary>Benjamini and Hochberg (1995): the expected share of false findings among the findings.</summary>
    BenjaminiHochberg,

    /// <summary>Benjamini and Yekutieli (2001): the same whatever the dependence.</summary>
    BenjaminiYekutieli,

    /// <summary>No adjustment.</summary>
    None,
}

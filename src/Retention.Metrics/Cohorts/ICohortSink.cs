namespace Retention.Metrics.Cohorts;

/// <summary>What is done with the customers of a cell: they are counted, or collected. One walk over the log serves both, so a drill-down cannot disagree with its number.</summary>
internal interface ICohortSink
{
    /// <summary>Whether the cohort of a row is of interest.</summary>
    bool Wants(int row);

    /// <summary>The customers of one strip who entered in a row's period.</summary>
    void Enter(int strip, int row, ReadOnlySpan<ulong> entered);

    /// <summary>Those of them retained at a column, both of those whose window is over (null: everyone's).</summary>
    void Retain(int strip, int row, int column, ref readonly ulong entered, ref readonly ulong retained);

    /// <summary>Those of them retained at neighbouring columns: the rows of the periods follow each other.</summary>
    void RetainRun(int strip, int row, int column, int columns, ref readonly ulong entered, ref readonly ulong retained);

    /// <summary>Those of them whose own window at a column is over.</summary>
    void AtRisk(int strip, int row, int column, ref readonly ulong entered, ref readonly ulong closed);
}

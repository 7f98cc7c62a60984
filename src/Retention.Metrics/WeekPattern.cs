namespace Retention.Metrics;

/// <summary>How the thirteen weeks of a fiscal quarter are dealt out to its three months.</summary>
public enum WeekPattern
{
    /// <summary>Four, four and five weeks.</summary>
    FourFourFive,

    /// <summary>Four, five and four weeks, as the American retail calendar has them.</summary>
    FourFiveFour,

    /// <summary>Five, four and four weeks.</summary>
    FiveFourFour,
}

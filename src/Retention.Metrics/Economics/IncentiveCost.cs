namespace Retention.Metrics.Economics;

/// <summary>Who is counted as costing the incentive of a win-back campaign.</summary>
public enum IncentiveCost
{
    /// <summary>Everybody in the campaign who came back, also those who would have come anyway: nobody asks them. What the campaign really pays.</summary>
    EveryReactivated = 0,

    /// <summary>Only those who came back because of it: uplift × (value − incentive), the textbook form.</summary>
    IncrementalOnly = 1,
}

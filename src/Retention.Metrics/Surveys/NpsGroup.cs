namespace Retention.Metrics.Surveys;

/// <summary>The three groups of a Net Promoter question, from the worst answers to the best.</summary>
public enum NpsGroup
{
    /// <summary>Would not recommend: 0–6 on the common scale.</summary>
    Detractor = 0,

    /// <summary>In between: 7–8 on the common scale.</summary>
    Passive = 1,

    /// <summary>Would recommend: 9–10 on the common scale.</summary>
    Promoter = 2,
}

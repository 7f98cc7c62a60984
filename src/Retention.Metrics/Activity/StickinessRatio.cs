namespace Retention.Metrics.Activity;

/// <summary>Which short period a stickiness compares with which window.</summary>
public enum StickinessRatio
{
    /// <summary>DAU ÷ MAU: users active on a day, of those active in the month.</summary>
    DailyOverMonthly = 0,

    /// <summary>DAU ÷ WAU: users active on a day, of those active in the week.</summary>
    DailyOverWeekly = 1,

    /// <summary>WAU ÷ MAU: users active in a week, of those active in the month.</summary>
    WeeklyOverMonthly = 2,

    /// <summary>Periods of any kind in a window of any length: of the periods of the window, those in which its users were active.</summary>
    PeriodsOverWindow = 3,
}

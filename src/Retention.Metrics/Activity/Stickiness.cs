using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Stickiness: on how large a part of the days of a window its users were active, Σ DAU ÷ (days × users). Equal to mean DAU ÷ MAU, and to the mean number of active days ÷ days.
/// </summary>
/// <remarks>
/// The unit is the user-day, and the days of one user are not independent, so there is no binomial interval. The default value is that of nobody over no days: undefined.
/// </remarks>
public readonly record struct Stickiness
{
    internal Stickiness(long userDays, long users, int days)
    {
        UserDays = userDays;
        Users = users;
        Days = days;
    }

    /// <summary>Active user-days in the window: the sum of its daily active users.</summary>
    public long UserDays { get; }

    /// <summary>Distinct users active in the window.</summary>
    public long Users { get; }

    /// <summary>How many days the window has.</summary>
    public int Days { get; }

    /// <summary>Active user-days ÷ possible ones, a fraction; null when nobody was active or the window is not observed.</summary>
    public double? Value => Users == 0 || Days == 0 ? null : UserDays / ((double)Users * Days);

    /// <summary>The mean number of active days of a user in the window; null when nobody was active.</summary>
    public double? MeanActiveDays => Users == 0 ? null : (double)UserDays / Users;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    public string? WhyUndefined => Days == 0 ? "the window is not observed in full" : Users == 0 ? "nobody was active in the window" : null;

    /// <summary>The share with its parts, as "21.4 % (mean 6.0 of 28 days; 1,200 users)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value ? $"{Text.Percent(value)} (mean {Text.Number(MeanActiveDays!.Value, 1)} of {Text.Count(Days)} days; {Text.Count(Users)} users)" : $"{Text.NotAvailable} ({WhyUndefined})";
}

using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Stickiness: how many of the users of a window are active in a short period of it. DAU/MAU, DAU/WAU or WAU/MAU.
/// </summary>
/// <remarks>
/// <para>There are two of them, and they differ. The point ratio divides the users of <em>one</em> day by those of the window that ends with it: a part of a whole, with counts and a
/// proportion's interval (<see cref="Evidence"/>). The mean ratio divides the <em>mean</em> of the daily users by those of the window. It is no proportion of users: its parts are
/// user-days, those of one user hang together, and a binomial interval of them would be far too narrow. So it has no interval, unless the days of each user are known
/// (<see cref="FromHistogram"/>): then it is a mean over users with Student's t interval.</para>
/// <para>The mean ratio × the number of short periods in the window is the mean number of them in which a user is active (<see cref="MeanActivePeriods"/>).</para>
/// <para>Undefined when nobody was active in the window; the default value is that. Not observed when a table of active users does not know the whole window.</para>
/// </remarks>
/// <example>
/// <code>
/// Stickiness point = Stickiness.FromCounts(StickinessRatio.DailyOverMonthly, active: 2_400, activeInWindow: 10_000);
/// Console.WriteLine(point);   // DAU/MAU 24.0 % (2,400 of 10,000; 95 % CI 23.2–24.8)
/// Stickiness mean = Stickiness.FromMean(StickinessRatio.DailyOverMonthly, dailyActive, activeInWindow: 10_000);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct Stickiness : IRendersHtml
{
    private readonly bool _isUnobserved;

    [JsonConstructor]
    internal Stickiness(StickinessRatio ratio, long activePeriods, int periods, long users, double? variance, bool isObserved = true)
    {
        if (!isObserved && (users != 0 || activePeriods != 0))
        {
            throw Guard.OutOfRange(nameof(users), users, "Nothing is known of a window that is not observed: it must be 0");
        }

        _isUnobserved = !isObserved;
        Ratio = Guard.Defined(ratio);
        Users = Guard.Count(users);
        ActivePeriods = Guard.Count(activePeriods);
        if (periods < 1)
        {
            throw Guard.OutOfRange(nameof(periods), periods, "There is 1 short period or more");
        }

        if (activePeriods > (Int128)users * periods)
        {
            throw Guard.OutOfRange(nameof(activePeriods), activePeriods, string.Create(CultureInfo.InvariantCulture, $"{users} users cannot be active more than {periods} times each"));
        }

        Periods = periods;
        Variance = variance is { } spread ? Guard.AtLeast(spread, 0, nameof(variance)) : null;
    }

    /// <summary>Which short period is compared with which window.</summary>
    public StickinessRatio Ratio { get; }

    /// <summary>How many users were active, added up over the short periods: user-days, or user-weeks.</summary>
    public long ActivePeriods { get; }

    /// <summary>How many short periods were averaged; 1 for the point ratio.</summary>
    public int Periods => field == 0 ? 1 : field;

    /// <summary>How many users were active in the window.</summary>
    public long Users { get; }

    /// <summary>Whether the data covers the whole window; a rate made from counts is taken to.</summary>
    public bool IsObserved => !_isUnobserved;

    /// <summary>Stickiness as a fraction from 0 to 1; null when nobody was active in the window, or when it is not observed.</summary>
    public double? Value => Users == 0 ? null : (double)ActivePeriods / Users / Periods;

    /// <summary>The users of the one short period, of those of the window; null for a mean over several, which is no proportion of users.</summary>
    [JsonIgnore]
    public Proportion? Evidence => Periods == 1 ? new(ActivePeriods, Users) : null;

    /// <summary>In how many of the short periods a user of the window is active on average; null when nobody was active in the window.</summary>
    [JsonIgnore]
    public double? MeanActivePeriods => Users == 0 ? null : (double)ActivePeriods / Users;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => _isUnobserved ? "not observed: the data does not cover the whole window" : Users == 0 ? "nobody was active in the window" : null;

    /// <summary>The variance over users of the number of active periods, over n − 1; known only from a histogram.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double? Variance { get; }

    internal static Stickiness Unobserved(StickinessRatio ratio) => new(ratio, 0, 1, 0, null, isObserved: false);

    private string Name => Ratio switch
    {
        StickinessRatio.DailyOverWeekly => "DAU/WAU",
        StickinessRatio.WeeklyOverMonthly => "WAU/MAU",
        StickinessRatio.PeriodsOverWindow => Periods == 1 ? "active share" : "active periods",
        _ => "DAU/MAU",
    };

    /// <summary>The point ratio: the users of one day (or week) of those of the window that ends with it.</summary>
    /// <param name="ratio">Which short period is compared with which window.</param>
    /// <param name="active">Users active in the short period. Inside [0..<paramref name="activeInWindow"/>].</param>
    /// <param name="activeInWindow">Users active in the window, which contains the short period.</param>
    /// <returns>The stickiness, undefined when nobody was active in the window.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, the part exceeds the whole, or the ratio is not one of the enum.</exception>
    public static Stickiness FromCounts(StickinessRatio ratio, long active, long activeInWindow)
    {
        Guard.Count(activeInWindow);
        Guard.Part(active, activeInWindow, nameof(activeInWindow));
        return new(Guard.Defined(ratio), active, 1, activeInWindow, null);
    }

    /// <summary>The mean ratio: the mean number of users of the days (or weeks) of a window ÷ the users of the window.</summary>
    /// <param name="ratio">Which short period is compared with which window.</param>
    /// <param name="active">Users active in each short period of the window, inside [0..<paramref name="activeInWindow"/>]; at least one. A day without users is a 0 among them.</param>
    /// <param name="activeInWindow">Users active in the window.</param>
    /// <returns>The stickiness, undefined when nobody was active in the window.</returns>
    /// <exception cref="ArgumentException">There is no short period.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, a part exceeds the whole, or the ratio is not one of the enum.</exception>
    public static Stickiness FromMean(StickinessRatio ratio, ReadOnlySpan<long> active, long activeInWindow)
    {
        Guard.Count(activeInWindow);
        if (active.IsEmpty)
        {
            throw new ArgumentException("There is no short period to average over.", nameof(active));
        }

        long sum = 0;
        foreach (var users in active)
        {
            sum = checked(sum + Guard.Part(users, activeInWindow, nameof(activeInWindow), nameof(active)));
        }

        return new(Guard.Defined(ratio), sum, active.Length, activeInWindow, null);
    }

    /// <summary>The mean ratio with its interval, from how many users were active in how many of the short periods.</summary>
    /// <param name="ratio">Which short period is compared with which window.</param>
    /// <param name="usersByActivePeriods">Users active in exactly 1, 2, …, N of the N short periods of the window; N ≥ 1.</param>
    /// <returns>The stickiness, undefined when all counts are 0.</returns>
    /// <exception cref="ArgumentException">There is no short period.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the ratio is not one of the enum.</exception>
    /// <example>
    /// <code>
    /// Stickiness.FromHistogram(StickinessRatio.DailyOverWeekly, [50, 30, 20, 10, 5, 5, 10])   // DAU/WAU 36.3 % (…)
    /// </code>
    /// </example>
    public static Stickiness FromHistogram(StickinessRatio ratio, ReadOnlySpan<long> usersByActivePeriods)
    {
        if (usersByActivePeriods.IsEmpty)
        {
            throw new ArgumentException("There is no short period.", nameof(usersByActivePeriods));
        }

        long users = 0;
        long sum = 0;
        Int128 squares = 0;
        for (var i = 0; i < usersByActivePeriods.Length; i++)
        {
            var count = Guard.Count(usersByActivePeriods[i], nameof(usersByActivePeriods));
            users = checked(users + count);
            sum = checked(sum + (count * (i + 1)));
            squares += (Int128)count * (i + 1) * (i + 1);
        }

        double? variance = users > 1 ? (double)((users * squares) - ((Int128)sum * sum)) / users / (users - 1) : null;
        return new(Guard.Defined(ratio), sum, usersByActivePeriods.Length, users, variance);
    }

    /// <summary>A confidence interval: that of a proportion for the point ratio (Wilson), Student's t for a mean whose histogram is known, none for other means.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval, in fractions inside [0..1]; null when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (Evidence is { } counts)
        {
            return counts.Interval(level);
        }

        if (Variance is not { } variance || Value is not { } mean)
        {
            return null;
        }

        var half = variance == 0 ? 0 : StudentT.TwoSidedCritical(level, Users - 1) * Math.Sqrt(variance / Users) / Periods;
        return ConfidenceInterval.Clipped(mean - half, mean + half, level, "Student's t over users", 0, 1);
    }

    /// <summary>The ratio with its counts and, where there is one, its interval; or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{Name} {Text.Percent(value)} ({Counts}{(Interval() is { } interval ? "; " + interval.InPercent() : string.Empty)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Stickiness " + Name, Text.Percent(Value))
        .Row("Counts", Counts)
        .Row("Interval", Interval() is { } interval ? $"{interval.InPercent()} % ({interval.Method})" : null)
        .Note(WhyUndefined)
        .Note(Periods > 1 && Variance is null ? "A mean over periods is no proportion of users, so it has no interval without the active periods of each user." : null)
        .Note(Evidence?.SmallSampleWarning)
        .ToString();

    private string Counts => Periods == 1
        ? $"{Text.Count(ActivePeriods)} of {Text.Count(Users)}"
        : $"mean of {Text.Count(Periods)} periods; {Text.Number(MeanActivePeriods ?? 0, 1)} active periods for each of {Text.Count(Users)} users";
}

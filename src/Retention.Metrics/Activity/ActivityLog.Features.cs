using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

public sealed partial class ActivityLog<TCustomer>
{
    /// <summary>Adoption of a feature in a window: its users, of those who could have used it.</summary>
    /// <param name="feature">The events of the feature.</param>
    /// <param name="window">The days.</param>
    /// <param name="of">Who could have used it; customers active in the window unless told.</param>
    /// <returns>The rate, with the name of its denominator.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such denominator.</exception>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    /// <example>
    /// <code>
    /// FeatureAdoption june = activity.Adoption("export", Period.Month(2026, 6));
    /// </code>
    /// </example>
    public FeatureAdoption Adoption(EventFilter feature, Period window, AdoptionBase of = AdoptionBase.ActiveInWindow)
    {
        var adopters = SlotsIn(window, feature).Count;
        return Guard.Defined(of) == AdoptionBase.ActiveInWindow
            ? FeatureAdoption.FromCounts(adopters, SlotsIn(window, EventFilter.Any).Count, $"customers active in {window}")
            : FeatureAdoption.FromCounts(adopters, SlotsIn(UpTo(window), EventFilter.Any).Count, $"customers ever active by {Rendering.Text.Date(window.End.AddDays(-1))}");
    }

    /// <summary>Adoption of a feature in a window by those who could have used it, such as the seats whose plan includes it.</summary>
    /// <param name="feature">The events of the feature.</param>
    /// <param name="window">The days.</param>
    /// <param name="eligible">Who could have used it, active or not; duplicates count once.</param>
    /// <param name="of">Who they are, as it is to be printed.</param>
    /// <returns>The rate; users of the feature who were not eligible are counted apart.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public FeatureAdoption Adoption(EventFilter feature, Period window, IEnumerable<TCustomer> eligible, string of) =>
        FeatureAdoption.FromUsers(Users(feature, window), eligible, of);

    /// <summary>The users of a feature in a window: the customers behind every number about its adoption.</summary>
    /// <param name="feature">The events of the feature.</param>
    /// <param name="window">The days.</param>
    /// <returns>The customers in ascending order of their keys, each once.</returns>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public IReadOnlyList<TCustomer> Users(EventFilter feature, Period window) => Keys(SlotsIn(window, feature));

    /// <summary>Depth: how often the users of a feature used it in a window.</summary>
    /// <param name="feature">The events of the feature.</param>
    /// <param name="window">The days.</param>
    /// <returns>Users, uses and days of use.</returns>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public FeatureUse Use(EventFilter feature, Period window)
    {
        ArgumentNullException.ThrowIfNull(feature);
        FilterOf(feature);
        if (window.IsEmpty || Rows == 0)
        {
            return default;
        }

        var days = DaysActive(window, Granularity.Day, feature);
        var active = days.Counts.Select((n, i) => n * (i + 1)).Sum();
        return new(days.Users, CountRows(window, feature)?.Sum() ?? active, active);
    }

    /// <summary>Breadth: how many of some features each customer active in a window used.</summary>
    /// <param name="window">The days.</param>
    /// <param name="features">The features; at least one.</param>
    /// <returns>The histogram, from none of them to all.</returns>
    /// <exception cref="ArgumentException">There is no feature.</exception>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public FeatureBreadth Breadth(Period window, params IReadOnlyList<EventFilter> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count == 0)
        {
            throw new ArgumentException("Breadth is about a list of features; it was empty.", nameof(features));
        }

        var breadth = new Dictionary<int, int>();
        foreach (var slot in SlotsIn(window, EventFilter.Any))
        {
            breadth.Add(slot, 0);
        }

        foreach (var feature in features)
        {
            foreach (var slot in SlotsIn(window, feature))
            {
                breadth[slot]++;
            }
        }

        var counts = new long[features.Count + 1];
        foreach (var used in breadth.Values)
        {
            counts[used]++;
        }

        return new(window, features, counts);
    }

    /// <summary>How long customers take from their first activity to the first use of a feature, those included who have not used it yet.</summary>
    /// <param name="feature">The events of the feature.</param>
    /// <param name="observedThrough">The last day that the data covers.</param>
    /// <returns>The times, with those who have not adopted as censored.</returns>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public TimeToAdopt TimeToAdopt(EventFilter feature, DateOnly observedThrough)
    {
        ArgumentNullException.ThrowIfNull(feature);
        var codes = FilterOf(feature).Codes;
        var last = EpochDay.Of(observedThrough) - _view.Store.FirstDay;
        var longest = Math.Max(0, last) + 1;
        var (adopted, censored) = (new long[longest], new long[longest]);
        if (_view.Store is ActivityRows rows)
        {
            for (var slot = 0; slot < rows.Slots; slot++)
            {
                var first = _view.IsSelected(slot) ? rows.FirstRow(slot, null, null) : -1;
                if (first < 0 || rows.DayOf(first) > last)
                {
                    continue;
                }

                var use = rows.FirstRow(slot, codes, codes);
                if (use >= 0 && rows.DayOf(use) <= last)
                {
                    adopted[rows.DayOf(use) - rows.DayOf(first)]++;
                }
                else
                {
                    censored[last - rows.DayOf(first)]++;
                }
            }
        }
        else
        {
            // A log of days only: any activity is a use, so everyone adopts at once.
            adopted[0] = SlotsIn(Period.Inclusive(DateOnly.MinValue, observedThrough), EventFilter.Any).Count;
        }

        return new(feature, observedThrough, adopted, censored);
    }

    /// <summary>Whether users of a feature were active in a later window more often than other active customers: an association, not an effect.</summary>
    /// <param name="feature">The events of the feature.</param>
    /// <param name="window">The days in which the feature was used or not.</param>
    /// <param name="later">The days in which activity of any kind is looked for; after <paramref name="window"/>.</param>
    /// <returns>Both shares.</returns>
    /// <exception cref="ArgumentException">The later window does not lie after the first.</exception>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public AdoptionAssociation AdoptionAssociation(EventFilter feature, Period window, Period later)
    {
        if (later.Start < window.End)
        {
            throw new ArgumentException($"The later window {later} must begin after the first, {window}, has ended: otherwise the same activity is on both sides.", nameof(later));
        }

        var adopters = SlotsIn(window, feature).ToHashSet();
        var active = SlotsIn(window, EventFilter.Any);
        var still = SlotsIn(later, EventFilter.Any).ToHashSet();
        var others = active.Where(slot => !adopters.Contains(slot)).ToList();
        return new(new(adopters.Count(still.Contains), adopters.Count), new(others.Count(still.Contains), others.Count));
    }

    /// <summary>Customers whose activity fell below what their own past lets expect, the clearest first.</summary>
    /// <param name="asOf">The last day of the recent window; the data must cover it.</param>
    /// <param name="recentDays">How many days the recent window has; four weeks unless told.</param>
    /// <param name="pastDays">How many days before it are the past; twelve weeks unless told.</param>
    /// <param name="level">The p-value from which on a drop is no longer reported. With many customers some drops are chance: at 0.01, about one in a hundred.</param>
    /// <returns>The customers with fewer active days than expected and a p-value below the level, by p-value and then by key.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A window has no day or leaves the calendar, or the level is not strictly between 0 and 1.</exception>
    /// <example>
    /// <code>
    /// foreach (ActivityDrop&lt;int&gt; drop in activity.Drops(asOf: new(2026, 6, 30)))
    /// {
    ///     Console.WriteLine(drop);
    /// }
    /// </code>
    /// </example>
    public IReadOnlyList<ActivityDrop<TCustomer>> Drops(DateOnly asOf, int recentDays = 28, int pastDays = 84, double level = 0.01)
    {
        if (recentDays < 1)
        {
            throw Guard.OutOfRange(nameof(recentDays), recentDays, "A window must have at least one day");
        }

        if (pastDays < 1)
        {
            throw Guard.OutOfRange(nameof(pastDays), pastDays, "A window must have at least one day");
        }

        Guard.Level(level);
        if (EpochDay.Of(asOf) - (long)recentDays - pastDays < EpochDay.Least)
        {
            throw Guard.OutOfRange(nameof(asOf), asOf, "The windows before it must lie in the calendar");
        }

        var past = Period.Trailing(asOf.AddDays(-recentDays), pastDays);
        var walk = new DropWalk(new(Granularity.Day, _view.Store.FirstDay, _view.Store.Days, FirstDay is { } first && first < past.Start ? first : past.Start, asOf), recentDays, pastDays);
        var drops = new List<ActivityDrop<TCustomer>>();
        walk.Run(_view, (slot, days) =>
        {
            if (days.Past == 0 || (long)days.Recent * days.Known >= (long)days.Past * recentDays)
            {
                return;
            }

            var p = DropWalk.LowerTail(days.Recent, recentDays, days.Recent + days.Past, recentDays + days.Known);
            if (p < level)
            {
                drops.Add(new(_index[slot], days.Recent, recentDays, days.Past, days.Known, p));
            }
        });

        var order = KeyOrder;
        drops.Sort((a, b) => a.PValue != b.PValue ? a.PValue.CompareTo(b.PValue) : order?.Compare(a.Customer, b.Customer) ?? 0);
        return drops;
    }

    private static Period UpTo(Period window) => new(DateOnly.MinValue, window.End);

    private List<int> SlotsIn(Period window, EventFilter feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        var filter = FilterOf(feature);
        if (window.IsEmpty || _view.Store.Days == 0)
        {
            return [];
        }

        // From the first day of the log on: a window may reach back to year 1.
        var first = FirstDay!.Value > window.Start ? FirstDay.Value : window.Start;
        return first >= window.End ? [] : StripWalks.Collect(_view, new EverActiveWalk(PeriodMap.OfDaysIn(new(first, window.End), Granularity.Day, _view.Store.FirstDay, _view.Store.Days), filter), 0);
    }
}

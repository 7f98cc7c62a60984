using System.Globalization;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Activity;

/// <summary>What breaks a chain of funnel steps. The names and meanings are those of ClickHouse's <c>windowFunnel</c>; they combine.</summary>
[Flags]
public enum FunnelModes
{
    /// <summary>Other events and repetitions in between do not matter. The default.</summary>
    None = 0,

    /// <summary><c>strict_deduplication</c>: an event of a step that was reached already ends the search; the steps reached so far are the level.</summary>
    StrictDeduplication = 1,

    /// <summary><c>strict_order</c>: an event of no step ends the search once a first step was reached, and so does one of a step whose predecessor was not reached.</summary>
    StrictOrder = 2,

    /// <summary><c>strict_increase</c>: each step needs a later instant than the step before was last reached.</summary>
    StrictIncrease = 4,

    /// <summary><c>strict_once</c>: one event can be one step of a chain only, even when it is of several steps.</summary>
    StrictOnce = 8,
}

/// <summary>
/// An ordered funnel: the steps, the time they may take, and what breaks a chain.
/// </summary>
/// <remarks>
/// The level of a customer is the longest chain: a first step, then each next step at the same instant or later, all within <see cref="Window"/> of the first. A later first step starts
/// the window anew; of several chains the longest counts.
/// </remarks>
/// <example>
/// <code>
/// var trial = new FunnelPolicy("visit", "sign-up", "order") { Window = TimeSpan.FromDays(14) };
/// Funnel funnel = activity.Funnel(trial);
/// IReadOnlyList&lt;int&gt; lost = activity.CustomersIn(trial, step: 2);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FunnelPolicy
{
    private readonly EventFilter[] _steps;

    /// <summary>Makes a funnel of steps.</summary>
    /// <param name="steps">The steps in order; a name is one event, <see cref="EventFilter.Of"/> several.</param>
    /// <exception cref="ArgumentException">There is no step, or one is null.</exception>
    [JsonConstructor]
    public FunnelPolicy(params IReadOnlyList<EventFilter> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0 || steps.Any(s => s is null))
        {
            throw new ArgumentException("A funnel needs at least one step, and none may be null.", nameof(steps));
        }

        _steps = [.. steps];
    }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<EventFilter> Steps => _steps;

    /// <summary>How long after the first step the last one may come; null for any time. In a log of dates only whole days can be told.</summary>
    public TimeSpan? Window
    {
        get;
        init => field = value is null || value >= TimeSpan.Zero ? value : throw Guard.OutOfRange(nameof(Window), value, "A window is zero or longer");
    }

    /// <summary>What breaks a chain.</summary>
    public FunnelModes Modes
    {
        get;
        init => field = (value & ~(FunnelModes.StrictDeduplication | FunnelModes.StrictOrder | FunnelModes.StrictIncrease | FunnelModes.StrictOnce)) == FunnelModes.None
            ? value
            : throw Guard.OutOfRange(nameof(Modes), value, "It must be made of None, StrictDeduplication, StrictOrder, StrictIncrease and StrictOnce");
    }

    /// <summary>The days whose rows count; null for all.</summary>
    public Period? During { get; init; }

    /// <inheritdoc/>
    public bool Equals(FunnelPolicy? other) =>
        other is not null && _steps.AsSpan().SequenceEqual(other._steps) && Window == other.Window && Modes == other.Modes && During == other.During;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_steps.Length, _steps[0], Window, Modes, During);

    /// <summary>The definition in words.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(" → ", (IEnumerable<EventFilter>)_steps) + (How is { Length: > 0 } how ? ", " + how : string.Empty);

    /// <summary>The definition in words but for the steps.</summary>
    internal string How
    {
        get
        {
            var parts = new List<string>();
            if (Window is { } window)
            {
                parts.Add("within " + (window.Ticks % TimeSpan.TicksPerDay == 0
                    ? window.Days == 1 ? "1 day" : Rendering.Text.Count(window.Days) + " days"
                    : window.ToString("c", CultureInfo.InvariantCulture)));
            }

            if (During is { } during)
            {
                parts.Add(during.ToString());
            }

            if (Modes != FunnelModes.None)
            {
                parts.Add(Modes.ToString());
            }

            return string.Join("; ", parts);
        }
    }
}

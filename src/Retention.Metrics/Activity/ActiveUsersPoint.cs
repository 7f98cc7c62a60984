using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>How many distinct customers were active in the window of a day.</summary>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ActiveUsersPoint : IRendersHtml
{
    internal ActiveUsersPoint(DateOnly day, ActiveWindow window, long counted, string? whyNot)
    {
        Day = day;
        Window = window;
        Counted = counted;
        WhyUndefined = whyNot;
    }

    /// <summary>The day.</summary>
    public DateOnly Day { get; }

    /// <summary>Over which days customers were counted.</summary>
    public ActiveWindow Window { get; }

    /// <summary>Distinct active customers; null when the window is not observed in full.</summary>
    public long? Users => WhyUndefined is null ? Counted : null;

    /// <summary>What the log has in the window, observed in full or not: a lower bound then.</summary>
    public long Counted { get; }

    /// <summary>Whether the log covers the whole window.</summary>
    public bool IsObserved => WhyUndefined is null;

    /// <summary>Why <see cref="Users"/> is null; null when it is not.</summary>
    public string? WhyUndefined { get; }

    /// <summary>The count, as "1,200 (trailing 30 days to 2026-06-30)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Users is { } users ? $"{Text.Count(users)} ({Window}{(Window.Calendar is null && Window.TrailingDays > 1 ? " to" : string.Empty)} {Text.Date(Day)})" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Active users", Users is { } users ? Text.Count(users) : Text.NotAvailable)
        .Row("Day", Text.Date(Day))
        .Row("Window", Window.ToString())
        .Note(WhyUndefined)
        .ToString();
}

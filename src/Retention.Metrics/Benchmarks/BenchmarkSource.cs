using System.Globalization;

namespace Retention.Metrics.Benchmarks;

/// <summary>Where a figure was read: enough to find it again. What is unknown is null and is printed as unknown.</summary>
/// <example>
/// <code>
/// var source = new BenchmarkSource("2026 renewals survey")
/// {
///     Publisher = "Acme Research",
///     Url = new Uri("https://example.com/renewals-2026"),
///     Year = 2026,
///     Locator = "table 4",
/// };
/// </code>
/// </example>
public sealed record BenchmarkSource
{
    /// <summary>Makes a source.</summary>
    /// <param name="title">What the publication is called.</param>
    /// <exception cref="ArgumentNullException"><paramref name="title"/> is null.</exception>
    /// <exception cref="ArgumentException">The title is blank.</exception>
    public BenchmarkSource(string title) => Title = EntryRules.RequiredText(title, nameof(title));

    /// <summary>What the publication is called.</summary>
    public string Title { get; }

    /// <summary>Who published it; null when unknown.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? Publisher { get; init => field = EntryRules.Text(value, nameof(Publisher)); }

    /// <summary>The page where it was read; null when there is none.</summary>
    /// <exception cref="ArgumentException">The address is not absolute, or neither http nor https.</exception>
    public Uri? Url
    {
        get;
        init => field = value is null || EntryRules.IsWebAddress(value)
            ? value
            : throw new ArgumentException($"Url was \"{value}\". It must be an absolute http or https address.", nameof(Url));
    }

    /// <summary>The year of publication; null when unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is not inside [1..9999].</exception>
    public int? Year
    {
        get;
        init => field = value is null or (>= 1 and <= 9999) ? value : throw Guard.OutOfRange(nameof(Year), value, "A year must be inside [1..9999]");
    }

    /// <summary>The day of publication; null when unknown.</summary>
    public DateOnly? Published { get; init; }

    /// <summary>The day on which it was read; null when unknown.</summary>
    public DateOnly? Retrieved { get; init; }

    /// <summary>Where in the publication the figure stands: a page, a table; null when it is obvious.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public string? Locator { get; init => field = EntryRules.Text(value, nameof(Locator)); }

    /// <summary>Publisher or title with the year, as "Exploding Topics, 2023".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Publisher ?? Title}, {PublicationYear?.ToString(CultureInfo.InvariantCulture) ?? "year unknown"}";

    internal int? PublicationYear => Published?.Year ?? Year;

    /// <summary>The last day on which it may have been published; null when not even the year is known.</summary>
    internal DateOnly? PublishedBy => Published ?? (Year is { } year ? new DateOnly(year, 12, 31) : null);

    /// <summary>The first day on which it may have been published; null when not even the year is known.</summary>
    internal DateOnly? PublishedFrom => Published ?? (Year is { } year ? new DateOnly(year, 1, 1) : null);
}

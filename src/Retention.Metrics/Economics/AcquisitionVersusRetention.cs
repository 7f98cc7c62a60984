using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Economics;

/// <summary>
/// Whether winning a customer costs more than keeping one: the claim "five to seven times" on your own numbers, read in both ways.
/// </summary>
/// <remarks>
/// <para>Per retained customer the retention spend is spread over everybody who stayed, most of whom would have stayed anyway. That is the popular claim.
/// Per saved customer it is spread over those who stayed because of it, as a hold-out group shows them. That is what a decision needs.
/// The same books can give 6.0 and 0.38.</para>
/// </remarks>
/// <example>
/// <code>
/// AcquisitionVersusRetention cost = AcquisitionVersusRetention.From(
///     acquisitionSpend: 60_000m, newCustomers: 200, retentionSpend: 47_500m, retainedCustomers: 950, incrementallySaved: 60);
/// cost.RatioPerRetained   // 6
/// cost.RatioPerSaved      // 0.379
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record AcquisitionVersusRetention : IRendersHtml
{
    [JsonConstructor]
    internal AcquisitionVersusRetention(decimal acquisitionSpend, long newCustomers, decimal retentionSpend, long retainedCustomers, double? incrementallySaved)
    {
        AcquisitionSpend = Guard.Amount(acquisitionSpend);
        NewCustomers = Guard.Count(newCustomers);
        RetentionSpend = Guard.Amount(retentionSpend);
        RetainedCustomers = Guard.Count(retainedCustomers);
        IncrementallySaved = incrementallySaved is { } saved ? Guard.Finite(saved, nameof(incrementallySaved)) : null;
        if (incrementallySaved > retainedCustomers)
        {
            throw Guard.OutOfRange(nameof(incrementallySaved), incrementallySaved, string.Create(CultureInfo.InvariantCulture, $"Those saved are among the {retainedCustomers} retained"));
        }
    }

    /// <summary>What was spent on winning customers.</summary>
    public decimal AcquisitionSpend { get; }

    /// <summary>How many were won.</summary>
    public long NewCustomers { get; }

    /// <summary>What was spent on keeping customers.</summary>
    public decimal RetentionSpend { get; }

    /// <summary>How many stayed.</summary>
    public long RetainedCustomers { get; }

    /// <summary>How many stayed because of the spend, an estimate against a hold-out group; null when there is none. Negative when the group that was treated did worse.</summary>
    public double? IncrementallySaved { get; }

    /// <summary>Acquisition spend ÷ new customers; null when none was won.</summary>
    public decimal? CostPerAcquired => new AverageAmount(AcquisitionSpend, NewCustomers).Value;

    /// <summary>Retention spend ÷ retained customers; null when none was retained.</summary>
    public decimal? CostPerRetained => new AverageAmount(RetentionSpend, RetainedCustomers).Value;

    /// <summary>Retention spend ÷ customers saved; null when their number is not known or not above 0.</summary>
    public decimal? CostPerSaved => IncrementallySaved is > 0 ? DecimalScale.Times(RetentionSpend, 1 / IncrementallySaved.Value) : null;

    /// <summary>Cost per acquired ÷ cost per retained customer; null when one is undefined or retention cost nothing.</summary>
    public double? RatioPerRetained => Ratio(CostPerRetained);

    /// <summary>Cost per acquired ÷ cost per saved customer; null when one is undefined or retention cost nothing.</summary>
    public double? RatioPerSaved => Ratio(CostPerSaved);

    /// <summary>Why the first of the figures that are null is; null when none is. That the number of saved customers was not given is no reason.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        NewCustomers == 0 ? "no customer was acquired"
        : RetainedCustomers == 0 ? "no customer was retained"
        : RetentionSpend == 0 ? "nothing was spent on retention"
        : IncrementallySaved <= 0 ? "the spend saved nobody"
        : IncrementallySaved is not null && RatioPerSaved is null ? "the cost exceeds what decimal money can hold (7.9e28)"
        : null;

    /// <summary>Compares the costs.</summary>
    /// <param name="acquisitionSpend">What was spent on winning customers; zero or more.</param>
    /// <param name="newCustomers">How many were won; zero or more.</param>
    /// <param name="retentionSpend">What was spent on keeping customers; zero or more.</param>
    /// <param name="retainedCustomers">How many stayed; zero or more.</param>
    /// <param name="incrementallySaved">How many of them stayed because of the spend; null when there was no hold-out group to tell. At most <paramref name="retainedCustomers"/>.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static AcquisitionVersusRetention From(decimal acquisitionSpend, long newCustomers, decimal retentionSpend, long retainedCustomers, double? incrementallySaved = null) =>
        new(acquisitionSpend, newCustomers, retentionSpend, retainedCustomers, incrementallySaved);

    /// <summary>Both ratios in one line, as "6.00 per retained customer, 0.38 per saved customer (acquired 300.00, retained 50.00, saved 791.67)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{MoneyText.OrNotAvailable(RatioPerRetained)} per retained customer, {MoneyText.OrNotAvailable(RatioPerSaved)} per saved customer "
        + $"({(WhyUndefined is { } why ? why + "; " : string.Empty)}acquired {MoneyText.OrNotAvailable(CostPerAcquired)}, retained {MoneyText.OrNotAvailable(CostPerRetained)}, saved {MoneyText.OrNotAvailable(CostPerSaved)})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Acquiring against retaining", $"{MoneyText.OrNotAvailable(RatioPerRetained)} per retained, {MoneyText.OrNotAvailable(RatioPerSaved)} per saved")
        .Row("Cost per acquired customer", MoneyText.OrNotAvailable(CostPerAcquired))
        .Row("Cost per retained customer", MoneyText.OrNotAvailable(CostPerRetained))
        .Row("Cost per saved customer", MoneyText.OrNotAvailable(CostPerSaved))
        .Note(WhyUndefined)
        .Note(IncrementallySaved is null ? "Without a hold-out group nobody knows how many were saved. Most of those retained would have stayed anyway." : null)
        .ToString();

    private double? Ratio(decimal? cost) => CostPerAcquired is { } acquired && cost is { } kept ? DecimalScale.Ratio(acquired, kept) : null;
}

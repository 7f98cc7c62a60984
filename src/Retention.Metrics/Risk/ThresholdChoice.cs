using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>The threshold at which retention offers cost least, made by <see cref="RocCurve.Cheapest"/>. The default value is a choice among nobody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ThresholdChoice : IRendersHtml
{
    [JsonConstructor]
    internal ThresholdChoice(RetentionOffer offer, RocPoint point)
    {
        Offer = offer;
        Point = point;
    }

    /// <summary>What an offer costs and brings.</summary>
    public RetentionOffer Offer { get; }

    /// <summary>The threshold, and who is flagged by it.</summary>
    public RocPoint Point { get; }

    /// <summary>The expected cost of offers to the flagged, and of those who leave; null when nobody was scored.</summary>
    public double? ExpectedCost => WhyUndefined is null ? Offer.ExpectedCost(Point) : null;

    /// <summary>What it costs to make no offers; null when nobody was scored.</summary>
    [JsonIgnore]
    public double? CostOfNoOffers => WhyUndefined is null ? Offer.ExpectedCost(new(null, 0, 0, Point.Churned, Point.Stayed)) : null;

    /// <summary>What it costs to make everybody the offer; null when nobody was scored.</summary>
    [JsonIgnore]
    public double? CostOfOffersToAll => WhyUndefined is null ? Offer.ExpectedCost(new(null, Point.Churned, Point.Stayed, Point.Churned, Point.Stayed)) : null;

    /// <summary>What the score saves against the better of no offers and offers to all: what it is worth. Null when nobody was scored.</summary>
    [JsonIgnore]
    public double? Saving => Math.Min(CostOfNoOffers ?? 0, CostOfOffersToAll ?? 0) - ExpectedCost;

    /// <summary>Why there are no costs; null when there are.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Point.Churned + Point.Stayed == 0 ? "nobody was scored" : null;

    /// <summary>As "from 0.3: 60 of 200 flagged; costs 41,250.00, no offers 59,400.00, all 52,550.00", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        WhyUndefined is { } why
            ? $"{Text.NotAvailable} ({why})"
            : $"{Flagged}: {Text.Count(Point.Flagged)} of {Text.Count(Point.Churned + Point.Stayed)} flagged; costs {Text.Number(ExpectedCost!.Value)}, no offers {Text.Number(CostOfNoOffers!.Value)}, all {Text.Number(CostOfOffersToAll!.Value)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Threshold by cost", WhyUndefined is null ? Flagged : Text.NotAvailable)
        .Row("Flagged", $"{Text.Count(Point.Flagged)} of {Text.Count(Point.Churned + Point.Stayed)}")
        .Row("Expected cost", Money(ExpectedCost))
        .Row("Without offers", Money(CostOfNoOffers))
        .Row("With offers to all", Money(CostOfOffersToAll))
        .Row("Saved by the score", Money(Saving))
        .Row("Offer", Offer.ToString())
        .Note(WhyUndefined)
        .Note("Chosen on the customers it was measured on: look at it on others too.")
        .ToString();

    private string Flagged => Point.Threshold is { } t ? "from " + RocText.Score(t) : Point.Flagged == 0 ? "offers to nobody" : "offers to all";

    private static string? Money(double? amount) => amount is { } a ? Text.Number(a) : null;
}

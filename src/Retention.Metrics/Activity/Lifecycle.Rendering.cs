using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

public sealed partial class Lifecycle
{
    /// <summary>The table as text.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', Periods);

    /// <summary>The table as a self-contained HTML fragment.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"Lifecycle by {Granularity.Name}", Count == 0 ? Text.NotAvailable : $"{Text.Count(Periods[^1].Active)} active");
        foreach (var period in Periods)
        {
            card.Row(
                Granularity.Label(period.Period.Start),
                $"{Text.Count(period.Active)} = {Text.Count(period.New)} new + {Text.Count(period.Returning)} returning + {Text.Count(period.Resurrected)} resurrected; {(period.Dormant is { } lost ? Text.Count(lost) : "not yet known")} dormant");
        }

        return card.Note($"Observed through {Text.Date(ObservedThrough)}; {Policy}.").ToString();
    }
}

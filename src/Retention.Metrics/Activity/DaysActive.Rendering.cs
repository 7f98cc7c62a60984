using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

public sealed partial class DaysActive
{
    /// <summary>The table as text.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', _counts.Select((n, i) => $"{Text.Count(i + 1)}: {Text.Count(n)}"));

    /// <summary>The table as a self-contained HTML fragment.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"Active periods by {Granularity.Name}", Text.Percent(Stickiness.Value));
        for (var periods = 1; periods <= Periods; periods++)
        {
            card.Row($"{Text.Count(periods)} of {Text.Count(Periods)}", Text.Count(Exactly(periods)));
        }

        return card.Note($"{Text.Count(Users)} customers active in {Definition}.").ToString();
    }
}

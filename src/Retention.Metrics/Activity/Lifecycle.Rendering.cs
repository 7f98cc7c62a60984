using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

public sealed partial class Lifecycle
{
    /// <summary>The table as text.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', Periods);

    /// <summary>The table as a self-contained HTML fragment.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => "<pre>" + HtmlCard.Encode(ToString()) + "</pre>";
}

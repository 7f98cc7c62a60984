using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

public sealed partial class RetentionCurve
{
    /// <summary>The curve as a self-contained HTML fragment.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => "<pre>" + HtmlCard.Encode(ToString()) + "</pre>";
}

using System.Net;
using System.Text;

namespace Retention.Metrics.Rendering;

/// <summary>
/// A self-contained HTML fragment for one result: a heading, a table of labelled values, and notes. No script and no external asset;
/// every text is encoded; colours come from the page around it, so it reads in light and dark.
/// </summary>
internal sealed class HtmlCard
{
    private readonly StringBuilder _rows = new();
    private readonly StringBuilder _notes = new();
    private readonly string _title;
    private readonly string _headline;

    public HtmlCard(string title, string headline)
    {
        _title = title;
        _headline = headline;
    }

    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? string.Empty);

    /// <summary>Adds a line "label: value". A null value is left out.</summary>
    public HtmlCard Row(string label, string? value)
    {
        if (value is not null)
        {
            _rows.Append("<tr><th scope=\"row\" style=\"text-align:left;font-weight:normal;opacity:.75;padding:.1em 1em .1em 0\">")
                .Append(Encode(label)).Append("</th><td style=\"text-align:right;font-variant-numeric:tabular-nums;padding:.1em 0\">")
                .Append(Encode(value)).Append("</td></tr>");
        }

        return this;
    }

    /// <summary>Adds a sentence under the table. A null sentence is left out.</summary>
    public HtmlCard Note(string? sentence)
    {
        if (sentence is not null)
        {
            _notes.Append("<div style=\"opacity:.75;font-size:.85em;margin-top:.35em\">").Append(Encode(sentence)).Append("</div>");
        }

        return this;
    }

    public override string ToString() =>
        "<div class=\"retention-metrics\" style=\"font-family:system-ui,sans-serif;line-height:1.4;display:inline-block;border:1px solid #8886;border-radius:6px;padding:.6em .9em;margin:.2em 0\">"
        + "<div style=\"opacity:.75;font-size:.85em\">" + Encode(_title) + "</div>"
        + "<div style=\"font-size:1.35em;font-weight:600\">" + Encode(_headline) + "</div>"
        + (_rows.Length > 0 ? "<table style=\"border-collapse:collapse;margin-top:.35em;font-size:.95em\">" + _rows + "</table>" : string.Empty)
        + _notes + "</div>";
}

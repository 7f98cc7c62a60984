using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

public sealed partial class ActiveUsers
{
    /// <summary>The table as text.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', _windows.Select(w => $"{w}: {(this[Through, w].Users is { } n ? Text.Count(n) : Text.NotAvailable)}"));

    /// <summary>The table as a self-contained HTML fragment.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"Active users on {Text.Date(Through)}", _windows.Length > 0 && this[Through, _windows[0]].Users is { } first ? Text.Count(first) : Text.NotAvailable);
        foreach (var window in _windows)
        {
            var point = this[Through, window];
            card.Row(window.ToString(), point.Users is { } users ? Text.Count(users) : $"{Text.NotAvailable} ({point.WhyUndefined})");
        }

        return card.Note($"Counted from {Text.Date(From)} on; active = {Event}.").ToString();
    }
}

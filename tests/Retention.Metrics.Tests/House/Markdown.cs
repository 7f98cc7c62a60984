namespace Retention.Metrics.Tests.House;

/// <summary>A fenced block of a page, and the HTML comment in the line above it.</summary>
/// <param name="Page">The path of the page.</param>
/// <param name="FirstLine">The line number of the first line within the fence.</param>
/// <param name="Language">What follows the opening fence.</param>
/// <param name="Marker">The comment above the fence without its brackets; empty when there is none.</param>
/// <param name="Lines">The lines between the fences.</param>
internal sealed record MarkdownBlock(string Page, int FirstLine, string Language, string Marker, IReadOnlyList<string> Lines)
{
    public string Where => FormattableString.Invariant($"{Repository.Relative(Page)}({FirstLine})");

    /// <summary>The fenced blocks of a page, in its order.</summary>
    public static IReadOnlyList<MarkdownBlock> In(string page)
    {
        var lines = File.ReadAllLines(page);
        var blocks = new List<MarkdownBlock>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, l => l.StartsWith("```", StringComparison.Ordinal));
            if (end < 0)
            {
                throw new FormatException(FormattableString.Invariant($"{Repository.Relative(page)}({i + 1}): this fence is never closed."));
            }

            var above = i > 0 ? lines[i - 1].Trim() : "";
            var marker = above.StartsWith("<!--", StringComparison.Ordinal) && above.EndsWith("-->", StringComparison.Ordinal) ? above[4..^3].Trim() : "";
            blocks.Add(new(page, i + 2, lines[i][3..].Trim(), marker, lines[(i + 1)..end]));
            i = end;
        }

        return blocks;
    }
}

namespace Retention.Metrics.Tests.House;

/// <summary>The lines in which two texts differ.</summary>
internal static class LineDiff
{
    /// <summary>Removed lines after "-", added lines after "+", each change under the line before it; empty when the texts are equal.</summary>
    public static string Between(string before, string after)
    {
        var (a, b) = (before.ReplaceLineEndings("\n").Split('\n'), after.ReplaceLineEndings("\n").Split('\n'));
        var (start, aEnd, bEnd) = (0, a.Length, b.Length);
        while (start < aEnd && start < bEnd && Same(a[start], b[start]))
        {
            start++;
        }

        while (aEnd > start && bEnd > start && Same(a[aEnd - 1], b[bEnd - 1]))
        {
            aEnd--;
            bEnd--;
        }

        // The longest common subsequence of what is left between the equal ends.
        var common = new int[aEnd - start + 1, bEnd - start + 1];
        for (var i = aEnd - start - 1; i >= 0; i--)
        {
            for (var j = bEnd - start - 1; j >= 0; j--)
            {
                common[i, j] = Same(a[start + i], b[start + j]) ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        var (x, y) = (start, start);
        var context = true;
        while (x < aEnd || y < bEnd)
        {
            if (x < aEnd && y < bEnd && Same(a[x], b[y]))
            {
                (x, y, context) = (x + 1, y + 1, true);
                continue;
            }

            if (context && x > 0)
            {
                lines.Add("  " + a[x - 1]);
            }

            context = false;
            if (y >= bEnd || (x < aEnd && common[x - start + 1, y - start] >= common[x - start, y - start + 1]))
            {
                lines.Add("- " + a[x++]);
            }
            else
            {
                lines.Add("+ " + b[y++]);
            }
        }

        return string.Join('\n', lines);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}

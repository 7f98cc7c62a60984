namespace Retention.Metrics.Benchmarks;

/// <summary>The form of every id: lower-case words joined by hyphens, in parts joined by slashes.</summary>
internal static class Slug
{
    /// <summary>The same rule as the pattern in the JSON Schema.</summary>
    public const string Pattern = "^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$";

    public static bool IsSlug(string text)
    {
        // A word may start after a separator or at the beginning, and must have started before one and at the end.
        var inWord = false;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                inWord = true;
            }
            else if (c is '-' or '/' && inWord)
            {
                inWord = false;
            }
            else
            {
                return false;
            }
        }

        return inWord;
    }

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static string? Complaint(string id) =>
        IsSlug(id) ? null : $"was \"{id}\". An id is lower-case words of a–z and 0–9 joined by hyphens, in parts joined by slashes, such as \"acme-2026/pet-food\"";

    public static string Checked(string? id, string name)
    {
        ArgumentNullException.ThrowIfNull(id, name);
        return Complaint(id) is { } complaint ? throw new ArgumentException($"{name} {complaint}.", name) : id;
    }
}

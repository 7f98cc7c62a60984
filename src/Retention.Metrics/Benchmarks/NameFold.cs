using System.Globalization;
using System.Text;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// Brings names that readers take for the same to the same text: without diacritics, full-width forms as ordinary ones, any run of spaces and hyphens as one space.
/// Case is left to an ordinal comparison that ignores it.
/// </summary>
/// <remarks>
/// Normalisation does nothing on a machine without Unicode data (invariant globalization), so full-width forms and the Latin letters up to U+017F
/// are folded here by hand: a name must not find one industry on a developer's machine and none in a small container.
/// </remarks>
internal static class NameFold
{
    /// <summary>The letters under U+00C0 to U+017F, one for one; a character with no single letter under it stands for itself.</summary>
    private const string LatinLetters =
        "AAAAAAÆCEEEEIIIIÐNOOOOO×OUUUUYÞßaaaaaaæceeeeiiiiðnooooo÷ouuuuyþyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiĲĳJjKkĸLlLlLlĿŀLlNnNnNnŉŊŋOoOoOoŒœRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

    public static string Of(string name)
    {
        var folded = new StringBuilder(name.Length);
        var gap = false;
        foreach (var character in Decomposed(name))
        {
            var c = character switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(character - 0xFEE0),
                >= '\u00C0' and <= '\u017F' => LatinLetters[character - 0xC0],
                _ => character,
            };
            switch (CharUnicodeInfo.GetUnicodeCategory(c))
            {
                case UnicodeCategory.NonSpacingMark:
                    break;
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.Control:
                    gap = folded.Length > 0;
                    break;
                default:
                    if (gap)
                    {
                        folded.Append(' ');
                        gap = false;
                    }

                    folded.Append(c);
                    break;
            }
        }

        return folded.ToString();
    }

    private static string Decomposed(string name)
    {
        if (Ascii.IsValid(name))
        {
            return name;
        }

        // A lone surrogate cannot be normalised; enumerating runes replaces it.
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            text.Append(rune.ToString());
        }

        return text.ToString().Normalize(NormalizationForm.FormKD);
    }
}

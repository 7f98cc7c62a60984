namespace Retention.Metrics.Activity;

/// <summary>What is said of an event that no row has: the names there are, and which of them may have been meant.</summary>
internal static class UnknownEvent
{
    private const int Listed = 12;

    public static string Message(string name, IReadOnlyList<string> known)
    {
        var near = known.Select(k => (Name: k, Edits: Edits(name, k))).Where(k => k.Edits <= Math.Max(1, name.Length / 3) && k.Edits < name.Length).OrderBy(k => k.Edits).Select(k => k.Name).FirstOrDefault();
        var listed = known.Count == 0 ? "No row has an event"
            : $"The log has {string.Join(", ", known.Take(Listed).Select(k => $"'{k}'"))}{(known.Count > Listed ? $" and {Rendering.Text.Count(known.Count - Listed)} more" : string.Empty)}";
        return $"No row has the event '{name}'{(near is null ? "." : $"; did you mean '{near}'?")} {listed}. If it may not have occurred, name it in ActivityLogOptions.KnownEvents, and it counts 0.";
    }

    // Levenshtein's distance, upper and lower case taken for the same.
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

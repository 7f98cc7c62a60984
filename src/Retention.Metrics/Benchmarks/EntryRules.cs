using System.Collections.ObjectModel;
using System.Globalization;

namespace Retention.Metrics.Benchmarks;

/// <summary>What an entry and its parts must satisfy, said once for those who write C# and those who write JSON.</summary>
internal static class EntryRules
{
    public static IReadOnlyDictionary<string, string> NoCodes { get; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>An optional text: null or not blank.</summary>
    public static string? Text(string? value, string name)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException($"{name} was blank. Leave it out when it is unknown.", name);
        }

        return value;
    }

    public static string RequiredText(string? value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return Text(value, name)!;
    }

    public static IReadOnlyList<string> Texts(IReadOnlyList<string>? values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        foreach (var value in values)
        {
            RequiredText(value, name);
        }

        return [.. values];
    }

    public static IReadOnlyDictionary<string, string> Codes(IReadOnlyDictionary<string, string>? values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        foreach (var (scheme, code) in values)
        {
            RequiredText(scheme, name);
            RequiredText(code, name);
        }

        return new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(values, StringComparer.Ordinal));
    }

    public static bool IsWebAddress(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "https" or "http" };

    /// <summary>What is wrong between the parts of an entry whose parts are each right; each complaint with the JSON name of the part.</summary>
    public static IEnumerable<(string Part, string Complaint)> Complaints(BenchmarkEntry entry)
    {
        var metric = entry.Metric;
        if (metric.Complaint(entry.Value) is { } range)
        {
            yield return ("value", range);
        }

        if (entry.Quartiles is { } quartiles)
        {
            foreach (var (part, figure) in new[] { ("p25", quartiles.P25), ("p75", quartiles.P75) })
            {
                if (metric.Complaint(figure) is { } complaint)
                {
                    yield return ("quartiles." + part, complaint);
                }
            }

            if (entry.Statistic == BenchmarkStatistic.Median)
            {
                if (quartiles.Median is { } median && median != entry.Value)
                {
                    yield return ("quartiles.median", $"was {metric.Show(median)}, but the value, which is said to be the median, is {metric.Show(entry.Value)}");
                }
                else if (BenchmarkQuartiles.Complaint(quartiles.P25, entry.Value, quartiles.P75) is { } order)
                {
                    yield return ("quartiles", "do not contain the value, which is said to be the median. " + order);
                }
            }
        }

        if (entry.Observed is { IsEmpty: true })
        {
            yield return ("observed", "was an empty period");
        }

        if (entry.Source is { Published: { } published, Year: { } year } && published.Year != year)
        {
            yield return ("source.year", $"was {year.ToString(CultureInfo.InvariantCulture)}, but source.published is {Rendering.Text.Date(published)}");
        }

        if (entry.Source is { Published: { } before, Retrieved: { } after } && after < before)
        {
            yield return ("source.retrieved", $"was {Rendering.Text.Date(after)}, before source.published {Rendering.Text.Date(before)}");
        }

        if (entry.ConflictsWith.Contains(entry.Id, StringComparer.Ordinal))
        {
            yield return ("conflictsWith", "names the entry itself");
        }
    }

    /// <summary>Refuses an entry whose parts contradict each other.</summary>
    public static void Check(BenchmarkEntry entry, string name)
    {
        var complaints = Complaints(entry).Select(c => $"{c.Part} {c.Complaint}").ToList();
        if (complaints.Count > 0)
        {
            throw new ArgumentException($"The entry {entry.Id} is not consistent: {string.Join("; ", complaints)}.", name);
        }
    }
}

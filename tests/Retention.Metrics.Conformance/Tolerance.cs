using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Retention.Metrics.Conformance;

/// <summary>How far a number may be off: |got − expected| ≤ max(absolute, relative·|expected|).</summary>
internal readonly record struct Margin(double Relative, double Absolute)
{
    /// <summary>What holds where a vector says nothing.</summary>
    public static Margin Default => new(1e-9, 0);

    /// <summary>How far an answer may be from this one.</summary>
    public double Around(double expected) => Math.Max(Absolute, Relative * Math.Abs(expected));
}

/// <summary>The margins of one vector. Most have one for all numbers; some name fields, each with its own; a few are said in the note alone.</summary>
internal sealed partial class Tolerance
{
    private readonly Margin _all;
    private readonly Dictionary<string, Margin> _fields;
    private readonly HashSet<string> _ignored;

    private Tolerance(Margin all, Dictionary<string, Margin> fields, HashSet<string> ignored)
    {
        _all = all;
        _fields = fields;
        _ignored = ignored;
    }

    /// <summary>Reads <c>tolerance</c>, and the two forms in which notes amend it: "FIELD …: compare at 1e-7" and "do not compare FIELD".</summary>
    public static Tolerance Read(JsonElement? tolerance, string note)
    {
        var fields = new Dictionary<string, Margin>(StringComparer.OrdinalIgnoreCase);
        foreach (Match amended in ComparedAt().Matches(note))
        {
            fields[Plain(amended.Groups["field"].Value)] = new(double.Parse(amended.Groups["margin"].Value, CultureInfo.InvariantCulture), 0);
        }

        var ignored = NotCompared().Matches(note).Select(m => Plain(m.Groups["field"].Value)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return tolerance switch
        {
            { ValueKind: JsonValueKind.Number } relative => new(new(relative.GetDouble(), 0), fields, ignored),
            { ValueKind: JsonValueKind.Object } margins => new(Fields(margins, fields), fields, ignored),
            _ => new(Margin.Default, fields, ignored),
        };
    }

    /// <summary>The margin of a field: that of the nearest named field around it, or else that of the vector.</summary>
    public Margin For(FieldPath path)
    {
        for (var field = path; field is not null; field = field.Parent)
        {
            if (field.Name is { } name && _fields.TryGetValue(Plain(name), out var margin))
            {
                return margin;
            }
        }

        return _all;
    }

    /// <summary>Whether the author of the vector says that a field is no known answer.</summary>
    public bool Ignores(FieldPath path) => path.Name is { } name && _ignored.Contains(Plain(name));

    private static Margin Fields(JsonElement margins, Dictionary<string, Margin> fields)
    {
        var (relative, absolute) = ((double?)null, (double?)null);
        foreach (var margin in margins.EnumerateObject())
        {
            switch (margin.Name, margin.Value.ValueKind)
            {
                case ("relative" or "relTol", JsonValueKind.Number):
                    relative = margin.Value.GetDouble();
                    break;
                case ("absolute" or "absTol", JsonValueKind.Number):
                    absolute = margin.Value.GetDouble();
                    break;
                case (_, JsonValueKind.Number):
                    fields[Plain(margin.Name)] = new(margin.Value.GetDouble(), 0);
                    break;
                case (_, JsonValueKind.Object):
                    fields[Plain(margin.Name)] = Fields(margin.Value, []);
                    break;
                default:
                    break;
            }
        }

        // A tolerance that names its fields says nothing about the others, and they keep the default.
        return relative is null && absolute is null ? Margin.Default : new(relative ?? 0, absolute ?? 0);
    }

    // Notes write mid-P where the field is midP.
    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<field>[A-Za-z][\w-]*)\b[^:;]*: compare at (?<margin>\d+(\.\d+)?e-\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex ComparedAt();

    [GeneratedRegex(@"\bdo not compare (?<field>[A-Za-z][\w-]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotCompared();
}

using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Retention.Metrics.Conformance;

/// <summary>A number as it was given: a double, and the exact value too when it was written or computed as one.</summary>
internal readonly record struct Number(double Value, decimal? Exact)
{
    /// <summary>Reads "0.3", "3.08e+24", "Infinity", "NaN" or a fraction such as "297/520"; null for any other text.</summary>
    public static Number? Parse(string text)
    {
        switch (text)
        {
            case "Infinity" or "+Infinity":
                return new(double.PositiveInfinity, null);
            case "-Infinity":
                return new(double.NegativeInfinity, null);
            case "NaN":
                return new(double.NaN, null);
            default:
                break;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out var value))
        {
            // A text of up to 28 digits is a decimal exactly; a longer one would be rounded.
            var exact = text.Length <= 28 && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var d) ? d : (decimal?)null;
            return new(value, exact);
        }

        return text.Split('/') is [var above, var below] && IsWhole(above) && IsWhole(below) && double.Parse(below, CultureInfo.InvariantCulture) != 0
            ? new(double.Parse(above, CultureInfo.InvariantCulture) / double.Parse(below, CultureInfo.InvariantCulture), null)
            : null;
    }

    public override string ToString() =>
        double.IsFinite(Value) ? Exact?.ToString(CultureInfo.InvariantCulture) ?? Value.ToString("R", CultureInfo.InvariantCulture)
        : double.IsNaN(Value) ? "NaN"
        : Value > 0 ? "Infinity" : "-Infinity";

    private static bool IsWhole(string text) => text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == '-');
}

/// <summary>Brings what adapters return into one form: null, bool, string, <see cref="Number"/>, list, or dictionary by name.</summary>
internal static class Answer
{
    public static object? Normalize(object? answer) => answer switch
    {
        null => null,
        bool or string or Number => answer,
        JsonElement element => FromJson(element),
        JsonNode node => FromJson(JsonSerializer.SerializeToElement(node)),
        double d => new Number(d, null),
        float f => new Number(f, null),
        decimal m => new Number((double)m, m),
        BigInteger i => new Number((double)i, BigInteger.Abs(i) < (BigInteger)decimal.MaxValue ? (decimal)i : null),
        byte or sbyte or short or ushort or int or uint or long or ulong => new Number(Convert.ToDouble(answer, CultureInfo.InvariantCulture), Convert.ToDecimal(answer, CultureInfo.InvariantCulture)),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum value => value.ToString(),
        IReadOnlyDictionary<string, object?> fields => fields.ToDictionary(f => f.Key, f => Normalize(f.Value), StringComparer.Ordinal),
        IDictionary fields => fields.Keys.Cast<object>().ToDictionary(k => Normalize(k)?.ToString() ?? "null", k => Normalize(fields[k]), StringComparer.Ordinal),
        IEnumerable items => items.Cast<object?>().Select(Normalize).ToList(),
        _ when answer.GetType().Name.StartsWith("<>", StringComparison.Ordinal) => answer.GetType().GetProperties().ToDictionary(p => p.Name, p => Normalize(p.GetValue(answer)), StringComparer.Ordinal),
        _ => throw new InvalidOperationException($"An adapter answers with numbers, texts, truth values, lists, dictionaries or anonymous objects, not with a {answer.GetType().Name}."),
    };

    /// <summary>A value as a report shows it, cut where it gets long.</summary>
    public static string Show(object? value)
    {
        var text = value switch
        {
            null => "null",
            bool truth => truth ? "true" : "false",
            string s => $"\"{s}\"",
            IReadOnlyDictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(f => $"\"{f.Key}\": {Show(f.Value)}"))}}}",
            IReadOnlyList<object?> items => $"[{string.Join(", ", items.Select(Show))}]",
            _ => value.ToString()!,
        };
        return text.Length <= 100 ? text : $"{text[..97]}...";
    }

    private static object? FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => Number.Parse(element.GetRawText()),
        JsonValueKind.Array => element.EnumerateArray().Select(FromJson).ToList(),
        _ => element.EnumerateObject().ToDictionary(p => p.Name, p => FromJson(p.Value), StringComparer.Ordinal),
    };
}

using System.Text.Json;

namespace Retention.Metrics.Conformance.Adapters;

/// <summary>Reads arguments by name; a missing one is said by name.</summary>
internal static class Arguments
{
    public static JsonElement At(this JsonElement input, string name) =>
        input.TryGetProperty(name, out var value) ? value : throw new KeyNotFoundException($"The input has no {name}.");

    public static bool Has(this JsonElement input, string name) => input.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public static double Number(this JsonElement input, string name) => AsNumber(input.At(name));

    public static double Number(this JsonElement input, string name, double otherwise) => input.Has(name) ? input.Number(name) : otherwise;

    public static long Integer(this JsonElement input, string name) => (long)input.At(name).GetDecimal();

    public static long Integer(this JsonElement input, string name, long otherwise) => input.Has(name) ? input.Integer(name) : otherwise;

    public static decimal Amount(this JsonElement input, string name) => input.At(name).GetDecimal();

    public static string Text(this JsonElement input, string name) => input.At(name).GetString()!;

    public static string? TextOrNull(this JsonElement input, string name) => input.Has(name) ? input.Text(name) : null;

    /// <summary>A choice without regard to how it is written: "on-or-after", "On or after" and "onOrAfter" are one.</summary>
    public static string? Choice(this JsonElement input, string name) =>
        input.TextOrNull(name) is { } text ? string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant() : null;

    public static bool Truth(this JsonElement input, string name, bool otherwise) => input.Has(name) ? input.At(name).GetBoolean() : otherwise;

    public static DateOnly Date(this JsonElement input, string name) => DateOnly.ParseExact(input.Text(name), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static double[] Numbers(this JsonElement input, string name) => input.At(name).EnumerateArray().Select(AsNumber).ToArray();

    public static long[] Integers(this JsonElement input, string name) => input.At(name).EnumerateArray().Select(e => (long)e.GetDecimal()).ToArray();

    public static IEnumerable<JsonElement> Items(this JsonElement input, string name) => input.At(name).EnumerateArray();

    /// <summary>An interval as vectors write it: [lower, upper].</summary>
    public static double[]? Pair(this ConfidenceInterval? interval) => interval is { } i ? [i.Lower, i.Upper] : null;

    private static double AsNumber(JsonElement value) =>
        Conformance.Number.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText())?.Value
        ?? throw new FormatException($"{value.GetRawText()} is no number.");
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Retention.Metrics.Tests.Benchmarks;

/// <summary>As much of JSON Schema 2020-12 as the schema of catalogs uses. A keyword that it does not know is a mistake of the schema, not ignored.</summary>
internal static class JsonSchemaSubset
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "default", "format", "examples"];

    public static IReadOnlyList<string> Problems(JsonElement schema, JsonElement value) => [.. Problems(schema, schema, value, "$")];

    private static IEnumerable<string> Problems(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        foreach (var keyword in schema.EnumerateObject().Where(k => !Annotations.Contains(k.Name, StringComparer.Ordinal)))
        {
            foreach (var problem in Check(root, schema, keyword, value, path))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> Check(JsonElement root, JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "$ref":
                return Problems(root, root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value, path);
            case "type":
                return When(!(rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(t => IsOf(t.GetString()!, value)) : IsOf(rule.GetString()!, value)), $"{path}: not {rule}");
            case "const":
                return When(!JsonElement.DeepEquals(rule, value), $"{path}: not {rule}");
            case "enum":
                return When(!rule.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)), $"{path}: none of {rule}");
            case "pattern":
                return When(value.ValueKind == JsonValueKind.String && !Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), $"{path}: not like {rule}");
            case "minimum":
                return When(value.ValueKind == JsonValueKind.Number && value.GetDecimal() < rule.GetDecimal(), $"{path}: below {rule}");
            case "exclusiveMinimum":
                return When(value.ValueKind == JsonValueKind.Number && value.GetDecimal() <= rule.GetDecimal(), $"{path}: not above {rule}");
            case "maximum":
                return When(value.ValueKind == JsonValueKind.Number && value.GetDecimal() > rule.GetDecimal(), $"{path}: above {rule}");
            case "required":
                return value.ValueKind == JsonValueKind.Object ? rule.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)).Select(n => $"{path}.{n}: missing") : [];
            case "properties":
                return value.ValueKind == JsonValueKind.Object
                    ? rule.EnumerateObject().SelectMany(p => value.TryGetProperty(p.Name, out var part) ? Problems(root, p.Value, part, $"{path}.{p.Name}") : [])
                    : [];
            case "additionalProperties" when rule.ValueKind == JsonValueKind.False:
                return value.ValueKind == JsonValueKind.Object
                    ? value.EnumerateObject().Where(p => !schema.GetProperty("properties").TryGetProperty(p.Name, out _)).Select(p => $"{path}.{p.Name}: unknown")
                    : [];
            case "additionalProperties":
                return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().SelectMany(p => Problems(root, rule, p.Value, $"{path}.{p.Name}")) : [];
            case "items":
                return value.ValueKind == JsonValueKind.Array
                    ? value.EnumerateArray().SelectMany((item, i) => Problems(root, rule, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))
                    : [];
            case "oneOf":
                return When(rule.EnumerateArray().Count(s => !Problems(root, s, value, path).Any()) != 1, $"{path}: not exactly one of {rule}");
            default:
                throw new NotSupportedException($"The schema uses {keyword.Name}, which is not checked.");
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"The schema has the type {type}, which is not checked."),
    };

    private static IEnumerable<string> When(bool wrong, string problem) => wrong ? [problem] : [];
}

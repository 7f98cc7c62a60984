using System.Globalization;
using System.Text.Json;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// The properties of one JSON object, read one by one. Whatever is wrong is noted with its path and reading goes on, so that one pass finds everything.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _properties = new(StringComparer.Ordinal);
    private readonly List<BenchmarkCatalogError> _errors;

    public JsonFields(JsonElement element, string path, List<BenchmarkCatalogError> errors, params ReadOnlySpan<string> allowed)
    {
        Path = path;
        _errors = errors;
        if (element.ValueKind != JsonValueKind.Object)
        {
            _errors.Add(new(path, $"must be an object, not {Kind(element)}"));
            IsObject = false;
            return;
        }

        IsObject = true;
        foreach (var property in element.EnumerateObject())
        {
            if (!allowed.Contains(property.Name))
            {
                _errors.Add(new(path, $"has no property \"{property.Name}\"; its properties are {string.Join(", ", allowed.ToArray())}"));
            }
            else if (!_properties.TryAdd(property.Name, property.Value))
            {
                _errors.Add(new($"{path}.{property.Name}", "appears twice"));
            }
        }
    }

    public string Path { get; }

    public bool IsObject { get; }

    public string PathOf(string name) => $"{Path}.{name}";

    public void Error(string name, string message) => _errors.Add(new(PathOf(name), message));

    public string? Text(string name, bool required = false)
    {
        if (Present(name, required) is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            return Wrong<string>(name, element, "a text");
        }

        var text = element.GetString()!;
        return string.IsNullOrWhiteSpace(text) ? Wrong<string>(name, "was blank; leave it out when it is unknown") : text;
    }

    public string? Id(string name, bool required = false)
    {
        var id = Text(name, required);
        return id is not null && Slug.Complaint(id) is { } complaint ? Wrong<string>(name, complaint) : id;
    }

    public decimal? Number(string name, bool required = false) =>
        Present(name, required) is not { } element ? null
        : element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number) ? number
        : WrongValue<decimal>(name, element, "a number");

    public long? Whole(string name, long minimum, long maximum) =>
        Present(name, required: false) is not { } element ? null
        : element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= minimum && number <= maximum ? number
        : WrongValue<long>(name, element, string.Create(CultureInfo.InvariantCulture, $"a whole number inside [{minimum}..{maximum}]"));

    public bool? Truth(string name) =>
        Present(name, required: false) is not { } element ? null
        : element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean()
        : WrongValue<bool>(name, element, "true or false");

    public DateOnly? Date(string name) =>
        Text(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : WrongValue<DateOnly>(name, $"was \"{text}\". A date is written 2026-06-30");

    /// <summary>One of some words, as its place among them.</summary>
    public int? Word(string name, IReadOnlyList<string> words, bool required = false)
    {
        if (Text(name, required) is not { } text)
        {
            return null;
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (string.Equals(words[i], text, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return WrongValue<int>(name, $"was \"{text}\". It must be one of {string.Join(", ", words)}");
    }

    public JsonElement? Object(string name, bool required = false) => Present(name, required);

    public IEnumerable<(JsonElement Element, string Path)> Items(string name)
    {
        if (Present(name, required: false) is not { } element)
        {
            yield break;
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            Wrong<string>(name, element, "a list");
            yield break;
        }

        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            yield return (item, string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}[{index++}]"));
        }
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (item, path) in Items(name))
        {
            if (item.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.GetString()))
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                _errors.Add(new(path, $"must be a text that is not blank, not {Kind(item)}"));
            }
        }

        return texts;
    }

    private JsonElement? Present(string name, bool required)
    {
        if (_properties.TryGetValue(name, out var element) && element.ValueKind != JsonValueKind.Null)
        {
            return element;
        }

        if (required && IsObject)
        {
            _errors.Add(new(PathOf(name), "is missing"));
        }

        return null;
    }

    private T? Wrong<T>(string name, JsonElement element, string expected)
        where T : class => Wrong<T>(name, $"must be {expected}, not {Kind(element)}");

    private T? Wrong<T>(string name, string message)
        where T : class
    {
        Error(name, message);
        return null;
    }

    private T? WrongValue<T>(string name, JsonElement element, string expected)
        where T : struct => WrongValue<T>(name, $"must be {expected}, not {Kind(element)}");

    private T? WrongValue<T>(string name, string message)
        where T : struct
    {
        Error(name, message);
        return null;
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText(),
    };
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Retention.Metrics.Tests.Support;

/// <summary>What holds for the JSON of every result.</summary>
internal static class Json
{
    /// <summary>Asserts that a result reads back as itself, and that its numbers are JSON.</summary>
    /// <returns>The document, for tests of its shape.</returns>
    public static JsonElement RoundTrips<T>(T result, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.Serialize(result, type);
        var back = JsonSerializer.Deserialize(json, type);
        Assert.Equal(result, back);
        Assert.Equal(json, JsonSerializer.Serialize(back!, type));
        Assert.Equal(result!.ToString(), back!.ToString());
        Assert.Equal(result.GetHashCode(), back.GetHashCode());
        return JsonDocument.Parse(json).RootElement;
    }
}

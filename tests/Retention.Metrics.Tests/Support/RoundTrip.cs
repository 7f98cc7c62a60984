using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Retention.Metrics.Tests.Support;

/// <summary>A result written as JSON and read again.</summary>
internal static class RoundTrip
{
    /// <summary>Writes and reads a value, which must come back equal and write the same text again.</summary>
    /// <returns>The text.</returns>
    public static string Of<T>(T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.Serialize(value, type);
        var back = JsonSerializer.Deserialize(json, type);
        Assert.Equal(value, back);
        Assert.Equal(json, JsonSerializer.Serialize(back!, type));
        return json;
    }
}

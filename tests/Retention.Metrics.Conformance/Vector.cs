using System.Text.Json;

namespace Retention.Metrics.Conformance;

/// <summary>One question with its known answer.</summary>
/// <param name="Id">Names the vector in reports; adapters never see it.</param>
/// <param name="Call">Names the question, and so the adapter.</param>
/// <param name="Input">The arguments.</param>
/// <param name="Expected">The known answer; <see cref="JsonValueKind.Undefined"/> when the file has none.</param>
/// <param name="Tolerance">How far an answer may be off.</param>
/// <param name="Source">Where the answer comes from: for statistical software, the expression that gave it.</param>
/// <param name="Note">What the author of the vector remarks.</param>
internal sealed record Vector(string Id, string Call, JsonElement Input, JsonElement Expected, Tolerance Tolerance, string Source, string Note);

/// <summary>A file of vectors.</summary>
internal sealed class VectorFile
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly JsonElement NoArguments = JsonDocument.Parse("{}").RootElement;

    private VectorFile(string path, JsonElement root)
    {
        Folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Suite = Text(root, "suite") is { Length: > 0 } suite ? suite : System.IO.Path.GetFileNameWithoutExtension(path);
        Dataset = root.TryGetProperty("dataset", out var dataset) ? dataset : null;
        Vectors = root.GetProperty("vectors").EnumerateArray().Select(Read).ToList();
    }

    /// <summary>What <c>file</c> inputs are relative to.</summary>
    public string Folder { get; }

    /// <summary>The name the file gives itself.</summary>
    public string Suite { get; }

    /// <summary>Data that several vectors of the file ask about.</summary>
    public JsonElement? Dataset { get; }

    /// <summary>The vectors in the order of the file.</summary>
    public IReadOnlyList<Vector> Vectors { get; }

    /// <summary>Reads a file of vectors.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">The file is no envelope of vectors.</exception>
    public static VectorFile Read(string path)
    {
        try
        {
            return new VectorFile(path, JsonDocument.Parse(File.ReadAllText(path), Lenient).RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"not an envelope {{\"suite\", \"vectors\": [...]}}: {e.Message}", e);
        }
    }

    private static Vector Read(JsonElement vector)
    {
        var note = Text(vector, "note");
        return new(
            Text(vector, "id"),
            Text(vector, "call"),
            vector.TryGetProperty("input", out var input) && input.ValueKind != JsonValueKind.Null ? input : NoArguments,
            vector.TryGetProperty("expected", out var expected) ? expected : default,
            Tolerance.Read(vector.TryGetProperty("tolerance", out var tolerance) ? tolerance : null, note),
            Text(vector, "source"),
            note);
    }

    private static string Text(JsonElement parent, string name) => !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null
        ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}

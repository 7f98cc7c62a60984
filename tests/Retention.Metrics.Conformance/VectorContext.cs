using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Retention.Metrics.Conformance;

/// <summary>Thrown by an adapter that cannot ask the library this question.</summary>
internal sealed class UnsupportedException(string message) : Exception(message);

/// <summary>
/// What an adapter may know besides the arguments. The known answer is not among it, with one exception: some vectors write arguments into the
/// answer (the x and n of a row beside the interval). Those are read by <see cref="Given"/> and its kin, and what was read so is not compared.
/// </summary>
internal sealed partial class VectorContext(VectorFile file, Vector vector)
{
    private readonly List<IReadOnlyList<string>> _given = [];
    private readonly List<string> _leftOut = [];

    /// <summary>What was read as an argument, and so is no answer.</summary>
    public IReadOnlyCollection<IReadOnlyList<string>> GivenPaths => _given;

    /// <summary>Where the answer comes from. For statistical software it is the expression, which says the strata, covariates and options.</summary>
    public string Source => vector.Source;

    /// <summary>What the author of the vector remarks; options may stand here.</summary>
    public string Note => vector.Note;

    /// <summary>The data that the vectors of the file share.</summary>
    public JsonElement Dataset => file.Dataset ?? throw new InvalidOperationException("The file of this vector has no dataset.");

    /// <summary>The rows of <c>input.data</c> (or of <c>input</c> itself): inline columns, a CSV file, or those of the vector that it refers to by "see ID".</summary>
    public Columns Data => DataOf(vector, depth: 0);

    /// <summary>The full path of a file that is named relative to the file of the vector.</summary>
    public string PathOf(string relative) => Path.GetFullPath(Path.Combine(file.Folder, relative));

    /// <summary>Whether the answer is to have a field.</summary>
    public bool Asks(params string[] path) => Find(path) is not null;

    /// <summary>The names of the fields that the answer, or this part of it, is to have; empty when it has none.</summary>
    public IReadOnlyList<string> Asked(params string[] path) =>
        Find(path) is { ValueKind: JsonValueKind.Object } part ? part.EnumerateObject().Select(p => p.Name).ToList() : [];

    /// <summary>The same without remarks, which are fields of the answer that hold text.</summary>
    public IReadOnlyList<string> AskedFigures(params string[] path) =>
        Asked(path).Where(name => Find([.. path, name]) is { ValueKind: not JsonValueKind.String }).ToList();

    /// <summary>How many items a list in the answer is to have; 0 when it is no list.</summary>
    public int AskedCount(params string[] path) => Find(path) is { ValueKind: JsonValueKind.Array } part ? part.GetArrayLength() : 0;

    /// <summary>Reads an argument that stands in the answer; it will not be compared.</summary>
    /// <param name="path">Names of fields, from the outside in.</param>
    public JsonElement Given(params string[] path)
    {
        var value = Find(path) ?? throw new KeyNotFoundException($"The answer has no {string.Join(".", path)}.");
        _given.Add(path);
        return value;
    }

    /// <summary>What is not compared although the answer has it, with the reason; the run prints it.</summary>
    public IReadOnlyCollection<string> LeftOut => _leftOut;

    /// <summary>Leaves fields of the answer uncompared where the known ones are no number at all but what rounding left over. The run prints them with the reason.</summary>
    public void LeaveOut(string reason, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (Asks(field))
            {
                _given.Add([field]);
                _leftOut.Add($"{field} not compared: {reason}");
            }
        }
    }

    /// <summary>Reads the columns of a list of objects in the answer that are arguments; they will not be compared.</summary>
    /// <param name="list">The name of the list.</param>
    /// <param name="columns">The names of the arguments; those that a row lacks are absent from it here too.</param>
    public IReadOnlyList<JsonElement> GivenRows(string list, params string[] columns)
    {
        var rows = Find([list]) ?? throw new KeyNotFoundException($"The answer has no {list}.");
        _given.AddRange(columns.Select(column => (IReadOnlyList<string>)[list, "[*]", column]));
        return rows.EnumerateArray()
            .Select(row => JsonSerializer.SerializeToElement(new JsonObject(row.EnumerateObject()
                .Where(p => columns.Contains(p.Name, StringComparer.Ordinal))
                .Select(p => KeyValuePair.Create(p.Name, JsonSerializer.SerializeToNode(p.Value))))))
            .ToList();
    }

    /// <summary>Reads the positions in a list of lists in the answer that are arguments, such as the t of [[t, value], …]; they will not be compared.</summary>
    /// <param name="positions">Which items of each row are arguments.</param>
    /// <param name="path">Names of fields, from the outside in; none for an answer that is the list itself.</param>
    public IReadOnlyList<JsonElement[]> GivenCells(int[] positions, params string[] path)
    {
        var rows = Find(path) ?? throw new KeyNotFoundException($"The answer has no {string.Join(".", path)}.");
        _given.AddRange(positions.Select(position => (IReadOnlyList<string>)[.. path, "[*]", string.Create(CultureInfo.InvariantCulture, $"[{position}]")]));
        return rows.EnumerateArray().Select(row => positions.Select(position => row[position]).ToArray()).ToList();
    }

    /// <summary>The answer of another vector of the file that the input refers to by its id, such as the fit whose parameters are to be used.</summary>
    public JsonElement AnswerOf(string id) => Other(id).Expected;

    /// <summary>Says that the library has no such option; the vector counts as unsupported.</summary>
    public static UnsupportedException Unsupported(string what) => new(what);

    private Vector Other(string id)
    {
        var other = file.Vectors.FirstOrDefault(v => string.Equals(v.Id, id, StringComparison.Ordinal)) ?? throw new KeyNotFoundException($"The file has no vector {id}.");
        return ReferenceEquals(other, vector) ? throw new InvalidOperationException("A vector cannot refer to itself.") : other;
    }

    private Columns DataOf(Vector of, int depth)
    {
        var data = of.Input.TryGetProperty("data", out var inner) ? inner : of.Input;
        if (data.TryGetProperty("file", out var path))
        {
            return Columns.FromCsv(PathOf(path.GetString()!));
        }

        if (!data.TryGetProperty("inline", out var inline))
        {
            return Columns.FromJson(data);
        }

        var reference = Reference().Match(inline.GetString()!);
        return reference.Success && depth < 8
            ? DataOf(Other(reference.Groups["id"].Value), depth + 1)
            : throw new InvalidOperationException($"The data are \"{inline.GetString()}\": arguments beside the answer, which GivenRows reads.");
    }

    private JsonElement? Find(string[] path)
    {
        JsonElement? at = vector.Expected.ValueKind == JsonValueKind.Undefined ? null : vector.Expected;
        foreach (var name in path)
        {
            at = at is { ValueKind: JsonValueKind.Object } part && part.TryGetProperty(name, out var field) ? field : null;
        }

        return at;
    }

    [GeneratedRegex(@"\bsee (?<id>\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}

using System.Globalization;
using System.Text.Json;

namespace Retention.Metrics.Conformance;

/// <summary>Rows of data held by column: an object of arrays, or a CSV file with a header. Empty, NA and null are missing values.</summary>
internal sealed class Columns
{
    private readonly Dictionary<string, string?[]> _columns;

    private Columns(Dictionary<string, string?[]> columns) => _columns = columns;

    /// <summary>The names in the order of the data.</summary>
    public IReadOnlyCollection<string> Names => _columns.Keys;

    /// <summary>How many rows there are.</summary>
    public int Rows => _columns.Values.FirstOrDefault()?.Length ?? 0;

    /// <summary>Whether there is such a column.</summary>
    public bool Has(string name) => _columns.ContainsKey(name);

    /// <summary>The numbers of a column, none of which may be missing.</summary>
    public double[] Numbers(string name) => Column(name).Select((text, row) => text is null ? throw Missing(name, row) : Number(text)).ToArray();

    /// <summary>The numbers of a column.</summary>
    public double?[] NumbersOrMissing(string name) => Column(name).Select(text => text is null ? (double?)null : Number(text)).ToArray();

    /// <summary>The whole numbers of a column, none of which may be missing.</summary>
    public long[] Integers(string name) => Column(name).Select((text, row) => text is null ? throw Missing(name, row) : (long)decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray();

    /// <summary>The amounts of a column, none of which may be missing.</summary>
    public decimal[] Amounts(string name) => Column(name).Select((text, row) => text is null ? throw Missing(name, row) : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray();

    /// <summary>The texts of a column, none of which may be missing.</summary>
    public string[] Texts(string name) => Column(name).Select((text, row) => text ?? throw Missing(name, row)).ToArray();

    /// <summary>Reads an object whose fields are arrays of one length; its other fields are arguments and left aside.</summary>
    public static Columns FromJson(JsonElement data) => new(data.EnumerateObject()
        .Where(p => p.Value.ValueKind == JsonValueKind.Array)
        .ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(Text).ToArray(), StringComparer.Ordinal));

    /// <summary>Reads a comma-separated file whose first line names the columns.</summary>
    public static Columns FromCsv(string path)
    {
        var lines = File.ReadLines(path).Where(line => line.Length > 0).Select(Cells).ToList();
        var names = lines[0];
        return new(names.Select((name, column) => (name, values: lines.Skip(1).Select(cells => column < cells.Count && cells[column] is not ("" or "NA") ? cells[column] : null).ToArray()))
            .ToDictionary(c => c.name, c => c.values, StringComparer.Ordinal));
    }

    private string?[] Column(string name) =>
        _columns.TryGetValue(name, out var column) ? column : throw new KeyNotFoundException($"The data have the columns {string.Join(", ", Names)}, not {name}.");

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static double Number(string text) => Conformance.Number.Parse(text)?.Value ?? throw new FormatException($"\"{text}\" is no number.");

    private static InvalidOperationException Missing(string name, int row) => new(FormattableString.Invariant($"Column {name} has no value in row {row}."));

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"' when quoted && i + 1 < line.Length && line[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    cells.Add(cell.ToString());
                    cell.Clear();
                    break;
                default:
                    cell.Append(line[i]);
                    break;
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}

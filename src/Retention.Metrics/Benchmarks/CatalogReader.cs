using System.Globalization;
using System.Text.Json;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// Reads a catalog document and finds everything that is wrong with it. By hand over the parsed document rather than through a serializer,
/// which would stop at the first value of a wrong type.
/// </summary>
internal sealed partial class CatalogReader
{
    public const int SchemaVersion = 1;

    private readonly List<BenchmarkCatalogError> _errors = [];
    private readonly BenchmarkCatalog _known;
    private readonly BenchmarkCatalog? _vocabulary;
    private readonly BenchmarkMergePolicy _policy;
    private readonly CatalogContents _contents = new();

    private CatalogReader(BenchmarkCatalog known, BenchmarkCatalog? vocabulary, BenchmarkMergePolicy policy)
    {
        _known = known;
        _vocabulary = vocabulary;
        _policy = policy;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="json">The text.</param>
    /// <param name="known">The catalog that it is to be added to: it may name what is in there.</param>
    /// <param name="vocabulary">The catalog whose metrics and industries it may name without declaring them; null for none.</param>
    /// <param name="policy">What is done about ids that the known catalog has too.</param>
    public static CatalogContents Read(string json, BenchmarkCatalog known, BenchmarkCatalog? vocabulary, BenchmarkMergePolicy policy)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new BenchmarkCatalogException([new("$", "is not JSON: " + e.Message)]);
        }

        using (document)
        {
            return Read(document.RootElement, known, vocabulary, policy);
        }
    }

    public static CatalogContents Read(JsonElement root, BenchmarkCatalog known, BenchmarkCatalog? vocabulary, BenchmarkMergePolicy policy)
    {
        var reader = new CatalogReader(known, vocabulary, policy);
        reader.Document(root);
        return reader._errors.Count == 0 ? reader._contents : throw new BenchmarkCatalogException([.. reader._errors]);
    }

    private void Document(JsonElement root)
    {
        var fields = new JsonFields(root, "$", _errors, "$schema", "schemaVersion", "name", "catalogVersion", "metrics", "industries", "entries", "superseded");
        if (!fields.IsObject)
        {
            return;
        }

        if (fields.Number("schemaVersion", required: true) is { } version && version != SchemaVersion)
        {
            fields.Error("schemaVersion", string.Create(CultureInfo.InvariantCulture, $"was {version}. This version of the library reads {SchemaVersion}"));
            return;
        }

        _contents.Name = fields.Text("name");
        _contents.Version = fields.Date("catalogVersion");
        foreach (var (item, path) in fields.Items("metrics"))
        {
            Declare(Metric(new(item, path, _errors, "id", "name", "chineseName", "numerator", "denominator", "unit", "basis", "isProportion", "hasPeriod", "minimum", "maximum")), path);
        }

        new IndustryReader(this, fields).Read();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var references = new List<(string Path, string Id)>();
        foreach (var (item, path) in fields.Items("entries"))
        {
            if (Entry(item, path, ids, references) is { } entry)
            {
                _contents.Entries.Add(entry);
            }
        }

        foreach (var (path, id) in references.Where(r => !ids.Contains(r.Id) && _known.Find(r.Id) is null))
        {
            _errors.Add(new(path, $"names \"{id}\", which is no entry of this document or of the catalog that it is added to"));
        }

        foreach (var (item, path) in fields.Items("superseded"))
        {
            var past = new JsonFields(item, path, _errors, "entry", "from", "policy");
            var entry = past.Object("entry", required: true) is { } element ? Entry(element, past.PathOf("entry"), null, null) : null;
            var from = past.Text("from", required: true);
            var policy = past.Word("policy", Words.Policies, required: true);
            if (entry is not null && from is not null && policy is not null)
            {
                _contents.Superseded.Add(new(entry, from, (BenchmarkMergePolicy)policy));
            }
        }
    }

    private static BenchmarkMetric? Metric(JsonFields fields)
    {
        var id = fields.Id("id", required: true);
        var name = fields.Text("name", required: true);
        var chinese = fields.Text("chineseName");
        var numerator = fields.Text("numerator", required: true);
        var denominator = fields.Text("denominator", required: true);
        var unit = fields.Word("unit", Words.Units);
        var basis = fields.Word("basis", Words.Bases);
        var isProportion = fields.Truth("isProportion");
        var hasPeriod = fields.Truth("hasPeriod");
        var minimum = fields.Number("minimum");
        var maximum = fields.Number("maximum");
        if (id is null || name is null || numerator is null || denominator is null)
        {
            return null;
        }

        var metric = new BenchmarkMetric(id, name)
        {
            ChineseName = chinese,
            Numerator = numerator,
            Denominator = denominator,
            Unit = (BenchmarkUnit)(unit ?? 0),
            Basis = (BenchmarkBasis)(basis ?? 0),
            IsProportion = isProportion ?? false,
            HasPeriod = hasPeriod ?? true,
        };
        metric = minimum is { } least ? metric with { Minimum = least } : metric;
        metric = maximum is { } most ? metric with { Maximum = most } : metric;
        if (metric.Minimum > metric.Maximum)
        {
            fields.Error("minimum", string.Create(CultureInfo.InvariantCulture, $"was {metric.Minimum}, above the maximum {metric.Maximum}"));
        }

        return metric;
    }

    private void Declare(BenchmarkMetric? metric, string path)
    {
        if (metric is null)
        {
            return;
        }

        var known = _known.MetricById(metric.Id);
        if (_contents.Metrics.ContainsKey(metric.Id))
        {
            _errors.Add(new(path + ".id", $"\"{metric.Id}\" is declared twice"));
        }
        else if (known is not null && !known.SaysTheSameAs(metric) && MustAgree)
        {
            _errors.Add(new(path, $"the metric \"{metric.Id}\" is defined otherwise in the catalog that this document is added to: {known}"));
        }
        else
        {
            _contents.Metrics.Add(metric.Id, known is not null && _policy == BenchmarkMergePolicy.BaseWins ? known : metric);
        }
    }

    /// <summary>Definitions, unlike figures, cannot stand beside each other under one id.</summary>
    private bool MustAgree => _policy is BenchmarkMergePolicy.Throw or BenchmarkMergePolicy.KeepBoth;
}

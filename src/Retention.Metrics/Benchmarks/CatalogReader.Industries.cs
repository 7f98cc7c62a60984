using System.Text.Json;

namespace Retention.Metrics.Benchmarks;

/// <content>Industries and what they are parts of.</content>
internal sealed partial class CatalogReader
{
    /// <summary>Industries may be declared before their parents, so that they are read first and joined after.</summary>
    private sealed class IndustryReader(CatalogReader reader, JsonFields document)
    {
        private readonly OrderedDictionary<string, (Industry Alone, string? Parent, string Path)> _declared = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Industry> _joined = new(StringComparer.Ordinal);

        public void Read()
        {
            foreach (var (item, path) in document.Items("industries"))
            {
                Declare(new(item, path, reader._errors, "id", "name", "chineseName", "aliases", "parent", "codes"), path);
            }

            foreach (var id in _declared.Keys)
            {
                var industry = Join(id, []);
                var known = reader._known.IndustryById(id);
                if (known is not null && !known.SaysTheSameAs(industry) && reader.MustAgree)
                {
                    reader._errors.Add(new(_declared[id].Path, $"the industry \"{id}\" is defined otherwise in the catalog that this document is added to"));
                }

                reader._contents.Industries[id] = known is not null && reader._policy == BenchmarkMergePolicy.BaseWins ? known : industry;
            }
        }

        private void Declare(JsonFields fields, string path)
        {
            var id = fields.Id("id", required: true);
            var name = fields.Text("name", required: true);
            var chinese = fields.Text("chineseName");
            var aliases = fields.Texts("aliases");
            var parent = fields.Id("parent");
            var codes = fields.Object("codes") is { } element ? Codes(element, path + ".codes") : EntryRules.NoCodes;
            if (id is null || name is null)
            {
                return;
            }

            if (!_declared.TryAdd(id, (new(id, name) { ChineseName = chinese, Aliases = aliases, Codes = codes }, parent, path)))
            {
                reader._errors.Add(new(path + ".id", $"\"{id}\" is declared twice"));
            }
        }

        /// <summary>The industry with its parent, and that with its own. What is wrong with a parent is noted once and the industry left without it.</summary>
        private Industry Join(string id, List<string> below)
        {
            if (_joined.TryGetValue(id, out var done))
            {
                return done;
            }

            var (alone, parentId, path) = _declared[id];
            Industry? parent = null;
            if (parentId is not null && (below.Contains(parentId, StringComparer.Ordinal) || string.Equals(parentId, id, StringComparison.Ordinal)))
            {
                reader._errors.Add(new(path + ".parent", $"closes a circle: {string.Join(" in ", below.Append(id).Append(parentId).SkipWhile(x => !string.Equals(x, parentId, StringComparison.Ordinal)))}"));
            }
            else if (parentId is not null)
            {
                parent = _declared.ContainsKey(parentId) ? Join(parentId, [.. below, id]) : reader._known.IndustryById(parentId) ?? reader._vocabulary?.IndustryById(parentId);
                if (parent is null)
                {
                    reader._errors.Add(new(path + ".parent", $"\"{parentId}\" is neither known nor declared under $.industries"));
                }
            }

            for (var at = parent; at is not null; at = at.Parent)
            {
                // A known ancestor that is declared anew must not carry the old idea of its place into the document.
                if (string.Equals(at.Id, id, StringComparison.Ordinal))
                {
                    reader._errors.Add(new(path + ".parent", $"closes a circle: the catalog has {parentId} in {id}"));
                    parent = null;
                    break;
                }
            }

            return _joined[id] = parent is null ? alone : alone with { Parent = parent };
        }

        private Dictionary<string, string> Codes(JsonElement element, string path)
        {
            var codes = new Dictionary<string, string>(StringComparer.Ordinal);
            if (element.ValueKind != JsonValueKind.Object)
            {
                reader._errors.Add(new(path, "must be an object of schemes and codes"));
                return codes;
            }

            foreach (var property in element.EnumerateObject())
            {
                if (string.IsNullOrWhiteSpace(property.Name) || property.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(property.Value.GetString()))
                {
                    reader._errors.Add(new($"{path}.{property.Name}", "must be a text that is not blank"));
                }
                else
                {
                    codes[property.Name] = property.Value.GetString()!;
                }
            }

            return codes;
        }
    }
}

using System.Globalization;
using System.Text.Json;

namespace Retention.Metrics.Benchmarks;

/// <content>Entries and their parts.</content>
internal sealed partial class CatalogReader
{
    /// <summary>Reads an entry; null, with at least one error noted, when it is unusable.</summary>
    private BenchmarkEntry? Entry(JsonElement item, string path, HashSet<string>? ids, List<(string Path, string Id)>? references)
    {
        var fields = new JsonFields(
            item, path, _errors,
            "id", "metric", "industry", "value", "statistic", "quartiles", "sampleSize", "sampleUnit", "period", "observed", "segment", "region", "evidence", "source", "definition", "licence", "note", "conflictsWith");
        var id = fields.Id("id", required: true);
        if (id is not null && ids is not null)
        {
            if (!ids.Add(id))
            {
                fields.Error("id", $"\"{id}\" appears twice");
            }
            else if (_policy == BenchmarkMergePolicy.Throw && _known.Find(id) is not null)
            {
                fields.Error("id", $"\"{id}\" is taken by an entry of the catalog that this document is added to. Choose another id or a merge policy");
            }
        }

        var metric = fields.Id("metric", required: true) is { } metricId ? ResolveMetric(metricId, fields) : null;
        var industry = fields.Id("industry", required: true) is { } industryId ? ResolveIndustry(industryId, fields) : null;
        var value = fields.Number("value", required: true);
        var conflicts = fields.Texts("conflictsWith");
        for (var i = 0; i < conflicts.Count; i++)
        {
            references?.Add((string.Create(CultureInfo.InvariantCulture, $"{path}.conflictsWith[{i}]"), conflicts[i]));
        }

        var before = _errors.Count;
        var source = fields.Object("source", required: true) is { } s ? Source(new(s, path + ".source", _errors, "title", "publisher", "url", "year", "published", "retrieved", "locator")) : null;
        var statistic = fields.Word("statistic", Words.Statistics);
        var evidence = fields.Word("evidence", Words.Grades, required: true);
        var quartiles = fields.Object("quartiles") is { } q ? Quartiles(new(q, path + ".quartiles", _errors, "p25", "median", "p75")) : null;
        var period = fields.Object("period") is { } p ? Period(new(p, path + ".period", _errors, "months", "days")) : null;
        var observed = fields.Object("observed") is { } o ? Observed(new(o, path + ".observed", _errors, "start", "end")) : null;
        var sampleSize = fields.Whole("sampleSize", 1, long.MaxValue);
        var sampleUnit = fields.Text("sampleUnit");
        var (segment, region, definition, licence, note) = (fields.Text("segment"), fields.Text("region"), fields.Text("definition"), fields.Text("licence"), fields.Text("note"));
        if (id is null || metric is null || industry is null || value is null || source is null || _errors.Count > before)
        {
            // The range can be judged without the rest.
            if (metric is not null && value is { } figure && metric.Complaint(figure) is { } complaint)
            {
                fields.Error("value", complaint);
            }

            return null;
        }

        var entry = new BenchmarkEntry
        {
            Id = id,
            Metric = metric,
            Industry = industry,
            Value = value.Value,
            Source = source,
            Evidence = (EvidenceGrade)(evidence ?? 0),
            Statistic = (BenchmarkStatistic)(statistic ?? 0),
            Quartiles = quartiles,
            SampleSize = sampleSize,
            SampleUnit = sampleUnit,
            Period = period,
            Observed = observed,
            Segment = segment,
            Region = region,
            Definition = definition,
            Licence = licence,
            Note = note,
            ConflictsWith = [.. conflicts.Where(Slug.IsSlug)],
        };
        foreach (var (part, complaint) in EntryRules.Complaints(entry))
        {
            fields.Error(part, complaint);
        }

        return entry;
    }

    private BenchmarkMetric? ResolveMetric(string id, JsonFields fields)
    {
        var metric = _contents.Metrics.GetValueOrDefault(id) ?? _known.MetricById(id) ?? _vocabulary?.MetricById(id);
        if (metric is null)
        {
            fields.Error("metric", $"\"{id}\" is neither known nor declared under $.metrics");
            return null;
        }

        _contents.Metrics.TryAdd(id, metric);
        return metric;
    }

    private Industry? ResolveIndustry(string id, JsonFields fields)
    {
        var industry = _contents.Industries.GetValueOrDefault(id) ?? _known.IndustryById(id) ?? _vocabulary?.IndustryById(id);
        if (industry is null)
        {
            fields.Error("industry", $"\"{id}\" is neither known nor declared under $.industries");
            return null;
        }

        for (var at = industry; at is not null; at = at.Parent)
        {
            _contents.Industries.TryAdd(at.Id, at);
        }

        return industry;
    }

    private static BenchmarkSource? Source(JsonFields fields)
    {
        var title = fields.Text("title", required: true);
        var publisher = fields.Text("publisher");
        var locator = fields.Text("locator");
        var address = fields.Text("url");
        Uri? url = null;
        if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out url) && EntryRules.IsWebAddress(url)))
        {
            fields.Error("url", $"was \"{address}\". It must be an absolute http or https address");
            url = null;
        }

        var year = fields.Whole("year", 1, 9999);
        var published = fields.Date("published");
        var retrieved = fields.Date("retrieved");
        return title is null ? null : new(title) { Publisher = publisher, Url = url, Year = (int?)year, Published = published, Retrieved = retrieved, Locator = locator };
    }

    private static BenchmarkQuartiles? Quartiles(JsonFields fields)
    {
        var p25 = fields.Number("p25", required: true);
        var median = fields.Number("median");
        var p75 = fields.Number("p75", required: true);
        if (p25 is not { } low || p75 is not { } high)
        {
            return null;
        }

        if (BenchmarkQuartiles.Complaint(low, median, high) is { } complaint)
        {
            fields.Error("p25", complaint);
            return null;
        }

        return new(low, median, high);
    }

    private static PeriodLength? Period(JsonFields fields)
    {
        var months = fields.Number("months");
        var days = fields.Number("days");
        if (!fields.IsObject)
        {
            return null;
        }

        if (months is null == days is null || (months ?? days) <= 0)
        {
            fields.Error("months", "a period has either months or days, a number above 0");
            return null;
        }

        return months is { } m ? PeriodLength.FromMonths((double)m) : PeriodLength.FromDays((double)days!.Value);
    }

    private static Period? Observed(JsonFields fields)
    {
        var start = fields.Date("start");
        var end = fields.Date("end");
        if (start is not { } first || end is not { } after || after <= first)
        {
            if (fields.IsObject)
            {
                fields.Error("end", "the days of observation need a start and, after it, an end: the day after the last one");
            }

            return null;
        }

        return new(first, after);
    }
}

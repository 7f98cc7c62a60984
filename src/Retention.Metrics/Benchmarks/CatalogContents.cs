namespace Retention.Metrics.Benchmarks;

/// <summary>What a catalog is made of, while it is being put together.</summary>
internal sealed class CatalogContents
{
    public CatalogContents()
    {
    }

    public CatalogContents(BenchmarkCatalog catalog)
    {
        Name = catalog.Name;
        Version = catalog.Version;
        foreach (var metric in catalog.Metrics)
        {
            Metrics.Add(metric.Id, metric);
        }

        foreach (var industry in catalog.Industries)
        {
            Industries.Add(industry.Id, industry);
        }

        Entries.AddRange(catalog.Entries);
        Superseded.AddRange(catalog.Superseded);
    }

    public string? Name { get; set; }

    public DateOnly? Version { get; set; }

    public OrderedDictionary<string, BenchmarkMetric> Metrics { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, Industry> Industries { get; } = new(StringComparer.Ordinal);

    public List<BenchmarkEntry> Entries { get; } = [];

    public List<SupersededEntry> Superseded { get; } = [];

    /// <summary>Adds a metric, unless it is there; the same id with another definition is refused.</summary>
    public void Register(BenchmarkMetric metric, string argument)
    {
        if (!Metrics.TryAdd(metric.Id, metric) && !Metrics[metric.Id].SaysTheSameAs(metric))
        {
            throw new ArgumentException($"The catalog defines the metric {metric.Id} otherwise: as {Metrics[metric.Id]}, not {metric}.", argument);
        }
    }

    /// <summary>Adds an industry and its ancestors, ancestors first, unless they are there; the same id with another definition is refused.</summary>
    public void Register(Industry industry, string argument)
    {
        if (industry.Parent is { } parent)
        {
            Register(parent, argument);
        }

        if (!Industries.TryAdd(industry.Id, industry) && !Industries[industry.Id].SaysTheSameAs(industry))
        {
            throw new ArgumentException($"The catalog defines the industry {industry.Id} otherwise, with another name, alias, code or parent.", argument);
        }
    }
}

using System.Globalization;
using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Benchmarks;

/// <content>What a comparison says of itself.</content>
public sealed partial class BenchmarkComparison
{
    /// <summary>The gap, the test and what is unknown, as "+18.0 points above 77 %, p &lt; .001; source, period, year, statistic and sample size unknown".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        if (WhyNotComparable is { } why)
        {
            return "not comparable: " + why;
        }

        var text = new StringBuilder(GapText).Append(' ').Append(Entry!.ValueText);
        text.Append(SourceText() is { } source ? $" ({source})" : string.Empty);
        text.Append(PValue is { } p ? ", " + Rendering.Text.PValue(p) : string.Empty);
        text.Append(Verdict == BenchmarkVerdict.NotDistinguishable ? ", not distinguishable" : string.Empty);
        text.Append(Position is { } position ? ", " + position : string.Empty);
        text.Append(MatchedLevel > 0 ? $"; compared with {MatchedIndustry!.Name}, {BenchmarkLookup.Steps(MatchedLevel.Value)}" : string.Empty);
        text.Append(Unknowns(Entry) is { Count: > 0 } unknowns ? $"; {Enumerated(unknowns)} unknown" : string.Empty);
        text.Append(RangeText() is { } range ? "; " + range : string.Empty);
        return text.ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show, with every caution.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"{Metric.Name} beside {(MatchedIndustry ?? Industry).Name}", WhyNotComparable is null ? GapText + " " + Entry!.ValueText : "not comparable")
            .Row("Yours", Counts is { } counts ? $"{Measured.ValueText} ({Rendering.Text.Count(counts.Count)} of {Rendering.Text.Count(counts.Total)})" : Measured.ValueText)
            .Row("Interval", Interval is { } interval ? $"{interval.InPercent()} % ({interval.Method})" : null)
            .Note(WhyNotComparable);
        if (WhyNotComparable is not null)
        {
            return card.ToString();
        }

        card.Row("Benchmark", $"{Entry!.ValueText} ({Words.Of(Entry.Statistic)} statistic)")
            .Row("Relative gap", RelativeGap is { } relative ? Rendering.Text.Signed(relative * 100) + " %" : null)
            .Row("Score test", PValue is { } p ? Rendering.Text.PValue(p) + (Z is { } z ? ", z = " + Rendering.Text.Number(z) : string.Empty) : "not tested: there are no counts")
            .Row("Among the companies", Position)
            .Row("Source", Entry.Provenance)
            .Row("Evidence", Words.Of(Entry.Evidence))
            .Row("All entries", RangeText())
            .Row("To reach it", Goal?.ToString())
            .Note(PValue is null ? null : "The test takes the benchmark as known exactly and judges only the error of your own sample.");
        foreach (var caution in Cautions)
        {
            card.Note(char.ToUpperInvariant(caution[0]) + caution[1..] + ".");
        }

        return card.ToString();
    }

    private string GapText
    {
        get
        {
            var gap = Rendering.Text.Signed(GapInPoints!.Value);
            return $"{gap} points {(gap[0] == '+' ? "above" : gap[0] == '-' ? "below" : "from")}";
        }
    }

    /// <summary>"median of 342 companies, Aleph and Benchmarkit, 2026": what is known of the entry; null when nothing is.</summary>
    private string? SourceText()
    {
        var statistic = Entry!.Statistic == BenchmarkStatistic.Unknown ? null : Words.Of(Entry.Statistic).Replace('-', ' ');
        string?[] parts =
        [
            statistic is null ? Entry.SampleText : Entry.SampleText is { } sample ? $"{statistic} of {sample}" : statistic,
            Entry.Evidence == EvidenceGrade.Untraced ? null : Entry.Source.Publisher ?? Entry.Source.Title,
            Entry.Source.PublicationYear?.ToString(CultureInfo.InvariantCulture),
        ];
        return parts.Any(p => p is not null) ? string.Join(", ", parts.Where(p => p is not null)) : null;
    }

    private string? RangeText()
    {
        var comparable = Comparable.ToList();
        if (comparable.Count < 2)
        {
            return null;
        }

        var (least, most) = (comparable.Min(c => c.Entry!.Value), comparable.Max(c => c.Entry!.Value));
        var range = least == most ? Metric.Show(least) : $"{least.ToString("0.####", CultureInfo.InvariantCulture)}–{Metric.Show(most)}";
        return $"{Rendering.Text.Count(comparable.Count)} entries, {range}{(VerdictAcrossEntries == BenchmarkVerdict.Mixed ? ", verdicts mixed" : string.Empty)}";
    }

    private static List<string> Unknowns(BenchmarkEntry entry)
    {
        var unknowns = new List<string>(5);
        Add(entry.Evidence == EvidenceGrade.Untraced, "source");
        Add(entry.Period is null && entry.Metric.HasPeriod, "period");
        Add(entry.Source.PublicationYear is null, "year");
        Add(entry.Statistic == BenchmarkStatistic.Unknown, "statistic");
        Add(entry.SampleSize is null && entry.Statistic != BenchmarkStatistic.RuleOfThumb, "sample size");
        return unknowns;

        void Add(bool isUnknown, string what)
        {
            if (isUnknown)
            {
                unknowns.Add(what);
            }
        }
    }

    private static string Enumerated(List<string> words) =>
        words.Count == 1 ? words[0] : string.Join(", ", words.Take(words.Count - 1)) + " and " + words[^1];

    private static IEnumerable<string> CautionsOf(BenchmarkComparison comparison, BenchmarkEntry entry)
    {
        var (measured, options) = (comparison.Measured, comparison.Options);
        var cautions = new List<string?>
        {
            comparison.MatchedLevel > 0
                ? $"{comparison.Industry.Name} has no figure; this is the one of {comparison.MatchedIndustry!.Name}, {BenchmarkLookup.Steps(comparison.MatchedLevel.Value)}"
                : null,
            entry.Evidence switch
            {
                EvidenceGrade.Untraced => "the source is unknown: the figure is widely quoted, and who measured it was not found",
                EvidenceGrade.Contested => "the figure is contested by other publications",
                EvidenceGrade.Tertiary => $"{entry.Source} does not say who measured the figure",
                EvidenceGrade.Secondary => $"the figure was read in a report about it ({entry.Source}), not where it was first published",
                _ => null,
            },
            PeriodCaution(measured, entry),
            measured.PeriodsSpanned != 1 ? "your rate was converted from another period, assuming that every period loses the same share (constant hazard)" : null,
            measured.WasChurn ? "your churn rate is compared as the retention rate that it leaves" : null,
            StatisticCaution(entry),
            entry.SampleSize is null && entry.Statistic != BenchmarkStatistic.RuleOfThumb ? "sample size unknown" : null,
            AgeCaution(entry, options),
            entry.Segment is { } segment ? $"the figure is for a segment: {segment}" : null,
            entry.Region is { } region ? $"the figure is for a region: {region}" : null,
            entry.Definition is { } definition ? $"the source defines it as: {definition}" : null,
            measured.Counts is { Total: < 30 } counts ? $"your sample is small (n = {Rendering.Text.Count(counts.Total)}): read the interval, not the value" : null,
            comparison.Catalog?.ConflictingWith(entry).ToList() is { Count: > 0 } others
                ? $"other entries disagree: {string.Join(", ", others.Select(o => $"{o.ValueText} ({o.Id})"))}"
                : null,
        };
        return cautions.OfType<string>();
    }

    private static string? PeriodCaution(Measurement measured, BenchmarkEntry entry)
    {
        if (!entry.Metric.HasPeriod)
        {
            return null;
        }

        return (measured.Period, entry.Period) switch
        {
            ({ } own, null) => $"period unknown: your rate is over {own}, and the source does not say over how long its own is",
            (null, { } its) => $"your rate does not say its period; the benchmark's is {its}",
            (null, null) => "period unknown: neither rate says over how long it is",
            _ => null,
        };
    }

    private static string? StatisticCaution(BenchmarkEntry entry) => entry.Statistic switch
    {
        BenchmarkStatistic.Unknown => "the statistic is unknown: it may be a mean, a median or neither",
        BenchmarkStatistic.Mean => "the benchmark is a mean: a few companies can pull it far from the middle one",
        BenchmarkStatistic.Median => "the benchmark is a median: half of the companies lie above it",
        BenchmarkStatistic.Pooled => "the benchmark pools the customers of all companies: large companies weigh more",
        BenchmarkStatistic.RuleOfThumb => "the benchmark is a rule of thumb, not computed from a sample",
        var other => $"the benchmark is the {Words.Of(other).Replace('-', ' ')} of the companies, not their middle",
    };

    private static string? AgeCaution(BenchmarkEntry entry, ComparisonOptions options)
    {
        if (options.AsOf is not { } today)
        {
            return null;
        }

        var (what, latest) = entry.Observed is { } observed ? ("observed until", observed.End.AddDays(-1)) : ("published by", entry.Source.PublishedBy);
        return latest is not { } day ? "its age is unknown"
            : day.Year + options.OldAfterYears > 9999 || day.AddYears(options.OldAfterYears) >= today ? null
            : $"{what} {Rendering.Text.Date(day)}, more than {Rendering.Text.Count(options.OldAfterYears)} year{(options.OldAfterYears == 1 ? string.Empty : "s")} before {Rendering.Text.Date(today)}";
    }
}

using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The hazard of leaving within one band of tenure: ends ÷ time at risk. The default value is a band of no length.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct HazardBand : IRendersHtml
{
    [JsonConstructor]
    internal HazardBand(double from, double to, double atRisk, double ended, double exposure, double survivalBefore, double survivalAfter)
    {
        From = Guard.AtLeast(from, 0);
        To = Guard.AtLeast(to, from);
        AtRisk = Guard.AtLeast(atRisk, 0);
        Ended = Guard.AtLeast(ended, 0);
        Exposure = Guard.AtLeast(exposure, 0);
        SurvivalBefore = Guard.Fraction(survivalBefore);
        SurvivalAfter = Guard.Fraction(survivalAfter);
    }

    /// <summary>Where the band begins; it is not part of it, except for 0.</summary>
    public double From { get; }

    /// <summary>Where the band ends; it is part of it.</summary>
    public double To { get; }

    /// <summary>Customers at risk at the first exit in the band; 0 if there is none.</summary>
    public double AtRisk { get; }

    /// <summary>How many ended in it.</summary>
    public double Ended { get; }

    /// <summary>Customer-time at risk in it.</summary>
    public double Exposure { get; }

    /// <summary>Survival where the band begins.</summary>
    public double SurvivalBefore { get; }

    /// <summary>Survival where the band ends.</summary>
    public double SurvivalAfter { get; }

    /// <summary>Ends per customer and unit of time; null where nobody was at risk for any time.</summary>
    public double? Rate => Exposure > 0 ? Ended / Exposure : null;

    /// <summary>The probability that a customer who came to the beginning of the band leaves in it, 1 − S(to) ÷ S(from); null if nobody comes there.</summary>
    public double? ChurnProbability => SurvivalBefore > 0 && AtRisk > 0 ? 1 - (SurvivalAfter / SurvivalBefore) : null;

    /// <summary>The share of all customers who leave in the band: S(from) − S(to).</summary>
    [JsonIgnore]
    public double DropOff => SurvivalBefore - SurvivalAfter;

    /// <summary>Why <see cref="Rate"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Exposure > 0 ? null : "nobody was at risk for any time in this band";

    /// <summary>The exact Poisson interval for the rate, from the chi-squared quantiles of 2d and 2d + 2 degrees of freedom; null when the rate is.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval, in ends per customer and unit of time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <remarks>Garwood, Biometrika 28 (1936).</remarks>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (Exposure <= 0)
        {
            return null;
        }

        var tail = (1 - level) / 2;
        var lower = Ended == 0 ? 0 : ChiSquared.Quantile(tail, 2 * Ended) / 2 / Exposure;
        var upper = ChiSquared.QuantileUpper(tail, (2 * Ended) + 2) / 2 / Exposure;
        return double.IsFinite(upper) ? new(lower, upper, level, "exact Poisson") : null;
    }

    /// <summary>As "0–3: 0.0943 per customer and unit of time; 25.0 % of those who come there leave".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{SurvivalText.Short(From)}–{SurvivalText.Short(To)}: {(Rate is { } rate ? SurvivalText.Short(rate) + " per customer and unit of time" : $"{Text.NotAvailable} ({WhyUndefined})")}{(ChurnProbability is { } p ? $"; {Text.Percent(p)} of those who come there leave" : string.Empty)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Hazard {SurvivalText.Short(From)}–{SurvivalText.Short(To)}", Rate is { } rate ? SurvivalText.Short(rate) : Text.NotAvailable)
        .Row("Ended", SurvivalText.Amount(Ended))
        .Row("Customer-time at risk", SurvivalText.Amount(Exposure))
        .Row("Interval", Interval() is { } i ? $"{SurvivalText.Short(i.Lower)}–{SurvivalText.Short(i.Upper)} ({Text.Level(i.Level)}, {i.Method})" : null)
        .Note(WhyUndefined)
        .ToString();
}

/// <summary>
/// When customers leave: the hazard by band of tenure, and the bands in which it is clearly higher than overall (drop-off points).
/// </summary>
/// <remarks>
/// The rate of a band is an occurrence-exposure rate, ends ÷ customer-time at risk, so bands of different width and fewness compare. A band (from, to] includes its end:
/// with whole-day tenures, (0, 30] are the first thirty days, and the first band also takes ends at 0.
/// </remarks>
/// <example>
/// <code>
/// HazardByAge hazard = HazardByAge.From(lifetimes, width: 1);
/// foreach (HazardBand band in hazard.DropOffs()) Console.WriteLine(band);     // 11–12: 0.31 per customer and unit of time; …
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class HazardByAge : IEquatable<HazardByAge>, IRendersHtml
{
    private const int MostBands = 10_000;

    [JsonConstructor]
    internal HazardByAge(IReadOnlyList<HazardBand> bands, string? unit)
    {
        ArgumentNullException.ThrowIfNull(bands);
        Bands = Array.AsReadOnly(bands.ToArray());
        Unit = unit;
    }

    /// <summary>The bands in order of tenure.</summary>
    public IReadOnlyList<HazardBand> Bands { get; }

    /// <summary>What tenures are counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>Ends per customer and unit of time over all bands; null where nobody was at risk for any time.</summary>
    public double? OverallRate => Bands.Sum(b => b.Exposure) is > 0 and var exposure ? Bands.Sum(b => b.Ended) / exposure : null;

    /// <summary>Cuts the tenures into bands of equal width.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="width">The width of a band: finite, above 0, and at least a ten-thousandth of the longest tenure.</param>
    /// <returns>The bands from 0 to the longest tenure; none of nobody.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public static HazardByAge From(Lifetimes lifetimes, double width)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        Guard.Positive(width);
        var longest = lifetimes.LongestTenure ?? 0;
        if (longest / width > MostBands)
        {
            throw Guard.OutOfRange(nameof(width), width, FormattableString.Invariant($"The longest tenure is {longest}, and {MostBands} bands are the most"));
        }

        var edges = new List<double> { 0 };
        do
        {
            edges.Add(edges.Count * width);
        }
        while (edges[^1] < longest);
        return From(lifetimes, edges.ToArray());
    }

    /// <summary>Cuts the tenures at given edges.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="edges">The edges: at least two, ascending, finite, the first at least 0.</param>
    /// <returns>One band fewer than edges.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two edges, or they do not ascend.</exception>
    public static HazardByAge From(Lifetimes lifetimes, ReadOnlySpan<double> edges)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        if (edges.Length < 2)
        {
            throw new ArgumentException("Bands need at least two edges.", nameof(edges));
        }

        for (var i = 0; i < edges.Length; i++)
        {
            Guard.AtLeast(edges[i], 0, FormattableString.Invariant($"edges[{i}]"));
            if (i > 0 && edges[i] <= edges[i - 1])
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"edges[{i}]"), edges[i], FormattableString.Invariant($"Edges must ascend; the one before is {edges[i - 1]}"));
            }
        }

        return lifetimes.Count == 0 ? new([], lifetimes.Unit) : new(Cut(lifetimes.Sets, edges), lifetimes.Unit);
    }

    /// <summary>
    /// The drop-off points: bands whose rate lies clearly above the overall rate, that is, the lower end of its interval does. Highest rate first.
    /// </summary>
    /// <param name="level">The confidence level of the intervals. With many bands, ask for more than 95 %: one in forty would stand out by chance.</param>
    /// <returns>The bands; none where the hazard is even, or the bands too thin to tell.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public IReadOnlyList<HazardBand> DropOffs(double level = 0.99)
    {
        Guard.Level(level);
        return [.. Bands.Where(b => b.Interval(level)?.Lower > OverallRate).OrderByDescending(b => b.Rate)];
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(HazardByAge? other) =>
        other is not null && Unit == other.Unit && Bands.SequenceEqual(other.Bands);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HazardByAge);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Unit, Bands.Count, Bands.Count == 0 ? default : Bands[0], Bands.Count == 0 ? default : Bands[^1]);

    /// <summary>The bands, one per line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Bands.Count == 0 ? $"{Text.NotAvailable} (nobody was observed)" : string.Join('\n', Bands);

    /// <summary>The bands as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder($"| {Unit ?? "tenure"} | at risk | ended | rate | 95 % interval | leave in it |\n|:---|---:|---:|---:|:---:|---:|\n");
        foreach (var b in Bands)
        {
            var interval = b.Interval() is { } i ? $"{SurvivalText.Short(i.Lower)}–{SurvivalText.Short(i.Upper)}" : Text.NotAvailable;
            table.Append("| ").AppendJoin(" | ", $"{SurvivalText.Short(b.From)}–{SurvivalText.Short(b.To)}", SurvivalText.Amount(b.AtRisk), SurvivalText.Amount(b.Ended), b.Rate is { } r ? SurvivalText.Short(r) : Text.NotAvailable, interval, Text.Percent(b.ChurnProbability)).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Hazard by tenure", OverallRate is { } rate ? $"{SurvivalText.Short(rate)} overall" : Text.NotAvailable);
        foreach (var band in Bands.Take(100))
        {
            card.Row($"{SurvivalText.Short(band.From)}–{SurvivalText.Short(band.To)}", band.Rate is { } r ? $"{SurvivalText.Short(r)} ({SurvivalText.Amount(band.Ended)} of {SurvivalText.Amount(band.AtRisk)})" : Text.NotAvailable);
        }

        return card.Note("Ends per customer and unit of time.").Note(Bands.Count > 100 ? $"The first 100 of {Text.Count(Bands.Count)} bands." : null).ToString();
    }

    /// <summary>Steps through exits, entries and edges together; between two of them the number at risk is constant.</summary>
    private static HazardBand[] Cut(RiskSets sets, ReadOnlySpan<double> edges)
    {
        var bands = new HazardBand[edges.Length - 1];
        var walker = new SurvivalWalker(sets, -1);
        var exposure = new ExposureWalker(sets);
        exposure.AdvanceTo(edges[0]);
        var survival = 1.0;
        while (walker.NextTime <= edges[0] && !(edges[0] == 0 && walker.NextTime == 0))
        {
            walker.Next();
            survival = walker.Survival;
        }

        for (var b = 0; b < bands.Length; b++)
        {
            var (before, atRisk, ended) = (survival, 0.0, 0.0);
            var first = true;
            while (walker.NextTime <= edges[b + 1] && walker.Next())
            {
                atRisk = first ? walker.AtRisk : atRisk;
                first = false;
                ended += walker.Ended;
                survival = walker.Survival;
            }

            bands[b] = new(edges[b], edges[b + 1], atRisk, ended, exposure.AdvanceTo(edges[b + 1]), before, survival);
        }

        return bands;
    }

    /// <summary>Customer-time at risk between the times it is advanced to.</summary>
    private struct ExposureWalker(RiskSets sets)
    {
        private RiskSets.RiskSetReader _reader = sets.Read();
        private double _now;
        private int _entry;

        public double AdvanceTo(double time)
        {
            DoubleDouble exposure = default;
            while (_now < time && !double.IsPositiveInfinity(_reader.NextTime))
            {
                var entries = sets.Entries?.Times ?? [];
                while (_entry < entries.Length && entries[_entry] <= _now)
                {
                    _entry++;
                }

                var next = Math.Min(Math.Min(time, _reader.NextTime), _entry < entries.Length ? entries[_entry] : double.PositiveInfinity);
                // At risk just before the next event is at risk ever since the last one.
                _reader.MoveTo(next);
                exposure += _reader.AtRisk * (next - _now);
                _now = next;
            }

            _now = time;
            return exposure.Value;
        }
    }
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>How the standard error of a cumulative incidence is estimated.</summary>
public enum IncidenceVariance
{
    /// <summary>The infinitesimal jackknife: the sum of the squared influences of the customers. What R's survfit reports.</summary>
    Jackknife,

    /// <summary>Aalen's (1978) estimate with a correction for ties. What R's cmprsk reports.</summary>
    Aalen,
}

/// <summary>
/// Leaving for several reasons that compete, such as cancelling and failed payments: the Aalen–Johansen estimate of the probability of having left for each reason by t.
/// </summary>
/// <remarks>
/// <para>Fₖ(t) = Σ over exits up to t of S(t−)·dₖ ÷ n. It is exact when customers leave for different reasons at the same time: nothing is jittered. The incidences and the share still there add
/// up to one. One minus a Kaplan–Meier curve that treats the other reasons as censoring overstates every incidence; it would answer what happened if nobody could leave otherwise.</para>
/// <para>Aalen and Johansen, Scandinavian Journal of Statistics 5 (1978). Instances are immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// int[] months = [1, 1, 2, 3, 3, 6];
/// int[] reasons = [1, 2, 1, 0, 2, 0];                      // 0 still there, 1 cancelled, 2 payment failed
/// CompetingRisks risks = CompetingRisks.AalenJohansen(months, reasons, ["cancelled", "payment failed"], unit: "months");
/// Console.WriteLine(risks["payment failed"].At(3));        // 33.3 % (95 % CI 3.4–70.6)
/// Console.WriteLine(risks.Staying.At(3));                  // 33.3 % (95 % CI 4.6–67.6)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class CompetingRisks : IEquatable<CompetingRisks>, IRendersHtml
{
    private readonly Lifetimes[] _tables;

    [JsonConstructor]
    internal CompetingRisks(IReadOnlyList<string> causes, Lifetimes[] tables, SurvivalInterval scale, double level, IncidenceVariance variance)
    {
        Causes = LifetimeGroups.Checked(causes);
        ArgumentNullException.ThrowIfNull(tables);
        Lifetimes.CheckLength(tables.Length, nameof(tables), Causes.Count + 1, "causes and those still there");
        _tables = tables;
        Scale = Guard.Defined(scale);
        Level = Guard.Level(level);
        Variance = Guard.Defined(variance);
        All = tables.Aggregate((a, b) => a + b);
        if (!All.Sets.KnowsRows && variance == IncidenceVariance.Jackknife)
        {
            throw new ArgumentException("The jackknife needs to know when each customer entered; these lifetimes know it only as counts.", nameof(variance));
        }

        Estimate = new(_tables, All, variance, NoCancellation);
        Incidences = [.. Causes.Select((cause, k) => new CumulativeIncidence(this, cause, k))];
    }

    /// <summary>The reasons, in the order of their codes from 1.</summary>
    public IReadOnlyList<string> Causes { get; }

    /// <summary>On which scale the intervals are symmetric.</summary>
    public SurvivalInterval Scale { get; }

    /// <summary>The confidence level of the intervals.</summary>
    public double Level { get; }

    /// <summary>How standard errors are estimated.</summary>
    public IncidenceVariance Variance { get; }

    /// <summary>The lifetimes, whatever the reason they ended for.</summary>
    [JsonIgnore]
    public Lifetimes All { get; }

    /// <summary>The cumulative incidence of each reason.</summary>
    public IReadOnlyList<CumulativeIncidence> Incidences { get; }

    /// <summary>The survival curve of all reasons together: the probability of being still there.</summary>
    [JsonIgnore]
    public SurvivalCurve Staying => SurvivalCurve.KaplanMeier(All, Scale, Level, Variance == IncidenceVariance.Jackknife ? SurvivalVariance.Robust : SurvivalVariance.Greenwood, "still there");

    [JsonInclude]
    [JsonPropertyName("tables")]
    internal Lifetimes[] Tables => _tables;

    [JsonIgnore]
    internal CompetingEstimate Estimate { get; }

    private static CancellationToken NoCancellation => CancellationToken.None;

    /// <summary>The cumulative incidence of a reason.</summary>
    /// <param name="cause">The name of the reason.</param>
    /// <returns>Its incidence.</returns>
    /// <exception cref="ArgumentException">There is no such reason.</exception>
    public CumulativeIncidence this[string cause] => Incidences[IndexOf(cause)];

    /// <summary>Estimates the incidences from columns.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="causes">Why each left: 0 for those still there (censored), otherwise the number of the reason from 1.</param>
    /// <param name="names">The names of the reasons 1, 2, …</param>
    /// <param name="entered">From which age on each was observed, below the tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0; empty for none.</param>
    /// <param name="scale">On which scale the intervals are symmetric; log-log unless told.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="variance">How standard errors are estimated; by the jackknife unless told.</param>
    /// <param name="tolerance">Which times count as the same; exact equality unless told.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the sorting of long columns.</param>
    /// <returns>The estimate; of nobody it has no steps.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CompetingRisks AalenJohansen(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<int> causes,
        IReadOnlyList<string> names,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        SurvivalInterval scale = SurvivalInterval.LogLog,
        double level = 0.95,
        IncidenceVariance variance = IncidenceVariance.Jackknife,
        TimeTolerance tolerance = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        Lifetimes.CheckColumns(tenures, causes.Length, entered, weights, nameof(causes));
        var ended = Ended(causes, names.Count);
        var groups = FromColumns(tenures, ended, causes, names.Count + 1, entered, weights, tolerance, cancellationToken);
        return new(names, [.. groups.Select(sets => new Lifetimes(sets, tolerance, unit))], scale, level, variance);
    }

    /// <summary>Estimates the incidences from columns with whole tenures, such as days or billing months.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: at least 0.</param>
    /// <param name="causes">Why each left: 0 for those still there (censored), otherwise the number of the reason from 1.</param>
    /// <param name="names">The names of the reasons 1, 2, …</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the counting of long columns.</param>
    /// <returns>The estimate with log-log intervals of 95 %; of nobody it has no steps.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CompetingRisks AalenJohansen(ReadOnlySpan<int> tenures, ReadOnlySpan<int> causes, IReadOnlyList<string> names, string? unit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        Lifetimes.CheckLength(causes.Length, nameof(causes), tenures.Length);
        var ended = Ended(causes, names.Count);
        var groups = RiskSets.FromColumns(tenures, ended, causes, names.Count + 1, cancellationToken);
        return new(names, [.. groups.Select(sets => new Lifetimes(sets, default, unit))], SurvivalInterval.LogLog, 0.95, IncidenceVariance.Jackknife);
    }

    /// <summary>Estimates the incidences from dated rows; see <see cref="Lifetimes.From{T}"/>.</summary>
    /// <typeparam name="T">The type of the rows: one per customer or subscription.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="start">The first day.</param>
    /// <param name="end">The day of leaving; null for those who have not left.</param>
    /// <param name="cause">Why the customer left; asked only of those who left by <paramref name="asOf"/>. Reasons are in ordinal order of their names.</param>
    /// <param name="asOf">The day up to which the data are known.</param>
    /// <param name="observedFrom">The day from which the data are complete, if customers who had left earlier are missing.</param>
    /// <returns>The estimate in days, with log-log intervals of 95 %.</returns>
    /// <exception cref="ArgumentNullException">A needed argument is null.</exception>
    /// <exception cref="ArgumentException">A row is wrong, or the reason of one who left is null.</exception>
    public static CompetingRisks From<T>(IEnumerable<T> rows, Func<T, DateOnly> start, Func<T, DateOnly?> end, Func<T, string> cause, DateOnly asOf, DateOnly? observedFrom = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cause);
        var columns = new DatedColumns<T>(start, end, asOf, observedFrom, null);
        var reasons = new List<string?>();
        foreach (var row in rows)
        {
            if (columns.Add(row))
            {
                reasons.Add(columns.LastEnded ? cause(row) ?? throw new ArgumentException("The reason of a row that ended was null.", nameof(cause)) : null);
            }
        }

        var names = reasons.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var groups = columns.ToCells([.. reasons.Select(r => r is null ? 0 : names.IndexOf(r) + 1)], names.Count + 1);
        return new(names, [.. groups.Select(sets => new Lifetimes(sets, default, "days"))], SurvivalInterval.LogLog, 0.95, IncidenceVariance.Jackknife);
    }

    /// <summary>The same estimate with other intervals.</summary>
    /// <param name="scale">On which scale they are symmetric.</param>
    /// <param name="level">The confidence level; that of this estimate unless told.</param>
    /// <param name="variance">How standard errors are estimated; as in this estimate unless told.</param>
    /// <returns>The estimate.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public CompetingRisks With(SurvivalInterval scale, double? level = null, IncidenceVariance? variance = null) =>
        new(Causes, _tables, Guard.Defined(scale), Guard.Level(level ?? Level, nameof(level)), Guard.Defined(variance ?? Variance, nameof(variance)));

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(CompetingRisks? other) =>
        other is not null && Scale == other.Scale && Level == other.Level && Variance == other.Variance && Causes.SequenceEqual(other.Causes, StringComparer.Ordinal) && _tables.SequenceEqual(other._tables);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CompetingRisks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scale, Level, Variance, Causes.Count, All);

    /// <summary>The incidence of each reason at the last time, as "still there 25.8 %; cancelled 43.2 %, payment failed 31.0 % after 12 months".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Estimate.Times.Length == 0
            ? $"{Text.NotAvailable} (nobody was observed)"
            : $"still there {Text.Percent(Estimate.Survival[^1])}; {string.Join(", ", Causes.Select((c, k) => $"{c} {Text.Percent(Estimate.Incidence[k][^1])}"))} after {All.InUnit(Estimate.Times[^1])}";

    /// <summary>The incidences in one chart: a self-contained SVG without script.</summary>
    /// <returns>The SVG element.</returns>
    public string ToSvg() => StepChart.Draw("Left by reason", All.Unit, [.. Incidences.Select(i => i.Series())], top: 1);

    /// <summary>The same as a self-contained HTML fragment with its chart, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Competing risks", ToString()).Row("Lifetimes", All.ToString());
        for (var k = 0; k < Causes.Count; k++)
        {
            card.Row(Causes[k], $"{Text.Count(_tables[k + 1].Ended)} customers");
        }

        card.Row("Intervals", $"{Text.Level(Level)}, {SurvivalLimits.Name(Scale)}, {Variance}").Note(All.Censored.SmallSampleWarning);
        return $"<div class=\"retention-metrics-survival\">{card}{(Estimate.Times.Length == 0 ? string.Empty : ToSvg())}</div>";
    }

    internal int IndexOf(string cause)
    {
        var index = Causes.ToList().IndexOf(cause);
        return index >= 0 ? index : throw new ArgumentException($"There is no reason \"{cause}\"; the reasons are {string.Join(", ", Causes)}.", nameof(cause));
    }

    private static bool[] Ended(ReadOnlySpan<int> causes, int count)
    {
        var ended = new bool[causes.Length];
        for (var i = 0; i < causes.Length; i++)
        {
            if (causes[i] < 0 || causes[i] > count)
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"causes[{i}]"), causes[i], FormattableString.Invariant($"It must be inside [0..{count}]: 0 for those still there, or the number of a named reason"));
            }

            ended[i] = causes[i] != 0;
        }

        return ended;
    }

    private static RiskSets[] FromColumns(ReadOnlySpan<double> tenures, bool[] ended, ReadOnlySpan<int> causes, int cells, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, TimeTolerance tolerance, CancellationToken cancellationToken)
    {
        if (tolerance.IsExact || tenures.IsEmpty)
        {
            return RiskSets.FromCells(tenures, ended, causes, cells, entered, weights, cancellationToken);
        }

        var (stops, starts) = Lifetimes.Merged(tenures, entered, tolerance);
        return RiskSets.FromCells(stops, ended, causes, cells, starts, weights, cancellationToken);
    }
}

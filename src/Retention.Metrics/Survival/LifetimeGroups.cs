using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The lifetimes of several groups of customers that are to be compared, such as plans or channels, optionally within strata, such as countries.
/// </summary>
/// <remarks>
/// A stratum is something that the comparison is to be fair to: groups are compared within each stratum, and the comparisons are added up.
/// Instances are immutable. Near ties are merged over all groups together.
/// </remarks>
/// <example>
/// <code>
/// LifetimeGroups plans = LifetimeGroups.From(rows, r => r.Start, r => r.Cancelled, asOf, group: r => r.Plan);
/// IReadOnlyList&lt;SurvivalCurve> curves = plans.KaplanMeier();
/// LogRankTest test = LogRankTest.Between(plans);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class LifetimeGroups : IEquatable<LifetimeGroups>, IRendersHtml
{
    private readonly Lifetimes[][] _strata;

    [JsonConstructor]
    internal LifetimeGroups(IReadOnlyList<string> labels, Lifetimes[][] strata)
    {
        Labels = Checked(labels);
        ArgumentNullException.ThrowIfNull(strata);
        foreach (var stratum in strata)
        {
            Lifetimes.CheckLength(stratum.Length, nameof(strata), Labels.Count, nameof(labels));
            foreach (var group in stratum)
            {
                ArgumentNullException.ThrowIfNull(group, nameof(strata));
            }
        }

        _strata = strata;
    }

    /// <summary>The names of the groups, in the order in which tests report them.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many strata there are; 1 without.</summary>
    [JsonIgnore]
    public int StratumCount => _strata.Length;

    [JsonInclude]
    [JsonPropertyName("strata")]
    internal Lifetimes[][] Strata => _strata;

    /// <summary>The lifetimes of a group, of all strata together.</summary>
    /// <param name="label">The name of the group.</param>
    /// <returns>The lifetimes.</returns>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public Lifetimes this[string label]
    {
        get
        {
            var index = Labels.ToList().IndexOf(label);
            return index >= 0 ? OfGroup(index) : throw new ArgumentException($"There is no group \"{label}\"; the groups are {string.Join(", ", Labels)}.", nameof(label));
        }
    }

    /// <summary>Puts groups side by side that were made one by one, without strata.</summary>
    /// <param name="groups">The groups with their names; of disjoint customers.</param>
    /// <returns>The groups.</returns>
    /// <exception cref="ArgumentException">There is none, a name is repeated, or the units differ.</exception>
    public static LifetimeGroups Of(params ReadOnlySpan<(string Label, Lifetimes Lifetimes)> groups)
    {
        var (labels, lifetimes) = (new List<string>(), new List<Lifetimes>());
        foreach (var (label, group) in groups)
        {
            ArgumentNullException.ThrowIfNull(group, nameof(groups));
            labels.Add(label);
            lifetimes.Add(group);
        }

        if (lifetimes.Select(l => l.Unit).OfType<string>().Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            throw new ArgumentException("The groups are in different units of time.", nameof(groups));
        }

        return new(labels, [[.. lifetimes]]);
    }

    /// <summary>Makes the groups from dated rows; see <see cref="Lifetimes.From{T}"/>.</summary>
    /// <typeparam name="T">The type of the rows: one per customer or subscription.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="start">The first day.</param>
    /// <param name="end">The day of leaving; null for those who have not left.</param>
    /// <param name="asOf">The day up to which the data are known.</param>
    /// <param name="group">The name of the group. Groups are in ordinal order of their names.</param>
    /// <param name="stratum">The name of the stratum; null for none.</param>
    /// <param name="observedFrom">The day from which the data are complete, if customers who had left earlier are missing.</param>
    /// <param name="weight">The case weight of a row, above 0; 1 unless told.</param>
    /// <returns>The groups, in days.</returns>
    /// <exception cref="ArgumentNullException">A needed argument is null.</exception>
    /// <exception cref="ArgumentException">A row is wrong, or its group or stratum is null.</exception>
    public static LifetimeGroups From<T>(
        IEnumerable<T> rows,
        Func<T, DateOnly> start,
        Func<T, DateOnly?> end,
        DateOnly asOf,
        Func<T, string> group,
        Func<T, string>? stratum = null,
        DateOnly? observedFrom = null,
        Func<T, double>? weight = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(group);
        var columns = new DatedColumns<T>(start, end, asOf, observedFrom, weight);
        var (groups, strata) = (new List<string>(), new List<string>());
        foreach (var row in rows)
        {
            if (columns.Add(row))
            {
                groups.Add(group(row) ?? throw new ArgumentException("The group of a row was null.", nameof(group)));
                strata.Add(stratum is null ? string.Empty : stratum(row) ?? throw new ArgumentException("The stratum of a row was null.", nameof(stratum)));
            }
        }

        var labels = groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return labels.Count == 0 ? new([], [[]]) : columns.ToGroups(Codes(groups, labels), labels, Codes(strata, [.. strata.Distinct(StringComparer.Ordinal)]));
    }

    /// <summary>Makes the groups from columns.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="groups">The group of each, as an index of <paramref name="labels"/> from 0.</param>
    /// <param name="labels">The names of the groups; "0", "1", … when null.</param>
    /// <param name="strata">The stratum of each, any whole numbers; empty for none.</param>
    /// <param name="entered">From which age on each was observed, below the tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0; empty for none.</param>
    /// <param name="tolerance">Which times count as the same; exact equality unless told.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the sorting of long columns.</param>
    /// <returns>The groups; one without rows is among them, and empty.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LifetimeGroups From(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        ReadOnlySpan<int> groups,
        IReadOnlyList<string>? labels = null,
        ReadOnlySpan<int> strata = default,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        TimeTolerance tolerance = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        Lifetimes.CheckColumns(tenures, ended.Length, entered, weights);
        Lifetimes.CheckLength(groups.Length, nameof(groups), tenures.Length);
        if (!strata.IsEmpty)
        {
            Lifetimes.CheckLength(strata.Length, nameof(strata), tenures.Length);
        }

        var highest = -1;
        for (var i = 0; i < groups.Length; i++)
        {
            highest = Math.Max(highest, groups[i]);
            if (groups[i] < 0 || groups[i] >= (labels?.Count ?? int.MaxValue))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"groups[{i}]"), groups[i], labels is null ? "It must be at least 0" : string.Create(CultureInfo.InvariantCulture, $"It must be inside [0..{labels.Count - 1}], an index of the labels"));
            }
        }

        labels ??= [.. Enumerable.Range(0, highest + 1).Select(g => g.ToString(CultureInfo.InvariantCulture))];
        return FromChecked(tenures, ended, groups, Checked(labels), strata, entered, weights, tolerance, unit, cancellationToken);
    }

    /// <summary>The survival curve of each group, labelled, of all strata together.</summary>
    /// <param name="scale">On which scale the intervals are symmetric.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The curves in the order of the labels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level or the scale is out of range.</exception>
    public IReadOnlyList<SurvivalCurve> KaplanMeier(SurvivalInterval scale = SurvivalInterval.LogLog, double level = 0.95) =>
        [.. Labels.Select((label, g) => SurvivalCurve.KaplanMeier(OfGroup(g), scale, level, label: label))];

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(LifetimeGroups? other) =>
        other is not null && Labels.SequenceEqual(other.Labels, StringComparer.Ordinal) && _strata.Length == other._strata.Length && _strata.Zip(other._strata).All(s => s.First.SequenceEqual(s.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LifetimeGroups);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Labels.Count, StratumCount, Labels.Count == 0 ? 0 : OfGroupCount(0));

    /// <summary>The groups with their counts, one per line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Labels.Count == 0 ? "no groups" : string.Join('\n', Labels.Select((label, g) => $"{label}: {OfGroup(g)}"));

    /// <summary>The same as a self-contained HTML fragment with the survival curves, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Lifetimes by group", $"{Text.Count(Labels.Count)} groups{(StratumCount > 1 ? $" in {Text.Count(StratumCount)} strata" : string.Empty)}");
        for (var g = 0; g < Labels.Count; g++)
        {
            card.Row(Labels[g], OfGroup(g).ToString());
        }

        return $"<div class=\"retention-metrics-survival\">{card}{SurvivalCurve.Overlay(KaplanMeier())}</div>";
    }

    internal static LifetimeGroups FromChecked(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        ReadOnlySpan<int> groups,
        IReadOnlyList<string> labels,
        ReadOnlySpan<int> strata,
        ReadOnlySpan<double> entered,
        ReadOnlySpan<double> weights,
        TimeTolerance tolerance,
        string? unit,
        CancellationToken cancellationToken)
    {
        var cells = Cells(groups, strata, labels.Count, out var stratumCount);
        var sets = tolerance.IsExact || tenures.IsEmpty
            ? RiskSets.FromCells(tenures, ended, cells, stratumCount * labels.Count, entered, weights, cancellationToken)
            : FromMerged(tenures, ended, cells, stratumCount * labels.Count, entered, weights, tolerance, cancellationToken);
        var tables = new Lifetimes[stratumCount][];
        for (var s = 0; s < stratumCount; s++)
        {
            tables[s] = [.. sets.AsSpan(s * labels.Count, labels.Count).ToArray().Select(set => new Lifetimes(set, tolerance, unit))];
        }

        return new(labels, tables);
    }

    internal RiskSets[] SetsOf(int stratum) => [.. _strata[stratum].Select(l => l.Sets)];

    internal long OfGroupCount(int group) => _strata.Sum(stratum => stratum[group].Count);

    internal LifetimeGroups Only(int a, int b) => new([Labels[a], Labels[b]], [.. _strata.Select(stratum => new[] { stratum[a], stratum[b] })]);

    internal Lifetimes OfGroup(int group) => _strata.Select(stratum => stratum[group]).Aggregate((a, b) => a + b);

    private static RiskSets[] FromMerged(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<int> cells, int cellCount, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, TimeTolerance tolerance, CancellationToken cancellationToken)
    {
        var (stops, starts) = Lifetimes.Merged(tenures, entered, tolerance);
        return RiskSets.FromCells(stops, ended, cells, cellCount, starts, weights, cancellationToken);
    }

    internal static ReadOnlyCollection<string> Checked(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            if (!seen.Add(label ?? throw new ArgumentException("A label was null.", nameof(labels))))
            {
                throw new ArgumentException($"The label \"{label}\" is given to two groups.", nameof(labels));
            }
        }

        return Array.AsReadOnly(labels.ToArray());
    }

    private static int[] Codes(List<string> values, List<string> names)
    {
        var codes = names.Select((name, i) => (name, i)).ToDictionary(n => n.name, n => n.i, StringComparer.Ordinal);
        return [.. values.Select(v => codes[v])];
    }

    /// <summary>One code per stratum and group: the groups themselves when there are no strata.</summary>
    private static ReadOnlySpan<int> Cells(ReadOnlySpan<int> groups, ReadOnlySpan<int> strata, int groupCount, out int stratumCount)
    {
        stratumCount = 1;
        if (strata.IsEmpty)
        {
            return groups;
        }

        var codes = new Dictionary<int, int>();
        var cells = new int[strata.Length];
        for (var i = 0; i < strata.Length; i++)
        {
            if (!codes.TryGetValue(strata[i], out var code))
            {
                codes.Add(strata[i], code = codes.Count);
            }

            cells[i] = checked((code * groupCount) + groups[i]);
        }

        stratumCount = codes.Count;
        return cells;
    }
}

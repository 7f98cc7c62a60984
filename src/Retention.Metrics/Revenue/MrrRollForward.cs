using System.Numerics;
using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>The bridges of consecutive periods: the closing of each is the opening of the next.</summary>
/// <remarks>
/// <para>Where exchange rates change on the day between two periods nothing is lost either: the opening of a period is read at the rates of the day before it, as the closing of the one before was.</para>
/// <para>Roll-forwards of disjoint customers over the same periods add (<c>a + b</c>); <see cref="AdditiveIdentity"/>, which has no period, changes nothing.</para>
/// <para>Equality compares the bridges.</para>
/// </remarks>
/// <example>
/// <code>
/// MrrRollForward months = ledger.RollForward(Granularity.Month, Period.Year(2026));
/// Console.WriteLine(months.ToMarkdown());
/// MrrBridge march = months[2];
/// MrrBridge year = months.Sum();          // opening of January, all movements, closing of December
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class MrrRollForward
    : IEquatable<MrrRollForward>, IAdditionOperators<MrrRollForward, MrrRollForward, MrrRollForward>, IAdditiveIdentity<MrrRollForward, MrrRollForward>, IRendersHtml
{
    private readonly MrrBridge[] _bridges;

    /// <summary>Makes a roll-forward of bridges.</summary>
    /// <param name="bridges">The bridges in order; each opens with the closing of the one before, and starts where that ends when both know their periods.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bridges"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">A bridge does not follow the one before.</exception>
    [JsonConstructor]
    public MrrRollForward(IReadOnlyList<MrrBridge> bridges)
    {
        ArgumentNullException.ThrowIfNull(bridges);
        _bridges = [.. bridges];
        for (var i = 0; i < _bridges.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(_bridges[i], nameof(bridges));
            if (i > 0 && _bridges[i].Opening != _bridges[i - 1].Closing)
            {
                throw new ArgumentException($"Bridge {Text.Count(i)} opens with {Text.Money(_bridges[i].Opening)}, but the one before closes with {Text.Money(_bridges[i - 1].Closing)}.", nameof(bridges));
            }

            if (i > 0 && _bridges[i].Period?.Start != _bridges[i - 1].Period?.End)
            {
                throw new ArgumentException($"The period {_bridges[i].Period} does not follow {_bridges[i - 1].Period}.", nameof(bridges));
            }
        }
    }

    /// <summary>The roll-forward over no period, which changes nothing when added.</summary>
    public static MrrRollForward AdditiveIdentity { get; } = new([]);

    /// <summary>How many periods there are.</summary>
    [JsonIgnore]
    public int Count => _bridges.Length;

    /// <summary>The bridges in order.</summary>
    public IReadOnlyList<MrrBridge> Bridges => _bridges;

    /// <summary>A bridge by its place.</summary>
    /// <param name="index">The place, from 0.</param>
    public MrrBridge this[int index] => _bridges[index];

    /// <summary>The bridge of the period that a day belongs to.</summary>
    /// <param name="day">The day.</param>
    /// <exception cref="ArgumentOutOfRangeException">No period has that day.</exception>
    public MrrBridge this[DateOnly day] =>
        Array.Find(_bridges, b => b.Period?.Contains(day) == true) ?? throw new ArgumentOutOfRangeException(nameof(day), day, $"day was {Text.Date(day)}. No period of the roll-forward has it.");

    /// <summary>Adds the roll-forwards of disjoint customers over the same periods.</summary>
    /// <param name="left">One roll-forward.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The roll-forward of all of them.</returns>
    /// <exception cref="ArgumentNullException">A roll-forward is null.</exception>
    /// <exception cref="ArgumentException">The periods, currencies or policies differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static MrrRollForward operator +(MrrRollForward left, MrrRollForward right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Count == 0 ? right
            : right.Count == 0 ? left
            : left.Count == right.Count ? new([.. left._bridges.Zip(right._bridges, (a, b) => a + b)])
            : throw new ArgumentException($"One roll-forward has {Text.Count(left.Count)} periods and the other {Text.Count(right.Count)}; they cannot be added.", nameof(right));
    }

    /// <summary>Whether two roll-forwards have the same bridges.</summary>
    /// <param name="left">One roll-forward.</param>
    /// <param name="right">The other one.</param>
    /// <returns>True when they do.</returns>
    public static bool operator ==(MrrRollForward? left, MrrRollForward? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two roll-forwards differ in a bridge.</summary>
    /// <param name="left">One roll-forward.</param>
    /// <param name="right">The other one.</param>
    /// <returns>True when they do.</returns>
    public static bool operator !=(MrrRollForward? left, MrrRollForward? right) => !(left == right);

    /// <summary>
    /// One bridge over all periods: the first opening, every movement of every period, the last closing. A customer who left in March and came back in May is both churn and reactivation in it;
    /// a bridge that a ledger makes over the whole time compares the two ends alone.
    /// </summary>
    /// <returns>The bridge, without counts of customers.</returns>
    public MrrBridge Sum()
    {
        if (_bridges.Length == 0)
        {
            return MrrBridge.AdditiveIdentity;
        }

        var (first, last) = (_bridges[0], _bridges[^1]);
        return new(
            first.Opening,
            _bridges.Sum(b => b.NewBusiness),
            _bridges.Sum(b => b.Expansion),
            _bridges.Sum(b => b.Contraction),
            _bridges.Sum(b => b.Churn),
            _bridges.Sum(b => b.Reactivation),
            _bridges.Sum(b => b.Fx),
            first.Period is { } from && last.Period is { } to ? new(from.Start, to.End) : null,
            currency: first.Currency,
            policy: first.Policy,
            observedThrough: last.ObservedThrough);
    }

    /// <summary>Whether another roll-forward has the same bridges.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when it has.</returns>
    public bool Equals(MrrRollForward? other) => other is not null && _bridges.AsSpan().SequenceEqual(other._bridges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MrrRollForward);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var bridge in _bridges)
        {
            hash.Add(bridge);
        }

        return hash.ToHashCode();
    }

    /// <summary>The roll-forward as a Markdown table, one row for each period.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| period | ");
        table.AppendJoin(" | ", Columns.Select(c => c.Name)).Append(" |\n|---|").AppendJoin("|", Columns.Select(_ => "---:")).Append("|\n");
        foreach (var bridge in _bridges)
        {
            table.Append("| ").Append(Label(bridge)).Append(" | ").AppendJoin(" | ", Columns.Select(c => Cell(c.Cell, bridge))).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The Markdown table.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Count == 0 ? Text.NotAvailable + " (no period)" : ToMarkdown();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        const string Style = "style=\"text-align:right;padding:.1em .6em;font-variant-numeric:tabular-nums\"";
        var table = new StringBuilder("<table class=\"retention-metrics\" style=\"border-collapse:collapse;font:.95em system-ui,sans-serif\"><caption style=\"text-align:left;opacity:.75\">MRR roll-forward");
        if (_bridges is [{ Policy: { } policy }, ..])
        {
            table.Append(", policy: ").Append(HtmlCard.Encode(policy));
        }

        table.Append("</caption><tr><th scope=\"col\" style=\"text-align:left\">period</th>");
        foreach (var column in Columns)
        {
            table.Append("<th scope=\"col\" ").Append(Style).Append('>').Append(HtmlCard.Encode(column.Name)).Append("</th>");
        }

        foreach (var bridge in _bridges)
        {
            table.Append("</tr><tr><th scope=\"row\" style=\"text-align:left;font-weight:normal\">").Append(HtmlCard.Encode(Label(bridge))).Append("</th>");
            foreach (var column in Columns)
            {
                table.Append("<td ").Append(Style).Append('>').Append(HtmlCard.Encode(Cell(column.Cell, bridge))).Append("</td>");
            }
        }

        return table.Append("</tr></table>").ToString();
    }

    private static string Label(MrrBridge bridge) =>
        bridge.Period + (bridge.IsObserved ? string.Empty : bridge.IsUnknown ? " (not observed)" : $" (observed through {Text.Date(bridge.ObservedThrough!.Value)})");

    // Blank, as everything that is not observed yet.
    private static string Cell(Func<MrrBridge, string> cell, MrrBridge bridge) => bridge.IsUnknown ? string.Empty : cell(bridge);

    private IEnumerable<(string Name, Func<MrrBridge, string> Cell)> Columns
    {
        get
        {
            yield return ("opening", b => Text.Money(b.Opening));
            yield return ("new", b => Text.Money(b.NewBusiness));
            yield return ("reactivation", b => Text.Money(b.Reactivation));
            yield return ("expansion", b => Text.Money(b.Expansion));
            yield return ("contraction", b => Text.Money(-b.Contraction));
            yield return ("churn", b => Text.Money(-b.Churn));
            if (Array.Exists(_bridges, b => b.Fx != 0))
            {
                yield return ("exchange", b => Text.Money(b.Fx));
            }

            yield return ("closing", b => Text.Money(b.Closing));
            yield return ("NRR", b => Text.Percent(b.NetRevenueRetention.Value));
            yield return ("GRR", b => Text.Percent(b.GrossRevenueRetention.Value));
        }
    }
}

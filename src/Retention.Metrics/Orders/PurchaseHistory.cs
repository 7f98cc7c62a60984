using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// The distinct combinations of frequency, recency and age of a customer base with their numbers of customers: the sufficient input of models of repeat buying, small and mergeable.
/// </summary>
/// <remarks>
/// <para>A million customers have some hundred thousand combinations at most, usually a few thousand; a likelihood needs each once. Times are kept in whole days and given in
/// <see cref="Unit"/> by <see cref="InUnits"/>, which a model carries on: an age in weeks cannot be taken for days.</para>
/// <para>Histories of disjoint customers add; the default of an empty history is the identity. Entries are in ascending order of frequency, recency and age.</para>
/// </remarks>
/// <example>
/// <code>
/// PurchaseHistory history = orders.Rfm(observedThrough: new(1997, 9, 30)).PurchaseHistory(PeriodLength.Week);
/// Console.WriteLine(history);   // 2,357 customers in 1,016 combinations, 2,457 repeat purchases; times in 7 days
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class PurchaseHistory : IRendersHtml, IEquatable<PurchaseHistory>, IAdditionOperators<PurchaseHistory, PurchaseHistory, PurchaseHistory>
{
    private readonly PurchaseHistoryEntry[] _entries;

    [JsonConstructor]
    internal PurchaseHistory(PeriodLength unit, IReadOnlyList<PurchaseHistoryEntry> entries)
    {
        if (unit.Months <= 0)
        {
            throw Guard.OutOfRange(nameof(unit), unit, "It must have a length: PeriodLength.Day, PeriodLength.Week …");
        }

        ArgumentNullException.ThrowIfNull(entries);
        Unit = unit;
        _entries = Merged(entries);
    }

    /// <summary>The unit in which <see cref="InUnits"/> gives times.</summary>
    public PeriodLength Unit { get; }

    /// <summary>The combinations, in ascending order of frequency, recency and age.</summary>
    public IReadOnlyList<PurchaseHistoryEntry> Entries => _entries;

    /// <summary>How many customers there are.</summary>
    [JsonIgnore]
    public long Customers => _entries.Sum(e => e.Customers);

    /// <summary>How many of them have a repeat purchase.</summary>
    [JsonIgnore]
    public long RepeatCustomers => _entries.Where(e => e.Frequency > 0).Sum(e => e.Customers);

    /// <summary>How many repeat purchases they have in all.</summary>
    [JsonIgnore]
    public long RepeatPurchases => _entries.Sum(e => e.Customers * e.Frequency);

    /// <summary>Makes a history from columns of a customer base, times in days.</summary>
    /// <param name="frequencies">Each customer's purchases after the first.</param>
    /// <param name="recencyDays">Each customer's days from the first purchase to the last.</param>
    /// <param name="ageDays">Each customer's days from the first purchase to the last day observed.</param>
    /// <param name="unit">The unit in which the history gives times.</param>
    /// <returns>The history.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, a recency exceeds its age or is above 0 without a repeat purchase, or the unit has no length.</exception>
    public static PurchaseHistory Of(ReadOnlySpan<int> frequencies, ReadOnlySpan<int> recencyDays, ReadOnlySpan<int> ageDays, PeriodLength unit)
    {
        if (recencyDays.Length != frequencies.Length || ageDays.Length != frequencies.Length)
        {
            throw new ArgumentException($"There are {Text.Count(frequencies.Length)} frequencies, {Text.Count(recencyDays.Length)} recencies and {Text.Count(ageDays.Length)} ages. The columns must be of one length.", nameof(recencyDays));
        }

        var counts = new Dictionary<(int X, int Recency, int Age), long>();
        for (var i = 0; i < frequencies.Length; i++)
        {
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, (frequencies[i], recencyDays[i], ageDays[i]), out _);
            count++;
        }

        return new(unit, [.. counts.Select(c => new PurchaseHistoryEntry(c.Key.X, c.Key.Recency, c.Key.Age, c.Value))]);
    }

    /// <summary>Adds the histories of disjoint customers.</summary>
    /// <param name="left">One history.</param>
    /// <param name="right">The other one, in the same unit.</param>
    /// <returns>The history of all customers.</returns>
    /// <exception cref="ArgumentNullException">A history is null.</exception>
    /// <exception cref="ArgumentException">The units differ.</exception>
    /// <exception cref="OverflowException">A count exceeds its type.</exception>
    public static PurchaseHistory operator +(PurchaseHistory left, PurchaseHistory right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Unit == right.Unit
            ? new(left.Unit, [.. left._entries, .. right._entries])
            : throw new ArgumentException($"One history is in units of {left.Unit}, the other of {right.Unit}.", nameof(right));
    }

    /// <summary>Recency and age of an entry in the unit of the history.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The two times.</returns>
    public (double Recency, double Age) InUnits(PurchaseHistoryEntry entry)
    {
        var days = Unit.RatioTo(PeriodLength.Day);
        return (entry.RecencyDays / days, entry.AgeDays / days);
    }

    /// <summary>Whether the other history has the same entries and unit.</summary>
    /// <param name="other">The other history.</param>
    /// <returns>True when they are the same.</returns>
    public bool Equals(PurchaseHistory? other) => other is not null && Unit == other.Unit && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PurchaseHistory);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Unit, _entries.Length, Customers, RepeatPurchases);

    /// <summary>The totals in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Count(Customers)} customers in {Text.Count(_entries.Length)} combinations, {Text.Count(RepeatPurchases)} repeat purchases; times in units of {Unit}";

    /// <summary>The totals as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Purchase history", $"{Text.Count(Customers)} customers")
        .Row("With a repeat purchase", Text.Count(RepeatCustomers))
        .Row("Repeat purchases", Text.Count(RepeatPurchases))
        .Row("Combinations of frequency, recency, age", Text.Count(_entries.Length))
        .Row("Unit of time", Unit.ToString())
        .ToString();

    private static PurchaseHistoryEntry[] Merged(IReadOnlyList<PurchaseHistoryEntry> entries)
    {
        var merged = new List<PurchaseHistoryEntry>(entries.Count);
        foreach (var entry in entries.Where(e => e.Customers > 0).OrderBy(e => e.Frequency).ThenBy(e => e.RecencyDays).ThenBy(e => e.AgeDays))
        {
            if (merged.Count > 0 && merged[^1] is var last && (last.Frequency, last.RecencyDays, last.AgeDays) == (entry.Frequency, entry.RecencyDays, entry.AgeDays))
            {
                merged[^1] = new(entry.Frequency, entry.RecencyDays, entry.AgeDays, checked(last.Customers + entry.Customers));
            }
            else
            {
                merged.Add(entry);
            }
        }

        return [.. merged];
    }
}

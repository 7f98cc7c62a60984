using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// How many customers are behind the lines of a bridge: at start + new + reactivated − churned = at end.
/// </summary>
/// <remarks>
/// <para>Between two endpoints every customer is counted once, so that expanded, contracted, churned and unchanged add up to those at the start.
/// Movements read from events count every one of them: a customer who left and came back within the period is both churned and reactivated.</para>
/// <para>Counts of disjoint customers add (<c>a + b</c>). The default value counts nobody.</para>
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct MovementCounts : IAdditionOperators<MovementCounts, MovementCounts, MovementCounts>, IAdditiveIdentity<MovementCounts, MovementCounts>
{
    /// <summary>Makes the counts.</summary>
    /// <param name="atStart">Customers who paid before the period.</param>
    /// <param name="new">Customers who paid for the first time.</param>
    /// <param name="reactivated">Customers who had left and came back.</param>
    /// <param name="expanded">Customers who pay more.</param>
    /// <param name="contracted">Customers who pay less, but still pay.</param>
    /// <param name="churned">Customers who left.</param>
    /// <param name="unchanged">Customers who pay the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more left than there were.</exception>
    [JsonConstructor]
    public MovementCounts(long atStart, long @new, long reactivated, long expanded, long contracted, long churned, long unchanged)
    {
        AtStart = Guard.Count(atStart);
        New = Guard.Count(@new);
        Reactivated = Guard.Count(reactivated);
        Expanded = Guard.Count(expanded);
        Contracted = Guard.Count(contracted);
        Unchanged = Guard.Count(unchanged);
        Churned = Guard.Part(churned, atStart + @new + reactivated, "those who were there or came");
    }

    /// <summary>The counts of nobody, which change nothing when added.</summary>
    public static MovementCounts AdditiveIdentity => default;

    /// <summary>Customers who paid on the day before the period.</summary>
    public long AtStart { get; }

    /// <summary>Customers who paid for the first time.</summary>
    public long New { get; }

    /// <summary>Customers who had left and came back.</summary>
    public long Reactivated { get; }

    /// <summary>Customers who pay more.</summary>
    public long Expanded { get; }

    /// <summary>Customers who pay less, but still pay.</summary>
    public long Contracted { get; }

    /// <summary>Customers who left.</summary>
    public long Churned { get; }

    /// <summary>Customers who pay the same at the end as at the start, without a movement in between.</summary>
    public long Unchanged { get; }

    /// <summary>Customers who pay on the last day of the period: at start + new + reactivated − churned.</summary>
    [JsonIgnore]
    public long AtEnd => AtStart + New + Reactivated - Churned;

    /// <summary>Adds the counts of disjoint customers.</summary>
    /// <param name="left">One set of counts.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The sums.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static MovementCounts operator +(MovementCounts left, MovementCounts right) => new(
        left.AtStart + right.AtStart,
        left.New + right.New,
        left.Reactivated + right.Reactivated,
        left.Expanded + right.Expanded,
        left.Contracted + right.Contracted,
        left.Churned + right.Churned,
        left.Unchanged + right.Unchanged);

    /// <summary>The counts in one line, as "1,000 + 80 new + 5 reactivated - 40 churned = 1,045".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Count(AtStart)} + {Text.Count(New)} new + {Text.Count(Reactivated)} reactivated - {Text.Count(Churned)} churned = {Text.Count(AtEnd)}";
}

using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// CAC: what it costs to win a customer, spend ÷ new customers, with both kept and with the scope on it.
/// </summary>
/// <remarks>
/// <para>Spend and customers must belong together. When customers take a while to decide, this period's customers are set against the spend of an earlier one;
/// <see cref="LagPeriods"/> notes how much earlier.</para>
/// <para>Pools by <c>+</c> over disjoint customers. The default value is 0 over 0: <see cref="Value"/> is null, not 0.</para>
/// </remarks>
/// <example>
/// <code>
/// AcquisitionCost cac = AcquisitionCost.FromSpend(spend: 60_000m, newCustomers: 200, AcquisitionScope.Paid, lagPeriods: 1);
/// Console.WriteLine(cac);   // 300.00 (60,000.00 ÷ 200 new customers; paid, spend 1 period earlier)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct AcquisitionCost
    : IAdditionOperators<AcquisitionCost, AcquisitionCost, AcquisitionCost>, IAdditiveIdentity<AcquisitionCost, AcquisitionCost>, IRendersHtml
{
    [JsonConstructor]
    internal AcquisitionCost(AverageAmount evidence, AcquisitionScope scope, int lagPeriods)
    {
        if (evidence.Total < 0)
        {
            throw Guard.OutOfRange(nameof(evidence), evidence, "Spend is zero or more");
        }

        Evidence = evidence;
        Scope = Guard.Defined(scope);
        LagPeriods = (int)Guard.Count(lagPeriods, nameof(lagPeriods));
    }

    /// <summary>The cost of nobody, which changes nothing when added.</summary>
    public static AcquisitionCost AdditiveIdentity => default;

    /// <summary>Spend ÷ new customers; null when there is no new customer. Round it when it is shown.</summary>
    public decimal? Value => Evidence.Value;

    /// <summary>The spend over the number of new customers.</summary>
    public AverageAmount Evidence { get; }

    /// <summary>Which spend and which customers.</summary>
    public AcquisitionScope Scope { get; }

    /// <summary>How many periods before the customers the spend was; 0 for the same period.</summary>
    public int LagPeriods { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Evidence.Count == 0 ? $"{Text.Money(Evidence.Total)} won no customer" : null;

    /// <summary>Pools two costs over disjoint customers.</summary>
    /// <param name="left">One cost.</param>
    /// <param name="right">The other one, of the same scope and lag.</param>
    /// <returns>All spend over all new customers.</returns>
    /// <exception cref="ArgumentException">Scope or lag differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static AcquisitionCost operator +(AcquisitionCost left, AcquisitionCost right)
    {
        if ((left.Scope, left.LagPeriods) != (right.Scope, right.LagPeriods) && !left.Evidence.IsEmpty && !right.Evidence.IsEmpty)
        {
            throw new ArgumentException($"One cost is {left.Definition} and the other {right.Definition}; they cannot be pooled.", nameof(right));
        }

        var named = left.Evidence.IsEmpty ? right : left;
        return new(left.Evidence + right.Evidence, named.Scope, named.LagPeriods);
    }

    /// <summary>Computes the cost.</summary>
    /// <param name="spend">What was spent on acquisition; zero or more.</param>
    /// <param name="newCustomers">How many customers it won; zero or more.</param>
    /// <param name="scope">Which spend and which customers; blended unless told.</param>
    /// <param name="lagPeriods">How many periods before the customers the spend was; a note, zero or more.</param>
    /// <returns>The cost; undefined without new customers, however much was spent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or there is no such scope.</exception>
    public static AcquisitionCost FromSpend(decimal spend, long newCustomers, AcquisitionScope scope = AcquisitionScope.Blended, int lagPeriods = 0)
    {
        Guard.Amount(spend);
        Guard.Count(newCustomers);
        return new(new(spend, newCustomers), scope, lagPeriods);
    }

    /// <summary>The cost with its sums and scope, as "300.00 (60,000.00 ÷ 200 new customers; blended)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Average(Value, Evidence.Total, Evidence.Count, "new customers", WhyUndefined, Definition);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.Card("Customer acquisition cost", "Spend", "New customers").Row("Scope", Definition).Note(WhyUndefined).ToString();

    private string Definition =>
        (Scope == AcquisitionScope.Paid ? "paid" : "blended") + LagPeriods switch { 0 => string.Empty, 1 => ", spend 1 period earlier", _ => $", spend {Text.Count(LagPeriods)} periods earlier" };
}

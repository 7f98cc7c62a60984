using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// Customers who are overdue: silent for longer than they usually are between two orders, the latest against their own habit first. Made by
/// <see cref="Orders.OrderLog{TCustomer}.AtRisk"/>.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
/// <remarks>
/// <para>Thirty days of silence are nothing for one who buys twice a year, and an alarm for one who buys weekly. A customer with too few intervals is measured by those of all
/// customers, and listed as such; where nobody has bought on a second day there is no interval to measure by, and customers count as not judged.</para>
/// <para>It is a rule, not a probability: for that fit a <see cref="ChurnModel"/>, or a model of repeat purchases.</para>
/// </remarks>
/// <example>
/// <code>
/// AtRiskList&lt;string&gt; overdue = orders.AtRisk(asOf: new(2026, 6, 30));
/// overdue.Customers[0]    // C17: silent for 90 days, usually 30 (own, 5 intervals): 3.0 times; last order 2026-04-01
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class AtRiskList<TCustomer> : IEquatable<AtRiskList<TCustomer>>, IRendersHtml
    where TCustomer : notnull
{
    private const int Listed = 10;

    [JsonConstructor]
    internal AtRiskList(DateOnly asOf, AtRiskPolicy policy, IReadOnlyList<AtRiskCustomer<TCustomer>> customers, long onTime, long lost, long notJudged, int? populationInterval)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(customers);
        AsOf = asOf;
        Policy = policy;
        Customers = Array.AsReadOnly(customers.ToArray());
        OnTime = Guard.Count(onTime);
        Lost = Guard.Count(lost);
        NotJudged = Guard.Count(notJudged);
        PopulationInterval = populationInterval is { } days ? (int)Guard.Count(days, nameof(populationInterval)) : null;
    }

    /// <summary>The day of the list; later orders are not looked at.</summary>
    public DateOnly AsOf { get; }

    /// <summary>When a customer counts as overdue.</summary>
    public AtRiskPolicy Policy { get; }

    /// <summary>The overdue customers: the most usual intervals late first, then the higher spend.</summary>
    public IReadOnlyList<AtRiskCustomer<TCustomer>> Customers { get; }

    /// <summary>How many customers are not overdue.</summary>
    public long OnTime { get; }

    /// <summary>How many are silent for longer than the policy's bound for lost customers; they are not listed.</summary>
    public long Lost { get; }

    /// <summary>How many could not be judged: too few orders, and no interval of anybody to measure by.</summary>
    public long NotJudged { get; }

    /// <summary>The usual interval of all customers in days, for those with too few of their own; null when nobody bought on a second day.</summary>
    public int? PopulationInterval { get; }

    /// <summary>The overdue customers, of those judged and not lost.</summary>
    [JsonIgnore]
    public Proportion Overdue => new(Customers.Count, Customers.Count + OnTime);

    /// <summary>How many of the listed are measured by the intervals of all customers.</summary>
    [JsonIgnore]
    public int ByPopulation => Customers.Count(c => c.Basis == IntervalBasis.Population);

    /// <summary>What the listed customers have spent so far.</summary>
    /// <exception cref="OverflowException">The sum exceeds what a decimal can hold.</exception>
    [JsonIgnore]
    public decimal Spend => Customers.Sum(c => c.Spend);

    /// <summary>Why nobody was judged; null when somebody was.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Overdue.Total + Lost > 0 ? null : NotJudged > 0 ? "nobody bought on a second day, so that there is no interval to measure by" : "nobody has ordered";

    /// <summary>Whether the other is the same list.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(AtRiskList<TCustomer>? other) =>
        other is not null && AsOf == other.AsOf && Policy == other.Policy && OnTime == other.OnTime && Lost == other.Lost && NotJudged == other.NotJudged
        && PopulationInterval == other.PopulationInterval && Customers.SequenceEqual(other.Customers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AtRiskList<TCustomer>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(AsOf, Policy, Customers.Count, OnTime);

    /// <summary>As "12 of 200 customers overdue on 2026-06-30 (6.0 %), 3 of them by the interval of all customers", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        WhyUndefined is { } why
            ? $"{Text.NotAvailable} ({why})"
            : $"{Text.Count(Customers.Count)} of {Text.Count(Overdue.Total)} customers overdue on {Text.Date(AsOf)} ({Text.Percent(Overdue.Value)}){(ByPopulation > 0 ? $", {Text.Count(ByPopulation)} of them by the interval of all customers" : string.Empty)}{(Lost > 0 ? $"; {Text.Count(Lost)} lost" : string.Empty)}";

    /// <summary>The list as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| customer | last order | days silent | usual interval | basis | times late | spend |\n|:---|:---:|---:|---:|:---|---:|---:|\n");
        foreach (var c in Customers)
        {
            table.Append("| ").AppendJoin(
                " | ",
                FormattableString.Invariant($"{c.Customer}").Replace("|", "\\|", StringComparison.Ordinal),
                Text.Date(c.LastOrder),
                Text.Count(c.DaysSilent),
                Text.Count(c.UsualInterval),
                c.Basis == IntervalBasis.Own ? "own" : "all customers",
                Text.Number(c.Lateness, 1),
                Text.Money(c.Spend)).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show: the first ten.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"Overdue on {Text.Date(AsOf)}", WhyUndefined is null ? $"{Text.Count(Customers.Count)} of {Text.Count(Overdue.Total)}" : Text.NotAvailable)
            .Row("Their spend so far", Customers.Count > 0 ? Text.Money(Spend) : null);
        foreach (var c in Customers.Take(Listed))
        {
            card.Row(FormattableString.Invariant($"{c.Customer}"), $"{Text.Count(c.DaysSilent)} days, usually {Text.Count(c.UsualInterval)}{(c.Basis == IntervalBasis.Own ? string.Empty : " (all customers)")}");
        }

        return card.Note(WhyUndefined)
            .Note(Customers.Count > Listed ? $"The first {Text.Count(Listed)} are shown." : null)
            .Note(ByPopulation > 0 ? $"{Text.Count(ByPopulation)} have too few orders and are measured by the interval of all customers, {Text.Count(PopulationInterval!.Value)} days." : null)
            .Note($"Overdue: {Policy}.")
            .ToString();
    }
}

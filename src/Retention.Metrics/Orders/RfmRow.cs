using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// One customer of an <see cref="RfmTable{TCustomer}"/>. Times are whole days.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
/// <remarks>Recency is the age at the last purchase, as in the models of repeat buying, and not the time since it: that is <see cref="DaysSinceLast"/>. The default value is no customer.</remarks>
/// <example>
/// <code>
/// RfmRow&lt;string&gt;? ann = table.Find("ann");
/// Console.WriteLine(ann);   // ann: 3 repeat purchases, the last at 63 of 90 days, mean value 21.50
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RfmRow<TCustomer> : IRendersHtml
    where TCustomer : notnull
{
    internal RfmRow(TCustomer customer, int frequency, int recency, int age, int orders, decimal spend, decimal valued, int valuedCount)
    {
        Customer = customer;
        Frequency = frequency;
        Recency = recency;
        Age = age;
        Orders = orders;
        Spend = spend;
        MeanValue = valuedCount == 0 ? null : valued / valuedCount;
    }

    /// <summary>The key of the customer.</summary>
    public TCustomer Customer { get; }

    /// <summary>How many purchases followed the first: x.</summary>
    public int Frequency { get; }

    /// <summary>From the first purchase to the last, in days; 0 for one purchase: tₓ.</summary>
    public int Recency { get; }

    /// <summary>From the first purchase to the last day observed, in days: T.</summary>
    public int Age { get; }

    /// <summary>How many orders the purchases were made of.</summary>
    public int Orders { get; }

    /// <summary>The sum of all orders.</summary>
    public decimal Spend { get; }

    /// <summary>The mean value, as the policy defines it; null for one purchase when the repeat purchases are averaged.</summary>
    public decimal? MeanValue { get; }

    /// <summary>From the last purchase to the last day observed, in days: what marketing calls recency.</summary>
    public int DaysSinceLast => Age - Recency;

    /// <summary>Why <see cref="MeanValue"/> is null; null when it is not.</summary>
    public string? WhyUndefined => MeanValue is null ? "the customer has no repeat purchase" : null;

    /// <summary>The row in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Name}: {Text.Count(Frequency)} repeat purchases, the last at {Text.Count(Recency)} of {Text.Count(Age)} days, mean value {MoneyText.OrNotAvailable(MeanValue)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Customer", Name)
        .Row("Frequency (repeat purchases)", Text.Count(Frequency))
        .Row("Recency (age at the last purchase, days)", Text.Count(Recency))
        .Row("Age (days)", Text.Count(Age))
        .Row("Days since the last purchase", Text.Count(DaysSinceLast))
        .Row("Spend", Text.Money(Spend))
        .Row("Mean value", MoneyText.OrNotAvailable(MeanValue))
        .Note(WhyUndefined)
        .ToString();

    private string Name => Customer is null ? "nobody" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Customer}");
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// A log cut in time: an RFM table up to a day, to fit a model to, and what the same customers bought afterwards, to test it against. Made by <see cref="OrderLog{TCustomer}.Split"/>.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
/// <remarks>
/// Only customers with a purchase up to the cut are in it: whoever comes later is unknown to the model, and counted in <see cref="RfmDropped.CustomersAfterCutOff"/>.
/// Holdout purchases count as the policy counts purchases, so that with merging by day a customer has one a day at most.
/// </remarks>
/// <example>
/// <code>
/// CalibrationHoldout&lt;int&gt; split = orders.Split(calibrationThrough: new(1997, 9, 30), observedThrough: new(1998, 6, 30));
/// Console.WriteLine(split);   // 2,357 customers; 2,457 repeat purchases through 1997-09-30, 1,882 purchases in the 273 days after
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class CalibrationHoldout<TCustomer> : IRendersHtml
    where TCustomer : notnull
{
    private readonly int[] _purchases;
    private readonly decimal[] _spend;

    [JsonConstructor]
    internal CalibrationHoldout(RfmTable<TCustomer> calibration, DateOnly observedThrough, IReadOnlyList<int> holdoutPurchases, IReadOnlyList<decimal> holdoutSpends)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(holdoutPurchases);
        ArgumentNullException.ThrowIfNull(holdoutSpends);
        if (observedThrough <= calibration.ObservedThrough)
        {
            throw Guard.OutOfRange(nameof(observedThrough), Text.Date(observedThrough), $"It must be after the last day of the calibration, {Text.Date(calibration.ObservedThrough)}");
        }

        if (holdoutPurchases.Count != calibration.Count || holdoutSpends.Count != calibration.Count)
        {
            throw new ArgumentException($"There are {Text.Count(calibration.Count)} customers, {Text.Count(holdoutPurchases.Count)} numbers of purchases and {Text.Count(holdoutSpends.Count)} spends.", nameof(holdoutPurchases));
        }

        Calibration = calibration;
        ObservedThrough = observedThrough;
        _purchases = [.. holdoutPurchases];
        _spend = [.. holdoutSpends];
        foreach (var count in _purchases)
        {
            Guard.Count(count, nameof(holdoutPurchases));
        }

        foreach (var amount in _spend)
        {
            Guard.Amount(amount, nameof(holdoutSpends));
        }
    }

    /// <summary>Every customer up to the cut.</summary>
    public RfmTable<TCustomer> Calibration { get; }

    /// <summary>The last day of the holdout.</summary>
    public DateOnly ObservedThrough { get; }

    /// <summary>The length of the holdout in days.</summary>
    [JsonIgnore]
    public int HoldoutDays => ObservedThrough.DayNumber - Calibration.ObservedThrough.DayNumber;

    /// <summary>How many purchases each customer of <see cref="Calibration"/> made in the holdout, by position.</summary>
    public IReadOnlyList<int> HoldoutPurchases => _purchases;

    /// <summary>What each customer of <see cref="Calibration"/> spent in the holdout, by position.</summary>
    public IReadOnlyList<decimal> HoldoutSpends => _spend;

    /// <summary>The customers who bought in the holdout, of those of the calibration.</summary>
    [JsonIgnore]
    public Proportion HoldoutBuyers => new(_purchases.LongCount(n => n > 0), _purchases.Length);

    /// <summary>The sum of <see cref="HoldoutPurchases"/>.</summary>
    [JsonIgnore]
    public long TotalHoldoutPurchases => _purchases.Sum(n => (long)n);

    /// <summary>Customers and purchases on both sides of the cut in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Count(Calibration.Count)} customers; {Text.Count(Calibration.Frequency.Sum(f => (long)f))} repeat purchases through {Text.Date(Calibration.ObservedThrough)}, {Text.Count(TotalHoldoutPurchases)} purchases in the {Text.Count(HoldoutDays)} days after";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Bought in the holdout", Text.Percent(HoldoutBuyers.Value))
        .Row("Customers", Text.Count(Calibration.Count))
        .Row("Calibration through", Text.Date(Calibration.ObservedThrough))
        .Row("Holdout through", Text.Date(ObservedThrough))
        .Row("Repeat purchases in the calibration", Text.Count(Calibration.Frequency.Sum(f => (long)f)))
        .Row("Purchases in the holdout", Text.Count(TotalHoldoutPurchases))
        .Row("Spend in the holdout", Text.Money(_spend.Sum()))
        .Note(Calibration.Policy.Describe(Calibration.ObservedThrough))
        .ToString();
}

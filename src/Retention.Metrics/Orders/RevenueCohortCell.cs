using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>One cell of a revenue cohort table: what the customers who first ordered in a period spent some periods later, and up to then.</summary>
/// <remarks>
/// A period that has not ended within the data is not observed, and the cell shows as a blank; a period that has ended and in which nobody ordered is 0.
/// The default value is a cell that is not observed.
/// </remarks>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RevenueCohortCell : IRendersHtml
{
    internal RevenueCohortCell(Period cohort, int offset, Proportion buyers, decimal revenue, decimal cumulative)
    {
        Cohort = cohort;
        Offset = offset;
        Buyers = buyers;
        Revenue = revenue;
        Cumulative = cumulative;
        IsObserved = true;
    }

    internal RevenueCohortCell(Period cohort, int offset)
    {
        Cohort = cohort;
        Offset = offset;
    }

    /// <summary>The period of the first orders.</summary>
    public Period Cohort { get; }

    /// <summary>How many periods after it.</summary>
    public int Offset { get; }

    /// <summary>Those who ordered in the period, of the cohort; 0 of 0 when not observed.</summary>
    public Proportion Buyers { get; }

    /// <summary>What they spent in the period; 0 when not observed.</summary>
    public decimal Revenue { get; }

    /// <summary>What the cohort has spent from its first order to the end of the period; 0 when not observed.</summary>
    public decimal Cumulative { get; }

    /// <summary><see cref="Cumulative"/> ÷ customers of the cohort: the value of a customer so far; null when not observed or nobody is in the cohort.</summary>
    public decimal? PerCustomer => Buyers.Total > 0 ? Cumulative / Buyers.Total : null;

    /// <summary>Whether the period has ended within the data.</summary>
    public bool IsObserved { get; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public string? WhyUndefined => !IsObserved ? "not observed yet" : Buyers.Total == 0 ? "nobody ordered for the first time" : null;

    /// <summary>As "52.30 per customer so far; 410.00 in the period from 8 of 40"; empty when not observed.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => !IsObserved ? string.Empty
        : PerCustomer is not { } value ? $"{Text.NotAvailable} ({WhyUndefined})"
        : $"{Text.Money(value)} per customer so far; {Text.Money(Revenue)} in the period from {Text.Count(Buyers.Count)} of {Text.Count(Buyers.Total)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Revenue cohort {Cohort}, {Text.Count(Offset)} later", MoneyText.OrNotAvailable(PerCustomer))
        .Row("Revenue in the period", IsObserved ? Text.Money(Revenue) : null)
        .Row("Revenue so far", IsObserved ? Text.Money(Cumulative) : null)
        .Row("Buyers", IsObserved ? Buyers.ToString() : null)
        .Note(WhyUndefined)
        .ToString();
}

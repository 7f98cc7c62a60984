using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>One cell of an MRR cohort table: what the customers who began to pay in a period pay some periods later, and how many of them still do.</summary>
/// <remarks>
/// A period that has not ended within the data is not observed, and the cell shows as a blank; a cell of a period that has ended and in which nobody paid is 0 %.
/// The default value is a cell that is not observed.
/// </remarks>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct MrrCohortCell : IRendersHtml
{
    internal MrrCohortCell(Period cohort, int offset, Proportion customers, MoneyRatio revenue)
    {
        Cohort = cohort;
        Offset = offset;
        Customers = customers;
        Revenue = revenue;
        IsObserved = true;
    }

    internal MrrCohortCell(Period cohort, int offset)
    {
        Cohort = cohort;
        Offset = offset;
    }

    /// <summary>The period in which the customers paid first.</summary>
    public Period Cohort { get; }

    /// <summary>How many periods after it.</summary>
    public int Offset { get; }

    /// <summary>Those who pay at the end of the period, of those who began; 0 of 0 when not observed.</summary>
    public Proportion Customers { get; }

    /// <summary>What they pay at the end of the period, over what the cohort paid on its first days; 0 of 0 when not observed. More than 100 % when expansion outweighs losses.</summary>
    public MoneyRatio Revenue { get; }

    /// <summary>Whether the period has ended within the data.</summary>
    public bool IsObserved { get; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public string? WhyUndefined => !IsObserved ? "not observed yet" : Customers.Total == 0 ? "nobody began to pay" : null;

    /// <summary>Both shares, as "80.0 % of MRR, 75.0 % of customers (3 of 4)"; empty when not observed.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => !IsObserved ? string.Empty
        : Customers.Total == 0 ? $"{Text.NotAvailable} ({WhyUndefined})"
        : $"{Text.Percent(Revenue.Value)} of MRR, {Text.Percent(Customers.Value)} of customers ({Text.Count(Customers.Count)} of {Text.Count(Customers.Total)})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"MRR cohort {Cohort}, {Text.Count(Offset)} later", Text.Percent(Revenue.Value))
        .Row("MRR", IsObserved ? $"{Text.Money(Revenue.Numerator)} of {Text.Money(Revenue.Denominator)}" : null)
        .Row("Customers", IsObserved ? Customers.ToString() : null)
        .Note(WhyUndefined)
        .Note(Customers.SmallSampleWarning)
        .ToString();
}

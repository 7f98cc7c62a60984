using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>A customer for whom two policies give different amounts or movements.</summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
public sealed record CustomerDifference<TCustomer>
    where TCustomer : notnull
{
    internal CustomerDifference(TCustomer customer, decimal firstOpening, decimal firstClosing, decimal secondOpening, decimal secondClosing, IReadOnlyList<MrrMovement> firstMovements, IReadOnlyList<MrrMovement> secondMovements)
    {
        Customer = customer;
        FirstOpening = firstOpening;
        FirstClosing = firstClosing;
        SecondOpening = secondOpening;
        SecondClosing = secondClosing;
        FirstMovements = firstMovements;
        SecondMovements = secondMovements;
    }

    /// <summary>The customer.</summary>
    public TCustomer Customer { get; }

    /// <summary>MRR on the day before the period, under the first policy.</summary>
    public decimal FirstOpening { get; }

    /// <summary>MRR on its last day, under the first policy.</summary>
    public decimal FirstClosing { get; }

    /// <summary>MRR on the day before the period, under the second policy.</summary>
    public decimal SecondOpening { get; }

    /// <summary>MRR on its last day, under the second policy.</summary>
    public decimal SecondClosing { get; }

    /// <summary>What the customer did under the first policy; nothing when it never paid.</summary>
    public IReadOnlyList<MrrMovement> FirstMovements { get; }

    /// <summary>What the customer did under the second policy.</summary>
    public IReadOnlyList<MrrMovement> SecondMovements { get; }

    /// <summary>Second − first, at the start.</summary>
    public decimal OpeningDifference => SecondOpening - FirstOpening;

    /// <summary>Second − first, at the end.</summary>
    public decimal ClosingDifference => SecondClosing - FirstClosing;

    /// <summary>The difference in one line, as "acme: 100.00 to 80.00 (Contraction) against 100.00 to 100.00 (Unchanged)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{Customer}: {Side(FirstOpening, FirstClosing, FirstMovements)} against {Side(SecondOpening, SecondClosing, SecondMovements)}");

    private static string Side(decimal opening, decimal closing, IReadOnlyList<MrrMovement> movements) =>
        $"{Text.Money(opening)} to {Text.Money(closing)} ({(movements.Count == 0 ? "nothing" : string.Join(", ", movements))})";
}

/// <summary>One period under two policies: both bridges, and the customers who account for every difference.</summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
/// <remarks>The differences of the customers add up to the difference of the bridges, at the start and at the end.</remarks>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class MrrComparison<TCustomer> : IRendersHtml
    where TCustomer : notnull
{
    private const int Shown = 20;

    internal MrrComparison(MrrBridge first, MrrBridge second, IReadOnlyList<CustomerDifference<TCustomer>> customers)
    {
        First = first;
        Second = second;
        Customers = customers;
    }

    /// <summary>The bridge under the first policy.</summary>
    public MrrBridge First { get; }

    /// <summary>The bridge under the second policy.</summary>
    public MrrBridge Second { get; }

    /// <summary>The customers who differ, the largest difference at the end first.</summary>
    public IReadOnlyList<CustomerDifference<TCustomer>> Customers { get; }

    /// <summary>Second closing − first closing.</summary>
    public decimal ClosingDifference => Second.Closing - First.Closing;

    /// <summary>Both bridges and the first twenty customers who differ.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(First.Policy).Append(": ").Append(First).AppendLine()
            .Append(Second.Policy).Append(": ").Append(Second).AppendLine()
            .Append(Text.Count(Customers.Count)).Append(Customers.Count == 1 ? " customer differs" : " customers differ");
        foreach (var customer in Customers.Take(Shown))
        {
            text.AppendLine().Append("  ").Append(customer);
        }

        return text.ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"MRR under two policies, {First.Period}", $"{Text.Money(First.Closing)} or {Text.Money(Second.Closing)}")
            .Row("First", First.Policy)
            .Row("Second", Second.Policy)
            .Row("Customers who differ", Text.Count(Customers.Count));
        foreach (var customer in Customers.Take(Shown))
        {
            card.Note(customer.ToString());
        }

        return card.ToString();
    }
}

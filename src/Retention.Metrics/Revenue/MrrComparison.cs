using System.Globalization;
using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>A customer for whom two policies give different amounts or movements.</summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
public sealed record CustomerDifference<TCustomer>
    where TCustomer : notnull
{
    internal CustomerDifference(TCustomer customer, decimal firstOpening, decimal firstClosing, decimal secondOpening, decimal secondClosing, IReadOnlyList<MrrMovement> firstMovements, IReadOnlyList<MrrMovement> secondMovements, bool isRoundingOnly)
    {
        IsRoundingOnly = isRoundingOnly;
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

    /// <summary>Whether nothing is left of the difference when neither policy rounds: a price per year or week that one keeps exactly and the other to the cent.</summary>
    public bool IsRoundingOnly { get; }

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
/// <remarks>
/// The differences of the customers add up to the difference of the bridges, at the start and at the end. A policy that rounds every subscription
/// (<see cref="MrrNormalization.Decimals"/>) differs by fractions of a cent from one that does not, for nearly every price that is not per month. Those customers are told apart by
/// comparing again without rounding, not by the size of the difference.
/// </remarks>
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

    /// <summary>The customers who differ: first those whose difference is more than rounding, then the others; the largest difference at the end first.</summary>
    public IReadOnlyList<CustomerDifference<TCustomer>> Customers { get; }

    /// <summary>How many of <see cref="Customers"/> differ by rounding alone; they come last.</summary>
    public int RoundingOnly => Customers.Count(c => c.IsRoundingOnly);

    /// <summary>Second closing − first closing.</summary>
    public decimal ClosingDifference => Second.Closing - First.Closing;

    /// <summary>Both bridges and the first twenty customers who differ by more than rounding.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(First.Policy).Append(": ").Append(First).AppendLine()
            .Append(Second.Policy).Append(": ").Append(Second).AppendLine()
            .Append(Differing);
        foreach (var customer in Listed)
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
            .Row("Customers who differ", Text.Count(Customers.Count - RoundingOnly))
            .Row("By rounding alone", RoundingOnly > 0 ? $"{Text.Count(RoundingOnly)}, {Rounded} at the end" : null);
        foreach (var customer in Listed)
        {
            card.Note(customer.ToString());
        }

        return card.ToString();
    }

    private IEnumerable<CustomerDifference<TCustomer>> Listed => Customers.TakeWhile(c => !c.IsRoundingOnly).Take(Shown);

    private string Rounded => Customers.Where(c => c.IsRoundingOnly).Sum(c => c.ClosingDifference).ToString("0.####", CultureInfo.InvariantCulture);

    private string Differing
    {
        get
        {
            var more = Customers.Count - RoundingOnly;
            return $"{Text.Count(more)} {(more == 1 ? "customer differs" : "customers differ")}"
                + (RoundingOnly > 0 ? $", {Text.Count(RoundingOnly)} more by rounding alone ({Rounded} at the end)" : string.Empty);
        }
    }
}

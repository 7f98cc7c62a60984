using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Lifetime;

/// <summary>
/// What one customer is worth over their lifetime, with the formula, the convention and the inputs it came from.
/// </summary>
/// <remarks>
/// <para>Several formulas share the name. Here each has a factory with its own name, and the result says which one it is
/// (<see cref="Formula"/>, <see cref="Timing"/>) and whether it adds up revenue or margin (<see cref="Basis"/>).</para>
/// <para>Money goes in and comes out as <see cref="decimal"/>. The factor it is multiplied by comes from powers and quotients in <see cref="double"/>
/// and is good to about 14 significant digits.</para>
/// <para>A sum over all time need not exist: without discount nobody may stay forever, and in general retention must lie below 1 + discount.
/// Then <see cref="Value"/> is null, <see cref="Diverges"/> is true, and <see cref="WhyUndefined"/> offers the value over a finite horizon.</para>
/// <para>A constant retention rate read from totals understates the value of a mixed population, because the faithful remain
/// (Fader and Hardie, "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 2010). With a survival curve at hand use <see cref="FromSurvivalCurve"/>.</para>
/// <para>Equality compares the formula and the inputs.</para>
/// </remarks>
/// <example>
/// <code>
/// RetentionRate yearly = RetentionRate.FromCounts(retained: 800, customersAtStart: 1_000);
/// CustomerLifetimeValue prospect = CustomerLifetimeValue.Discounted(
///     margin: 100m, yearly, DiscountRate.FromPercent(10), PaymentTiming.IncludingFirstPayment);
/// prospect.Value              // 366.67
/// prospect.ExpectedPeriods    // 5
/// prospect.Interval()         // 337.51–398.01, from the interval of the retention rate
/// CustomerLifetimeValue.Simple(valuePerPeriod: 100m, ChurnRate.FromPercent(5)).Value   // 2000
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial record CustomerLifetimeValue : IRendersHtml
{
    // What the message of a diverging sum offers instead: five years of months.
    private const int OfferedPeriods = 60;

    private readonly double[]? _survival;

    private CustomerLifetimeValue(LifetimeValueFormula formula, ValueBasis basis, decimal amount, PaymentTiming timing = PaymentTiming.IncludingFirstPayment)
    {
        Formula = formula;
        Basis = Guard.Defined(basis);
        Amount = amount;
        Timing = Guard.Defined(timing);
    }

    [JsonConstructor]
    internal CustomerLifetimeValue(
        LifetimeValueFormula formula,
        ValueBasis basis,
        PaymentTiming timing,
        decimal amount,
        double? lifetime,
        double? ordersPerYear,
        double? grossMargin,
        RetentionRate? retention,
        DiscountRate? discount,
        int? periods,
        double? marginGrowth,
        IReadOnlyList<double>? survival,
        double? purchaseRate,
        double? dropoutRate,
        double? discountForce)
        : this(formula switch
        {
            LifetimeValueFormula.Simple when lifetime is { } l => Simple(amount, l, basis),
            LifetimeValueFormula.Simple => Simple(amount, Needed(retention, nameof(retention)).Churn, basis),
            LifetimeValueFormula.Retail => Retail(amount, Needed(ordersPerYear, nameof(ordersPerYear)), Needed(grossMargin, nameof(grossMargin)), Needed(lifetime, nameof(lifetime))),
            LifetimeValueFormula.Discounted => Discounted(amount, Needed(retention, nameof(retention)), discount ?? default, timing, basis),
            LifetimeValueFormula.FiniteHorizon => FiniteHorizon(amount, Needed(retention, nameof(retention)), discount ?? default, Needed(periods, nameof(periods)), basis),
            LifetimeValueFormula.SurvivalCurve => FromSurvivalCurve(amount, survival!, discount ?? default, basis),
            LifetimeValueFormula.MarginGrowth => WithMarginGrowth(amount, Needed(retention, nameof(retention)), discount ?? default, Needed(marginGrowth, nameof(marginGrowth)), timing),
            LifetimeValueFormula.Continuous => Continuous(amount, Needed(purchaseRate, nameof(purchaseRate)), Needed(dropoutRate, nameof(dropoutRate)), Needed(discountForce, nameof(discountForce))),
            _ => throw Guard.OutOfRange(nameof(formula), formula, "It must be one of " + string.Join(", ", Enum.GetNames<LifetimeValueFormula>())),
        })
    {
    }

    /// <summary>The lifetime value of one customer; null when the sum has no finite value, an input is undefined, or the value exceeds what a decimal can hold.</summary>
    public decimal? Value { get; private init; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined { get; private init; }

    /// <summary>Whether <see cref="Value"/> is null because the sum grows without end.</summary>
    [JsonIgnore]
    public bool Diverges { get; private init; }

    /// <summary>Which formula it is.</summary>
    public LifetimeValueFormula Formula { get; }

    /// <summary>Whether revenue or margin is added up.</summary>
    public ValueBasis Basis { get; }

    /// <summary>Which payments count and when they are booked.</summary>
    public PaymentTiming Timing { get; }

    /// <summary>The money the formula starts from: value or margin per period, the average order value, or the margin per purchase.</summary>
    public decimal Amount { get; }

    /// <summary>
    /// The mean number of periods a customer stays, undiscounted and whatever the <see cref="Timing"/>: the lifetime, 1 ÷ churn, or Σ S(t), within the horizon if there is one;
    /// years for <see cref="Retail"/>, 1 ÷ dropout rate for <see cref="Continuous"/>. Null when it is not finite.
    /// </summary>
    public double? ExpectedPeriods { get; private init; }

    /// <summary>The retention rate per period; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetentionRate? Retention { get; private init; }

    /// <summary>The discount rate per period; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DiscountRate? Discount { get; private init; }

    /// <summary>The horizon in periods; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Periods { get; private init; }

    /// <summary>The growth of the margin per period as a fraction; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MarginGrowth { get; private init; }

    /// <summary>The survival curve S(0) = 1, S(1), …; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Survival
    {
        get => _survival;
        private init => _survival = [.. value!];
    }

    /// <summary>The lifetime that was given: in periods for <see cref="LifetimeValueFormula.Simple"/>, in years for <see cref="LifetimeValueFormula.Retail"/>; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lifetime { get; private init; }

    /// <summary>Orders per customer and year; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? OrdersPerYear { get; private init; }

    /// <summary>The gross margin as a fraction of revenue; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GrossMargin { get; private init; }

    /// <summary>λ: purchases per unit of time; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PurchaseRate { get; private init; }

    /// <summary>μ: dropouts per unit of time; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DropoutRate { get; private init; }

    /// <summary>δ: the force of interest per unit of time; null when the formula has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DiscountForce { get; private init; }

    /// <summary>
    /// The confidence interval that the retention rate carries over to the value: the formula at its two ends.
    /// Null when the retention rate has no counts (or the formula has no retention rate), when the value is undefined, and when the value at an end is.
    /// </summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval in money. It speaks of the uncertainty of the retention rate alone; the amount, the discount and the formula are taken as known.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson)
    {
        Guard.Level(level);
        Guard.Defined(method);
        if (Value is null || Retention?.Churn.Interval(level, method) is not { } churn
            || At(churn.Upper) is not { } low || At(churn.Lower) is not { } high)
        {
            return null;
        }

        var (a, b) = ((double)low, (double)high);
        return new(Math.Min(a, b), Math.Max(a, b), level, churn.Method);
    }

    /// <summary>Whether two values come from the same formula and inputs.</summary>
    /// <param name="other">The other value.</param>
    /// <returns>True when everything that went in is the same.</returns>
    public bool Equals(CustomerLifetimeValue? other) =>
        other is not null
        && (Formula, Basis, Timing, Amount, Retention, Discount, Periods) == (other.Formula, other.Basis, other.Timing, other.Amount, other.Retention, other.Discount, other.Periods)
        && (MarginGrowth, Lifetime, OrdersPerYear, GrossMargin) == (other.MarginGrowth, other.Lifetime, other.OrdersPerYear, other.GrossMargin)
        && (PurchaseRate, DropoutRate, DiscountForce) == (other.PurchaseRate, other.DropoutRate, other.DiscountForce)
        && (_survival ?? []).AsSpan().SequenceEqual(other._survival ?? []);

    /// <summary>A hash code that agrees with equality.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => HashCode.Combine(Formula, Basis, Timing, Amount, Retention, Discount, Periods, HashCode.Combine(MarginGrowth, Lifetime, _survival?.Length, PurchaseRate));

    /// <summary>The value with its formula and inputs in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        (Value is { } value ? Text.Money(value) : Text.NotAvailable)
        + $" ({(WhyUndefined is { } why ? why + "; " : string.Empty)}{Title()}; {Text.Money(Amount)} {AmountName()}{string.Concat(Inputs().Select(i => $", {i.Label} {i.Value}"))})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Customer lifetime value", Value is { } value ? Text.Money(value) : Text.NotAvailable)
            .Row("Formula", Title())
            .Row("Amount", $"{Text.Money(Amount)} {AmountName()}");
        foreach (var (label, text) in Inputs())
        {
            card.Row(label, text);
        }

        return card
            .Row("Expected periods", ExpectedPeriods is { } periods ? Text.Number(periods) : null)
            .Row("Interval", Interval() is { } interval ? $"{Text.Number(interval.Lower)}–{Text.Number(interval.Upper)} ({Text.Level(interval.Level)}, {interval.Method}, of the retention rate)" : null)
            .Note(WhyUndefined)
            .Note(Basis == ValueBasis.Revenue ? "Revenue, not margin: not to be compared with acquisition cost." : null)
            .Note(Formula is LifetimeValueFormula.FiniteHorizon or LifetimeValueFormula.SurvivalCurve ? "Truncated: what comes after the horizon does not count." : null)
            .ToString();
    }

    private static T Needed<T>(T? value, string name)
        where T : struct => value ?? throw new ArgumentException($"The formula needs {name}.", name);

    private decimal? At(double churn)
    {
        var retention = ChurnRate.FromFraction(churn).Retention;
        return (Formula switch
        {
            LifetimeValueFormula.Simple => Simple(Amount, retention.Churn, Basis),
            LifetimeValueFormula.Discounted => Discounted(Amount, retention, Discount!.Value, Timing, Basis),
            LifetimeValueFormula.FiniteHorizon => FiniteHorizon(Amount, retention, Discount!.Value, Periods!.Value, Basis),
            _ => WithMarginGrowth(Amount, retention, Discount!.Value, MarginGrowth!.Value, Timing),
        }).Value;
    }

    private string Title() => (Basis == ValueBasis.Revenue ? "revenue" : "margin") + ", " + Formula switch
    {
        LifetimeValueFormula.Simple => "value × lifetime",
        LifetimeValueFormula.Retail => "order value × orders × gross margin × lifetime",
        LifetimeValueFormula.Discounted => "discounted, " + TimingWords(),
        LifetimeValueFormula.FiniteHorizon => "finite horizon",
        LifetimeValueFormula.SurvivalCurve => "along a survival curve",
        LifetimeValueFormula.MarginGrowth => "discounted, growing, " + TimingWords(),
        _ => "continuous",
    };

    private string TimingWords() => Timing switch
    {
        PaymentTiming.IncludingFirstPayment => "including the first payment",
        PaymentTiming.ExcludingFirstPayment => "excluding the first payment",
        _ => "booked at the end of periods",
    };

    private string AmountName() => Formula switch
    {
        LifetimeValueFormula.Retail => "per order",
        LifetimeValueFormula.Continuous => "per purchase",
        _ => "per period",
    };

    private IEnumerable<(string Label, string Value)> Inputs()
    {
        if (Retention is { } retention)
        {
            yield return Formula == LifetimeValueFormula.Simple ? ("churn", Text.Percent(retention.Churn.Value)) : ("retention", Text.Percent(retention.Value));
        }

        if (Discount is { } discount)
        {
            yield return ("discount", discount.ToString());
        }

        foreach (var (label, fraction) in new[] { ("gross margin", GrossMargin), ("growth", MarginGrowth) })
        {
            if (fraction is { } value)
            {
                yield return (label, Text.Percent(value));
            }
        }

        foreach (var (label, number, decimals) in new[]
        {
            ("orders per year", OrdersPerYear, 2), ("lifetime", Lifetime, 2), ("horizon", Periods, 0),
            ("ages", _survival?.Length, 0), ("purchase rate", PurchaseRate, 4), ("dropout rate", DropoutRate, 4), ("force of interest", DiscountForce, 4),
        })
        {
            if (number is { } value)
            {
                yield return (label, Text.Number(value, decimals));
            }
        }
    }
}

using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// How much more the same customers spend late in their tenure than early: Σlate ÷ Σearly − 1, with its standard error.
/// </summary>
/// <remarks>
/// <para>Paired: each customer is compared with itself, so that the loss of small spenders does not look like growth. The standard error is that of a ratio of means by the delta
/// method: √(n ÷ (n − 1) · Σ(late − R·early)²) ÷ Σearly with R = Σlate ÷ Σearly; the interval is normal. Source: W. G. Cochran, Sampling Techniques, 3rd ed., section 2.11.</para>
/// <para>It is made from sums alone, so that the growths of disjoint customers add (<c>a + b</c>). Sums and squares are decimals; both are exact up to 28 digits.
/// Undefined when nobody spent anything early. The default value is that, and the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// TenureSpendGrowth growth = TenureSpendGrowth.FromPairs(early: [40m, 55m, 38m, 61m, 47m, 52m], late: [52m, 70m, 49m, 75m, 66m, 70m]);
/// growth.Growth         // 0.3038
/// growth.Interval()     // 0.2515–0.3560
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct TenureSpendGrowth : IRendersHtml, IAdditionOperators<TenureSpendGrowth, TenureSpendGrowth, TenureSpendGrowth>
{
    [JsonConstructor]
    internal TenureSpendGrowth(long customers, decimal early, decimal late, decimal squaredEarly, decimal squaredLate, decimal product, TenureBasis basis, long notYetObserved)
    {
        Customers = Guard.Count(customers);
        Early = Guard.Amount(early);
        Late = Guard.Amount(late);
        SquaredEarly = Guard.Amount(squaredEarly);
        SquaredLate = Guard.Amount(squaredLate);
        Product = Guard.Amount(product);
        Basis = Guard.Defined(basis);
        NotYetObserved = Guard.Count(notYetObserved);
        if (customers == 0 && early + late + squaredEarly + squaredLate + product != 0)
        {
            throw Guard.OutOfRange(nameof(customers), customers, "Without customers there is no spend");
        }
    }

    /// <summary>How many customers are compared.</summary>
    public long Customers { get; }

    /// <summary>What they spent in the early window.</summary>
    public decimal Early { get; }

    /// <summary>What they spent in the late window.</summary>
    public decimal Late { get; }

    /// <summary>Which customers they are.</summary>
    public TenureBasis Basis { get; }

    /// <summary>How many customers were left out because their late window has not closed.</summary>
    public long NotYetObserved { get; }

    /// <summary>Σlate ÷ Σearly − 1; null when nobody spent anything early.</summary>
    [JsonIgnore]
    public double? Growth => Early == 0 ? null : (double)(Late - Early) / (double)Early;

    /// <summary>The standard error of <see cref="Growth"/>; null for fewer than two customers or when there is no growth.</summary>
    [JsonIgnore]
    public double? StandardError
    {
        get
        {
            if (Early == 0 || Customers < 2)
            {
                return null;
            }

            // Σ(l − R·e)² = Σl² − 2RΣle + R²Σe², with the cancellation left to decimals.
            var ratio = Late / Early;
            var residual = Math.Max(0, SquaredLate - (2 * ratio * Product) + (ratio * ratio * SquaredEarly));
            return Math.Sqrt((double)residual * Customers / (Customers - 1)) / (double)Early;
        }
    }

    /// <summary>Why <see cref="Growth"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Growth is not null ? null : Customers == 0 ? "there are no customers to compare" : "nobody spent anything in the early window";

    [JsonInclude]
    internal decimal SquaredEarly { get; }

    [JsonInclude]
    internal decimal SquaredLate { get; }

    [JsonInclude]
    internal decimal Product { get; }

    /// <summary>Adds the growths of disjoint customers.</summary>
    /// <param name="left">One growth.</param>
    /// <param name="right">The other one, on the same basis.</param>
    /// <returns>The growth of all customers.</returns>
    /// <exception cref="ArgumentException">The bases differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds its type.</exception>
    public static TenureSpendGrowth operator +(TenureSpendGrowth left, TenureSpendGrowth right) =>
        left.Basis == right.Basis || left == default || right == default
            ? new(
                checked(left.Customers + right.Customers),
                left.Early + right.Early,
                left.Late + right.Late,
                left.SquaredEarly + right.SquaredEarly,
                left.SquaredLate + right.SquaredLate,
                left.Product + right.Product,
                left == default ? right.Basis : left.Basis,
                checked(left.NotYetObserved + right.NotYetObserved))
            : throw new ArgumentException($"One growth is about {left.Basis}, the other about {right.Basis}.", nameof(right));

    /// <summary>Compares the spend of the same customers in two windows of their tenure.</summary>
    /// <param name="early">What each customer spent in the early window; zero or more.</param>
    /// <param name="late">What the same customers, in the same order, spent in the late window; zero or more.</param>
    /// <returns>The growth.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    /// <exception cref="OverflowException">A sum exceeds the range of a decimal.</exception>
    public static TenureSpendGrowth FromPairs(ReadOnlySpan<decimal> early, ReadOnlySpan<decimal> late)
    {
        if (early.Length != late.Length)
        {
            throw new ArgumentException($"There are {Text.Count(early.Length)} early amounts and {Text.Count(late.Length)} late ones. They must belong to the same customers.", nameof(late));
        }

        var sum = default(Pairs);
        for (var i = 0; i < early.Length; i++)
        {
            sum.Add(Guard.Amount(early[i], nameof(early)), Guard.Amount(late[i], nameof(late)));
        }

        return sum.ToGrowth(TenureBasis.EveryObservedCustomer, 0);
    }

    /// <summary>A confidence interval for the growth.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval; null when there is no standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (StandardError is not { } error || Growth is not { } growth)
        {
            return null;
        }

        var reach = NormalDistribution.Quantile(0.5 + (level / 2)) * error;
        return new(growth - reach, growth + reach, level, "delta method");
    }

    /// <summary>The growth with its sums and interval, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Growth is { } growth
            ? $"{Text.Signed(growth * 100)} % ({Text.Money(Early)} to {Text.Money(Late)}, the same {Text.Count(Customers)} customers{(Interval() is { } interval ? "; " + interval.InPercent() : string.Empty)}; {BasisText})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Growth of spend by tenure, same customers", Growth is { } growth ? Text.Signed(growth * 100) + " %" : Text.NotAvailable)
        .Row("Early spend", Text.Money(Early))
        .Row("Late spend", Text.Money(Late))
        .Row("Customers", Text.Count(Customers))
        .Row("Late window still open", Text.Count(NotYetObserved))
        .Row("Interval", Interval()?.InPercent())
        .Note(BasisText)
        .Note(WhyUndefined)
        .ToString();

    private string BasisText => Basis == TenureBasis.BoughtInBoth ? "only customers who bought in both windows: survivors" : "customers who left count with 0";

    /// <summary>The sums that the growth is made from.</summary>
    internal struct Pairs
    {
        private long _customers;
        private decimal _early;
        private decimal _late;
        private decimal _squaredEarly;
        private decimal _squaredLate;
        private decimal _product;

        public void Add(decimal early, decimal late)
        {
            _customers++;
            _early += early;
            _late += late;
            _squaredEarly += early * early;
            _squaredLate += late * late;
            _product += early * late;
        }

        public readonly TenureSpendGrowth ToGrowth(TenureBasis basis, long notYetObserved) => new(_customers, _early, _late, _squaredEarly, _squaredLate, _product, basis, notYetObserved);
    }
}

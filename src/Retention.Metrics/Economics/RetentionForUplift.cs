using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// At which retention rates a change has a wanted effect on the value of a customer: the inverse of <see cref="RetentionUplift"/>, with every solution.
/// </summary>
/// <remarks>
/// <para>Including the first payment a change of Δ points gives the uplift u at r = 1 + d − Δ − Δ ÷ u, and nowhere else. Excluding it the effect is not monotone in r:
/// a quadratic, with up to two solutions.</para>
/// <para><see cref="Roots"/> are the roots of the equation, sensible or not; <see cref="Solutions"/> those among them that are retention rates, before and after the change,
/// with values that do not diverge. With 10 % discount no retention rate makes 95 % out of five points: the root is 99.7 %, and 104.7 % is no rate.</para>
/// </remarks>
/// <example>
/// <code>
/// RetentionForUplift.From(uplift: 0.25, RetentionChange.Points(5)).Solutions[0]                               // 75.0 %
/// RetentionForUplift.From(uplift: 0.95, RetentionChange.Points(5), DiscountRate.FromPercent(10)).IsFeasible   // false
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record RetentionForUplift : IRendersHtml
{
    private const double Blur = 1e-12;

    private readonly double[] _roots;
    private readonly RetentionRate[] _solutions;

    [JsonConstructor]
    internal RetentionForUplift(double uplift, RetentionChange change, DiscountRate discount, PaymentTiming timing)
    {
        Uplift = Guard.Finite(uplift);
        Change = change;
        Discount = discount;
        Timing = Guard.Defined(timing);
        // The equation as a·r² + b·r + c = 0, or a line when the first payment is included.
        var (a, b, c) = Equation();
        // What is left of a cancelled coefficient is rounding of its terms.
        var rounding = 4.5e-16 * Math.Max(Math.Abs(uplift), Math.Abs(Step)) * (1 + Math.Abs(discount.Value));
        HoldsEverywhere = Math.Abs(a) <= rounding && Math.Abs(b) <= rounding && Math.Abs(c) <= rounding;
        _roots = HoldsEverywhere ? [] : Solve(Math.Abs(a) <= rounding ? 0 : a, Math.Abs(b) <= rounding ? 0 : b, c, rounding);
        _solutions = [.. _roots.Select(Feasible).OfType<RetentionRate>()];
    }

    /// <summary>u: the uplift wanted, as a fraction.</summary>
    public double Uplift { get; }

    /// <summary>The change of retention.</summary>
    public RetentionChange Change { get; }

    /// <summary>The discount rate per period of the retention rate.</summary>
    public DiscountRate Discount { get; }

    /// <summary>Whether the first payment counts. Booking at the end of periods has the same solutions as including it.</summary>
    public PaymentTiming Timing { get; }

    /// <summary>The real roots of the equation in ascending order, whether or not they can be retention rates.</summary>
    public IReadOnlyList<double> Roots => _roots;

    /// <summary>The retention rates at which the change has the effect, in ascending order; empty when there is none.</summary>
    [JsonIgnore]
    public IReadOnlyList<RetentionRate> Solutions => _solutions;

    /// <summary>Whether every retention rate gives the uplift: no change for no uplift, or a fall of churn by y for y ÷ (1 − y) without discount.</summary>
    [JsonIgnore]
    public bool HoldsEverywhere { get; }

    /// <summary>Whether there is a retention rate at which the change has the effect.</summary>
    public bool IsFeasible => HoldsEverywhere || _solutions.Length > 0;

    /// <summary>Why there is none; null when there is.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        IsFeasible ? null
        : _roots.Length == 0 ? $"{Change} never give {Text.Signed(Uplift * 100)} %, whatever the retention rate"
        : $"{Change} would give {Text.Signed(Uplift * 100)} % at {string.Join(" and ", _roots.Select(r => Text.Percent(r)))} retention, which is out of range before or after the change, or has no finite value";

    /// <summary>Solves for the retention rate.</summary>
    /// <param name="uplift">u: the uplift of value wanted, as a fraction: 0.25 for +25 %.</param>
    /// <param name="change">The change of retention.</param>
    /// <param name="discount">The discount rate per period of the retention rate; none unless told.</param>
    /// <param name="timing">Whether the first payment counts; it does unless told.</param>
    /// <returns>Every solution.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="uplift"/> is not finite, or there is no such timing.</exception>
    public static RetentionForUplift From(double uplift, RetentionChange change, DiscountRate discount = default, PaymentTiming timing = PaymentTiming.IncludingFirstPayment) =>
        new(uplift, change, discount, timing);

    /// <summary>Whether two come from the same question.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when everything that went in is the same.</returns>
    public bool Equals(RetentionForUplift? other) =>
        other is not null && (Uplift, Change, Discount, Timing) == (other.Uplift, other.Change, other.Discount, other.Timing);

    /// <summary>A hash code that agrees with equality.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => HashCode.Combine(Uplift, Change, Discount, Timing);

    /// <summary>The solutions in one line, as "75.0 % (for +25.0 % from +5.0 points)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        IsFeasible ? $"{Answer} (for {Text.Signed(Uplift * 100)} % from {Change})" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Retention for an uplift", IsFeasible ? Answer : Text.NotAvailable)
        .Row("Uplift", Text.Signed(Uplift * 100) + " %")
        .Row("Change", Change.ToString())
        .Row("Discount", Discount.ToString())
        .Row("First payment", Timing == PaymentTiming.ExcludingFirstPayment ? "excluded" : "included")
        .Note(WhyUndefined)
        .ToString();

    private double Step => Change.Kind == RetentionChangeKind.Points ? Change.Amount / 100 : Change.Amount;

    private string Answer => HoldsEverywhere ? "every retention rate" : string.Join(" or ", _solutions.Select(s => Text.Percent(s.Value)));

    private (double A, double B, double C) Equation()
    {
        var u = Uplift;
        var x = Step;
        var growth = 1 + Discount.Value;
        if (Discount.Value == 0 && Change.Kind == RetentionChangeKind.ChurnRelative)
        {
            // Without discount the share that leaves is a factor of both sides; left in, it would be a root at 100 %.
            return Timing == PaymentTiming.ExcludingFirstPayment ? (0, u * (1 - x), -x) : (0, 0, (u * (1 - x)) - x);
        }

        return (Timing == PaymentTiming.ExcludingFirstPayment, Change.Kind) switch
        {
            // Δ = u(1 + d − r − Δ), with Δ = x, x·r and x(1 − r).
            (false, RetentionChangeKind.Points) => (0, u, x - (u * (growth - x))),
            (false, RetentionChangeKind.Relative) => (0, x + (u * (1 + x)), -u * growth),
            (false, _) => (0, u - (x * (1 + u)), (x * (1 + u)) - (u * growth)),

            // Δ(1 + d) = u·r(1 + d − r − Δ).
            (true, RetentionChangeKind.Points) => (u, -u * (growth - x), x * growth),
            // r = 0 has no value to raise; dividing by r leaves a line.
            (true, RetentionChangeKind.Relative) => (0, u * (1 + x), (x * growth) - (u * growth)),
            (true, _) => (u * (1 - x), -((u * (growth - x)) + (x * growth)), x * growth),
        };
    }

    // The coefficients may have cancelled, so that a root at the end of the scale misses it by more than its last digit.
    private RetentionRate? Feasible(double root)
    {
        var (stayed, d) = (root >= -Blur && root <= 1 + Blur ? Math.Clamp(root, 0, 1) : double.NaN, Discount.Value);
        var after = stayed + Change.Delta(stayed, 1 - stayed);
        var exists = after >= -Blur && after <= 1 + Blur && 1 - stayed + d > Blur && 1 - after + d > Blur;
        return exists && !(stayed == 0 && Timing == PaymentTiming.ExcludingFirstPayment) ? RetentionRate.FromFraction(stayed, Discount.Period) : null;
    }

    private static double[] Solve(double a, double b, double c, double rounding)
    {
        if (a == 0)
        {
            return b == 0 ? [] : [-c / b];
        }

        // Where the two roots meet, at the smallest effect that the change can have, the discriminant is 0 but for the rounding of the coefficients.
        var discriminant = (b * b) - (4 * a * c);
        if (Math.Abs(discriminant) <= 4 * rounding * (Math.Abs(a) + Math.Abs(b) + Math.Abs(c)))
        {
            return [-b / (2 * a)];
        }

        if (discriminant < 0)
        {
            return [];
        }

        // The sum that does not cancel first; the other root from the product of the two.
        var q = -0.5 * (b + Math.CopySign(Math.Sqrt(discriminant), b));
        var (one, two) = (q / a, c / q);
        return one == two ? [one] : [Math.Min(one, two), Math.Max(one, two)];
    }
}

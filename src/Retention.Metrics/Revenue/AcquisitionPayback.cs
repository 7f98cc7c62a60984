using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// How long a customer takes to pay back what winning them cost: as if nobody left, and with those who leave taken into account.
/// </summary>
/// <remarks>
/// <para>Margins m arrive at the start of periods 0, 1, 2 …; a share r of customers pays again each time, so that k periods bring m(1 − r^k) ÷ (1 − r) on average.
/// Simple = cost ÷ m. Adjusted for churn: the smallest k whose sum reaches the cost (<see cref="WholePeriods"/>), and the solution
/// ln(1 − cost·(1 − r) ÷ m) ÷ ln r of the same equation between whole periods (<see cref="ContinuousPeriods"/>).</para>
/// <para>All periods together bring m ÷ (1 − r). A cost that is not below it is never paid back, whatever the simple figure says.</para>
/// <para>Nothing is discounted. A sum that falls short of the cost by less than one part in 10¹² counts as reaching it.</para>
/// <para>The default value has nothing to pay back: 0 periods.</para>
/// </remarks>
/// <example>
/// <code>
/// AcquisitionPayback payback = AcquisitionPayback.From(acquisitionCost: 600m, marginPerPeriod: 50m, RetentionRate.FromPercent(97));
/// Console.WriteLine(payback);   // 15 periods (14.65; 12.00 if nobody left)
/// AcquisitionPayback.From(acquisitionCost: 3_000m, marginPerPeriod: 100m, RetentionRate.FromPercent(95)).NeverPaysBack   // true
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct AcquisitionPayback : IRendersHtml
{
    [JsonConstructor]
    internal AcquisitionPayback(decimal acquisitionCost, decimal marginPerPeriod, RetentionRate retention)
    {
        AcquisitionCost = Guard.Amount(acquisitionCost);
        MarginPerPeriod = marginPerPeriod;
        Retention = retention;
    }

    /// <summary>What winning the customer cost.</summary>
    public decimal AcquisitionCost { get; }

    /// <summary>What a customer brings per period.</summary>
    public decimal MarginPerPeriod { get; }

    /// <summary>The share of customers that pays again in the next period.</summary>
    public RetentionRate Retention { get; }

    /// <summary>Cost ÷ margin, in periods, as if nobody left; null when the margin never adds up to anything.</summary>
    public double? SimplePeriods => AcquisitionCost == 0 ? 0 : MarginPerPeriod > 0 ? DecimalScale.Ratio(AcquisitionCost, MarginPerPeriod) : null;

    /// <summary>The number of periods after which the margins of those who stay have added up to the cost, between whole periods; null when they never do.</summary>
    public double? ContinuousPeriods
    {
        get
        {
            if (NeverPaysBack != false || SimplePeriods is not { } simple)
            {
                return null;
            }

            if (simple == 0)
            {
                return 0;
            }

            var (stayed, left) = GeometricValue.Shares(Retention);
            return left == 0 ? simple
                // Whoever pays pays at once: the sum is reached as soon as the first period begins.
                : stayed == 0 ? 0
                : Elementary.Log1p(-simple * left) / LogOf(stayed, left);
        }
    }

    /// <summary>The smallest number of payments with which the margins of those who stay add up to the cost; null when they never do, or when it exceeds <see cref="long.MaxValue"/>.</summary>
    public long? WholePeriods
    {
        get
        {
            if (ContinuousPeriods is not { } exact || SimplePeriods is not { } simple)
            {
                return null;
            }

            if (simple == 0)
            {
                return 0;
            }

            // The solution is rounded; whether the whole number before it already reaches the cost is asked of the sum itself.
            var periods = Math.Max(1, Math.Ceiling(exact));
            if (periods > 1 && Paid(periods - 1) >= simple * (1 - 1e-12))
            {
                periods--;
            }

            return periods < long.MaxValue ? (long)periods : null;
        }
    }

    /// <summary>Whether the margins never add up to the cost: it is not below m ÷ (1 − r). Null when retention is undefined.</summary>
    public bool? NeverPaysBack
    {
        get
        {
            if (AcquisitionCost == 0)
            {
                return false;
            }

            if (SimplePeriods is not { } simple)
            {
                return true;
            }

            if (Retention.Value is null)
            {
                return null;
            }

            var (stayed, left) = GeometricValue.Shares(Retention);
            // At 0 % retention there is one payment, and a cost equal to it is paid. Elsewhere the limit is never reached; a rate that was typed in
            // as 0.9 leaves 0.09999999999999998, and the allowance is for that.
            return stayed == 0 ? simple > 1 : left > 0 && simple * left >= 1 - (simple * 2.3e-16) - 4e-16;
        }
    }

    /// <summary>Why <see cref="WholePeriods"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => NeverPaysBack switch
    {
        null => Retention.WhyUndefined,
        true when MarginPerPeriod <= 0 => "never: customers bring no margin",
        true => $"never: all periods together bring {Text.Money(DecimalScale.Times(MarginPerPeriod, GeometricValue.Lifetime(Retention) ?? 0) ?? 0)} of the {Text.Money(AcquisitionCost)}",
        _ => WholePeriods is null ? "it takes longer than can be counted" : null,
    };

    /// <summary>Computes the payback.</summary>
    /// <param name="acquisitionCost">What winning a customer cost; zero or more.</param>
    /// <param name="marginPerPeriod">What a customer brings per period; margin, not revenue.</param>
    /// <param name="retention">The share of customers that pays again in the next period, over the period of the margin.</param>
    /// <returns>The payback.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="acquisitionCost"/> is negative.</exception>
    public static AcquisitionPayback From(decimal acquisitionCost, decimal marginPerPeriod, RetentionRate retention) =>
        new(Guard.Amount(acquisitionCost), marginPerPeriod, retention);

    /// <summary>The payback in one line, as "15 periods (14.65; 12.00 if nobody left)", or "n/a (never: …)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WholePeriods is { } periods
        ? $"{Text.Count(periods)} {(periods == 1 ? "period" : "periods")} ({Text.Number(ContinuousPeriods!.Value)}; {Text.Number(SimplePeriods!.Value)} if nobody left)"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Payback of acquisition cost", WholePeriods is { } periods ? $"{Text.Count(periods)} periods" : Text.NotAvailable)
        .Row("Acquisition cost", Text.Money(AcquisitionCost))
        .Row("Margin per period", Text.Money(MarginPerPeriod))
        .Row("Retention", Text.Percent(Retention.Value))
        .Row("Between whole periods", ContinuousPeriods is { } exact ? Text.Number(exact) : null)
        .Row("If nobody left", SimplePeriods is { } simple ? Text.Number(simple) : null)
        .Note(WhyUndefined)
        .Note("Not discounted.")
        .ToString();

    private static double LogOf(double stayed, double left) => left < 0.5 ? Elementary.Log1p(-left) : Math.Log(stayed);

    /// <summary>(1 − r^k) ÷ (1 − r): what k periods bring per unit of margin.</summary>
    private double Paid(double periods)
    {
        var (stayed, left) = GeometricValue.Shares(Retention);
        return left == 0 ? periods : stayed == 0 ? 1 : -Elementary.Expm1(periods * LogOf(stayed, left)) / left;
    }
}

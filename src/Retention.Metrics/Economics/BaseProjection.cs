using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// When better retention arrives in profit: the path of a customer base from one steady state to the next.
/// </summary>
/// <remarks>
/// <para>With A acquisitions per period and retention r the base settles at A ÷ (1 − r), with profit A(m ÷ (1 − r) − acquisition cost) per period.
/// From the period of the change on, B(t) = A + r′·B(t − 1). The full effect is that of the new steady state; in the first period only Δ × base of it is there.</para>
/// <para>From 75 % to 80 % retention profit ends 25 % higher, but after one period it is 5 %, then 9.0, 12.2, 14.8 and 16.8 %.</para>
/// </remarks>
/// <example>
/// <code>
/// BaseProjection path = BaseProjection.From(acquisitionsPerPeriod: 1_000, RetentionRate.FromPercent(75), RetentionChange.Points(5), margin: 100m);
/// path.ProfitUplift[0]       // 0.05
/// path.SteadyStateUplift     // 0.25
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record BaseProjection : IRendersHtml
{
    private readonly double[] _base = [];
    private readonly double[] _uplift = [];

    [JsonConstructor]
    internal BaseProjection(double acquisitionsPerPeriod, RetentionRate retention, RetentionChange change, decimal margin, decimal acquisitionCost, int periods)
    {
        AcquisitionsPerPeriod = Guard.AtLeast(acquisitionsPerPeriod, 0);
        Retention = retention;
        Change = change;
        Margin = margin;
        AcquisitionCost = Guard.Amount(acquisitionCost);
        Periods = (int)Guard.Count(periods, nameof(periods));

        RetentionAfter = change.ApplyTo(retention);
        if (retention.Value is null || RetentionAfter is not { } better)
        {
            WhyUndefined = change.WhyNot(retention);
            return;
        }

        var (stayed, left) = GeometricValue.Shares(retention);
        BaseBefore = Finite(acquisitionsPerPeriod / left);
        if (BaseBefore is not { } start)
        {
            WhyUndefined = "nobody leaves before the change, so that the base never settles";
            return;
        }

        var (after, gone) = GeometricValue.Shares(better);
        var gain = change.Delta(stayed, left) * start;
        BaseAfter = gone == 0 && acquisitionsPerPeriod == 0 ? 0 : Finite(acquisitionsPerPeriod / gone);
        ProfitBefore = DecimalScale.Times(margin, start) is { } brought && DecimalScale.Times(acquisitionCost, acquisitionsPerPeriod) is { } spent
            ? DecimalScale.Plus(brought, -spent)
            : null;

        // What the change adds to the base, D(t) = Δ·B + r′·D(t − 1): no small difference of large numbers.
        var leverage = ProfitBefore is > 0 ? (double)margin / (double)ProfitBefore.Value : (double?)null;
        _base = new double[periods];
        _uplift = leverage is null ? [] : new double[periods];
        double added = 0;
        for (var t = 0; t < periods; t++)
        {
            added = gain + (after * added);
            _base[t] = start + added;
            if (leverage is { } l)
            {
                _uplift[t] = added * l;
            }
        }

        SteadyStateUplift = leverage is { } lever && BaseAfter is not null ? Finite(gain / gone * lever) : null;
        WhyUndefined =
            ProfitBefore is null ? "the profit exceeds what decimal money can hold (7.9e28)"
            : leverage is null ? $"profit before the change is {Text.Money(ProfitBefore.Value)}, and a share of that says nothing"
            : SteadyStateUplift is null ? "nobody leaves after the change, so that the base never settles"
            : null;
    }

    /// <summary>A: customers won per period.</summary>
    public double AcquisitionsPerPeriod { get; }

    /// <summary>The rate before.</summary>
    public RetentionRate Retention { get; }

    /// <summary>The change.</summary>
    public RetentionChange Change { get; }

    /// <summary>m: what a customer brings per period.</summary>
    public decimal Margin { get; }

    /// <summary>What winning a customer costs.</summary>
    public decimal AcquisitionCost { get; }

    /// <summary>How many periods are projected.</summary>
    public int Periods { get; }

    /// <summary>The rate after; null when the change leaves 0–100 %.</summary>
    public RetentionRate? RetentionAfter { get; }

    /// <summary>The steady base before, A ÷ (1 − r); null when nobody leaves.</summary>
    public double? BaseBefore { get; }

    /// <summary>The steady base after, A ÷ (1 − r′); null when nobody leaves.</summary>
    public double? BaseAfter { get; }

    /// <summary>Profit per period before; null when the base is undefined or the amount exceeds what a decimal can hold.</summary>
    public decimal? ProfitBefore { get; }

    /// <summary>The base in each period after the change; empty when it is undefined.</summary>
    public IReadOnlyList<double> Base => _base;

    /// <summary>The profit of each period after the change over that before, less 1; empty when profit before is not above 0.</summary>
    public IReadOnlyList<double> ProfitUplift => _uplift;

    /// <summary>The same in the new steady state; null when profit before is not above 0 or the base never settles.</summary>
    public double? SteadyStateUplift { get; }

    /// <summary>Why the first of the figures that are missing is; null when none is.</summary>
    [JsonIgnore]
    public string? WhyUndefined { get; }

    /// <summary>Projects the base.</summary>
    /// <param name="acquisitionsPerPeriod">A: customers won per period, before and after; a finite number, 0 or more.</param>
    /// <param name="retention">The share of customers that stays from one period to the next.</param>
    /// <param name="change">How retention changes, for all customers at once.</param>
    /// <param name="margin">m: what a customer brings per period.</param>
    /// <param name="acquisitionCost">What winning a customer costs; zero or more.</param>
    /// <param name="periods">How many periods to project; zero or more.</param>
    /// <returns>The projection.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static BaseProjection From(double acquisitionsPerPeriod, RetentionRate retention, RetentionChange change, decimal margin, decimal acquisitionCost = 0, int periods = 5) =>
        new(Guard.AtLeast(acquisitionsPerPeriod, 0), retention, change, margin, Guard.Amount(acquisitionCost), (int)Guard.Count(periods, nameof(periods)));

    /// <summary>Whether two come from the same inputs.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when everything that went in is the same.</returns>
    public bool Equals(BaseProjection? other) =>
        other is not null
        && (AcquisitionsPerPeriod, Retention, Change, Margin, AcquisitionCost, Periods)
        == (other.AcquisitionsPerPeriod, other.Retention, other.Change, other.Margin, other.AcquisitionCost, other.Periods);

    /// <summary>A hash code that agrees with equality.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => HashCode.Combine(AcquisitionsPerPeriod, Retention, Change, Margin, AcquisitionCost, Periods);

    /// <summary>The path in one line, as "profit +5.0, +9.0, +12.2, +14.8, +16.8 % over 5 periods, +25.0 % in the end", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => _uplift.Length > 0
        ? $"profit {string.Join(", ", _uplift.Select(u => Text.Signed(u * 100)))} % over {Text.Count(Periods)} periods, {(SteadyStateUplift is { } end ? Text.Signed(end * 100) + " % in the end" : WhyUndefined)}"
        : $"{Text.NotAvailable} ({WhyUndefined ?? "no period is projected"})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Path of the customer base", SteadyStateUplift is { } end ? Text.Signed(end * 100) + " % profit in the end" : Text.NotAvailable)
            .Row("Acquisitions per period", Text.Number(AcquisitionsPerPeriod))
            .Row("Retention", Text.Percent(Retention.Value))
            .Row("Change", Change.ToString())
            .Row("Base before", MoneyText.OrNotAvailable(BaseBefore, 0))
            .Row("Profit before", MoneyText.OrNotAvailable(ProfitBefore));
        for (var t = 0; t < _uplift.Length; t++)
        {
            card.Row($"Profit in period {Text.Count(t + 1)}", Text.Signed(_uplift[t] * 100) + " %");
        }

        return card.Note(WhyUndefined).Note("The same acquisitions and margin before and after; all customers retain alike.").ToString();
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

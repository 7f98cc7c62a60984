using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// Whether a win-back campaign pays: it is credited with the customers it brought back beyond those who come back by themselves.
/// </summary>
/// <remarks>
/// <para>Uplift u = treated rate − control rate. Net value = targets × (u × value − cost per target − incentive paid per target); return = that ÷ what was spent.
/// Break-even cost per target = u × value − incentive paid per target; the required uplift is the one at which the net value is 0.
/// <see cref="IncentiveCost"/> says to whom an incentive is paid.</para>
/// <para>Without a control group (<see cref="WithoutControl"/>) there is no uplift and so no return; the required uplift still says what would have to be true.</para>
/// <para>A campaign with 8 % reactivated looks like a return of +188 % (<see cref="NaiveReturn"/>); with 7.5 % in the control group it is −82 %.</para>
/// </remarks>
/// <example>
/// <code>
/// WinBack campaign = WinBack.From(treatedRate: 0.12, controlRate: 0.05, value: 180m, costPerTarget: 6m, targets: 5_000);
/// campaign.NetValue             // 33000
/// campaign.ReturnOnInvestment   // 1.1
/// campaign.RequiredUplift       // 0.0333…
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record WinBack : IRendersHtml
{
    [JsonConstructor]
    internal WinBack(double? treatedRate, double? controlRate, decimal value, decimal costPerTarget, long targets, decimal incentive, IncentiveCost incentiveCost, Proportion? treated, Proportion? control)
    {
        Treated = treated;
        Control = control;
        TreatedRate = treated is { } t ? t.Value : treatedRate is { } rate ? Guard.Fraction(rate, nameof(treatedRate)) : null;
        ControlRate = control is { } c ? c.Value : controlRate is { } rest ? Guard.Fraction(rest, nameof(controlRate)) : null;
        Value = value;
        CostPerTarget = Guard.Amount(costPerTarget);
        Targets = Guard.Count(targets);
        Incentive = Guard.Amount(incentive);
        IncentiveCost = Guard.Defined(incentiveCost);
    }

    /// <summary>The share of the treated who came back; null when nobody was treated.</summary>
    public double? TreatedRate { get; }

    /// <summary>The share of the control group who came back untreated; null when there was no control group.</summary>
    public double? ControlRate { get; }

    /// <summary>What a reactivated customer is worth.</summary>
    public decimal Value { get; }

    /// <summary>What treating one customer costs, whether or not they come back.</summary>
    public decimal CostPerTarget { get; }

    /// <summary>How many were treated.</summary>
    public long Targets { get; }

    /// <summary>What is paid to a customer who comes back.</summary>
    public decimal Incentive { get; }

    /// <summary>To whom it is counted as paid.</summary>
    public IncentiveCost IncentiveCost { get; }

    /// <summary>Those who came back, of those treated; null for a rate that was typed in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Proportion? Treated { get; }

    /// <summary>Those who came back, of the control group; null for a rate that was typed in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Proportion? Control { get; }

    /// <summary>Treated rate − control rate; null without a control group.</summary>
    public double? Uplift => TreatedRate - ControlRate;

    /// <summary>Uplift × targets: the customers the campaign brought back; null without a control group.</summary>
    public double? IncrementalCustomers => Uplift * Targets;

    /// <summary>The cost per target at which the net value is 0; negative when incentives alone cost more than the campaign brings. Null without a control group.</summary>
    public decimal? BreakEvenCostPerTarget => Uplift is { } uplift && Credit(uplift) is { } credit && IncentivePerTarget is { } paid ? DecimalScale.Plus(credit, -paid) : null;

    /// <summary>Targets × (break-even cost − cost per target); null without a control group.</summary>
    public decimal? NetValue => BreakEvenCostPerTarget is { } even && DecimalScale.Plus(even, -CostPerTarget) is { } margin ? DecimalScale.Times(margin, Targets) : null;

    /// <summary>Net value ÷ what was spent, as a fraction; null without a control group or when nothing was spent.</summary>
    public double? ReturnOnInvestment => BreakEvenCostPerTarget is { } even ? Return(even) : null;

    /// <summary>The return if everybody who came back were the campaign's doing, as campaigns without a control group report it; null when nobody was treated or nothing was spent.</summary>
    public double? NaiveReturn => TreatedRate is { } rate && Credit(rate) is { } credit && IncentivePerTarget is { } paid && DecimalScale.Plus(credit, -paid) is { } even ? Return(even) : null;

    /// <summary>The uplift at which the net value is 0, as a fraction; above 1 when none can pay for the campaign, and null when a customer who comes back brings nothing.</summary>
    public double? RequiredUplift
    {
        get
        {
            var (cost, credit) = IncentiveCost == IncentiveCost.IncrementalOnly ? (CostPerTarget, Value - Incentive) : (CostPerTarget + (IncentivePerTarget ?? 0), Value);
            return credit > 0 ? DecimalScale.Ratio(cost, credit) : null;
        }
    }

    /// <summary>Why the first of the figures that are null is; null when none is.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        TreatedRate is null ? "nobody was treated"
        : ControlRate is null ? "there is no control group, and some customers come back untreated"
        : NetValue is null ? "the amounts exceed what decimal money can hold (7.9e28)"
        : ReturnOnInvestment is null ? "nothing was spent"
        : RequiredUplift is null ? "a customer who comes back brings nothing"
        : null;

    /// <summary>Evaluates a campaign from rates.</summary>
    /// <param name="treatedRate">The share of the treated who came back, as a fraction.</param>
    /// <param name="controlRate">The share of the control group who came back, as a fraction.</param>
    /// <param name="value">What a reactivated customer is worth: the value from then on.</param>
    /// <param name="costPerTarget">What treating one customer costs; zero or more.</param>
    /// <param name="targets">How many were treated; zero or more.</param>
    /// <param name="incentive">What is paid to a customer who comes back; zero or more.</param>
    /// <param name="incentiveCost">To whom it is counted as paid; everybody in the campaign who came back unless told.</param>
    /// <returns>The evaluation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static WinBack From(double treatedRate, double controlRate, decimal value, decimal costPerTarget, long targets, decimal incentive = 0, IncentiveCost incentiveCost = IncentiveCost.EveryReactivated) =>
        new(Guard.Fraction(treatedRate), Guard.Fraction(controlRate), value, costPerTarget, targets, incentive, incentiveCost, null, null);

    /// <summary>Evaluates a campaign from counts.</summary>
    /// <param name="treated">Those who came back, of those treated.</param>
    /// <param name="control">Those who came back, of the control group.</param>
    /// <param name="value">What a reactivated customer is worth: the value from then on.</param>
    /// <param name="costPerTarget">What treating one customer costs; zero or more.</param>
    /// <param name="incentive">What is paid to a customer who comes back; zero or more.</param>
    /// <param name="incentiveCost">To whom it is counted as paid; everybody in the campaign who came back unless told.</param>
    /// <returns>The evaluation. Whether the uplift is more than chance is a question for a test of the two proportions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static WinBack FromCounts(Proportion treated, Proportion control, decimal value, decimal costPerTarget, decimal incentive = 0, IncentiveCost incentiveCost = IncentiveCost.EveryReactivated) =>
        new(null, null, value, costPerTarget, treated.Total, incentive, incentiveCost, treated, control);

    /// <summary>What can be said of a campaign without a control group: the uplift it would need. It has no return.</summary>
    /// <param name="treatedRate">The share of the treated who came back, as a fraction.</param>
    /// <param name="value">What a reactivated customer is worth: the value from then on.</param>
    /// <param name="costPerTarget">What treating one customer costs; zero or more.</param>
    /// <param name="targets">How many were treated; zero or more.</param>
    /// <param name="incentive">What is paid to a customer who comes back; zero or more.</param>
    /// <param name="incentiveCost">To whom it is counted as paid; everybody in the campaign who came back unless told.</param>
    /// <returns>The evaluation, without uplift, net value and return.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static WinBack WithoutControl(double treatedRate, decimal value, decimal costPerTarget, long targets, decimal incentive = 0, IncentiveCost incentiveCost = IncentiveCost.EveryReactivated) =>
        new(Guard.Fraction(treatedRate), null, value, costPerTarget, targets, incentive, incentiveCost, null, null);

    /// <summary>The evaluation in one line, as "+110.0 % return, net 33,000.00 (12.0 % treated, 5.0 % control; break-even uplift 3.3 %)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        (NetValue is { } net ? $"{(ReturnOnInvestment is { } roi ? Text.Signed(roi * 100) + " %" : Text.NotAvailable)} return, net {Text.Money(net)}" : Text.NotAvailable)
        + $" ({(WhyUndefined is { } why ? why + "; " : string.Empty)}{Text.Percent(TreatedRate)} treated, {Text.Percent(ControlRate)} control; break-even uplift {Text.Percent(RequiredUplift)})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Win-back campaign", ReturnOnInvestment is { } roi ? Text.Signed(roi * 100) + " %" : Text.NotAvailable)
        .Row("Came back, treated", Treated is { } treated ? treated.ToString() : Text.Percent(TreatedRate))
        .Row("Came back, control", Control is { } control ? control.ToString() : Text.Percent(ControlRate))
        .Row("Incremental customers", MoneyText.OrNotAvailable(IncrementalCustomers, 1))
        .Row("Net value", MoneyText.OrNotAvailable(NetValue))
        .Row("Break-even cost per target", MoneyText.OrNotAvailable(BreakEvenCostPerTarget))
        .Row("Break-even uplift", Text.Percent(RequiredUplift))
        .Row("Return without the control group", NaiveReturn is { } naive ? Text.Signed(naive * 100) + " %" : null)
        .Note(WhyUndefined)
        .ToString();

    // What is paid per target in incentives, besides the cost of treating.
    private decimal? IncentivePerTarget =>
        IncentiveCost == IncentiveCost.IncrementalOnly ? 0 : TreatedRate is { } rate ? DecimalScale.Times(Incentive, rate) : null;

    private decimal? Credit(double rate) => DecimalScale.Times(IncentiveCost == IncentiveCost.IncrementalOnly ? Value - Incentive : Value, rate);

    private double? Return(decimal breakEven) =>
        Targets > 0 && IncentivePerTarget is { } paid ? (double)(breakEven - CostPerTarget) / NonZero((double)(CostPerTarget + paid)) : null;

    private static double? NonZero(double spent) => spent > 0 ? spent : null;
}

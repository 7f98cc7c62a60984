using System.Numerics;

namespace Retention.Metrics.Revenue;

/// <summary>The lines of a bridge while they are summed.</summary>
internal struct MovementTotals<TSum, TValue>
    where TSum : struct, IExactSum<TSum, TValue>
    where TValue : struct, INumber<TValue>
{
    public TSum Opening;
    public TSum New;
    public TSum Reactivation;
    public TSum Expansion;
    public TSum Contraction;
    public TSum Churn;
    public TSum ExchangeRates;
    public TSum Closing;

    // What customers at the start pay at the end, at the rates of the start: all of it, and of each at most what that customer paid before.
    public TSum Returned;
    public TSum Kept;
    public long AtStart;
    public long Unchanged;
    public long Expanded;
    public long Contracted;
    public long Churned;
    public long Started;
    public long Reactivated;

    public static MovementTotals<TSum, TValue> operator +(in MovementTotals<TSum, TValue> a, in MovementTotals<TSum, TValue> b) => new()
    {
        Opening = TSum.Plus(a.Opening, b.Opening),
        New = TSum.Plus(a.New, b.New),
        Reactivation = TSum.Plus(a.Reactivation, b.Reactivation),
        Expansion = TSum.Plus(a.Expansion, b.Expansion),
        Contraction = TSum.Plus(a.Contraction, b.Contraction),
        Churn = TSum.Plus(a.Churn, b.Churn),
        ExchangeRates = TSum.Plus(a.ExchangeRates, b.ExchangeRates),
        Closing = TSum.Plus(a.Closing, b.Closing),
        Returned = TSum.Plus(a.Returned, b.Returned),
        Kept = TSum.Plus(a.Kept, b.Kept),
        AtStart = a.AtStart + b.AtStart,
        Unchanged = a.Unchanged + b.Unchanged,
        Expanded = a.Expanded + b.Expanded,
        Contracted = a.Contracted + b.Contracted,
        Churned = a.Churned + b.Churned,
        Started = a.Started + b.Started,
        Reactivated = a.Reactivated + b.Reactivated,
    };

    /// <summary>Adds one movement to its line and its count.</summary>
    public void Add(MrrMovement movement, TValue before, TValue after)
    {
        switch (movement)
        {
            case MrrMovement.New:
                New = Gain(New, before, after);
                Started++;
                break;
            case MrrMovement.Reactivation:
                Reactivation = Gain(Reactivation, before, after);
                Reactivated++;
                break;
            case MrrMovement.Expansion:
                Expansion = Gain(Expansion, before, after);
                Expanded++;
                break;
            case MrrMovement.Contraction:
                Contraction = Gain(Contraction, after, before);
                Contracted++;
                break;
            case MrrMovement.Churn:
                Churn = Gain(Churn, after, before);
                Churned++;
                break;
            default:
                break;
        }
    }

    /// <summary>What a unit has at the start and, at the same exchange rates, at the end.</summary>
    public void AddEndpoints(TValue opening, TValue closing, bool isUnchanged)
    {
        if (opening > TValue.Zero)
        {
            AtStart++;
            Unchanged += isUnchanged ? 1 : 0;
            Returned = TSum.Plus(Returned, closing);
            Kept = TSum.Plus(Kept, TValue.Clamp(closing, TValue.Zero, opening));
        }
    }

    public readonly MovementLines InMoney(decimal unit) => new(
        TSum.ToDecimal(Opening, unit),
        TSum.ToDecimal(New, unit),
        TSum.ToDecimal(Reactivation, unit),
        TSum.ToDecimal(Expansion, unit),
        TSum.ToDecimal(Contraction, unit),
        TSum.ToDecimal(Churn, unit),
        TSum.ToDecimal(ExchangeRates, unit),
        TSum.ToDecimal(Closing, unit),
        TSum.ToDecimal(Returned, unit),
        TSum.ToDecimal(Kept, unit),
        new MovementCounts(AtStart, Started, Reactivated, Expanded, Contracted, Churned, Unchanged));

    private static TSum Gain(TSum sum, TValue less, TValue more) => TSum.Minus(TSum.Plus(sum, more), less);
}

/// <summary>The lines of a bridge, in currency units.</summary>
internal sealed record MovementLines(
    decimal Opening,
    decimal New,
    decimal Reactivation,
    decimal Expansion,
    decimal Contraction,
    decimal Churn,
    decimal ExchangeRates,
    decimal Closing,
    decimal Returned,
    decimal Kept,
    MovementCounts Customers);

/// <summary>A unit and what it did: the amounts before and after, and what exchange rates alone added to the second.</summary>
internal readonly record struct UnitMovement(int Unit, MrrMovement Movement, decimal Before, decimal After, decimal ExchangeRates = 0);

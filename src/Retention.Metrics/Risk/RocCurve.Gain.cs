namespace Retention.Metrics.Risk;

/// <content>Lift, gain, and thresholds by cost.</content>
public sealed partial class RocCurve
{
    /// <summary>The top of the list: how many of those who churned a share of all customers holds, highest scores first.</summary>
    /// <param name="share">The share, inside [0..1]; a broken number of customers is rounded up.</param>
    /// <returns>The gain, with its lift.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not inside [0..1].</exception>
    public GainPoint Gain(double share)
    {
        Guard.Fraction(share);
        var total = Churned + Stayed;
        // 0.07 · 100 is 7.000000000000001 in doubles, and still seven customers.
        return GainOf(Math.Min(total, (long)Math.Ceiling((share * total) - (1e-9 * Math.Min(1, share * total)))));
    }

    /// <summary>The gain table: the top tenth, two tenths … and all customers.</summary>
    /// <param name="parts">How many parts; ten for deciles.</param>
    /// <returns>Cumulative gains, one for each part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one part.</exception>
    public IReadOnlyList<GainPoint> Gains(int parts = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var total = Churned + Stayed;
        return [.. Enumerable.Range(1, parts).Select(part => GainOf((long)Math.Ceiling((decimal)total * part / parts)))];
    }

    /// <summary>The threshold at which offers to flagged customers cost least, by what these customers did.</summary>
    /// <param name="offer">What an offer costs, how often it works, and what a customer who churns takes along.</param>
    /// <returns>The choice, with its expected cost and that of no offers and of offers to all; undefined when nobody was scored.</returns>
    /// <remarks>
    /// Chosen on the customers it is then used for, a threshold looks better than it is: choose it on one part and look at another. Compare <see cref="RetentionOffer.Threshold"/>,
    /// which needs calibrated probabilities and no such choice.
    /// </remarks>
    public ThresholdChoice Cheapest(RetentionOffer offer)
    {
        // The points go from everybody to nobody: of equal costs the one with the fewest offers is taken.
        RocPoint? best = null;
        foreach (var point in Points)
        {
            if (best is not { } b || offer.ExpectedCost(point) <= offer.ExpectedCost(b))
            {
                best = point;
            }
        }

        return new(offer, best ?? default);
    }

    private GainPoint GainOf(long customers)
    {
        var (rest, found) = (customers, 0.0);
        foreach (var tally in _tallies)
        {
            var group = tally.Churned + tally.Stayed;
            if (rest < group)
            {
                found += rest > 0 ? (double)tally.Churned * rest / group : 0;
                break;
            }

            found += tally.Churned;
            rest -= group;
        }

        return new(customers, Churned + Stayed, found, Churned);
    }
}

using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>Survival at a time, quantiles, and the area under the curve.</content>
public sealed partial class SurvivalCurve
{
    // Products of fractions that are 1 − p on paper may be off by a few units in the last place.
    private const double LevelTolerance = 1e-11;

    /// <summary>Survival at a time.</summary>
    /// <param name="time">The time, in the unit of the lifetimes; finite, at least 0. On a curve from <see cref="Given"/> it counts from there.</param>
    /// <param name="carryForward">
    /// Whether the last value holds past the last observation. Unless told, survival is undefined there as long as somebody was still there; after everybody has left it is 0.
    /// </param>
    /// <returns>The estimate. Before the first exit it is 1 by definition, and so are the ends of its interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative or not finite.</exception>
    public SurvivalEstimate At(double time, bool carryForward = false)
    {
        Guard.AtLeast(time, 0);
        if (LastTime is not { } last)
        {
            return new(time, null, null, null, 0, false, Stayed > 0 ? $"nobody was observed longer than {Lifetimes.InUnit(Stayed)}" : "nobody was observed");
        }

        var steps = StepsUpTo(time);
        if (steps == 0)
        {
            return new(time, 1, 0, new(1, 1, Level, "by definition"), _walk[0].AtRisk, true, null);
        }

        var walker = _walk[steps - 1];
        var observed = time <= last || walker.Survival == 0;
        if (!observed && !carryForward)
        {
            return new(time, null, null, null, 0, false, $"nobody was observed longer than {Lifetimes.InUnit(last)}");
        }

        var error = StandardError(walker, steps - 1);
        var atRisk = Shift(walker) == time ? walker.AtRisk : steps < _walk.Count ? _walk[steps].AtRisk : 0;
        return new(time, walker.Survival, Defined(error), Interval(walker.Survival, error), atRisk, observed, null);
    }

    /// <summary>The time by which a share of the customers has left.</summary>
    /// <param name="probability">The share that has left, from 0 to 1: 0.5 for the median.</param>
    /// <param name="limits">How the ends of the interval are found where a band crosses the level more than once.</param>
    /// <returns>The quantile, or that it was not reached and how far the curve came.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not inside [0..1].</exception>
    public SurvivalQuantile Quantile(double probability, QuantileLimits limits = QuantileLimits.FirstCrossing)
    {
        Guard.Fraction(probability);
        Guard.Defined(limits);
        if (_walk.Count == 0)
        {
            return new(probability, QuantileStatus.NotReached, null, null, null, Level, null, Unit);
        }

        // A share that 1 − p cannot show is none: everybody is there at 0.
        if (1 - probability == 1)
        {
            return new(probability, QuantileStatus.Reached, 0, 0, 0, Level, LowestSurvival, Unit);
        }

        var (value, lower, upper) = (new Crossing(probability), new Crossing(probability), new Crossing(probability));
        var (lowerInR, upperInR) = (new NearestCrossing(probability), new NearestCrossing(probability));
        var walker = _walk.Start;
        var bands = (Lower: 1.0, Upper: 1.0, Exist: true);
        for (var step = 0; walker.Next(); step++)
        {
            var time = Shift(walker);
            value.See(time, walker.Survival);
            if (walker.Ended > 0 || step == 0)
            {
                bands.Exist = SurvivalLimits.Find(Scale, walker.Survival, StandardError(walker, step), _z, out bands.Lower, out bands.Upper);
            }

            if (limits == QuantileLimits.AsInR)
            {
                lowerInR.See(time, bands.Lower, bands.Exist);
                upperInR.See(time, bands.Upper, bands.Exist);
            }
            else if (bands.Exist)
            {
                lower.See(time, bands.Lower);
                upper.See(time, bands.Upper);
            }

            if (value.IsPast && lower.IsPast && upper.IsPast)
            {
                break;
            }
        }

        var (from, to) = limits == QuantileLimits.AsInR ? (lowerInR.Time, upperInR.Time) : (lower.Time, upper.Time);
        return new(probability, value.Time is null ? QuantileStatus.NotReached : QuantileStatus.Reached, value.Time, from, to, Level, LowestSurvival, Unit);
    }

    /// <summary>The mean time stayed within a horizon: the area under the curve up to it.</summary>
    /// <param name="horizon">The horizon, finite and above 0; the last time on the curve unless told. Past that the curve is carried on flat, and the result says so.</param>
    /// <returns>The restricted mean with its standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="horizon"/> is not a finite number above 0.</exception>
    public RestrictedMean RestrictedMean(double? horizon = null)
    {
        if (horizon is { } given)
        {
            Guard.Positive(given, nameof(horizon));
        }

        if (LastTime is not { } last)
        {
            return new(horizon ?? 0, null, null, null, Unit);
        }

        var tau = horizon ?? last;
        var (area, _) = Area(tau, double.NaN);
        var (_, variance) = Area(tau, area.Value);
        return new(tau, area.Value, Math.Sqrt(variance), LowestSurvival == 0 ? Math.Max(last, tau) : last, Unit);
    }

    /// <summary>The area up to a time, and, once it is known, the sum of (area still to come)² · d ÷ (n(n − d)).</summary>
    private (DoubleDouble Area, double Variance) Area(double tau, double total)
    {
        DoubleDouble area = default;
        DoubleDouble variance = default;
        var (time, survival) = (0.0, 1.0);
        for (var walker = _walk.Start; walker.NextTime - Stayed <= tau && walker.Next();)
        {
            area += DoubleDouble.Product(survival, Shift(walker) - time);
            (time, survival) = (Shift(walker), walker.Survival);
            var toCome = total - area.Value;
            variance += toCome * toCome * walker.LastIncrement;
        }

        return (area + DoubleDouble.Product(survival, tau - time), variance.Value);
    }

    /// <summary>The first time at which a falling curve is down to 1 − p; the middle of the stretch on which it is exactly there.</summary>
    private struct Crossing(double p)
    {
        private double? _at;
        private bool _flat;
        private double _last;

        /// <summary>Whether later steps cannot change the answer.</summary>
        public bool IsPast { get; private set; }

        public readonly double? Time => _flat && !IsPast ? (_at + _last) / 2 : _at;

        public void See(double time, double survival)
        {
            _last = time;
            if (IsPast)
            {
                return;
            }

            var gone = 1 - survival;
            if (_flat)
            {
                if (gone > p + LevelTolerance)
                {
                    _at = (_at + time) / 2;
                    IsPast = true;
                }
            }
            else if (gone >= p - LevelTolerance)
            {
                _at = time;
                _flat = gone <= p + LevelTolerance;
                IsPast = !_flat;
            }
        }
    }

    /// <summary>R's rule: among all values of the band, those nearest to the level from above; a level met at the last new value runs on to the last time.</summary>
    private sealed class NearestCrossing(double p)
    {
        private const double Tolerance = 1.4901161193847656e-8;
        private readonly HashSet<double> _seen = [0];
        private (double Gone, double Time) _reaches = (double.PositiveInfinity, 0);
        private (double Gone, double Time) _exceeds = (double.PositiveInfinity, 0);
        private double _lastNew;
        private double _lastTime;
        private bool _endsKnown = true;

        public double? Time
        {
            get
            {
                if (_endsKnown && Math.Abs(p - _lastNew) < Tolerance && double.IsFinite(_reaches.Gone))
                {
                    return (_reaches.Time + _lastTime) / 2;
                }

                return double.IsFinite(_exceeds.Gone) ? (_reaches.Time + _exceeds.Time) / 2 : null;
            }
        }

        public void See(double time, double band, bool exists)
        {
            _lastTime = time;
            _endsKnown = exists;
            var gone = 1 - band;
            if (!exists || !_seen.Add(gone))
            {
                return;
            }

            _lastNew = gone;
            if (gone + Tolerance >= p && gone < _reaches.Gone)
            {
                _reaches = (gone, time);
            }

            if (gone - Tolerance >= p && gone < _exceeds.Gone)
            {
                _exceeds = (gone, time);
            }
        }
    }
}

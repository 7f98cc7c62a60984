using Retention.Metrics.Models;

namespace Retention.Metrics.Survival;

/// <content>Predictions for many customers at once, without intervals and without allocation per customer.</content>
public sealed partial class ParametricSurvival
{
    /// <summary>For each customer, the probability of staying a further time, given how long they have stayed.</summary>
    /// <param name="customers">Their columns; those of the model, in any order, others are ignored.</param>
    /// <param name="stayed">How long each has stayed: finite, at least 0; empty for new customers.</param>
    /// <param name="further">How much longer: finite, at least 0.</param>
    /// <param name="shares">Where the probabilities go; NaN for a customer whose columns are so far out that the model has no answer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/> is null.</exception>
    /// <exception cref="ArgumentException">A column of the model is missing, the lengths differ, or a time is out of its range.</exception>
    public void ScoreSurvival(Covariates customers, ReadOnlySpan<double> stayed, double further, Span<double> shares)
    {
        Guard.AtLeast(further, 0);
        var columns = Aligned(customers, stayed, shares.Length, nameof(shares));
        var (values, scale) = (new double[columns.Length], Scale);
        for (var i = 0; i < shares.Length; i++)
        {
            var location = Location(columns, i, values);
            if (double.IsNaN(location) || further == 0)
            {
                shares[i] = double.IsNaN(location) ? double.NaN : 1;
            }
            else if (stayed.IsEmpty || stayed[i] == 0)
            {
                shares[i] = Math.Exp(LogTimeLaw.Survival(Distribution, (Math.Log(further) - location) / scale).Value);
            }
            else
            {
                var (from, width) = FittedLifetime.Ends(stayed[i], further, location, scale);
                shares[i] = Math.Exp(-FittedLifetime.Between(Distribution, from, width));
            }
        }
    }

    /// <summary>For each customer, how much longer they stay on average, given how long they have stayed.</summary>
    /// <param name="customers">Their columns; those of the model, in any order, others are ignored.</param>
    /// <param name="stayed">How long each has stayed: finite, at least 0; empty for new customers.</param>
    /// <param name="times">Where the remaining lifetimes go; NaN where there is none, which is everywhere for a log-logistic model of scale 1 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/> is null.</exception>
    /// <exception cref="ArgumentException">A column of the model is missing, the lengths differ, or a time is out of its range.</exception>
    public void ScoreRemainingLifetime(Covariates customers, ReadOnlySpan<double> stayed, Span<double> times)
    {
        var columns = Aligned(customers, stayed, times.Length, nameof(times));
        var (values, scale) = (new double[columns.Length], Scale);
        var mean = new FittedLifetime(Distribution, 0, scale, null, null, null, null).Mean.Value ?? double.NaN;
        for (var i = 0; i < times.Length; i++)
        {
            var location = Location(columns, i, values);
            var time = double.IsNaN(location) || double.IsNaN(mean) ? double.NaN
                : stayed.IsEmpty || stayed[i] == 0 ? mean * Math.Exp(location)
                : Math.Exp(FittedLifetime.LogRemaining(Distribution, stayed[i], location, scale));
            times[i] = double.IsFinite(time) ? time : double.NaN;
        }
    }

    /// <summary>For each customer, the time by which a share of customers like them has left.</summary>
    /// <param name="customers">Their columns; those of the model, in any order, others are ignored.</param>
    /// <param name="probability">The share: strictly between 0 and 1; 0.5 is the median.</param>
    /// <param name="times">Where the times go; NaN where a time exceeds what a double holds.</param>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/> is null.</exception>
    /// <exception cref="ArgumentException">A column of the model is missing, the lengths differ, or the probability is out of its range.</exception>
    public void ScoreQuantile(Covariates customers, double probability, Span<double> times)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw Guard.OutOfRange(nameof(probability), probability, "A share must lie strictly between 0 and 1 (0.5 is the median)");
        }

        var columns = Aligned(customers, default, times.Length, nameof(times));
        var (values, spread) = (new double[columns.Length], Scale * LogTimeLaw.Quantile(Distribution, probability));
        for (var i = 0; i < times.Length; i++)
        {
            var time = Math.Exp(Location(columns, i, values) + spread);
            times[i] = double.IsFinite(time) ? time : double.NaN;
        }
    }

    private double Location(double[][] columns, int row, double[] values)
    {
        for (var j = 0; j < columns.Length; j++)
        {
            values[j] = columns[j][row];
        }

        var location = _columns.Location(values);
        return double.IsFinite(location) ? location : double.NaN;
    }

    private double[][] Aligned(Covariates customers, ReadOnlySpan<double> stayed, int length, string name)
    {
        ArgumentNullException.ThrowIfNull(customers);
        Lifetimes.CheckLength(length, name, customers.Count, nameof(customers));
        if (!stayed.IsEmpty)
        {
            Lifetimes.CheckLength(stayed.Length, nameof(stayed), customers.Count, nameof(customers));
            Lifetimes.CheckTenures(stayed, nameof(stayed));
        }

        var columns = new double[_columns.Names.Length][];
        for (var j = 0; j < columns.Length; j++)
        {
            var index = 0;
            while (index < customers.Names.Count && customers.Names[index] != _columns.Names[j])
            {
                index++;
            }

            columns[j] = index < customers.Names.Count
                ? customers.Columns[index]
                : throw new ArgumentException($"The customers have no column \"{_columns.Names[j]}\"; {_columns.Listed}.", nameof(customers));
        }

        return columns;
    }
}

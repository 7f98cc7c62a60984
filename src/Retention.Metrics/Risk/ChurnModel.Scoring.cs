using Retention.Metrics.Models;

namespace Retention.Metrics.Risk;

/// <content>Probabilities of customers.</content>
public sealed partial class ChurnModel
{
    // Log odds beyond this are as good as infinite, and no customer has so many columns that a sum of terms of this size could overflow.
    private const double LargestTerm = 1e290;

    // 2⁻⁵²⁰: products of two numbers made smaller by it, and sums of those, are finite.
    private const double Smaller = 2.913414348125081e-157;

    /// <summary>The probability that a customer churns; allocates nothing.</summary>
    /// <param name="customer">The values of the columns, in the order of <see cref="Columns"/>.</param>
    /// <returns>The probability, from 0 to 1; NaN when a value is no finite number.</returns>
    /// <exception cref="ArgumentException">There are not as many values as columns.</exception>
    public double Score(params ReadOnlySpan<double> customer)
    {
        CheckLength(customer.Length, nameof(customer));
        return ChurnProbability.Logistic(LogOdds(customer));
    }

    /// <summary>The probabilities of many customers, row after row; allocates nothing.</summary>
    /// <param name="rows">The values of the first customer's columns in the order of <see cref="Columns"/>, then those of the next.</param>
    /// <param name="probabilities">Where the probabilities go, one per customer; NaN for a row with a value that is no finite number.</param>
    /// <exception cref="ArgumentException">There are not as many values as customers × columns.</exception>
    public void Score(ReadOnlySpan<double> rows, Span<double> probabilities)
    {
        if (rows.Length != (long)probabilities.Length * Columns.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"{probabilities.Length} customers of {Columns.Count} columns have {(long)probabilities.Length * Columns.Count} values; {rows.Length} were given."), nameof(rows));
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = ChurnProbability.Logistic(LogOdds(rows.Slice(i * Columns.Count, Columns.Count)));
        }
    }

    /// <summary>The probabilities of many customers by column: the fitted probabilities, for the columns of the fit.</summary>
    /// <param name="customers">The columns, found by name; others are not looked at.</param>
    /// <param name="offset">Log odds known beforehand of each customer; empty for 0 each.</param>
    /// <returns>One probability per customer, in their order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/> is null.</exception>
    /// <exception cref="ArgumentException">A column of the model is missing, or there is not one offset per customer.</exception>
    public double[] Score(Covariates customers, ReadOnlySpan<double> offset = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        if (!offset.IsEmpty && offset.Length != customers.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"There are {offset.Length} offsets, but {customers.Count} customers."), nameof(offset));
        }

        var scores = new double[customers.Count];
        scores.AsSpan().Fill(_standardized[0]!.Value);
        for (var c = 0; c < Columns.Count; c++)
        {
            var values = customers[Columns[c]];
            if (IsLeftOut(c))
            {
                continue;
            }

            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] += Term(c, values[i]);
            }
        }

        for (var i = 0; i < scores.Length; i++)
        {
            if (!(Math.Abs(scores[i]) <= LargestTerm))
            {
                scores[i] = LargeLogOdds([.. Columns.Select(c => customers[c][i])]);
            }

            scores[i] = ChurnProbability.Logistic(scores[i] + (offset.IsEmpty ? 0 : Guard.Finite(offset[i], nameof(offset))));
        }

        return scores;
    }

    /// <summary>The probability that a customer churns, with its interval.</summary>
    /// <param name="customer">The values of the columns, in the order of <see cref="Columns"/>.</param>
    /// <returns>The probability.</returns>
    /// <exception cref="ArgumentException">There are not as many values as columns, or one is not finite.</exception>
    public ChurnProbability Predict(params ReadOnlySpan<double> customer)
    {
        CheckLength(customer.Length, nameof(customer));
        var parts = new double[_standardized.Length];
        parts[0] = 1;
        for (var c = 0; c < customer.Length; c++)
        {
            Guard.Finite(customer[c], nameof(customer));
            parts[c + 1] = _standardized[c + 1] is null ? 0 : Bounded(Standardized(c, customer[c]));
        }

        return new(LogOdds(customer), StandardError(parts));
    }

    private double LogOdds(ReadOnlySpan<double> customer)
    {
        var sum = _standardized[0]!.Value;
        for (var c = 0; c < customer.Length; c++)
        {
            // A column that was left out says nothing, not even when it is missing.
            if (IsLeftOut(c))
            {
                continue;
            }

            if (!double.IsFinite(customer[c]))
            {
                return double.NaN;
            }

            sum += Term(c, customer[c]);
        }

        return Math.Abs(sum) <= LargestTerm ? sum : LargeLogOdds(customer);
    }

    /// <summary>Log odds whose terms exceed a double: the same sum 2¹⁰⁴⁰ times smaller, so that large terms of both signs still weigh against each other.</summary>
    private double LargeLogOdds(ReadOnlySpan<double> customer)
    {
        var sum = _standardized[0]!.Value * Smaller * Smaller;
        for (var c = 0; c < customer.Length; c++)
        {
            if (!IsLeftOut(c))
            {
                sum += _standardized[c + 1]!.Value * Smaller * Math.Clamp(Standardized(c, customer[c]), -double.MaxValue, double.MaxValue) * Smaller;
            }
        }

        return Bounded(sum / Smaller / Smaller);
    }

    private bool IsLeftOut(int column) => _standardized[column + 1] is null or 0;

    private double Term(int column, double value) =>
        _isPlain[column] ? _slopes[column] * (value - _means[column]) : _standardized[column + 1]!.Value * Standardized(column, value);

    private double Standardized(int column, double value)
    {
        var distance = value - _means[column];
        return double.IsFinite(distance) ? distance / _scales[column] : 2 * (((value / 2) - (_means[column] / 2)) / _scales[column]);
    }

    private void CheckLength(int length, string name)
    {
        if (length != Columns.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"The model has {Columns.Count} columns ({string.Join(", ", Columns)}); {length} values were given."), name);
        }
    }

    private static double Bounded(double term) => Math.Min(Math.Max(term, -LargestTerm), LargestTerm);
}

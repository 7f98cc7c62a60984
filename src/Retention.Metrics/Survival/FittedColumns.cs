using Retention.Metrics.Models;

namespace Retention.Metrics.Survival;

/// <summary>
/// The estimates of a model of log time, kept as they were found: for standardised columns. What is per unit of a column is worked out when asked for, so that a
/// column of 1e-300 has predictions even where its coefficient per unit, or the square of its standard error, exceeds what a double holds.
/// </summary>
/// <param name="Names">The columns.</param>
/// <param name="Estimates">The coefficient of each standardised column; null where it has none.</param>
/// <param name="Means">What was taken from each column.</param>
/// <param name="Scales">What each column was divided by.</param>
/// <param name="Intercept">The intercept at the means of the columns.</param>
/// <param name="LogScale">The logarithm of the scale.</param>
/// <param name="Matrix">The covariance of intercept, estimates and log scale, row after row; the last only where <paramref name="HasScale"/>. Null when there is none.</param>
/// <param name="HasScale">Whether the scale was estimated.</param>
internal sealed record FittedColumns(string[] Names, double?[] Estimates, double[] Means, double[] Scales, double Intercept, double LogScale, double[]? Matrix, bool HasScale)
{
    public int Kept => Estimates.Count(e => e is not null);

    public int Parameters => 1 + Kept + (HasScale ? 1 : 0);

    public double? LogScaleError => HasScale && Matrix is not null ? Root(Matrix[^1]) : null;

    public string Listed => NamedValues.Listed(Names);

    public bool SameAs(FittedColumns other) =>
        HasScale == other.HasScale && Intercept.Equals(other.Intercept) && LogScale.Equals(other.LogScale) && Names.AsSpan().SequenceEqual(other.Names) && Estimates.AsSpan().SequenceEqual(other.Estimates)
        && Means.AsSpan().SequenceEqual(other.Means) && Scales.AsSpan().SequenceEqual(other.Scales)
        && (Matrix is null ? other.Matrix is null : other.Matrix is not null && Matrix.AsSpan().SequenceEqual(other.Matrix));

    /// <summary>Intercept and coefficients per unit of the columns. One that exceeds what a double holds has no estimate.</summary>
    public Coefficient[] Coefficients()
    {
        var coefficients = new Coefficient[Names.Length + 1];
        var intercept = Intercept;
        for (var j = 0; j < Names.Length; j++)
        {
            coefficients[j + 1] = new(Names[j], Finite(Estimates[j] / Scales[j]), Finite(Error(j + 1, j + 1)));
            intercept -= (Estimates[j] ?? 0) * (Means[j] / Scales[j]);
        }

        coefficients[0] = new("(Intercept)", Finite(intercept), Finite(Error(0, 0)));
        return coefficients;
    }

    /// <summary>A covariance per unit of the columns; the index after the last column is the log scale.</summary>
    public double? Covariance(int row, int column)
    {
        var (p, q) = (Direction(row), Direction(column));
        return Matrix is null || p is null || q is null ? null : Finite(Product(p, q) / Unit(row) / Unit(column));
    }

    /// <summary>The lifetime at values of the columns; at their means when none are given.</summary>
    public FittedLifetime At(ReadOnlySpan<double> values, LifetimeDistribution law, string? unit)
    {
        var x = new double[Size];
        x[0] = 1;
        for (int j = 0, at = 1; j < Names.Length; j++)
        {
            if (Estimates[j] is not null)
            {
                x[at++] = values.IsEmpty ? 0 : Standardized(j, values[j]);
            }
        }

        var location = Guard.Finite(Location(values), nameof(values));
        if (Matrix is null)
        {
            return new(law, location, Math.Exp(LogScale), null, null, null, unit);
        }

        var scale = new double[Size];
        scale[^1] = HasScale ? 1 : 0;
        var (a, b, c) = (Product(x, x), HasScale ? Product(x, scale) : 0, HasScale ? Product(scale, scale) : 0);
        return double.IsFinite(a) && double.IsFinite(b) && double.IsFinite(c)
            ? new(law, location, Math.Exp(LogScale), Math.Max(0, a), b, Math.Max(0, c), unit)
            : new(law, location, Math.Exp(LogScale), null, null, null, unit);
    }

    public double Location(ReadOnlySpan<double> values)
    {
        var location = Intercept;
        for (var j = 0; j < Names.Length && !values.IsEmpty; j++)
        {
            location += Estimates[j] is { } b ? b * Standardized(j, values[j]) : 0;
        }

        return location;
    }

    private int Size => 1 + Kept + (HasScale ? 1 : 0);

    private static double? Finite(double? value) => value is { } v && double.IsFinite(v) ? v : null;

    private static double Root(double variance) => Math.Sqrt(Math.Max(0, variance));

    private double Standardized(int column, double value)
    {
        var (mean, scale) = (Means[column], Scales[column]);
        var difference = value - mean;
        return double.IsFinite(difference) ? difference / scale : (value / scale) - (mean / scale);
    }

    private double? Error(int row, int column) =>
        Matrix is not null && Direction(row) is { } p ? Root(Product(p, Direction(column)!)) / Unit(row) : null;

    private double Unit(int index) => index == 0 || index > Names.Length ? 1 : Scales[index - 1];

    /// <summary>A parameter as a combination of the standardised ones, but for the unit of its column; null when it was not estimated.</summary>
    private double[]? Direction(int index)
    {
        var direction = new double[Size];
        if (index > Names.Length)
        {
            direction[^1] = 1;
            return direction;
        }

        direction[0] = index == 0 ? 1 : 0;
        for (int j = 0, at = 1; j < Names.Length; j++)
        {
            if (Estimates[j] is null)
            {
                if (index == j + 1)
                {
                    return null;
                }

                continue;
            }

            direction[at++] = index == 0 ? -(Means[j] / Scales[j]) : index == j + 1 ? 1 : 0;
        }

        return direction;
    }

    private double Product(double[] p, double[] q)
    {
        double sum = 0;
        for (var i = 0; i < p.Length; i++)
        {
            for (var j = 0; j < q.Length; j++)
            {
                sum += p[i] * Matrix![(i * p.Length) + j] * q[j];
            }
        }

        return sum;
    }
}

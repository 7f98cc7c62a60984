using System.Globalization;

namespace Retention.Metrics.Numerics;

/// <summary>
/// The Cholesky factor of a symmetric positive semidefinite matrix, with the columns that depend on earlier ones named and set aside.
/// </summary>
/// <remarks>
/// The matrix is scaled to a unit diagonal, so that the residual pivot of a column is 1 - R² of that column on the ones before it, whatever its unit. A column whose pivot is
/// at most the tolerance is dependent: it is left out of the factor, and its solution is 0 — the pivoting of R's regression functions, which keeps the order of the columns.
/// Backward error of a few units of ε (Higham, <i>Accuracy and Stability of Numerical Algorithms</i>, 2002, chapter 10).
/// </remarks>
internal sealed class Cholesky
{
    private readonly int _n;
    private readonly double[] _l;
    private readonly double[] _scale;
    private readonly bool[] _kept;

    private Cholesky(int n, double[] l, double[] scale, bool[] kept, double smallestPivot, int indefiniteColumn)
    {
        _n = n;
        _l = l;
        _scale = scale;
        _kept = kept;
        SmallestPivot = smallestPivot;
        IndefiniteColumn = indefiniteColumn;
        List<int> dependent = [];
        for (int i = 0; i < n; i++)
        {
            if (!kept[i]) dependent.Add(i);
        }

        DependentColumns = dependent;
    }

    /// <summary>The number of rows.</summary>
    public int Order => _n;

    /// <summary>The number of independent columns.</summary>
    public int Rank => _n - DependentColumns.Count;

    public bool IsFullRank => DependentColumns.Count == 0;

    /// <summary>The columns that are zero or combinations of earlier ones, in ascending order.</summary>
    public IReadOnlyList<int> DependentColumns { get; }

    /// <summary>The smallest pivot of the unit-diagonal matrix among the independent columns: 1 when orthogonal, near 0 when nearly collinear.</summary>
    public double SmallestPivot { get; }

    /// <summary>The first column with a clearly negative pivot, which no matrix of squares and products has; -1 when there is none.</summary>
    public int IndefiniteColumn { get; }

    public bool IsPositiveSemidefinite => IndefiniteColumn < 0;

    /// <summary>log det over the independent columns.</summary>
    public double LogDeterminant
    {
        get
        {
            CompensatedSum sum = default;
            for (int i = 0; i < _n; i++)
            {
                if (_kept[i]) sum.Add(2 * (Math.Log(_l[(i * _n) + i]) - Math.Log(_scale[i])));
            }

            return sum.Value;
        }
    }

    /// <summary>Factors a symmetric matrix, row after row; only its lower triangle is read.</summary>
    /// <param name="matrix">n × n finite numbers.</param>
    /// <param name="n">The order.</param>
    /// <param name="tolerance">The pivot 1 - R² at or below which a column counts as dependent.</param>
    public static Cholesky Factor(ReadOnlySpan<double> matrix, int n, double tolerance = 1e-11)
    {
        Domain.OpenFraction(tolerance);
        return Factor(matrix, n, tolerance, []);
    }

    /// <summary>The same with a tolerance of each column in the unit of its diagonal, for matrices of which rounding is known to have made some entries.</summary>
    /// <param name="matrix">n × n finite numbers.</param>
    /// <param name="n">The order.</param>
    /// <param name="least">The <see cref="Residual"/> at or below which a column counts as dependent, n numbers.</param>
    public static Cholesky Factor(ReadOnlySpan<double> matrix, int n, ReadOnlySpan<double> least)
    {
        if (least.Length != n)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A matrix of order {n} has {n} tolerances; {least.Length} were given."), nameof(least));
        return Factor(matrix, n, 0, least);
    }

    private static Cholesky Factor(ReadOnlySpan<double> matrix, int n, double tolerance, ReadOnlySpan<double> least)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        if (matrix.Length != n * n)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A matrix of order {n} has {n * n} numbers; {matrix.Length} were given."), nameof(matrix));
        foreach (double entry in matrix) Domain.Finite(entry, nameof(matrix));

        double[] scale = new double[n];
        int indefinite = -1;
        for (int i = 0; i < n; i++)
        {
            double diagonal = matrix[(i * n) + i];
            scale[i] = diagonal > 0 ? 1 / Math.Sqrt(diagonal) : 0;
            if (diagonal < 0 && indefinite < 0) indefinite = i;
        }

        double[] l = new double[n * n];
        bool[] kept = new bool[n];
        double smallest = 1;
        for (int i = 0; i < n; i++)
        {
            // Row i of the factor, column by column; dependent columns contribute nothing.
            double pivot = scale[i] == 0 ? 0 : 1;
            for (int j = 0; j < i; j++)
            {
                if (!kept[j]) continue;
                double sum = matrix[(i * n) + j] * scale[i] * scale[j];
                for (int k = 0; k < j; k++) sum -= l[(i * n) + k] * l[(j * n) + k];
                double entry = sum / l[(j * n) + j];
                l[(i * n) + j] = entry;
                pivot -= entry * entry;
            }

            double limit = least.IsEmpty ? tolerance : least[i] * scale[i] * scale[i];
            if (pivot > limit)
            {
                kept[i] = true;
                l[(i * n) + i] = Math.Sqrt(pivot);
                smallest = Math.Min(smallest, pivot);
            }
            else if (pivot < -Math.Max(1e-8, limit) && indefinite < 0)
            {
                indefinite = i;
            }
        }

        return new Cholesky(n, l, scale, kept, smallest, indefinite);
    }

    /// <summary>x with A x = b, 0 in the dependent columns.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        if (b.Length != _n)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The matrix has {_n} rows; {b.Length} numbers were given."), nameof(b));
        double[] x = new double[_n];
        for (int i = 0; i < _n; i++)
        {
            if (!_kept[i]) continue;
            double sum = b[i] * _scale[i];
            for (int k = 0; k < i; k++) sum -= _l[(i * _n) + k] * x[k];
            x[i] = sum / _l[(i * _n) + i];
        }

        SolveTransposed(x);
        return x;
    }

    /// <summary>The inverse, row after row; rows and columns of dependent columns are 0.</summary>
    public double[] Inverse()
    {
        double[] inverse = new double[_n * _n];
        double[] column = new double[_n];
        for (int j = 0; j < _n; j++)
        {
            if (!_kept[j]) continue;
            Array.Clear(column);
            column[j] = 1;
            double[] x = Solve(column);
            for (int i = j; i < _n; i++) inverse[(i * _n) + j] = inverse[(j * _n) + i] = x[i];
        }

        return inverse;
    }

    /// <summary>What is left of a diagonal entry once the columns before have explained their part; 0 for a dependent column.</summary>
    public double Residual(int column) => _kept[column] ? _l[(column * _n) + column] * _l[(column * _n) + column] / (_scale[column] * _scale[column]) : 0;

    /// <summary>The coefficients with which the earlier independent columns make up a dependent one; all 0 for a zero column.</summary>
    public double[] Combination(int dependentColumn)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dependentColumn);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dependentColumn, _n);
        if (_kept[dependentColumn])
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Column {dependentColumn} does not depend on the ones before it."), nameof(dependentColumn));
        double[] x = new double[_n];
        double own = _scale[dependentColumn];
        if (own == 0) return x;
        for (int k = 0; k < dependentColumn; k++) x[k] = _l[(dependentColumn * _n) + k];
        SolveTransposed(x);
        for (int k = 0; k < _n; k++) x[k] /= own;
        return x;
    }

    /// <summary>Lᵀ x = y in place, then back to the unscaled columns.</summary>
    private void SolveTransposed(double[] x)
    {
        for (int i = _n - 1; i >= 0; i--)
        {
            if (!_kept[i])
            {
                x[i] = 0;
                continue;
            }

            double sum = x[i];
            for (int k = i + 1; k < _n; k++)
            {
                if (_kept[k]) sum -= _l[(k * _n) + i] * x[k];
            }

            x[i] = sum / _l[(i * _n) + i];
        }

        for (int i = 0; i < _n; i++) x[i] *= _scale[i];
    }
}

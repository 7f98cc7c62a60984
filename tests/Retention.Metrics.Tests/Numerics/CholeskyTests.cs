using MathNet.Numerics.LinearAlgebra;
using Retention.Metrics.Numerics;
using Cholesky = Retention.Metrics.Numerics.Cholesky;

namespace Retention.Metrics.Tests.Numerics;

public sealed class CholeskyTests
{
    [Fact]
    public void A_small_matrix_is_solved_by_hand()
    {
        // [4 2; 2 3]: determinant 8, inverse [3 -2; -2 4]/8.
        var factor = Cholesky.Factor([4, 2, 2, 3], 2);
        Near.Equal(Math.Log(8), factor.LogDeterminant);
        double[] inverse = [0.375, -0.25, -0.25, 0.5];
        Assert.All(inverse.Zip(factor.Inverse()), pair => Near.Equal(pair.First, pair.Second));
        var x = factor.Solve([8, 8]);
        Near.Equal(1, x[0]);
        Near.Equal(2, x[1]);
        Assert.True(factor.IsFullRank);
        Assert.True(factor.IsPositiveSemidefinite);
        Assert.Equal(2, factor.Rank);
        Assert.Equal(2, factor.Order);
        Near.Equal(2.0 / 3, factor.SmallestPivot);
    }

    [Fact]
    public void Random_matrices_agree_with_another_library()
    {
        var random = new Random(20260101);
        for (var trial = 0; trial < 40; trial++)
        {
            var n = 1 + random.Next(15);
            var columns = Matrix<double>.Build.Dense(n + 5, n, (_, j) => (random.NextDouble() - 0.5) * Math.Pow(10, (j % 7) - 3));
            var square = columns.TransposeThisAndMultiply(columns);
            var b = Vector<double>.Build.Dense(n, _ => random.NextDouble());

            var factor = Cholesky.Factor(square.ToRowMajorArray(), n);

            Assert.True(factor.IsFullRank);
            Near.Equal(square.Cholesky().DeterminantLn, factor.LogDeterminant, 1e-9, 1e-9);
            var x = Vector<double>.Build.Dense(factor.Solve(b.AsArray()));
            Assert.InRange(((square * x) - b).InfinityNorm() / (square.InfinityNorm() * x.InfinityNorm()), 0, 1e-14);
            var inverse = Matrix<double>.Build.DenseOfRowMajor(n, n, factor.Inverse());
            Assert.True(((square * inverse) - Matrix<double>.Build.DenseIdentity(n)).InfinityNorm() < 1e-8);
            Assert.Equal(inverse, inverse.Transpose());
        }
    }

    [Fact]
    public void A_dependent_column_is_named_and_so_is_what_it_depends_on()
    {
        // Columns: 1, x, 2x - 3, w, zero: the third and the last carry nothing new.
        var random = new Random(7);
        var rows = Enumerable.Range(0, 50).Select(_ => (X: random.NextDouble() * 1e4, W: random.NextDouble() * 1e-3)).Select(r => new[] { 1, r.X, (2 * r.X) - 3, r.W, 0 }).ToArray();
        var gram = Gram(rows, 5);

        var factor = Cholesky.Factor(gram, 5);

        Assert.Equal([2, 4], factor.DependentColumns);
        Assert.Equal(3, factor.Rank);
        Assert.False(factor.IsFullRank);
        Assert.True(factor.IsPositiveSemidefinite);
        var combination = factor.Combination(2);
        Near.Equal(-3, combination[0], 1e-6);
        Near.Equal(2, combination[1], 1e-9);
        Assert.All(combination[2..], c => Assert.Equal(0, c));
        Assert.All(factor.Combination(4), c => Assert.Equal(0, c));
        var e = Assert.Throws<ArgumentException>(() => factor.Combination(1));
        Assert.Contains("Column 1 does not depend", e.Message, StringComparison.Ordinal);

        // The solution is that without the dependent columns, with zeros in their places.
        var reduced = Cholesky.Factor(Gram(rows.Select(r => new[] { r[0], r[1], r[3] }).ToArray(), 3), 3);
        var full = factor.Solve([1, 2, 1, 3, 0]);
        var small = reduced.Solve([1, 2, 3]);
        Near.Equal(small[0], full[0], 1e-9);
        Near.Equal(small[1], full[1], 1e-9);
        Assert.Equal(0, full[2]);
        Near.Equal(small[2], full[3], 1e-9);
        Assert.Equal(0, full[4]);
        Near.Equal(reduced.LogDeterminant, factor.LogDeterminant, 1e-12);
        var inverse = factor.Inverse();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, inverse[(i * 5) + 2]);
            Assert.Equal(0, inverse[10 + i]);
        }

        Near.Equal(reduced.Inverse()[8], inverse[18], 1e-9);
    }

    [Fact]
    public void The_unit_of_a_column_does_not_decide_whether_it_is_dependent()
    {
        var random = new Random(8);
        foreach (var unit in new[] { 1e-12, 1, 1e12 })
        {
            var rows = Enumerable.Range(0, 30).Select(_ => new[] { random.NextDouble(), random.NextDouble() * unit }).ToArray();
            Assert.True(Cholesky.Factor(Gram(rows, 2), 2).IsFullRank);
        }
    }

    [Fact]
    public void A_matrix_that_is_no_matrix_of_squares_is_called_indefinite()
    {
        Assert.Equal(1, Cholesky.Factor([1, 2, 2, 1], 2).IndefiniteColumn);
        var negative = Cholesky.Factor([-1, 0, 0, 1], 2);
        Assert.Equal(0, negative.IndefiniteColumn);
        Assert.False(negative.IsPositiveSemidefinite);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cholesky.Factor([], 0));
        Assert.Contains("A matrix of order 2 has 4 numbers; 3 were given.", Assert.Throws<ArgumentException>(() => Cholesky.Factor([1, 2, 3], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Cholesky.Factor([double.NaN], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cholesky.Factor([1], 1, tolerance: 0));
        var factor = Cholesky.Factor([1], 1);
        Assert.Throws<ArgumentException>(() => factor.Solve([1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => factor.Combination(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => factor.Combination(-1));
    }

    private static double[] Gram(double[][] rows, int n)
    {
        var gram = new double[n * n];
        foreach (var row in rows)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++) gram[(i * n) + j] += row[i] * row[j];
            }
        }

        return gram;
    }
}

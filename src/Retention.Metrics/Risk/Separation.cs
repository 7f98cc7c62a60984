using Retention.Metrics.Numerics;

namespace Retention.Metrics.Risk;

/// <summary>
/// Whether the likelihood of a logistic regression has no maximum: whether there is a direction that keeps every customer on the side of the outcome, and moves one of them.
/// </summary>
/// <remarks>
/// A. Albert and J. A. Anderson, Biometrika 71 (1984) 1–10: the maximum exists if and only if there is no d with side·x′d ≥ 0 for all rows and &gt; 0 for one. Newton's steps come to
/// lie in such a direction where there is one: they move the separated rows by 1 or more in log odds, however often, and the others no longer. So a step is the candidate; the rows
/// that it leaves where they are span a space, and d is the step projected on what is orthogonal to that space. What is reported was checked row by row, and no size of a
/// coefficient is a criterion.
/// </remarks>
internal sealed class Separation
{
    private const double StillBelow = 0.02;
    private const double MovingFrom = 0.5;

    private Separation(double[][] recession, bool[] still, int rows) => (Recession, Still, Rows) = (recession, still, rows);

    /// <summary>A basis of the directions that leave the rows that are not separated where they are: along them nothing can be estimated.</summary>
    public double[][] Recession { get; }

    /// <summary>The rows that are not separated.</summary>
    public bool[] Still { get; }

    /// <summary>How many rows are separated; all for complete separation.</summary>
    public int Rows { get; }

    /// <summary>What the step separates; null when it is no such direction.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="step">A step of the coefficients.</param>
    /// <param name="moved">What it adds to each linear predictor.</param>
    public static Separation? Of(LogisticRows rows, double[] step, ReadOnlySpan<double> moved)
    {
        var most = 0.0;
        for (var i = 0; i < moved.Length; i++)
        {
            var toSide = rows.Side(i) * moved[i];
            if (toSide < -StillBelow)
            {
                return null;
            }

            most = Math.Max(most, toSide);
        }

        if (most < MovingFrom)
        {
            return null;
        }

        var still = new bool[moved.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            still[i] = Math.Abs(moved[i]) <= StillBelow;
        }

        var basis = NullSpace(Cholesky.Factor(rows.Gram(still), rows.Width));
        return basis.Length > 0 && Verify(rows, Projected(basis, step), still) is var separated and > 0 ? new(basis, still, separated) : null;
    }

    /// <summary>The directions that leave the still rows exactly where they are: a dependent column less its combination of the others.</summary>
    private static double[][] NullSpace(Cholesky still)
    {
        var basis = new double[still.DependentColumns.Count][];
        for (var k = 0; k < basis.Length; k++)
        {
            basis[k] = Array.ConvertAll(still.Combination(still.DependentColumns[k]), c => -c);
            basis[k][still.DependentColumns[k]] = 1;
        }

        return basis;
    }

    /// <summary>The part of the step that lies in the space of the basis.</summary>
    private static double[] Projected(double[][] basis, double[] step)
    {
        var (width, free) = (step.Length, basis.Length);
        var (gram, against) = (new double[free * free], new double[free]);
        for (var a = 0; a < free; a++)
        {
            for (var c = 0; c < width; c++)
            {
                against[a] += basis[a][c] * step[c];
                for (var b = 0; b < free; b++)
                {
                    gram[(a * free) + b] += basis[a][c] * basis[b][c];
                }
            }
        }

        var shares = Cholesky.Factor(gram, free).Solve(against);
        var direction = new double[width];
        for (var a = 0; a < free; a++)
        {
            for (var c = 0; c < width; c++)
            {
                direction[c] += shares[a] * basis[a][c];
            }
        }

        return direction;
    }

    /// <summary>How many rows the direction moves to their side; 0 when it moves one to the other side, or none.</summary>
    private static int Verify(LogisticRows rows, double[] direction, bool[] still)
    {
        var separated = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var (sum, size) = (0.0, 0.0);
            for (var c = 0; c < direction.Length; c++)
            {
                var term = direction[c] * rows.Columns[c][i];
                sum += term;
                size += Math.Abs(term);
            }

            var toSide = rows.Side(i) * sum;
            if (still[i] ? Math.Abs(sum) > 1e-8 * size : toSide < 1e-8 * size)
            {
                return 0;
            }

            separated += still[i] ? 0 : 1;
        }

        return separated;
    }
}

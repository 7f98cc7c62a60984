using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>Directions in which the likelihood grows without end.</content>
internal sealed partial class CoxSearch
{
    private IEnumerable<int> Gone(Cholesky factor) => factor.DependentColumns.Where(k => _kept[k]);

    /// <summary>The direction in which a dependent column is one: itself less what the columns before make of it.</summary>
    private static double[] Direction(Cholesky factor, int column)
    {
        var direction = Array.ConvertAll(factor.Combination(column), part => -part);
        direction[column] = 1;
        return direction;
    }

    /// <summary>The farthest that each column of a step moves a predictor.</summary>
    private double[] Reach(double[] step)
    {
        var reach = new double[_p];
        for (var i = 0; i < _columns.Rows; i++)
        {
            for (var k = 0; k < _p; k++)
            {
                reach[k] = Math.Max(reach[k], Math.Abs(step[k] * _columns.X[(i * _p) + k]));
            }
        }

        return reach;
    }

    /// <summary>Names the columns of the directions in which the likelihood grows without end: of what still moves, of those that are gone, and else of the way so far.</summary>
    private void NameUnbounded(Cholesky factor, double[] step)
    {
        var directions = Gone(factor).Select(k => Direction(factor, k)).ToList();
        if (directions.Count == 0 || Reach(step).Max() >= StillMoving)
        {
            directions.Add(step);
        }

        var columns = new SortedSet<int>();
        foreach (var reach in directions.Select(Reach))
        {
            var most = reach.Max();
            columns.UnionWith(Enumerable.Range(0, _p).Where(k => reach[k] > 0 && reach[k] >= 1e-3 * most));
        }

        Unbounded = [.. columns];
        var names = string.Join(", ", columns.Select(k => _names[k]));
        _notes.Add(columns.Count == 1
            ? $"The likelihood grows without end in {names}: it separates those who left from those who stayed, and its coefficient is where the search stopped. Firth's penalty (CoxPenalty.Firth) gives a finite one."
            : $"The likelihood grows without end in a combination of {names}: their coefficients are where the search stopped. Firth's penalty (CoxPenalty.Firth) gives finite ones.");
    }

    /// <summary>The inverse of the information; in directions that are gone, of the most information that may be left there.</summary>
    private double[] Embedded(Cholesky factor)
    {
        var inverse = factor.Inverse();
        foreach (var gone in Gone(factor))
        {
            var (direction, least) = (Direction(factor, gone), Least(At)[gone]);
            for (var k = 0; k < _p; k++)
            {
                for (var l = 0; l < _p; l++)
                {
                    inverse[(k * _p) + l] += direction[k] * direction[l] / least;
                }
            }
        }

        return inverse;
    }
}

namespace Retention.Metrics.Survival;

/// <summary>Feeds the rows of risk sets to the jackknife.</summary>
internal static class RobustVariance
{
    /// <summary>The variance of survival after each step behind <paramref name="from"/>.</summary>
    public static double[] OfSurvival(RiskSets sets, double from, CancellationToken cancellationToken)
    {
        var reader = sets.Read();
        var skipped = 0;
        while (reader.NextTime <= from)
        {
            reader.Next();
            skipped++;
        }

        var rows = new EntrySteps([sets], from, skipped);
        var sums = new InfluenceSums(0, sets.HasLateEntry);
        var variances = new double[sets.DistinctTimes - skipped];
        for (var step = 0; step < variances.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Next();
            sums.Enter(step, rows.Entering(step));
            sums.Step(reader.AtRisk, [], reader.Ended, reader.EndedRows == reader.RowsAtRisk, rows.Leaving(0, 0, reader));
            variances[step] = sums.SurvivalVariance;
        }

        return variances;
    }
}

/// <summary>At which step of the estimate each row of several risk sets came in: 0 for those there from the start.</summary>
internal sealed class EntrySteps
{
    private readonly double[] _entering;
    private readonly int[]?[] _stepOf;
    private readonly RiskSets[] _sets;

    /// <param name="sets">The risk sets, one per kind of exit.</param>
    /// <param name="from">Where the estimate starts; negative for the beginning.</param>
    /// <param name="skipped">How many of the joint distinct times lie up to there.</param>
    /// <param name="times">The joint distinct times; those of the only set unless given.</param>
    public EntrySteps(RiskSets[] sets, double from, int skipped, double[]? times = null)
    {
        _sets = sets;
        _stepOf = new int[]?[sets.Length];
        times ??= sets.Any(s => s.HasLateEntry) ? sets[0].ToTable().Times : [];
        _entering = new double[Math.Max(1, times.Length - skipped + 1)];
        for (var k = 0; k < sets.Length; k++)
        {
            if (sets[k].LateRows is { } late && sets[k].HasLateEntry)
            {
                _stepOf[k] = Steps(sets[k], late, from, skipped, times);
            }
            else
            {
                var reader = sets[k].Read();
                while (reader.NextTime <= from)
                {
                    reader.Next();
                }

                _entering[0] += reader.SquaresLeft;
            }
        }
    }

    /// <summary>The squared weights of those who come in before a step.</summary>
    public double Entering(int step) => step < _entering.Length ? _entering[step] : 0;

    /// <summary>The rows that left at the exit a reader has just read; without late entries, two classes stand for them all.</summary>
    public IEnumerable<(int Cause, int EntryStep, double SquaredWeight)> Leaving(int set, int cause, RiskSets.RiskSetReader reader)
    {
        if (_stepOf[set] is not { } steps)
        {
            return Classes(cause, reader);
        }

        return Rows(_sets[set].LateRows!, steps, cause, reader.Leavers);
    }

    private static IEnumerable<(int Cause, int EntryStep, double SquaredWeight)> Classes(int cause, RiskSets.RiskSetReader reader)
    {
        if (reader.EndedRows > 0)
        {
            yield return (cause, 0, reader.EndedSquares);
        }

        if (reader.CensoredRows > 0)
        {
            yield return (-1, 0, reader.CensoredSquares);
        }
    }

    private static IEnumerable<(int Cause, int EntryStep, double SquaredWeight)> Rows(LateRows late, int[] steps, int cause, (int From, int To) range)
    {
        for (var k = range.From; k < range.To; k++)
        {
            yield return (late.Ended[k] ? cause : -1, steps[k], Square(late.Weights?[k] ?? 1));
        }
    }

    private static double Square(double x) => x * x;

    private int[] Steps(RiskSets sets, LateRows late, double from, int skipped, double[] times)
    {
        var steps = new int[late.Entered.Length];
        var exits = sets.ToTable().Times;
        for (var exit = 0; exit < exits.Length; exit++)
        {
            for (var k = late.First[exit]; k < late.First[exit + 1] && exits[exit] > from; k++)
            {
                if (late.Entered[k] > Math.Max(0, from))
                {
                    var at = Array.BinarySearch(times, late.Entered[k]);
                    steps[k] = (at >= 0 ? at + 1 : ~at) - skipped;
                }

                _entering[steps[k]] += Square(late.Weights?[k] ?? 1);
            }
        }

        return steps;
    }
}


namespace Retention.Metrics.Survival;

/// <summary>
/// Counts pairs and the influence of every customer on them, in O(n log n): one walk back in time over those still there, one walk forward over those who left,
/// each with a Fenwick tree over the ranks of the scores.
/// </summary>
/// <remarks>Working memory is 32 bytes per customer: order, rank, two influences, and one column that serves both sorts and then both trees.</remarks>
internal sealed partial class ConcordantPairs(ConcordanceWeighting weighting, CancellationToken cancellationToken)
{
    // Per customer, over the pairs it is in: concordant less discordant, and all.
    private double[] _balance = [];
    private double[] _pairs = [];
    private int[] _ranks = [];
    private double[] _scratch = [];
    private readonly List<(int Rank, double Weight)> _ties = [];
    private int _steps;

    public double Concordant { get; private set; }

    public double Discordant { get; private set; }

    public double TiedScores { get; private set; }

    public double TiedTimes { get; private set; }

    public double TiedBoth { get; private set; }

    /// <summary>The jackknife standard error of C; null when there is no pair.</summary>
    public double? StandardError { get; private set; }

    public void Count(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> scores, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, ReadOnlySpan<int> strata, int[]? clusters = null)
    {
        _balance = new double[tenures.Length];
        _pairs = new double[tenures.Length];
        _ranks = new int[tenures.Length];
        _scratch = new double[Math.Max(2, tenures.Length + 1)];
        foreach (var rows in Strata(strata, tenures.Length))
        {
            new Stratum(this, tenures, ended, scores, entered, weights, rows).Count();
        }

        var total = Concordant + Discordant + TiedScores;
        if (total > 0)
        {
            var somers = (Concordant - Discordant) / total;
            double sum = 0;
            var within = clusters is null ? null : new double[clusters.Max() + 1];
            for (var i = 0; i < _balance.Length; i++)
            {
                var influence = (weights.IsEmpty ? 1 : weights[i]) * ((_balance[i] - (somers * _pairs[i])) / total);
                if (within is null)
                {
                    sum += influence * influence;
                }
                else
                {
                    within[clusters![i]] += influence;
                }
            }

            foreach (var influence in within ?? [])
            {
                sum += influence * influence;
            }

            StandardError = Math.Sqrt(sum) / 2;
        }
    }

    private static IEnumerable<int[]> Strata(ReadOnlySpan<int> strata, int rows)
    {
        var all = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            all[i] = i;
        }

        if (strata.IsEmpty)
        {
            return [all];
        }

        var codes = strata.ToArray();
        return all.GroupBy(i => codes[i]).OrderBy(g => g.Key).Select(g => g.ToArray());
    }

    private ConcordanceWeighting Weighting => weighting;

    private void ThrowIfCancelled()
    {
        if ((++_steps & 0xFFF) == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void AddPairs(int row, double weight, double timeWeight, double above, double below, double same)
    {
        Concordant += weight * timeWeight * above;
        Discordant += weight * timeWeight * below;
        TiedScores += weight * timeWeight * same;
        _balance[row] += timeWeight * (above - below);
        _pairs[row] += timeWeight * (above + below + same);
    }
}

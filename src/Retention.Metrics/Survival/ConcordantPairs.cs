
namespace Retention.Metrics.Survival;

/// <summary>
/// Counts pairs and the influence of every customer on them, in O(n log n): one walk back in time over those still there, one walk forward over those who left,
/// each with a Fenwick tree over the ranks of the scores.
/// </summary>
internal sealed class ConcordantPairs(ConcordanceWeighting weighting, CancellationToken cancellationToken)
{
    // Per customer, over the pairs it is in: concordant less discordant, and all.
    private double[] _balance = [];
    private double[] _pairs = [];
    private int[] _ranks = [];
    private int _steps;

    public double Concordant { get; private set; }

    public double Discordant { get; private set; }

    public double TiedScores { get; private set; }

    public double TiedTimes { get; private set; }

    public double TiedBoth { get; private set; }

    /// <summary>The jackknife standard error of C; null when there is no pair.</summary>
    public double? StandardError { get; private set; }

    public void Count(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> scores, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, ReadOnlySpan<int> strata)
    {
        _balance = new double[tenures.Length];
        _pairs = new double[tenures.Length];
        _ranks = new int[tenures.Length];
        foreach (var rows in Strata(strata, tenures.Length))
        {
            new Stratum(this, tenures, ended, scores, entered, weights, rows).Count();
        }

        var total = Concordant + Discordant + TiedScores;
        if (total > 0)
        {
            var somers = (Concordant - Discordant) / total;
            double sum = 0;
            for (var i = 0; i < _balance.Length; i++)
            {
                var influence = (weights.IsEmpty ? 1 : weights[i]) * ((_balance[i] - (somers * _pairs[i])) / total);
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

    /// <summary>Sums of weights by rank, and their prefix sums, in logarithmic time.</summary>
    private sealed class RankSums(int ranks)
    {
        private readonly double[] _tree = new double[ranks + 1];

        public double Total { get; private set; }

        public void Add(int rank, double weight)
        {
            Total += weight;
            for (var i = rank + 1; i < _tree.Length; i += i & -i)
            {
                _tree[i] += weight;
            }
        }

        /// <summary>The weights below a rank and at it.</summary>
        public (double Below, double At) Around(int rank)
        {
            // The two prefixes share their path from where it meets.
            var (upTo, below) = (rank + 1, rank);
            var meet = upTo & (upTo - 1);
            double at = 0;
            at += _tree[upTo];
            while (below > meet)
            {
                at -= _tree[below];
                below &= below - 1;
            }

            return (Below(rank), at);
        }

        private double Below(int rank)
        {
            double sum = 0;
            for (var i = rank; i > 0; i &= i - 1)
            {
                sum += _tree[i];
            }

            return sum;
        }
    }

    private readonly ref struct Stratum
    {
        private readonly ConcordantPairs _sums;
        private readonly ReadOnlySpan<double> _tenures;
        private readonly ReadOnlySpan<bool> _ended;
        private readonly ReadOnlySpan<double> _entered;
        private readonly ReadOnlySpan<double> _weights;
        private readonly int[] _order;
        private readonly int[] _rank;
        private readonly int[] _byEntry;
        private readonly int _rankCount;

        public Stratum(ConcordantPairs sums, ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> scores, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, int[] rows)
        {
            _sums = sums;
            _tenures = tenures;
            _ended = ended;
            _entered = entered;
            _weights = weights;
            _rank = sums._ranks;
            _order = rows;
            SortBy(scores, rows);
            _rankCount = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                if (i > 0 && scores[rows[i]] != scores[rows[i - 1]])
                {
                    _rankCount++;
                }

                _rank[rows[i]] = _rankCount;
            }

            _rankCount++;
            _byEntry = entered.IsEmpty ? [] : (int[])rows.Clone();
            if (!entered.IsEmpty)
            {
                SortBy(entered, _byEntry);
            }

            SortBy(tenures, _order);
        }

        public void Count()
        {
            var timeWeights = TimeWeights();
            Back(timeWeights);
            Forward(timeWeights);
        }

        private static void SortBy(ReadOnlySpan<double> keys, int[] rows)
        {
            var sorted = new double[rows.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                sorted[i] = keys[rows[i]];
            }

            Array.Sort(sorted, rows);
        }

        private double Weight(int row) => _weights.IsEmpty ? 1 : _weights[row];

        /// <summary>From a position in the order of time, the position behind the last row of the same time.</summary>
        private int EndOfTime(int from)
        {
            var to = from;
            while (to < _order.Length && _tenures[_order[to]] == _tenures[_order[from]])
            {
                to++;
            }

            return to;
        }

        /// <summary>The weight of each distinct time, in order; null for one of all ones.</summary>
        private List<double>? TimeWeights()
        {
            var events = 0;
            double total = 0;
            foreach (var row in _order)
            {
                events += _ended[row] ? 1 : 0;
                total += Weight(row);
            }

            if (_sums.Weighting == ConcordanceWeighting.Harrell || events < 2)
            {
                return null;
            }

            var left = new double[_order.Length + 1];
            for (var i = _order.Length - 1; i >= 0; i--)
            {
                left[i] = left[i + 1] + Weight(_order[i]);
            }

            var notEntered = new double[_byEntry.Length + 1];
            for (var i = _byEntry.Length - 1; i >= 0; i--)
            {
                notEntered[i] = notEntered[i + 1] + Weight(_byEntry[i]);
            }

            var weights = new List<double>();
            var (survival, censoring) = (1.0, 1.0);
            for (int from = 0, entry = 0; from < _order.Length;)
            {
                var to = EndOfTime(from);
                while (entry < _byEntry.Length && _entered[_byEntry[entry]] < _tenures[_order[from]])
                {
                    entry++;
                }

                var atRisk = left[from] - notEntered[entry];
                double ended = 0;
                for (var i = from; i < to; i++)
                {
                    ended += _ended[_order[i]] ? Weight(_order[i]) : 0;
                }

                weights.Add(_sums.Weighting switch
                {
                    ConcordanceWeighting.Survival => total * survival / atRisk,
                    ConcordanceWeighting.SurvivalOverCensoring => total * survival / (censoring * atRisk),
                    ConcordanceWeighting.Uno => 1 / (censoring * censoring),
                    _ => 1 / atRisk,
                });
                survival *= 1 - (ended / atRisk);
                var censored = left[from] - left[to] - ended;
                if (censored > 0 && atRisk > ended)
                {
                    censoring *= 1 - (censored / (atRisk - ended));
                }

                from = to;
            }

            return weights;
        }

        /// <summary>For each who left: those still there, by score.</summary>
        private void Back(List<double>? timeWeights)
        {
            var there = new RankSums(_rankCount);
            var step = timeWeights?.Count ?? 0;
            var entry = _byEntry.Length;
            for (var to = _order.Length; to > 0;)
            {
                _sums.ThrowIfCancelled();
                var from = to;
                var time = _tenures[_order[to - 1]];
                while (from > 0 && _tenures[_order[from - 1]] == time)
                {
                    from--;
                }

                while (entry > 0 && _entered[_byEntry[entry - 1]] >= time)
                {
                    entry--;
                    there.Add(_rank[_byEntry[entry]], -Weight(_byEntry[entry]));
                }

                for (var i = from; i < to; i++)
                {
                    if (!_ended[_order[i]])
                    {
                        there.Add(_rank[_order[i]], Weight(_order[i]));
                    }
                }

                var timeWeight = timeWeights?[--step] ?? 1;
                for (var i = from; i < to; i++)
                {
                    if (_ended[_order[i]])
                    {
                        var row = _order[i];
                        var (below, same) = there.Around(_rank[row]);
                        _sums.AddPairs(row, Weight(row), timeWeight, there.Total - below - same, below, same);
                    }
                }

                CountTies(from, to, timeWeight);
                for (var i = from; i < to; i++)
                {
                    if (_ended[_order[i]])
                    {
                        there.Add(_rank[_order[i]], Weight(_order[i]));
                    }
                }

                to = from;
            }
        }

        /// <summary>For each who was still there: those who left before, by score.</summary>
        private void Forward(List<double>? timeWeights)
        {
            var gone = new RankSums(_rankCount);
            var entry = 0;
            var step = 0;
            for (var from = 0; from < _order.Length; step++)
            {
                _sums.ThrowIfCancelled();
                var time = _tenures[_order[from]];
                for (; entry < _byEntry.Length && _entered[_byEntry[entry]] < time; entry++)
                {
                    // Who had left by the time of entry was never compared with the entrant.
                    Compare(_byEntry[entry], gone, -1);
                }

                var to = EndOfTime(from);
                var timeWeight = timeWeights?[step] ?? 1;
                for (var i = from; i < to; i++)
                {
                    if (_ended[_order[i]])
                    {
                        Compare(_order[i], gone, 1);
                    }
                }

                for (var i = from; i < to; i++)
                {
                    if (_ended[_order[i]])
                    {
                        gone.Add(_rank[_order[i]], Weight(_order[i]) * timeWeight);
                    }
                }

                for (var i = from; i < to; i++)
                {
                    if (!_ended[_order[i]])
                    {
                        Compare(_order[i], gone, 1);
                    }
                }

                from = to;
            }
        }

        private void Compare(int row, RankSums gone, int sign)
        {
            var (below, same) = gone.Around(_rank[row]);
            var above = gone.Total - below - same;
            _sums._balance[row] += sign * (below - above);
            _sums._pairs[row] += sign * (below + same + above);
        }

        /// <summary>Pairs who left at the same time.</summary>
        private void CountTies(int from, int to, double timeWeight)
        {
            var ranks = new List<(int Rank, double Weight)>();
            for (var i = from; i < to; i++)
            {
                if (_ended[_order[i]])
                {
                    ranks.Add((_rank[_order[i]], Weight(_order[i])));
                }
            }

            if (ranks.Count < 2)
            {
                return;
            }

            ranks.Sort((a, b) => a.Rank.CompareTo(b.Rank));
            double pairs = 0, samePairs = 0, before = 0, sameBefore = 0;
            for (var i = 0; i < ranks.Count; i++)
            {
                sameBefore = i > 0 && ranks[i].Rank == ranks[i - 1].Rank ? sameBefore + ranks[i - 1].Weight : 0;
                pairs += ranks[i].Weight * before;
                samePairs += ranks[i].Weight * sameBefore;
                before += ranks[i].Weight;
            }

            _sums.TiedBoth += timeWeight * samePairs;
            _sums.TiedTimes += timeWeight * (pairs - samePairs);
        }
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

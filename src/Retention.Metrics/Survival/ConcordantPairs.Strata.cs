namespace Retention.Metrics.Survival;

/// <content>The two walks over one stratum.</content>
internal sealed partial class ConcordantPairs
{
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
            SortBy(scores, rows, sums._scratch);
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
                SortBy(entered, _byEntry, sums._scratch);
            }

            SortBy(tenures, _order, sums._scratch);
        }

        public void Count()
        {
            if (_order.Length == 0)
            {
                return;
            }

            var timeWeights = TimeWeights();
            Back(timeWeights);
            Forward(timeWeights);
        }

        private static void SortBy(ReadOnlySpan<double> keys, int[] rows, double[] scratch)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                scratch[i] = keys[rows[i]];
            }

            Array.Sort(scratch, rows, 0, rows.Length);
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
            var there = new RankSums(_sums._scratch, _rankCount);
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
            var gone = new RankSums(_sums._scratch, _rankCount);
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
            var ranks = _sums._ties;
            ranks.Clear();
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

    /// <summary>Sums of weights by rank, and their prefix sums, in logarithmic time.</summary>
    private sealed class RankSums
    {
        private readonly double[] _tree;
        private readonly int _ranks;

        public RankSums(double[] memory, int ranks)
        {
            (_tree, _ranks) = (memory, ranks);
            Array.Clear(memory, 0, ranks + 1);
        }

        public double Total { get; private set; }

        public void Add(int rank, double weight)
        {
            Total += weight;
            for (var i = rank + 1; i <= _ranks; i += i & -i)
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
            var at = _tree[upTo];
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
}

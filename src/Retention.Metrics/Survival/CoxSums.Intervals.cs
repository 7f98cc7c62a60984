namespace Retention.Metrics.Survival;

/// <content>Passes 2 and 3 with late entries.</content>
internal sealed partial class CoxSums
{
    /// <summary>Before pass 2: Σ w and Σ wx over those at risk at each time, without those who ended there.</summary>
    private void SpreadRisks()
    {
        _atRisk!.Clear();
        for (var g = 0; g < _columns.Groups; g++)
        {
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                _atRisk.Add(_intervals!.First(i), _intervals.End(i, g), _w[i], _columns.X.AsSpan(i * _p, _p));
            }
        }

        _atRisk.Spread();
    }

    private void EventsOfIntervals(int c)
    {
        var chunk = _work[c];
        var (stay, tied) = (new double[_p + 1], new double[_p + 1]);
        var means = new TieMeans(_p);
        for (var g = _columns.ChunkGroup[c]; g < _columns.ChunkGroup[c + 1]; g++)
        {
            if (_intervals!.HasEvent(g))
            {
                Gather(g, stay, tied, out var events, out var weight);
                _atRisk![_intervals.Place(g)].CopyTo(stay);
                Event(chunk, g, chunk.LastStratum, events, weight, stay, tied, means);
                _lived![_intervals.Place(g)][0] = _hazard[g];
            }
        }
    }

    private void RowsOfIntervals(int c)
    {
        var chunk = _work[c];
        for (var g = _columns.ChunkGroup[c]; g < _columns.ChunkGroup[c + 1]; g++)
        {
            var own = _tiedHazard is null ? _hazard[g] : _tiedHazard[g];
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                var hazard = _columns.Ended[i] ? own : 0;
                _lived!.Sum(_intervals!.First(i), _intervals.End(i, g), new(ref hazard));
                AddRow(chunk, _columns.X.AsSpan(i * _p, _p), _w[i] * hazard);
            }
        }
    }
}

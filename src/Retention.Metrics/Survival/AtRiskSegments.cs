namespace Retention.Metrics.Survival;

/// <summary>How many were under observation between two times, as times of a scale from 0 to 1.</summary>
internal readonly record struct AtRiskSegment(double From, double To, double AtRisk);

/// <summary>Lifetimes as the number at risk between one event and the next, and the ends with their times: all that a model of the hazard needs.</summary>
internal sealed class AtRiskSegments
{
    private AtRiskSegments(List<AtRiskSegment> segments, double longest, double ended, double meanEnd)
    {
        (Segments, Longest, Ended, MeanEnd) = (segments, longest, ended, meanEnd);
    }

    /// <summary>The segments in which somebody was at risk, in order, in units of <see cref="Longest"/>.</summary>
    public IReadOnlyList<AtRiskSegment> Segments { get; }

    /// <summary>The longest tenure.</summary>
    public double Longest { get; }

    /// <summary>The weight of those who left.</summary>
    public double Ended { get; }

    /// <summary>The mean time at which they left, in units of <see cref="Longest"/>.</summary>
    public double MeanEnd { get; }

    public static AtRiskSegments Of(Lifetimes lifetimes, CancellationToken cancellationToken)
    {
        var longest = lifetimes.LongestTenure ?? 0;
        var segments = new List<AtRiskSegment>();
        var entries = lifetimes.Sets.Entries?.Times ?? [];
        var (entry, now, weight, sum) = (0, 0.0, default(Numerics.CompensatedSum), default(Numerics.CompensatedSum));
        var reader = lifetimes.Sets.Read();
        for (var i = 0; !double.IsPositiveInfinity(reader.NextTime); i++)
        {
            if ((i & 8191) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            while (entry < entries.Length && entries[entry] <= now)
            {
                entry++;
            }

            var next = Math.Min(reader.NextTime, entry < entries.Length ? entries[entry] : double.PositiveInfinity);
            // At risk just before an event is at risk ever since the last one.
            reader.MoveTo(next);
            if (next > now && reader.RowsAtRisk > 0)
            {
                segments.Add(new(now / longest, next / longest, reader.AtRisk));
            }

            if (reader.EndedRows > 0)
            {
                weight.Add(reader.Ended);
                sum.Add(longest > 0 ? reader.Ended * (next / longest) : 0);
            }

            now = next;
        }

        return new(segments, longest, weight.Value, longest > 0 ? sum.Value / weight.Value : 0);
    }
}

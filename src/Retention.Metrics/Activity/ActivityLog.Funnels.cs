using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

public sealed partial class ActivityLog<TCustomer>
{
    /// <summary>How many customers reached each step of an ordered funnel.</summary>
    /// <param name="policy">The steps, the window and the modes.</param>
    /// <returns>The funnel; whoever reached a step is counted at the steps before as well.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is null.</exception>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    /// <example>
    /// <code>
    /// Funnel funnel = activity.Funnel(new FunnelPolicy("visit", "sign-up", "order") { Window = TimeSpan.FromDays(14) });
    /// </code>
    /// </example>
    public Funnel Funnel(FunnelPolicy policy)
    {
        var reached = new long[Checked(policy).Steps.Count];
        foreach (var (_, level) in Levels(policy))
        {
            for (var step = 0; step < level; step++)
            {
                reached[step]++;
            }
        }

        return new([.. policy.Steps.Select((s, i) => (s.ToString(), reached[i]))], policy);
    }

    /// <summary>How far each customer came in a funnel: the number of steps of the longest chain, from 0 on.</summary>
    /// <param name="policy">The steps, the window and the modes.</param>
    /// <returns>One item per customer with any row in the range, in the order of the log.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is null.</exception>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public IReadOnlyList<KeyValuePair<TCustomer, int>> FunnelLevels(FunnelPolicy policy) =>
        [.. Levels(Checked(policy)).Select(l => KeyValuePair.Create(_index[l.Slot], l.Level))];

    /// <summary>The customers whose longest chain ended exactly at a step: with the last step those who completed the funnel, with an earlier one those who were lost after it.</summary>
    /// <param name="policy">The steps, the window and the modes.</param>
    /// <param name="step">The number of steps reached, inside [0..number of steps].</param>
    /// <returns>The customers in ascending order of their keys, each once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The funnel has no such step.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(FunnelPolicy policy, int step)
    {
        var steps = Checked(policy).Steps.Count;
        return step >= 0 && step <= steps
            ? Keys([.. Levels(policy).Where(l => l.Level == step).Select(l => l.Slot)])
            : throw Guard.OutOfRange(nameof(step), step, $"The number of steps reached must be inside [0..{Rendering.Text.Count(steps)}]");
    }

    private FunnelPolicy Checked(FunnelPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        foreach (var step in policy.Steps)
        {
            FilterOf(step, name: nameof(policy));
        }

        return policy;
    }

    private IEnumerable<(int Slot, int Level)> Levels(FunnelPolicy policy)
    {
        if (_view.Store is not ActivityRows rows)
        {
            if (Rows == 0)
            {
                yield break;
            }

            throw new InvalidOperationException("A funnel needs a log with events. Pass an event selector when making it.");
        }

        var codes = policy.Steps.Select(step => CodesOf(step, nameof(policy))).ToArray();
        var window = policy.Window is not { } span ? long.MaxValue : rows.HasInstants ? span.Ticks : span.Days;
        var chain = new FunnelChain(codes.Length, window, policy.Modes);
        var events = new List<FunnelEvent>();
        for (var slot = 0; slot < rows.Slots; slot++)
        {
            if (!_view.IsSelected(slot))
            {
                continue;
            }

            chain.Clear();
            var any = false;
            for (var row = rows.Start(slot); row < rows.Start(slot + 1);)
            {
                // Rows of one instant count in the order of the steps, whatever the order in which they came.
                var at = TimeOf(rows, row);
                events.Clear();
                for (; row < rows.Start(slot + 1) && TimeOf(rows, row) == at; row++)
                {
                    if (policy.During is { } during && !during.Contains(EpochDay.ToDate(rows.FirstDay + rows.DayOf(row))))
                    {
                        continue;
                    }

                    any = true;
                    var before = events.Count;
                    for (var step = 0; step < codes.Length; step++)
                    {
                        if (codes[step] is not { } passes || passes[rows.CodeOf(row)])
                        {
                            events.Add(new(step, row));
                        }
                    }

                    if (events.Count == before)
                    {
                        events.Add(new(-1, row));
                    }
                }

                events.Sort();
                chain.Add(events, at);
            }

            if (any)
            {
                yield return (slot, chain.Level);
            }
        }
    }

    private static long TimeOf(ActivityRows rows, int row) => rows.HasInstants ? rows.InstantOf(row) : rows.DayOf(row);
}

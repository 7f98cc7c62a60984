using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>What a row adds to the log-likelihood of a lifetime.</summary>
internal enum LogTimeKind : byte
{
    /// <summary>log f at the time.</summary>
    Ended,

    /// <summary>log S at the time.</summary>
    Running,

    /// <summary>log F at the time.</summary>
    GoneBefore,

    /// <summary>log(S(lower) − S(upper)).</summary>
    Between,

    /// <summary>−log S at the age from which the customer was observed.</summary>
    Entered,
}

/// <summary>One term of the log-likelihood: logarithms of times, less the centre; for two bounds also log(upper ÷ lower), which their difference would lose.</summary>
internal readonly record struct LogTimeRow(LogTimeKind Kind, double Time, double Upper, double Gap, double Weight, int Customer);

/// <summary>
/// Lifetimes as the terms of the likelihood of a model of log time. Weights are divided by their mean, so that 1e-300 and 1e300 are weights like any other.
/// </summary>
internal sealed class LogTimeRows
{
    private LogTimeRows(List<LogTimeRow> rows, double[][] columns)
    {
        Columns = columns;
        var (ends, weights, centre) = (default(CompensatedSum), default(CompensatedSum), default(CompensatedSum));
        double largest = 0;
        (double Least, double Most) range = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var row in rows)
        {
            largest = Math.Max(largest, row.Weight);
        }

        foreach (var row in rows)
        {
            var weight = row.Weight / largest;
            ends.Add(row.Kind == LogTimeKind.Ended ? -weight * row.Time : 0);
            if (row.Kind != LogTimeKind.Entered)
            {
                weights.Add(weight);
                centre.Add(weight * Middle(row));
                HasEnd |= row.Kind != LogTimeKind.Running;
                HasStart |= row.Kind != LogTimeKind.GoneBefore;
            }

            range = (Math.Min(range.Least, row.Time), Math.Max(range.Most, Math.Max(row.Time, row.Upper)));
        }

        WeightScale = weights.Value / rows.Count * largest;
        Jacobian = ends.Value / weights.Value * rows.Count;
        Centre = centre.Value / weights.Value;
        Spread = range.Most - range.Least;
        Rows = [.. rows.Select(r => r with { Time = r.Time - Centre, Upper = r.Upper - Centre, Weight = r.Weight / largest * (rows.Count / weights.Value) })];
    }

    /// <summary>The terms.</summary>
    public LogTimeRow[] Rows { get; }

    /// <summary>Columns of covariates, standardised; a row finds its values at <see cref="LogTimeRow.Customer"/>.</summary>
    public double[][] Columns { get; }

    /// <summary>What the logarithms of the times are counted from.</summary>
    public double Centre { get; }

    /// <summary>The largest less the smallest logarithm.</summary>
    public double Spread { get; }

    /// <summary>Log-likelihoods and information of the rows times this are those of the data.</summary>
    public double WeightScale { get; }

    /// <summary>−Σ log t over the ends: from the density of the logarithm to that of the time.</summary>
    public double Jacobian { get; }

    /// <summary>Whether any row limits lifetimes from above.</summary>
    public bool HasEnd { get; }

    /// <summary>Whether any row limits lifetimes from below.</summary>
    public bool HasStart { get; }

    /// <summary>The weighted standard deviation of the logarithms, the middle of two bounds counting for both.</summary>
    public double Deviation
    {
        get
        {
            double sum = 0;
            double weight = 0;
            foreach (var row in Rows)
            {
                if (row.Kind != LogTimeKind.Entered)
                {
                    weight += row.Weight;
                    sum += row.Weight * Middle(row) * Middle(row);
                }
            }

            return Math.Sqrt(sum / weight);
        }
    }

    /// <summary>Terms of counts per tenure.</summary>
    public static LogTimeRows? Of(Lifetimes lifetimes)
    {
        var rows = new List<LogTimeRow>();
        for (var reader = lifetimes.Sets.Read(); reader.Next();)
        {
            if (reader.EndedRows > 0)
            {
                rows.Add(At(LogTimeKind.Ended, Above0(reader.Time, nameof(lifetimes), null), reader.Ended, 0));
            }

            if (reader.CensoredRows > 0 && reader.Time > 0)
            {
                rows.Add(At(LogTimeKind.Running, reader.Time, reader.Censored, 0));
            }
        }

        if (lifetimes.Sets.Entries is { } entries)
        {
            for (var i = 0; i < entries.Times.Length; i++)
            {
                if (entries.Times[i] > 0)
                {
                    rows.Add(At(LogTimeKind.Entered, entries.Times[i], entries.Weights?[i] ?? entries.Rows[i], 0));
                }
            }
        }

        return Checked(rows, []);
    }

    /// <summary>Terms of columns that have been checked.</summary>
    public static LogTimeRows? Of(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<double> entered, ReadOnlySpan<double> weights, double[][] columns)
    {
        var rows = new List<LogTimeRow>(tenures.Length);
        for (var i = 0; i < tenures.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (ended[i])
            {
                rows.Add(At(LogTimeKind.Ended, Above0(tenures[i], nameof(tenures), i), weight, i));
            }
            else if (tenures[i] > 0)
            {
                rows.Add(At(LogTimeKind.Running, tenures[i], weight, i));
            }

            if (!entered.IsEmpty && entered[i] > 0)
            {
                rows.Add(At(LogTimeKind.Entered, entered[i], weight, i));
            }
        }

        return Checked(rows, columns);
    }

    /// <summary>Terms of bounds.</summary>
    public static LogTimeRows? Of(IntervalLifetimes lifetimes, double[][] columns)
    {
        var rows = new List<LogTimeRow>(lifetimes.Count);
        var (lower, upper, weights) = (lifetimes.LowerBounds, lifetimes.UpperBounds, lifetimes.WeightsOfRows);
        for (var i = 0; i < lower.Length; i++)
        {
            var weight = weights?[i] ?? 1;
            if (upper[i] is not { } bound)
            {
                if (lower[i] > 0)
                {
                    rows.Add(At(LogTimeKind.Running, lower[i], weight, i));
                }
            }
            else if (bound == lower[i])
            {
                rows.Add(At(LogTimeKind.Ended, bound, weight, i));
            }
            else if (lower[i] == 0)
            {
                rows.Add(At(LogTimeKind.GoneBefore, bound, weight, i));
            }
            else
            {
                var ratio = (bound - lower[i]) / lower[i];
                var gap = double.IsInfinity(ratio) ? Math.Log(bound) - Math.Log(lower[i]) : Elementary.Log1p(ratio);
                rows.Add(new(LogTimeKind.Between, Math.Log(lower[i]), Math.Log(bound), gap, weight, i));
            }
        }

        return Checked(rows, columns);
    }

    /// <summary>The same terms without columns.</summary>
    public LogTimeRows WithoutColumns() => new(this, []);

    /// <summary>The same terms with fewer columns.</summary>
    public LogTimeRows WithColumns(double[][] columns) => new(this, columns);

    private LogTimeRows(LogTimeRows other, double[][] columns)
    {
        (Rows, Columns, Centre, Spread, WeightScale, Jacobian, HasEnd, HasStart) =
            (other.Rows, columns, other.Centre, other.Spread, other.WeightScale, other.Jacobian, other.HasEnd, other.HasStart);
    }

    private static double Middle(in LogTimeRow row) => row.Kind == LogTimeKind.Between ? row.Time + ((row.Upper - row.Time) / 2) : row.Time;

    private static LogTimeRow At(LogTimeKind kind, double time, double weight, int customer) => new(kind, Math.Log(time), Math.Log(time), 0, weight, customer);

    private static double Above0(double time, string name, int? row) =>
        time > 0
            ? time
            : throw Guard.OutOfRange(row is { } i ? FormattableString.Invariant($"{name}[{i}]") : name, time, "A lifetime that ended must be above 0 here: the logarithm of 0 has no density. Count from the moment before the start, or give the bounds between which it ended as IntervalLifetimes");

    private static LogTimeRows? Checked(List<LogTimeRow> rows, double[][] columns) =>
        rows.Count == 0 || rows.TrueForAll(r => r.Kind == LogTimeKind.Entered) ? null : new(rows, columns);
}

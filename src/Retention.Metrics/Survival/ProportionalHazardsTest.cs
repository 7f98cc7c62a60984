using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>On which clock effects may change in a test of proportional hazards.</summary>
public enum HazardClock
{
    /// <summary>The share of customers who have left, 1 less the Kaplan–Meier estimate just before: R's default, which long tails do not dominate.</summary>
    KaplanMeier,

    /// <summary>Time itself.</summary>
    Identity,

    /// <summary>The rank of the time.</summary>
    Rank,

    /// <summary>The logarithm of time; every time must be above 0.</summary>
    Log,
}

/// <summary>
/// Whether the effect of each column is the same at every age, which a Cox model assumes: the score test of an effect that changes with time, column by column and of all together.
/// </summary>
/// <remarks>
/// <para>The exact score test of Grambsch and Therneau (Biometrika 81, 1994) as R's <c>cox.zph</c> does it since version 3.0 of the survival package, not the older approximation. A small p-value of a column says that
/// its hazard ratio changes with age: split it by age, stratify by it, or do not quote one ratio.</para>
/// <para>Instances are immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// ProportionalHazardsTest test = ProportionalHazardsTest.Of(model, data);
/// Console.WriteLine(test.Global);              // all: chi-squared 3.09 on 2 df, p = .213
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ProportionalHazardsTest : IEquatable<ProportionalHazardsTest>, IRendersHtml
{
    [JsonConstructor]
    internal ProportionalHazardsTest(IReadOnlyList<CoxTest> columns, CoxTest global, HazardClock clock)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = Array.AsReadOnly(columns.ToArray());
        Global = global;
        Clock = Guard.Defined(clock);
    }

    /// <summary>The test of each column that has a coefficient, one degree of freedom each.</summary>
    public IReadOnlyList<CoxTest> Columns { get; }

    /// <summary>The test of all columns together.</summary>
    public CoxTest Global { get; }

    /// <summary>On which clock effects may change.</summary>
    public HazardClock Clock { get; }

    /// <summary>Tests the columns of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The rows that it was fitted to.</param>
    /// <param name="clock">On which clock effects may change; that of the Kaplan–Meier estimate unless told.</param>
    /// <param name="cancellationToken">Cancels the test.</param>
    /// <returns>The tests; undefined where there is nothing to test.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The columns are others, the model has exact ties, or a time is 0 on the clock of logarithms.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ProportionalHazardsTest Of(CoxModel model, CoxData data, HazardClock clock = HazardClock.KaplanMeier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var beta = model.BetaFor(data);
        Guard.Defined(clock);
        if (model.Ties == CoxTies.Exact)
        {
            throw new ArgumentException("The test needs the score residuals of Efron's or Breslow's ties; those of exact ties are not defined.", nameof(model));
        }

        var kept = Enumerable.Range(0, beta.Length).Where(k => model.Estimated[k]).ToArray();
        var sums = new TimeVaryingSums(data.Columns, kept, Times(data, clock));
        new CoxWalk(data.Columns, CoxModel.RisksAt(data.Columns, beta, new double[data.Count]), second: true).Run(walk => sums.Add(walk, model.Ties), cancellationToken);
        return new(
            [.. kept.Select((k, at) => sums.Test(model.Names[k], [at]))],
            sums.Test("all", [.. Enumerable.Range(0, kept.Length)]),
            clock);
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(ProportionalHazardsTest? other) => other is not null && Clock == other.Clock && Global == other.Global && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ProportionalHazardsTest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Clock, Global, Columns.Count);

    /// <summary>The tests, one per line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', (string[])[.. Columns.Select(c => c.ToString()), Global.ToString()]);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Proportional hazards", Global.Outcome);
        foreach (var column in Columns)
        {
            card.Row(column.Name, column.Outcome);
        }

        return card.Row("Clock", Clock.ToString()).Note(Global.PValue < 0.05 ? "An effect changes with age: one hazard ratio does not tell it." : null).ToString();
    }

    /// <summary>The clock at each group of rows, less its mean over those who ended.</summary>
    private static double[] Times(CoxData data, HazardClock clock)
    {
        var columns = data.Columns;
        var times = clock switch
        {
            HazardClock.KaplanMeier => ShareLeft(columns),
            HazardClock.Rank => Ranks(columns),
            HazardClock.Identity => (double[])columns.GroupTime.Clone(),
            _ => Array.ConvertAll(columns.GroupTime, t => t > 0 ? Math.Log(t) : throw new ArgumentException("A tenure is 0, which has no logarithm; choose another clock.", nameof(clock))),
        };
        var sum = default(CompensatedSum);
        for (var g = 0; g < columns.Groups; g++)
        {
            columns.HasTies(g, out var events);
            if (events > 0)
            {
                sum.Add(events * times[g]);
            }
        }

        var mean = columns.Events == 0 ? 0 : sum.Value / columns.Events;
        return Array.ConvertAll(times, t => t - mean);
    }

    /// <summary>1 − S(t−) of all rows, without strata and weights.</summary>
    private static double[] ShareLeft(CoxColumns columns)
    {
        var (tenures, entered) = (TenuresOf(columns), new double[columns.Rows]);
        for (var e = 0; e < columns.Entries.Length; e++)
        {
            entered[columns.Entries[e]] = columns.EntryTime[e];
        }

        var sets = RiskSets.FromRows(tenures, columns.Ended, columns.Entries.Length == 0 ? [] : entered, [], CancellationToken.None);
        var curve = SurvivalCurve.KaplanMeier(new Lifetimes(sets, default, null));
        var steps = curve.Steps;
        var (times, survival) = (steps.Select(s => s.Time).ToArray(), steps.Select(s => s.Survival).ToArray());
        return Array.ConvertAll(columns.GroupTime, t =>
        {
            var at = Array.BinarySearch(times, t);
            at = at >= 0 ? at - 1 : ~at - 1;
            return at < 0 ? 0 : 1 - survival[at];
        });
    }

    private static double[] Ranks(CoxColumns columns)
    {
        var sorted = TenuresOf(columns);
        Array.Sort(sorted);
        return Array.ConvertAll(columns.GroupTime, t =>
        {
            var (first, end) = (Bound(sorted, t, orEqual: false), Bound(sorted, t, orEqual: true));
            return (first + 1 + end) / 2.0;
        });

        static int Bound(double[] sorted, double value, bool orEqual)
        {
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                (low, high) = sorted[middle] < value || (orEqual && sorted[middle] == value) ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }

    private static double[] TenuresOf(CoxColumns columns)
    {
        var tenures = new double[columns.Rows];
        for (var g = 0; g < columns.Groups; g++)
        {
            tenures.AsSpan(columns.GroupStart[g], columns.GroupStart[g + 1] - columns.GroupStart[g]).Fill(columns.GroupTime[g]);
        }

        return tenures;
    }
}

/// <summary>The score and the information of the model to which x·g(t) is added, g being a clock, at coefficients 0 of what is added.</summary>
internal sealed class TimeVaryingSums(CoxColumns columns, int[] kept, double[] clock)
{
    private readonly int _p = kept.Length;
    private readonly CompensatedSum[] _score = new CompensatedSum[kept.Length];
    private readonly CompensatedSum[][] _information = [new CompensatedSum[kept.Length * kept.Length], new CompensatedSum[kept.Length * kept.Length], new CompensatedSum[kept.Length * kept.Length]];
    private readonly double[] _mean = new double[kept.Length];
    private readonly double[] _first = new double[kept.Length];

    public void Add(CoxWalk walk, CoxTies ties)
    {
        var (steps, share) = walk.Steps(ties);
        var g = clock[walk.Group];
        Array.Clear(_first);
        for (var j = 0; j < steps; j++)
        {
            var part = (double)(steps - j) / steps;
            double Of(int k) => walk.Stay[k] + (part * walk.Tied[k]);
            for (var a = 0; a < _p; a++)
            {
                _mean[a] = Of(1 + kept[a]) / Of(0);
                _first[a] += _mean[a] / steps;
            }

            for (var a = 0; a < _p; a++)
            {
                for (var b = 0; b <= a; b++)
                {
                    var pair = 1 + columns.Width + (kept[a] * (kept[a] + 1) / 2) + kept[b];
                    var covariance = share * ((Of(pair) / Of(0)) - (_mean[a] * _mean[b]));
                    _information[0][(a * _p) + b].Add(covariance);
                    _information[1][(a * _p) + b].Add(g * covariance);
                    _information[2][(a * _p) + b].Add(g * g * covariance);
                }
            }
        }

        for (var i = columns.GroupStart[walk.Group]; i < columns.GroupStart[walk.Group + 1]; i++)
        {
            if (columns.Ended[i])
            {
                for (var a = 0; a < _p; a++)
                {
                    _score[a].Add(columns.Weight(i) * g * (columns.X[(i * columns.Width) + kept[a]] - _first[a]));
                }
            }
        }
    }

    /// <summary>The score test of some of the added columns, with all coefficients of the model free.</summary>
    public CoxTest Test(string name, int[] added)
    {
        var n = _p + added.Length;
        if (added.Length == 0)
        {
            return new(name, null, 0);
        }

        var (matrix, score) = (new double[n * n], new double[n]);
        double At(int power, int a, int b) => _information[power][a >= b ? (a * _p) + b : (b * _p) + a].Value;
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b < n; b++)
            {
                matrix[(a * n) + b] = At((a >= _p ? 1 : 0) + (b >= _p ? 1 : 0), a >= _p ? added[a - _p] : a, b >= _p ? added[b - _p] : b);
            }

            score[a] = a >= _p ? _score[added[a - _p]].Value : 0;
        }

        var factor = Cholesky.Factor(matrix, n);
        var solved = factor.Solve(score);
        var degrees = added.Length - factor.DependentColumns.Count(c => c >= _p);
        return CoxTest.Of(name, solved.Zip(score, (a, b) => a * b).Sum(), degrees);
    }
}

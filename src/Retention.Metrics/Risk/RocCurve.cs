using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// How well a score tells customers who churned from those who stayed: the receiver operating characteristic, the area under it with its interval, precision and recall, and lift.
/// </summary>
/// <remarks>
/// <para>A high score means likely to churn. The area under the curve (AUC) is the probability that a customer who churned has a higher score than one who stayed, ties counting
/// half: the Mann–Whitney statistic divided by its number of pairs. Its standard error is that of E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44 (1988),
/// from midranks in O(n log n): X. Sun and W. Xu, IEEE Signal Processing Letters 21 (2014).</para>
/// <para>Only the order of the scores counts. With only one of the two groups there is no curve, and <see cref="WhyUndefined"/> says so. Counts of disjoint customers add.</para>
/// </remarks>
/// <example>
/// <code>
/// RocCurve roc = RocCurve.Of(churned, model.Score(holdout));
/// Console.WriteLine(roc);         // AUC 0.805 (95 % CI 0.747–0.864); 99 churned, 101 stayed
/// roc.Gain(0.1).Lift              // 1.9: the tenth with the highest scores holds 1.9 times as many churners as a tenth drawn at random
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class RocCurve : IEquatable<RocCurve>, IRendersHtml, IAdditionOperators<RocCurve, RocCurve, RocCurve>
{
    private readonly ScoreTally[] _tallies;

    [JsonConstructor]
    internal RocCurve(IReadOnlyList<double> scores, IReadOnlyList<long> churnedByScore, IReadOnlyList<long> stayedByScore)
        : this(Merged(scores, churnedByScore, stayedByScore))
    {
    }

    private RocCurve(ScoreTally[] tallies)
    {
        _tallies = tallies;
        foreach (var tally in tallies)
        {
            Churned += tally.Churned;
            Stayed += tally.Stayed;
        }
    }

    /// <summary>How many customers churned.</summary>
    [JsonIgnore]
    public long Churned { get; }

    /// <summary>How many customers stayed.</summary>
    [JsonIgnore]
    public long Stayed { get; }

    /// <summary>The churn rate of the customers.</summary>
    [JsonIgnore]
    public Proportion ChurnRate => new(Churned, Churned + Stayed);

    /// <summary>Pairs of one who churned and one who stayed that the score has in the right order, ties counting half: Wilcoxon's W, or Mann and Whitney's U.</summary>
    [JsonIgnore]
    public double WilcoxonW
    {
        get
        {
            // Twice the statistic is whole: nothing is rounded up to 2⁵³ pairs.
            var (twice, stayed) = (0.0, Stayed);
            foreach (var tally in _tallies)
            {
                stayed -= tally.Stayed;
                twice += (double)tally.Churned * ((2.0 * stayed) + tally.Stayed);
            }

            return twice / 2;
        }
    }

    /// <summary>The area under the curve, from 0 to 1; 0.5 is a coin, 1 a perfect order. Null when all customers churned or all stayed.</summary>
    public double? Auc => HasBoth ? WilcoxonW / Churned / Stayed : null;

    /// <summary>DeLong's standard error of <see cref="Auc"/>; null with fewer than two in one of the groups.</summary>
    public double? StandardError => Churned > 1 && Stayed > 1 ? Math.Sqrt((ChurnedVariance() / Churned) + (StayedVariance() / Stayed)) : null;

    /// <summary>2·AUC − 1, from −1 to 1; null when <see cref="Auc"/> is.</summary>
    [JsonIgnore]
    public double? Gini => (2 * Auc) - 1;

    /// <summary>The largest distance between the cumulative shares of those who churned and of those who stayed (Kolmogorov and Smirnov); null when <see cref="Auc"/> is.</summary>
    [JsonIgnore]
    public double? KolmogorovSmirnov => HasBoth ? Points.Max(p => Math.Abs(p.YoudenIndex!.Value)) : null;

    /// <summary>The threshold with the largest sensitivity + specificity − 1, the lowest of several; null when <see cref="Auc"/> is.</summary>
    [JsonIgnore]
    public RocPoint? Youden => HasBoth ? Points.MaxBy(p => p.YoudenIndex!.Value) : null;

    /// <summary>
    /// The mean precision over those who churned, each at the threshold that just finds them: Σ precision × gain of recall. The churn rate for a score that knows nothing, 1 for
    /// a perfect one. Null when nobody churned.
    /// </summary>
    /// <remarks>The step-wise sum, without interpolation, which would be too good: J. Davis and M. Goadrich, ICML 2006.</remarks>
    [JsonIgnore]
    public double? AveragePrecision
    {
        get
        {
            var (sum, found, flagged) = (0.0, 0L, 0L);
            foreach (var tally in _tallies)
            {
                found += tally.Churned;
                flagged += tally.Churned + tally.Stayed;
                sum += (double)tally.Churned / Math.Max(1, Churned) * ((double)found / flagged);
            }

            return Churned > 0 ? Math.Min(sum, 1) : null;
        }
    }

    /// <summary>Why <see cref="Auc"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => HasBoth ? null : Churned + Stayed == 0 ? "nobody was scored" : Churned == 0 ? "nobody churned" : "everybody churned";

    /// <summary>
    /// The curve: one point for each threshold that makes a difference, from flagging everybody to flagging nobody. Precision and recall are on the same points.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<RocPoint> Points
    {
        get
        {
            var points = new RocPoint[_tallies.Length + (_tallies.Length > 0 ? 1 : 0)];
            var (found, needless) = (0L, 0L);
            for (var i = 0; i < points.Length; i++)
            {
                points[^(i + 1)] = new(i > 0 && i < _tallies.Length ? Between(_tallies[i].Score, _tallies[i - 1].Score) : null, found, needless, Churned, Stayed);
                if (i < _tallies.Length)
                {
                    found += _tallies[i].Churned;
                    needless += _tallies[i].Stayed;
                }
            }

            return points;
        }
    }

    [JsonInclude]
    internal IReadOnlyList<double> Scores => Array.ConvertAll(_tallies, t => t.Score);

    [JsonInclude]
    internal IReadOnlyList<long> ChurnedByScore => Array.ConvertAll(_tallies, t => t.Churned);

    [JsonInclude]
    internal IReadOnlyList<long> StayedByScore => Array.ConvertAll(_tallies, t => t.Stayed);

    private bool HasBoth => Churned > 0 && Stayed > 0;

    /// <summary>Compares a score with what happened.</summary>
    /// <param name="churned">Whether each customer churned.</param>
    /// <param name="scores">The score of each, finite; the higher, the likelier to churn. Probabilities or anything else.</param>
    /// <returns>The curve; undefined, and saying why, with only one of the two groups.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not finite; the message names it.</exception>
    public static RocCurve Of(ReadOnlySpan<bool> churned, ReadOnlySpan<double> scores)
    {
        ScoreTally.Check(churned, scores, nameof(scores));
        return new(ScoreTally.Of(churned, scores));
    }

    /// <summary>Compares a score with what happened, row by row.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row per customer; read once.</param>
    /// <param name="churned">Whether the customer churned.</param>
    /// <param name="score">The score, finite; the higher, the likelier to churn.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A score is not finite; the message names it.</exception>
    public static RocCurve From<T>(IEnumerable<T> rows, Func<T, bool> churned, Func<T, double> score)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(churned);
        ArgumentNullException.ThrowIfNull(score);
        List<bool> outcomes = [];
        List<double> scores = [];
        foreach (var row in rows)
        {
            outcomes.Add(churned(row));
            scores.Add(score(row));
        }

        return Of([.. outcomes], [.. scores]);
    }

    /// <summary>Adds the customers of another curve, scored alike: two regions, two shards.</summary>
    /// <param name="left">One curve.</param>
    /// <param name="right">That of other customers.</param>
    /// <returns>The curve of all of them.</returns>
    /// <exception cref="ArgumentNullException">A curve is null.</exception>
    /// <exception cref="OverflowException">A count exceeds its type.</exception>
    public static RocCurve operator +(RocCurve left, RocCurve right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new([.. left._tallies.Concat(right._tallies).GroupBy(t => t.Score).OrderByDescending(g => g.Key).Select(g => new ScoreTally(g.Key, g.Sum(t => t.Churned), g.Sum(t => t.Stayed)))]);
    }

    /// <summary>The interval of <see cref="Auc"/>: normal with DeLong's standard error, cut to 0 and 1.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval; null when there is no standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        var half = NormalDistribution.TwoSidedCritical(Guard.Level(level)) * StandardError;
        return half is { } h ? ConfidenceInterval.Clipped(Auc!.Value - h, Auc.Value + h, level, "DeLong", 0, 1) : null;
    }

    /// <summary>The area under a part of the curve: where only few needless offers can be afforded, the rest does not matter.</summary>
    /// <param name="highestFalsePositiveRate">The right end, 1 − specificity, as a fraction.</param>
    /// <param name="lowestFalsePositiveRate">The left end.</param>
    /// <param name="standardized">Whether it is put on the scale of the whole area, 0.5 for a coin and 1 for a perfect order (D. K. McClish, Medical Decision Making 9, 1989).</param>
    /// <returns>The area, at most the width of the part unless standardised; null when <see cref="Auc"/> is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An end is not inside [0..1], or they are in the wrong order.</exception>
    public double? PartialAuc(double highestFalsePositiveRate, double lowestFalsePositiveRate = 0, bool standardized = false)
    {
        var (from, to) = (Guard.Fraction(lowestFalsePositiveRate), Guard.Fraction(highestFalsePositiveRate));
        if (from >= to)
        {
            throw Guard.OutOfRange(nameof(lowestFalsePositiveRate), from, FormattableString.Invariant($"It must be below the right end, {to}"));
        }

        if (!HasBoth)
        {
            return null;
        }

        var area = default(CompensatedSum);
        var (x, y) = (0.0, 0.0);
        var (found, needless) = (0L, 0L);
        foreach (var tally in _tallies)
        {
            found += tally.Churned;
            needless += tally.Stayed;
            var (nextX, nextY) = ((double)needless / Stayed, (double)found / Churned);
            var (left, right) = (Math.Max(x, from), Math.Min(nextX, to));
            if (right > left)
            {
                area.Add((right - left) * (y + ((nextY - y) * (((left + right) / 2) - x) / (nextX - x))));
            }

            (x, y) = (nextX, nextY);
        }

        var (least, most) = (((to * to) - (from * from)) / 2, to - from);
        return standardized ? (1 + ((area.Value - least) / (most - least))) / 2 : area.Value;
    }

    /// <summary>What becomes of the customers at a threshold of one's own.</summary>
    /// <param name="threshold">Customers with at least this score are flagged.</param>
    /// <returns>The point.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not finite.</exception>
    public RocPoint At(double threshold)
    {
        Guard.Finite(threshold);
        var flagged = _tallies.TakeWhile(t => t.Score >= threshold).ToList();
        return new(threshold, flagged.Sum(t => t.Churned), flagged.Sum(t => t.Stayed), Churned, Stayed);
    }

    /// <summary>Whether the other is the same curve.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when scores and counts are equal.</returns>
    public bool Equals(RocCurve? other) => other is not null && _tallies.AsSpan().SequenceEqual(other._tallies);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RocCurve);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Churned, Stayed, _tallies.Length);

    /// <summary>The variance over those who churned of the share of stayers that each is above.</summary>
    private double ChurnedVariance()
    {
        var (sum, below) = (default(CompensatedSum), Stayed);
        foreach (var tally in _tallies)
        {
            below -= tally.Stayed;
            var share = ((below + (tally.Stayed / 2.0)) / Stayed) - Auc!.Value;
            sum.Add(tally.Churned * share * share);
        }

        return sum.Value / (Churned - 1);
    }

    /// <summary>The variance over those who stayed of the share of churners that each is below.</summary>
    private double StayedVariance()
    {
        var (sum, above) = (default(CompensatedSum), 0L);
        foreach (var tally in _tallies)
        {
            var share = ((above + (tally.Churned / 2.0)) / Churned) - Auc!.Value;
            sum.Add(tally.Stayed * share * share);
            above += tally.Churned;
        }

        return sum.Value / (Stayed - 1);
    }

    /// <summary>Half way between two scores, and above the lower one even if they are neighbours.</summary>
    private static double Between(double lower, double upper)
    {
        var middle = (lower / 2) + (upper / 2);
        return middle > lower ? middle : upper;
    }

    private static ScoreTally[] Merged(IReadOnlyList<double> scores, IReadOnlyList<long> churned, IReadOnlyList<long> stayed)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(churned);
        ArgumentNullException.ThrowIfNull(stayed);
        if (churned.Count != scores.Count || stayed.Count != scores.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"There are {scores.Count} scores, {churned.Count} counts of those who churned and {stayed.Count} of those who stayed."), nameof(scores));
        }

        var tallies = new ScoreTally[scores.Count];
        for (var i = 0; i < tallies.Length; i++)
        {
            tallies[i] = new(Guard.Finite(scores[i], nameof(scores)), Guard.Count(churned[i], nameof(churned)), Guard.Count(stayed[i], nameof(stayed)));
            if (i > 0 && !(tallies[i].Score < tallies[i - 1].Score))
            {
                throw new ArgumentException("Scores must fall from one to the next.", nameof(scores));
            }
        }

        return tallies;
    }
}

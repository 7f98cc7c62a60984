using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>Which of two scores of the same customers tells better who churned: DeLong's paired test. The default value compares nothing.</summary>
/// <remarks>
/// E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44 (1988); midranks as X. Sun and W. Xu, IEEE Signal Processing Letters 21 (2014). Scores of the same customers
/// hang together; a test of the two areas as if of different customers would miss what this one finds. It is for two scores that were fixed beforehand, or judged on customers
/// that neither was fitted to: for a model and the same model with one more column, fitted to these customers, it is too cautious — compare their deviances.
/// </remarks>
/// <example>
/// <code>
/// RocComparison better = RocComparison.Paired(churned, newScore, oldScore);
/// Console.WriteLine(better);   // AUC 0.739 against 0.572, difference 0.167 (95 % CI 0.063–0.270), z = 3.16, p = .002
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RocComparison : IRendersHtml
{
    [JsonConstructor]
    internal RocComparison(double? firstAuc, double? secondAuc, double? firstVariance, double? secondVariance, double? covariance, long churned, long stayed)
    {
        FirstAuc = firstAuc is { } first ? Guard.Fraction(first, nameof(firstAuc)) : null;
        SecondAuc = secondAuc is { } second ? Guard.Fraction(second, nameof(secondAuc)) : null;
        FirstVariance = firstVariance is { } a ? Guard.AtLeast(a, 0, nameof(firstVariance)) : null;
        SecondVariance = secondVariance is { } b ? Guard.AtLeast(b, 0, nameof(secondVariance)) : null;
        Covariance = covariance is { } c ? Guard.Finite(c, nameof(covariance)) : null;
        Churned = Guard.Count(churned);
        Stayed = Guard.Count(stayed);
    }

    /// <summary>The area under the curve of the first score; null with only one of the two groups.</summary>
    public double? FirstAuc { get; }

    /// <summary>The area under the curve of the second score.</summary>
    public double? SecondAuc { get; }

    /// <summary>The variance of <see cref="FirstAuc"/>; null with fewer than two in one of the groups.</summary>
    public double? FirstVariance { get; }

    /// <summary>The variance of <see cref="SecondAuc"/>.</summary>
    public double? SecondVariance { get; }

    /// <summary>The covariance of the two areas.</summary>
    public double? Covariance { get; }

    /// <summary>How many customers churned.</summary>
    public long Churned { get; }

    /// <summary>How many customers stayed.</summary>
    public long Stayed { get; }

    /// <summary>The first area less the second.</summary>
    [JsonIgnore]
    public double? Difference => FirstAuc - SecondAuc;

    /// <summary>The standard error of <see cref="Difference"/>; 0 for scores that rank all customers alike.</summary>
    [JsonIgnore]
    public double? StandardError => FirstVariance + SecondVariance - (2 * Covariance) is { } variance
        ? variance > 1e-12 * (FirstVariance + SecondVariance) ? Math.Sqrt(variance) : 0
        : null;

    /// <summary>Difference ÷ standard error; null when there is none.</summary>
    [JsonIgnore]
    public double? Z => StandardError is > 0 and { } error ? Difference / error : null;

    /// <summary>The two-sided p-value of "both tell as well"; null when <see cref="Z"/> is.</summary>
    public double? PValue => Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Z is not null ? null
        : Churned == 0 ? "nobody churned"
        : Stayed == 0 ? "everybody churned"
        : StandardError is null ? "a comparison needs two who churned and two who stayed"
        : "the difference does not vary: both scores rank those who churned and those who stayed alike";

    /// <summary>Compares two scores of the same customers.</summary>
    /// <param name="churned">Whether each customer churned.</param>
    /// <param name="first">The first score of each, finite; the higher, the likelier to churn.</param>
    /// <param name="second">The second score of each.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not finite; the message names it.</exception>
    public static RocComparison Paired(ReadOnlySpan<bool> churned, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        ScoreTally.Check(churned, first, nameof(first));
        ScoreTally.Check(churned, second, nameof(second));
        var (a, b) = (new Placements(churned, first), new Placements(churned, second));
        var defined = a.Churned > 1 && a.Stayed > 1;
        return new(a.Auc, b.Auc, defined ? a.Covariance(a, churned) : null, defined ? b.Covariance(b, churned) : null, defined ? a.Covariance(b, churned) : null, a.Churned, a.Stayed);
    }

    /// <summary>A normal interval of <see cref="Difference"/>.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval; null when there is no standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        var half = NormalDistribution.TwoSidedCritical(Guard.Level(level)) * StandardError;
        return half is { } h ? ConfidenceInterval.Clipped(Difference!.Value - h, Difference.Value + h, level, "DeLong, paired", -1, 1) : null;
    }

    /// <summary>As "AUC 0.739 against 0.572, difference 0.167 (95 % CI 0.063–0.270), z = 3.16, p = .002", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Difference is not { } difference
            ? $"{Text.NotAvailable} ({WhyUndefined})"
            : $"AUC {Text.Number(FirstAuc!.Value, 3)} against {Text.Number(SecondAuc!.Value, 3)}, difference {Text.Number(difference, 3)}"
            + $"{(Interval() is { } i ? $" ({Text.Level(i.Level)} CI {Text.Number(i.Lower, 3)}–{Text.Number(i.Upper, 3)})" : string.Empty)}{(Z is { } z ? $", z = {Text.Number(z)}, {Text.PValue(PValue!.Value)}" : $"; {WhyUndefined}")}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Difference of AUC", Difference is { } difference ? Text.Number(difference, 3) : Text.NotAvailable)
        .Row("First", FirstAuc is { } first ? Text.Number(first, 3) : null)
        .Row("Second", SecondAuc is { } second ? Text.Number(second, 3) : null)
        .Row("Interval", Interval() is { } i ? $"{Text.Number(i.Lower, 3)}–{Text.Number(i.Upper, 3)} ({Text.Level(i.Level)}, {i.Method})" : null)
        .Row("Test", Z is { } z ? $"z = {Text.Number(z)}, {Text.PValue(PValue!.Value)}" : null)
        .Row("Customers", $"{Text.Count(Churned)} churned, {Text.Count(Stayed)} stayed")
        .Note(WhyUndefined)
        .ToString();

    /// <summary>For each customer the share of the other group that the score has on the right side, ties counting half: from midranks among all and within the group.</summary>
    private sealed class Placements
    {
        private readonly double[] _shares;

        public Placements(ReadOnlySpan<bool> churned, ReadOnlySpan<double> scores)
        {
            _shares = new double[scores.Length];
            var order = Enumerable.Range(0, scores.Length).ToArray();
            var sorted = scores.ToArray();
            Array.Sort(sorted, order);
            foreach (var left in churned)
            {
                Churned += left ? 1 : 0;
                Stayed += left ? 0 : 1;
            }

            if (Churned == 0 || Stayed == 0)
            {
                return;
            }

            var (stayedBelow, churnedBelow) = (0L, 0L);
            var sum = default(CompensatedSum);
            for (var (from, to) = (0, 0); from < order.Length; from = to)
            {
                var (churnedHere, stayedHere) = (0L, 0L);
                for (; to < order.Length && sorted[to] == sorted[from]; to++)
                {
                    churnedHere += churned[order[to]] ? 1 : 0;
                    stayedHere += churned[order[to]] ? 0 : 1;
                }

                for (var i = from; i < to; i++)
                {
                    _shares[order[i]] = churned[order[i]] ? (stayedBelow + (stayedHere / 2.0)) / Stayed : (Churned - churnedBelow - (churnedHere / 2.0)) / Churned;
                }

                sum.Add(churnedHere * (stayedBelow + (stayedHere / 2.0)));
                stayedBelow += stayedHere;
                churnedBelow += churnedHere;
            }

            Auc = sum.Value / Churned / Stayed;
        }

        public long Churned { get; }

        public long Stayed { get; }

        public double? Auc { get; }

        public double Covariance(Placements other, ReadOnlySpan<bool> churned)
        {
            var (ofChurned, ofStayed) = (default(CompensatedSum), default(CompensatedSum));
            for (var i = 0; i < churned.Length; i++)
            {
                var product = (_shares[i] - Auc!.Value) * (other._shares[i] - other.Auc!.Value);
                (churned[i] ? ref ofChurned : ref ofStayed).Add(product);
            }

            return (ofChurned.Value / (Churned - 1) / Churned) + (ofStayed.Value / (Stayed - 1) / Stayed);
        }
    }
}

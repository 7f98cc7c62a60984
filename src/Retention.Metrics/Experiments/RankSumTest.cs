using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// Whether customers of one group tend to have higher values than those of another: Wilcoxon's rank-sum test, the same as that of Mann and Whitney.
/// </summary>
/// <remarks>
/// <para>W counts the pairs of one customer of each group in which the first has the higher value, ties as a half; W ÷ (n₁n₂) is the probability of superiority. Only the order of the values counts, so one
/// huge order does not decide. The test is about that order, not about means: for revenue, which is a mean, use <see cref="WelchTest"/>.</para>
/// <para>Exact for small groups without ties, else the normal approximation with correction for ties and for continuity, as R's <c>wilcox.test</c>.</para>
/// <para>Undefined when a group is empty, and when all values are equal.</para>
/// <para>F. Wilcoxon, Biometrics Bulletin 1 (1945); H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18 (1947).</para>
/// </remarks>
/// <example>
/// <code>
/// RankSumTest test = RankSumTest.Between([12.0, 15, 11, 18, 25, 9, 14, 30, 22, 17], [10.0, 13, 12, 16, 19, 8, 15, 21, 18, 12]);
/// test.W                          // 61
/// test.ProbabilityOfSuperiority   // 0.61
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record RankSumTest : IRendersHtml
{
    private const int LargestExact = 49;

    [JsonConstructor]
    internal RankSumTest(long firstCount, long secondCount, double? w, double ties, RankSumMethod method)
    {
        FirstCount = Guard.Count(firstCount);
        SecondCount = Guard.Count(secondCount);
        Ties = Guard.AtLeast(ties, 0);
        Method = Guard.Defined(method);
        if (firstCount == 0 || secondCount == 0)
        {
            return;
        }

        double n1 = firstCount;
        double n2 = secondCount;
        W = Guard.AtLeast(w ?? double.NaN, 0, nameof(w));
        if (W > n1 * n2)
        {
            Guard.Throw(nameof(w), W, $"It counts pairs and must be inside [0..{Text.Number(n1 * n2, 0)}]");
        }

        IsExact = method == RankSumMethod.Automatic && ties == 0 && firstCount <= LargestExact && secondCount <= LargestExact;
        if (IsExact)
        {
            // Symmetric, so the smaller tail is the lower one of the statistic or of its mirror image.
            var lower = Math.Min(W.Value, (n1 * n2) - W.Value);
            PValue = Math.Min(1, 2 * RankSumDistribution.Cdf((long)lower, (int)firstCount, (int)secondCount));
            return;
        }

        var n = n1 + n2;
        var variance = n1 * n2 / 12 * (n + 1 - (ties / (n * (n - 1))));
        if (variance > 0)
        {
            var distance = Math.Max(0, Math.Abs(W.Value - (n1 * n2 / 2)) - 0.5);
            Z = Math.CopySign(distance / Math.Sqrt(variance), W.Value - (n1 * n2 / 2));
            PValue = NormalDistribution.TwoSidedPValue(Z.Value);
        }
    }

    /// <summary>How many customers the first group has.</summary>
    public long FirstCount { get; }

    /// <summary>How many the second has.</summary>
    public long SecondCount { get; }

    /// <summary>Pairs in which the first group has the higher value, ties counted as a half; null when a group is empty.</summary>
    public double? W { get; }

    /// <summary>Σ(t³ − t) over values that t customers share, by which the variance shrinks.</summary>
    public double Ties { get; }

    /// <summary>How the p-value was asked for.</summary>
    public RankSumMethod Method { get; }

    /// <summary>Whether the p-value is exact.</summary>
    [JsonIgnore]
    public bool IsExact { get; }

    /// <summary>The normal statistic, with its corrections; null when the p-value is exact or there is none.</summary>
    public double? Z { get; }

    /// <summary>The two-sided p-value of no tendency; null when there is no test.</summary>
    public double? PValue { get; }

    /// <summary>W ÷ (n₁n₂): how often a customer of the first group has the higher value; 0.5 for no tendency, null when a group is empty.</summary>
    public double? ProbabilityOfSuperiority => W / FirstCount / SecondCount;

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => W is null ? "a group is empty" : PValue is null ? "all values are equal" : null;

    /// <summary>Compares two groups of different customers.</summary>
    /// <param name="first">One value per customer of the first group.</param>
    /// <param name="second">One value per customer of the second.</param>
    /// <param name="method">How the p-value is computed; <see cref="RankSumMethod.Automatic"/> unless told.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN, or the method is not one of the enum.</exception>
    public static RankSumTest Between(ReadOnlySpan<double> first, ReadOnlySpan<double> second, RankSumMethod method = RankSumMethod.Automatic)
    {
        Guard.Defined(method);
        var values = new double[first.Length + second.Length];
        first.CopyTo(values);
        second.CopyTo(values.AsSpan(first.Length));
        var inFirst = new bool[values.Length];
        inFirst.AsSpan(0, first.Length).Fill(true);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                throw Guard.OutOfRange(i < first.Length ? nameof(first) : nameof(second), values[i], "A value is a number");
            }
        }

        Array.Sort(values, inFirst);
        // In half ranks, whole numbers as long as (n + 1)² stays below 2⁶³.
        Int128 doubledRanks = 0;
        double ties = 0;
        for (var start = 0; start < values.Length;)
        {
            var end = start;
            long members = 0;
            while (end < values.Length && values[end].Equals(values[start]))
            {
                members += inFirst[end++] ? 1 : 0;
            }

            double together = end - start;
            doubledRanks += (Int128)members * (start + end + 1);
            ties += together * ((together * together) - 1);
            start = end;
        }

        var doubled = doubledRanks - ((Int128)first.Length * (first.Length + 1L));
        return new(first.Length, second.Length, (double)doubled / 2, ties, method);
    }

    /// <summary>The statistic with its p-value, as "W = 61 (superior in 61.0 % of pairs), p = .426", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        PValue is { } p ? $"{Statistic}, {Text.PValue(p)}{(IsExact ? ", exact" : string.Empty)}" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Rank-sum test", ExperimentText.PValue(PValue))
        .Row("Statistic", W is null ? null : Statistic)
        .Row("Customers", $"{Text.Count(FirstCount)} and {Text.Count(SecondCount)}")
        .Row("p-value", PValue is null ? null : IsExact ? "exact" : "normal approximation, corrected for ties and continuity")
        .Note(WhyUndefined)
        .ToString();

    private string Statistic => $"W = {W!.Value.ToString("#,0.#", System.Globalization.CultureInfo.InvariantCulture)} (superior in {Text.Percent(ProbabilityOfSuperiority)} of pairs)";
}

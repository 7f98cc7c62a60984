namespace Retention.Metrics.Benchmarks;

/// <summary>The words of catalog documents for enum values, which are also those of printed results.</summary>
internal static class Words
{
    public static IReadOnlyList<string> Units { get; } = ["percent", "score"];

    public static IReadOnlyList<string> Bases { get; } = ["customers", "revenue", "users", "answers"];

    public static IReadOnlyList<string> Statistics { get; } =
        ["unknown", "mean", "median", "pooled", "lower-quartile", "upper-quartile", "top-decile", "rule-of-thumb"];

    public static IReadOnlyList<string> Grades { get; } = ["untraced", "contested", "tertiary", "secondary", "primary"];

    public static IReadOnlyList<string> Policies { get; } = ["throw", "keep-both", "overlay-wins", "base-wins"];

    public static string Of(BenchmarkUnit unit) => Units[(int)unit];

    public static string Of(BenchmarkBasis basis) => Bases[(int)basis];

    public static string Of(BenchmarkStatistic statistic) => Statistics[(int)statistic];

    public static string Of(EvidenceGrade grade) => Grades[(int)grade];

    public static string Of(BenchmarkMergePolicy policy) => Policies[(int)policy];
}

using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Benchmarks(Dictionary<string, Adapter> calls) => calls.Add("benchmark.gap", (input, _) =>
    {
        var entry = new BenchmarkEntry
        {
            Id = "given",
            Metric = BenchmarkMetric.CustomerRetentionRate,
            Industry = Industry.All,
            Value = 100 * input.Amount("benchmark"),
            Source = new BenchmarkSource("given"),
        };
        var comparison = BenchmarkComparison.Of(
            RetentionRate.FromCounts(input.Integer("retained"), input.Integer("n")),
            entry,
            new ComparisonOptions { Level = input.Number("confidence", 0.95) });
        return new
        {
            points = comparison.GapInPoints,
            relative = comparison.RelativeGap,
            z = comparison.Z,
            pValueTwoSided = comparison.PValue,
            wilson = comparison.Interval.Pair(),
            customersToSave = comparison.Goal?.CustomersToSave,
        };
    });
}

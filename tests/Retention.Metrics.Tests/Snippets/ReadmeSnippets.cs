using Retention.Metrics;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of README.md. The parameter stands in for System.Console, so that what an example prints can be compared.</summary>
internal static class ReadmeSnippets
{
    [Snippet("readme-first")]
    internal static void First(TextWriter Console)
    {
        #region readme-first
        CustomerRetention q1 = CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150);

        Console.WriteLine(q1.RetentionRate);
        Console.WriteLine(q1.ChurnRate);
        Console.WriteLine(q1.ChurnRate.ConvertPeriod(PeriodLength.Quarter, PeriodLength.Year));
        Console.WriteLine(CustomerRetention.FromCounts(customersAtStart: 0, customersAcquired: 5, customersAtEnd: 5).RetentionRate);
        Console.WriteLine(BenchmarkCatalog.BuiltIn.Compare(q1.RetentionRate, Industry.SoftwareAndIT));
        #endregion
    }
}

using Retention.Metrics;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/undefined.md.</summary>
internal static class UndefinedSnippets
{
    [Snippet("undefined")]
    internal static void Undefined(TextWriter Console)
    {
        #region undefined
        RetentionRate nobody = RetentionRate.FromCounts(retained: 0, customersAtStart: 0);

        Console.WriteLine(nobody.Value is null);
        Console.WriteLine(nobody.WhyUndefined);
        Console.WriteLine(nobody);
        #endregion
    }
}

using System.Text.Json;

namespace Retention.Metrics.Conformance.Adapters;

/// <summary>Asks the library one question: turns arguments into library calls, and their results into the shape of the answer. It computes nothing itself.</summary>
/// <param name="input">The arguments.</param>
/// <param name="context">Data and files that the arguments refer to.</param>
/// <returns>Numbers, texts, truth values, lists, dictionaries by name, or anonymous objects.</returns>
internal delegate object? Adapter(JsonElement input, VectorContext context);

/// <summary>Which adapter answers which call. Each folder of the library has its part of this class in a file of its own, which adds its calls.</summary>
internal static partial class Calls
{
    /// <summary>The adapters by the name of the call.</summary>
    public static IReadOnlyDictionary<string, Adapter> All { get; } = Collect();

    private static Dictionary<string, Adapter> Collect()
    {
        // Add, not the indexer: two adapters for one call are a mistake.
        var calls = new Dictionary<string, Adapter>(StringComparer.Ordinal);
        Root(calls);
        Activity(calls);
        AiVisibility(calls);
        Benchmarks(calls);
        Cohorts(calls);
        Cox(calls);
        Economics(calls);
        Experiments(calls);
        Ledger(calls);
        Lifetime(calls);
        LifetimeValues(calls);
        Numerics(calls);
        Orders(calls);
        Parametric(calls);
        Proportions(calls);
        Revenue(calls);
        Risk(calls);
        Surveys(calls);
        Survival(calls);
        return calls;
    }

    static partial void Root(Dictionary<string, Adapter> calls);

    static partial void Activity(Dictionary<string, Adapter> calls);

    static partial void AiVisibility(Dictionary<string, Adapter> calls);

    static partial void Benchmarks(Dictionary<string, Adapter> calls);

    static partial void Cohorts(Dictionary<string, Adapter> calls);

    static partial void Cox(Dictionary<string, Adapter> calls);

    static partial void Economics(Dictionary<string, Adapter> calls);

    static partial void Experiments(Dictionary<string, Adapter> calls);

    static partial void Ledger(Dictionary<string, Adapter> calls);

    static partial void Lifetime(Dictionary<string, Adapter> calls);

    static partial void LifetimeValues(Dictionary<string, Adapter> calls);

    static partial void Numerics(Dictionary<string, Adapter> calls);

    static partial void Orders(Dictionary<string, Adapter> calls);

    static partial void Parametric(Dictionary<string, Adapter> calls);

    static partial void Proportions(Dictionary<string, Adapter> calls);

    static partial void Revenue(Dictionary<string, Adapter> calls);

    static partial void Risk(Dictionary<string, Adapter> calls);

    static partial void Surveys(Dictionary<string, Adapter> calls);

    static partial void Survival(Dictionary<string, Adapter> calls);
}

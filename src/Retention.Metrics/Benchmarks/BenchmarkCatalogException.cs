namespace Retention.Metrics.Benchmarks;

/// <summary>One thing that is wrong with a catalog document, and where.</summary>
public sealed record BenchmarkCatalogError
{
    internal BenchmarkCatalogError(string path, string message)
    {
        Path = path;
        Message = message;
    }

    /// <summary>Where it is, as a JSON path: "$.entries[3].value".</summary>
    public string Path { get; }

    /// <summary>What is wrong, with the value and what is allowed.</summary>
    public string Message { get; }

    /// <summary>Path and message.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>A catalog document that cannot be used, with everything that is wrong with it, not only the first thing.</summary>
/// <example>
/// <code>
/// try
/// {
///     catalog = BenchmarkCatalog.BuiltIn.WithJson(File.ReadAllText("industries.json"));
/// }
/// catch (BenchmarkCatalogException e)
/// {
///     foreach (BenchmarkCatalogError error in e.Errors) Console.Error.WriteLine(error);   // $.entries[3].value: was 177. …
/// }
/// </code>
/// </example>
public sealed class BenchmarkCatalogException : FormatException
{
    internal BenchmarkCatalogException(IReadOnlyList<BenchmarkCatalogError> errors)
        : base($"The benchmark catalog document has {Rendering.Text.Count(errors.Count)} error{(errors.Count == 1 ? string.Empty : "s")}:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}") =>
        Errors = errors;

    /// <summary>Everything that is wrong, in the order of the document.</summary>
    public IReadOnlyList<BenchmarkCatalogError> Errors { get; }
}

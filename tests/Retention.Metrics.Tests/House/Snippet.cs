using System.Globalization;
using System.Reflection;

namespace Retention.Metrics.Tests.House;

/// <summary>Marks the method that runs an example of the documentation. Its parameter is what the example sees as <c>Console</c>.</summary>
/// <param name="name">The name in the marker of the page and of the region around the code.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SnippetAttribute(string name) : Attribute
{
    /// <summary>The name in the marker of the page and of the region around the code.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// An example of the documentation: code in regions of a file that is compiled into this assembly, and what it prints.
/// A page shows it under the line <c>&lt;!-- snippet: name --&gt;</c>; a block of text after that is its output.
/// </summary>
internal sealed class Snippet
{
    private static readonly string Folder = Repository.File("tests", "Retention.Metrics.Tests", "Snippets");
    private readonly MethodInfo? _method;

    private Snippet(string name, MethodInfo? method, IReadOnlyList<string> code, IReadOnlyList<string> usings)
    {
        Name = name;
        _method = method;
        Code = code;
        Usings = usings;
    }

    /// <summary>Every example by name.</summary>
    public static IReadOnlyDictionary<string, Snippet> All { get; } = Read();

    public string Name { get; }

    /// <summary>The lines of its regions, one region after the other with an empty line between them.</summary>
    public IReadOnlyList<string> Code { get; }

    /// <summary>The namespaces that its file imports, as a page would write them.</summary>
    public IReadOnlyList<string> Usings { get; }

    /// <summary>Runs the example.</summary>
    /// <returns>The lines it printed.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var method = _method ?? throw new InvalidOperationException($"No method of the examples is marked [Snippet(\"{Name}\")].");

        // Readers see the numbers of their own culture; the page shows the invariant ones.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var console = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        if (method.Invoke(null, method.GetParameters().Length == 0 ? [] : [console]) is Task running)
        {
            await running;
        }

        return console.ToString().TrimEnd('\n').Split('\n').Select(l => l.TrimEnd()).ToList();
    }

    private static Dictionary<string, Snippet> Read()
    {
        var methods = typeof(Snippet).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(Library.Declared))
            .Select(m => (Method: m, m.GetCustomAttribute<SnippetAttribute>()?.Name))
            .Where(m => m.Name is not null)
            .ToDictionary(m => m.Name!, m => m.Method, StringComparer.Ordinal);

        var snippets = new Dictionary<string, Snippet>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Folder, "*.cs").Order(StringComparer.Ordinal))
        {
            var lines = File.ReadAllLines(file);
            var usings = lines.Where(l => l.StartsWith("using ", StringComparison.Ordinal) && l.EndsWith(';')).ToList();
            foreach (var (name, code) in Regions(file, lines))
            {
                var before = snippets.TryGetValue(name, out var part) ? [.. part.Code, ""] : (List<string>)[];
                snippets[name] = new(name, methods.GetValueOrDefault(name), [.. before, .. code], usings);
            }
        }

        return snippets;
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Code)> Regions(string file, string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (!line.StartsWith("#region ", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i, l => string.Equals(l.Trim(), "#endregion", StringComparison.Ordinal));
            if (end < 0)
            {
                throw new FormatException(FormattableString.Invariant($"{Repository.Relative(file)}({i + 1}): this region never ends."));
            }

            yield return (line["#region ".Length..].Trim(), Outdented(lines[(i + 1)..end]));
            i = end;
        }
    }

    private static List<string> Outdented(IReadOnlyList<string> lines)
    {
        var first = lines.ToList().FindIndex(l => l.Trim().Length > 0);
        var last = lines.ToList().FindLastIndex(l => l.Trim().Length > 0);
        var kept = lines.Skip(first).Take(last - first + 1).ToList();
        var margin = kept.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return kept.Select(l => l.Length >= margin ? l[margin..].TrimEnd() : "").ToList();
    }
}

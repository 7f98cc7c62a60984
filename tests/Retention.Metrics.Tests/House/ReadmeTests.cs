namespace Retention.Metrics.Tests.House;

/// <summary>Every C# block of the README and of docs is compiled, and prints what the page says it prints.</summary>
public sealed class ReadmeTests
{
    private const string UpdateVariable = "UPDATE_SNIPPETS";
    private const string Marker = "snippet:";

    private static IEnumerable<string> Pages => Directory.Exists(Repository.File("docs"))
        ? Directory.GetFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Prepend(Repository.File("README.md"))
        : [Repository.File("README.md")];

    public static TheoryData<string> PageNames => new(Pages.Select(Repository.Relative));

    [Theory]
    [MemberData(nameof(PageNames))]
    public async Task The_code_of_a_page_is_compiled_and_prints_what_the_page_says(string page)
    {
        var path = Repository.File(page);
        if (Updating.IsAsked(UpdateVariable))
        {
            await WriteAsync(path);
        }

        Offenders.None(await ProblemsAsync(path));
    }

    [Fact]
    public void Every_example_is_shown_on_a_page()
    {
        var shown = Pages.SelectMany(MarkdownBlock.In).Select(NameOf).OfType<string>().ToHashSet(StringComparer.Ordinal);

        Assert.Superset(Snippet.All.Keys.ToHashSet(StringComparer.Ordinal), shown);
    }

    [Fact]
    public async Task A_page_that_says_something_else_is_told_line_by_line()
    {
        var name = Snippet.All.Keys.Order(StringComparer.Ordinal).First();
        var code = string.Join('\n', Snippet.All[name].Code);
        var page = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.md");
        try
        {
            await File.WriteAllTextAsync(page, $"""
                ```csharp
                var unmarked = 1;
                ```

                <!-- snippet: no-such-example -->
                ```csharp
                ```

                <!-- snippet: {name} -->
                ```csharp
                using Not.Imported;

                {code.Replace("\n", "\n                ", StringComparison.Ordinal)}
                ```

                ```text
                something else
                ```
                """.Replace("\n                ", "\n", StringComparison.Ordinal));

            var problems = await ProblemsAsync(page);

            Assert.Collection(
                problems,
                p => Assert.Contains("no marker", p, StringComparison.Ordinal),
                p => Assert.Contains("no-such-example", p, StringComparison.Ordinal),
                p => Assert.Contains("using Not.Imported;", p, StringComparison.Ordinal),
                p => Assert.Contains("- something else", p, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(page);
        }
    }

    private static string? NameOf(MarkdownBlock block) => block.Marker.StartsWith(Marker, StringComparison.Ordinal) ? block.Marker[Marker.Length..].Trim() : null;

    private static bool IsCode(MarkdownBlock block) => block.Language is "csharp" or "cs" or "c#" or "C#";

    private static async Task<IReadOnlyList<string>> ProblemsAsync(string path)
    {
        var problems = new List<string>();
        var blocks = MarkdownBlock.In(path);
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (!IsCode(block))
            {
                continue;
            }

            if (NameOf(block) is not { } name)
            {
                problems.Add($"{block.Where}: a C# block with no marker <!-- snippet: name --> in the line above it, so that nobody compiles it");
                continue;
            }

            if (!Snippet.All.TryGetValue(name, out var snippet))
            {
                problems.Add($"{block.Where}: no region {name} in tests/Retention.Metrics.Tests/Snippets");
                continue;
            }

            var (usings, code) = Split(block.Lines);
            problems.AddRange(usings.Except(snippet.Usings, StringComparer.Ordinal).Select(u => $"{block.Where}: {u} is not imported where {name} is compiled"));
            AddDifference(problems, block, code, snippet.Code, "is compiled as");
            if (i + 1 < blocks.Count && string.Equals(blocks[i + 1].Language, "text", StringComparison.Ordinal))
            {
                AddDifference(problems, blocks[i + 1], blocks[i + 1].Lines, await snippet.RunAsync(), "is printed as");
            }
        }

        return problems;
    }

    private static void AddDifference(List<string> problems, MarkdownBlock block, IReadOnlyList<string> page, IReadOnlyList<string> truth, string verb)
    {
        var difference = LineDiff.Between(string.Join('\n', page.Select(l => l.TrimEnd())), string.Join('\n', truth));
        if (difference.Length > 0)
        {
            problems.Add($"{block.Where}: what the page says (-) {verb} (+)\n{difference}\nTo bring the page up to date: {UpdateVariable}=1 dotnet test --filter {nameof(ReadmeTests)}");
        }
    }

    // The imports at the top of a block cannot stand inside a method; they are checked against those of the file.
    private static (IReadOnlyList<string> Usings, IReadOnlyList<string> Code) Split(IReadOnlyList<string> lines)
    {
        var code = lines.SkipWhile(l => (l.StartsWith("using ", StringComparison.Ordinal) && !l.Contains('(', StringComparison.Ordinal) && !l.Contains('=', StringComparison.Ordinal)) || l.Trim().Length == 0).ToList();
        return (lines.Take(lines.Count - code.Count).Where(l => l.Trim().Length > 0).ToList(), code);
    }

    private static async Task WriteAsync(string path)
    {
        var lines = (await File.ReadAllLinesAsync(path)).ToList();
        var blocks = MarkdownBlock.In(path);
        for (var i = blocks.Count - 1; i >= 0; i--)
        {
            if (!IsCode(blocks[i]) || NameOf(blocks[i]) is not { } name || !Snippet.All.TryGetValue(name, out var snippet))
            {
                continue;
            }

            if (i + 1 < blocks.Count && string.Equals(blocks[i + 1].Language, "text", StringComparison.Ordinal))
            {
                Replace(lines, blocks[i + 1], await snippet.RunAsync());
            }

            var (usings, _) = Split(blocks[i].Lines);
            IReadOnlyList<string> head = usings.Count == 0 ? [] : [.. usings, ""];
            Replace(lines, blocks[i], [.. head, .. snippet.Code]);
        }

        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n");
    }

    private static void Replace(List<string> lines, MarkdownBlock block, IReadOnlyList<string> with)
    {
        lines.RemoveRange(block.FirstLine - 1, block.Lines.Count);
        lines.InsertRange(block.FirstLine - 1, with);
    }
}

using System.Text.RegularExpressions;

namespace Retention.Metrics.Tests.House;

/// <summary>What holds for every source file of the library.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 400;

    private static readonly IReadOnlyList<string> Sources = Directory.GetFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !Repository.Relative(f).Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal)
        .ToList();

    [Fact]
    public void No_source_reads_a_clock_a_culture_the_environment_the_console_or_chance() => Offenders.None(
        from file in Sources
        from line in Code(file)
        let found = Forbidden().Match(line.Text)
        where found.Success
        select FormattableString.Invariant($"{Repository.Relative(file)}({line.Number}): {found.Value}"));

    [Fact]
    public void No_source_file_is_too_long_to_be_read_at_once() => Offenders.None(
        from file in Sources
        let lines = File.ReadLines(file).Count()
        where lines > LongestFile
        select FormattableString.Invariant($"{Repository.Relative(file)}: {lines} lines, {LongestFile} at most"));

    [Fact]
    public void Every_source_file_declares_the_namespace_of_its_folder() => Offenders.None(
        from file in Sources
        let folders = Repository.Relative(file).Split('/')
        let expected = string.Join('.', folders.Skip(1).Take(folders.Length - 2))
        let declared = Code(file).Select(l => Namespace().Match(l.Text)).FirstOrDefault(m => m.Success)?.Groups["name"].Value
        where declared is not null && !string.Equals(declared, expected, StringComparison.Ordinal)
        select $"{Repository.Relative(file)}: {declared}, not {expected}");

    [Fact]
    public void Every_suppression_has_a_reason() => Offenders.None(
        from file in Sources
        from line in Code(file)
        where (line.Text.Contains("SuppressMessage(", StringComparison.Ordinal) && !File.ReadAllText(file).Contains("Justification = ", StringComparison.Ordinal))
            || (line.Text.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !line.Raw.Contains("//", StringComparison.Ordinal))
        select FormattableString.Invariant($"{Repository.Relative(file)}({line.Number})"));

    [Theory]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("var now = DateTimeOffset.Now;")]
    [InlineData("var today = DateTime.Today;")]
    [InlineData("var clock = TimeProvider.System;")]
    [InlineData("x.ToString(CultureInfo.CurrentCulture)")]
    [InlineData("a.Equals(b, StringComparison.CurrentCultureIgnoreCase)")]
    [InlineData("Thread.CurrentThread.CurrentUICulture = c;")]
    [InlineData("Console.WriteLine(x);")]
    [InlineData("var path = Environment.GetEnvironmentVariable(\"PATH\");")]
    public void What_is_forbidden_is_found(string line) => Assert.Matches(Forbidden(), line);

    [Theory]
    [InlineData("var at = new DateTime(2026, 1, 1);")]
    [InlineData("// DateTime.Now is never read")]
    [InlineData("/// Console.WriteLine(rate);")]
    [InlineData("var text = x.ToString(CultureInfo.InvariantCulture);")]
    public void What_is_allowed_is_not(string line) => Assert.DoesNotMatch(Forbidden(), WithoutComment(line));

    private static IEnumerable<(int Number, string Text, string Raw)> Code(string file) => File.ReadLines(file).Select((raw, i) => (i + 1, WithoutComment(raw), raw));

    private static string WithoutComment(string line) => Comment().Replace(line, "");

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bTimeProvider\.System\b|\bCurrent(UI)?Culture|\bConsole\.|\bEnvironment\.(GetEnvironmentVariable|TickCount|MachineName|UserName)|\bThread\.CurrentThread\b|\bStopwatch\.|\bRandom\.Shared\b|\bGuid\.NewGuid\b")]
    private static partial Regex Forbidden();

    // A comment runs from // to the end, unless the slashes are part of an address in a text.
    [GeneratedRegex(@"(?<!:)//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);")]
    private static partial Regex Namespace();
}

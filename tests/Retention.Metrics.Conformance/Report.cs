using System.Globalization;

namespace Retention.Metrics.Conformance;

/// <summary>What became of a vector.</summary>
internal enum Verdict
{
    /// <summary>The answer is the known one.</summary>
    Passed,

    /// <summary>The answer differs, or there was none.</summary>
    Failed,

    /// <summary>The library was not asked: there is no adapter, or it knows no such option.</summary>
    Unsupported,
}

/// <summary>A vector after its run.</summary>
internal sealed record Outcome(Vector Vector, Verdict Verdict, IReadOnlyList<Difference> Differences, string? Reason, TimeSpan Elapsed, IReadOnlyCollection<string>? LeftOut = null)
{
    /// <summary>Id, call, field, got and expected of the first difference, in one line.</summary>
    public string Line => Verdict switch
    {
        Verdict.Passed => $"{Vector.Id}  {Vector.Call}  passed",
        Verdict.Unsupported => $"{Vector.Id}  {Vector.Call}  unsupported: {Reason}",
        _ when Reason is not null => $"{Vector.Id}  {Vector.Call}  {Reason}",
        _ => $"{Vector.Id}  {Vector.Call}  {Line1(Differences[0])}" + (Differences.Count > 1 ? FormattableString.Invariant($"  (and {Differences.Count - 1} more)") : ""),
    };

    /// <summary>A line for each difference.</summary>
    public IEnumerable<string> Lines => Differences.Count > 1 ? Differences.Select(d => $"{Vector.Id}  {Vector.Call}  {Line1(d)}") : [Line];

    private static string Line1(Difference difference) => $"{difference.Path}  got {difference.Got}  expected {difference.Expected}";
}

/// <summary>The table of a run and its last line.</summary>
internal static class Report
{
    public static void Write(TextWriter output, IReadOnlyCollection<Outcome> outcomes, int unreadable, bool skipUnsupported)
    {
        var width = outcomes.Select(o => o.Vector.Call.Length).Append(4).Max();
        output.WriteLine();
        output.WriteLine(Row(width, "call", "passed", "failed", "unsupported", "ms"));
        foreach (var call in outcomes.GroupBy(o => o.Vector.Call, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine(Row(width, call.Key, Count(call, Verdict.Passed), Count(call, Verdict.Failed), Count(call, Verdict.Unsupported), Milliseconds(call)));
        }

        output.WriteLine(Row(width, "", Count(outcomes, Verdict.Passed), Count(outcomes, Verdict.Failed), Count(outcomes, Verdict.Unsupported), Milliseconds(outcomes)));
        output.WriteLine();
        if (skipUnsupported && outcomes.Any(o => o.Verdict == Verdict.Unsupported))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Count(o => o.Verdict == Verdict.Unsupported)} unsupported, left out as asked"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Count(o => o.Verdict == Verdict.Passed)} passed, {Failed(outcomes, unreadable, skipUnsupported)} failed"));
    }

    public static int Failed(IEnumerable<Outcome> outcomes, int unreadable, bool skipUnsupported) =>
        unreadable + outcomes.Count(o => o.Verdict == Verdict.Failed || (o.Verdict == Verdict.Unsupported && !skipUnsupported));

    private static string Row(int width, params string[] cells) => cells[0].PadRight(width) + string.Concat(cells.Skip(1).Select(c => "  " + c.PadLeft(11))).TrimEnd();

    private static string Count(IEnumerable<Outcome> outcomes, Verdict verdict) => outcomes.Count(o => o.Verdict == verdict).ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(IEnumerable<Outcome> outcomes) => outcomes.Sum(o => o.Elapsed.TotalMilliseconds).ToString("F0", CultureInfo.InvariantCulture);
}

using Retention.Metrics.Conformance;
using Retention.Metrics.Conformance.Adapters;

namespace Retention.Metrics.Tests.Conformance;

public sealed class RunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vectors");

    private static Dictionary<string, Adapter> Adapters => new(StringComparer.Ordinal)
    {
        ["half"] = (input, _) => new { value = input.Number("of") / 2 },
        ["sum"] = (_, context) => context.Data.Numbers("x").Sum(),
        ["echo"] = (_, context) => new { rows = context.GivenRows("rows", "x").Select(r => new { twice = 2 * r.Number("x") }) },
        ["curve"] = (_, context) => context.GivenCells([0]).Select(cells => new object?[] { null, 10 * cells[0].GetDouble() }),
        ["refers"] = (input, context) => context.AnswerOf(input.Text("params")).GetDouble() + 1,
        ["shared"] = (_, context) => context.Dataset.GetArrayLength(),
        ["throws"] = (_, _) => throw new InvalidOperationException("over two" + Environment.NewLine + "lines"),
        ["lacks"] = (_, _) => throw VectorContext.Unsupported("mode strict_order"),
        ["mute"] = (_, context) => new { rows = context.Given("rows") },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_tells_what_differs_then_a_table_and_last_the_counts()
    {
        var (code, lines) = Run([Write("""
            {"suite": "s", "about": "", "vectors": [
              {"id": "h1", "call": "half", "input": {"of": 3}, "expected": {"value": 1.5}},
              {"id": "h2", "call": "half", "input": {"of": 3}, "expected": {"value": 2, "other": 1}},
              {"id": "t1", "call": "throws", "input": {}, "expected": 1},
              {"id": "l1", "call": "lacks", "input": {}, "expected": 1},
              {"id": "n1", "call": "no-such", "input": {}, "expected": 1}]}
            """)]);

        Assert.Equal(1, code);
        Assert.Equal("h2  half  value  got 1.5  expected 2  (and 1 more)", lines[0]);
        Assert.Equal("t1  throws  threw InvalidOperationException: over two lines", lines[1]);
        Assert.Equal("l1  lacks  unsupported: mode strict_order", lines[2]);
        Assert.Equal("n1  no-such  unsupported: no adapter for this call", lines[3]);
        Assert.Matches(@"^half +1 +1 +0 +\d+$", Assert.Single(lines, l => l.StartsWith("half", StringComparison.Ordinal)));
        Assert.Equal("1 passed, 4 failed", lines[^1]);
    }

    [Fact]
    public void Nothing_failed_is_exit_code_0()
    {
        var (code, lines) = Run([Write("""{"vectors": [{"id": "h1", "call": "half", "input": {"of": 3}, "expected": {"value": 1.5}}]}""")]);

        Assert.Equal(0, code);
        Assert.Equal("1 passed, 0 failed", lines[^1]);
    }

    [Fact]
    public void Unsupported_vectors_are_left_out_only_when_asked()
    {
        var file = Write("""{"vectors": [{"id": "h1", "call": "half", "input": {"of": 3}, "expected": {"value": 1.5}}, {"id": "n1", "call": "no-such", "expected": 1}]}""");

        var (code, lines) = Run(["--supported", file]);

        Assert.Equal(0, code);
        Assert.Equal("1 passed, 0 failed", lines[^1]);
        Assert.Contains("1 unsupported, left out as asked", lines);
        Assert.Equal(1, Run([file]).Code);
    }

    [Fact]
    public void Calls_can_be_picked()
    {
        var file = Write("""{"vectors": [{"id": "h1", "call": "half", "input": {"of": 3}, "expected": {"value": 1.5}}, {"id": "t1", "call": "throws", "expected": 1}]}""");

        Assert.Equal("1 passed, 0 failed", Run(["--only", "half", file]).Lines[^1]);
        Assert.Equal(2, Run(["--only", "halves", file]).Code);
    }

    [Fact]
    public void Every_difference_is_told_when_asked()
    {
        var (_, lines) = Run(["--all", Write("""{"vectors": [{"id": "h2", "call": "half", "input": {"of": 3}, "expected": {"value": 2, "other": 1}}]}""")]);

        Assert.Equal("h2  half  value  got 1.5  expected 2", lines[0]);
        Assert.Equal("h2  half  other  got nothing  expected 1", lines[1]);
    }

    [Fact]
    public void Data_come_inline_from_a_file_beside_the_vectors_or_from_another_vector()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "x.csv"), "id,x\n\"a,b\",1\nc,2.5\n");

        var (_, lines) = Run([Write("""
            {"vectors": [
              {"id": "inline", "call": "sum", "input": {"data": {"x": [1, 2, "4.5"]}}, "expected": 7.5},
              {"id": "file", "call": "sum", "input": {"data": {"file": "x.csv"}}, "expected": 3.5},
              {"id": "bare", "call": "sum", "input": {"file": "x.csv", "rows": "all"}, "expected": 3.5},
              {"id": "see", "call": "sum", "input": {"data": {"inline": "x: see inline"}}, "expected": 7.5},
              {"id": "refers", "call": "refers", "input": {"params": "file"}, "expected": 4.5}]}
            """)]);

        Assert.Equal("5 passed, 0 failed", lines[^1]);
    }

    [Fact]
    public void Arguments_beside_the_answer_are_read_but_not_compared()
    {
        var (_, lines) = Run([Write("""
            {"vectors": [
              {"id": "rows", "call": "echo", "input": {"data": {"inline": "rows"}}, "expected": {"rows": [{"x": 1, "twice": 2}, {"x": 2, "twice": 4}]}},
              {"id": "cells", "call": "curve", "input": {}, "expected": [[20, 200], [21, 210]]},
              {"id": "mute", "call": "mute", "input": {}, "expected": {"rows": [1]}}]}
            """)]);

        Assert.StartsWith("mute  mute  (answer)  got nothing that could be compared", lines[0], StringComparison.Ordinal);
        Assert.Equal("2 passed, 1 failed", lines[^1]);
    }

    [Fact]
    public void Vectors_of_a_file_may_share_a_dataset() =>
        Assert.Equal(0, Run([Write("""{"dataset": [1, 2, 3], "vectors": [{"id": "d", "call": "shared", "input": {"dataset": "answers"}, "expected": 3}]}""")]).Code);

    [Theory]
    [InlineData("""{"suite": "no vectors"}""")]
    [InlineData("""{"vectors": [""")]
    [InlineData("[1, 2]")]
    public void A_file_that_is_no_envelope_is_a_failure(string text)
    {
        var (code, lines) = Run([Write(text)]);

        Assert.Equal(1, code);
        Assert.Contains("cannot be run", lines[0], StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed", lines[^1]);
    }

    [Fact]
    public void Several_files_are_one_run_and_a_missing_one_fails_it()
    {
        var good = Write("""{"vectors": [{"id": "h1", "call": "half", "input": {"of": 3}, "expected": {"value": 1.5}}]}""");

        Assert.Equal("2 passed, 0 failed", Run([good, good]).Lines[^1]);
        Assert.Equal("1 passed, 1 failed", Run([good, Path.Combine(_folder.FullName, "absent.json")]).Lines[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--frobnicate")]
    [InlineData("--only")]
    public void Arguments_that_make_no_sense_show_the_usage(string argument)
    {
        var error = new StringWriter();

        Assert.Equal(2, Runner.RunFiles(argument.Length == 0 ? [] : [argument], TextWriter.Null, error, Adapters));
        Assert.Contains("usage:", error.ToString(), StringComparison.Ordinal);
    }

    private string Write(string json)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        return path;
    }

    private static (int Code, string[] Lines) Run(string[] args)
    {
        var output = new StringWriter();
        var code = Runner.RunFiles(args, output, TextWriter.Null, Adapters);
        return (code, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Retention.Metrics.Conformance.Adapters;

namespace Retention.Metrics.Conformance;

/// <summary>Runs vectors through the library.</summary>
internal static class Runner
{
    private const string Usage = """
        usage: Retention.Metrics.Conformance [--only CALL,CALL] [--supported] [--all] FILE...
          --only        runs the vectors of these calls alone
          --supported   leaves out vectors that the library cannot be asked, which else count as failed
          --all         prints every difference of a vector, not only the first
        """;

    /// <summary>Runs the files that the arguments name, and reports.</summary>
    /// <returns>0 when no vector failed, 1 when one did, 2 when the arguments make no sense.</returns>
    public static int RunFiles(string[] args, TextWriter output, TextWriter error) => RunFiles(args, output, error, Calls.All);

    /// <summary>The same with other adapters.</summary>
    public static int RunFiles(string[] args, TextWriter output, TextWriter error, IReadOnlyDictionary<string, Adapter> calls)
    {
        var files = new List<string>();
        HashSet<string>? only = null;
        var (skipUnsupported, everyDifference) = (false, false);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--only" when i + 1 < args.Length:
                    only = args[++i].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
                    break;
                case "--supported":
                    skipUnsupported = true;
                    break;
                case "--all":
                    everyDifference = true;
                    break;
                case var option when option.StartsWith('-'):
                    error.WriteLine($"{option} is no option.{Environment.NewLine}{Usage}");
                    return 2;
                case var file:
                    files.Add(file);
                    break;
            }
        }

        if (files.Count == 0)
        {
            error.WriteLine(Usage);
            return 2;
        }

        var outcomes = new List<Outcome>();
        var unreadable = 0;
        foreach (var path in files)
        {
            try
            {
                var file = VectorFile.Read(path);
                foreach (var vector in file.Vectors.Where(v => only?.Contains(v.Call) ?? true))
                {
                    var outcome = Run(file, vector, calls);
                    outcomes.Add(outcome);
                    foreach (var left in outcome.LeftOut ?? [])
                    {
                        output.WriteLine($"{outcome.Vector.Id}  {outcome.Vector.Call}  {left}");
                    }

                    if (outcome.Verdict == Verdict.Failed || (outcome.Verdict == Verdict.Unsupported && !skipUnsupported))
                    {
                        foreach (var line in everyDifference ? outcome.Lines : [outcome.Line])
                        {
                            output.WriteLine(line);
                        }
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                unreadable++;
                output.WriteLine($"{path}  cannot be run: {e.Message}");
            }
        }

        // A misspelled call would otherwise pass by running nothing.
        if (only?.Except(outcomes.Select(o => o.Vector.Call), StringComparer.Ordinal).ToList() is { Count: > 0 } absent)
        {
            error.WriteLine($"No vector asks {string.Join(", ", absent)}.");
            return 2;
        }

        Report.Write(output, outcomes, unreadable, skipUnsupported);
        return Report.Failed(outcomes, unreadable, skipUnsupported) == 0 ? 0 : 1;
    }

    /// <summary>Asks the library one vector.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever the library throws is the answer to this vector, and the others must still run.")]
    public static Outcome Run(VectorFile file, Vector vector, IReadOnlyDictionary<string, Adapter> calls)
    {
        if (!calls.TryGetValue(vector.Call, out var adapter))
        {
            return new(vector, Verdict.Unsupported, [], "no adapter for this call", TimeSpan.Zero);
        }

        var watch = Stopwatch.StartNew();
        var context = new VectorContext(file, vector);
        try
        {
            var differences = Comparison.Differences(vector.Expected, adapter(vector.Input, context), vector.Tolerance, context.GivenPaths);
            return new(vector, differences.Count == 0 ? Verdict.Passed : Verdict.Failed, differences, null, watch.Elapsed, context.LeftOut);
        }
        catch (UnsupportedException e)
        {
            return new(vector, Verdict.Unsupported, [], OneLine(e.Message), watch.Elapsed);
        }
        catch (Exception e)
        {
            return new(vector, Verdict.Failed, [], $"threw {e.GetType().Name}: {OneLine(e.Message)}", watch.Elapsed);
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

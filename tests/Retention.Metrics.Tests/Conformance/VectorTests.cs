using Retention.Metrics.Conformance;
using Retention.Metrics.Conformance.Adapters;

namespace Retention.Metrics.Tests.Conformance;

/// <summary>Known answers that no code of this project produced, each a case of its own.</summary>
public sealed class VectorTests
{
    private static readonly string Folder = Repository.File("tests", "Retention.Metrics.Tests", "Vectors");
    private static readonly Dictionary<string, VectorFile> Files = Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).ToDictionary(f => Path.GetFileNameWithoutExtension(f), VectorFile.Read, StringComparer.Ordinal);

    public static TheoryData<string, string> Supported
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (suite, file) in Files)
            {
                foreach (var vector in file.Vectors.Where(v => Calls.All.ContainsKey(v.Call)))
                {
                    cases.Add(vector.Id, suite);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public void The_library_gives_the_known_answer(string id, string suite)
    {
        var file = Files[suite];

        var outcome = Runner.Run(file, file.Vectors.Single(v => string.Equals(v.Id, id, StringComparison.Ordinal)), Calls.All);

        Assert.True(outcome.Verdict == Verdict.Passed, string.Join(Environment.NewLine, outcome.Lines));
    }

    [Fact]
    public void Every_call_has_an_adapter_or_is_listed_as_still_to_come()
    {
        var list = Path.Combine(Folder, "calls-to-come.txt");
        var toCome = File.Exists(list) ? File.ReadAllLines(list) : [];

        var silent = Files.Values.SelectMany(f => f.Vectors).Select(v => v.Call).Distinct(StringComparer.Ordinal).Except(Calls.All.Keys, StringComparer.Ordinal).Except(toCome, StringComparer.Ordinal);

        Offenders.None(silent.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_are_unique() =>
        Offenders.None(Files.Values.SelectMany(f => f.Vectors).GroupBy(v => v.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));
}

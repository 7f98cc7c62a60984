using System.Reflection;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Sdk;

namespace Retention.Metrics.Tests.Support;

public sealed partial class PropertyTests
{
    [Property]
    public bool A_property_may_return_a_truth_value(AnyCounts counts) => counts.Part <= counts.Whole;

    [Property]
    public void A_property_may_assert(AnyFraction fraction) => Assert.InRange(fraction.Value, 0, 1);

    [Property(MaxTest = 30)]
    public FsCheck.Property A_property_may_return_a_property(AnyCounts counts) => (counts.Part >= 0).When(counts.Whole > 1);

    [Property(Arbitrary = [typeof(OnlySeven)])]
    public bool A_property_may_name_its_own_generators(AnyCounts counts) => counts == new AnyCounts(7, 7);

    [Fact]
    public void A_failure_shows_the_shrunk_case_the_seed_and_how_to_see_it_again()
    {
        var message = Failure(nameof(Wrong.Parts_stay_below_a_thousand), new PropertyAttribute());

        Assert.Contains("Falsifiable, after", message, StringComparison.Ordinal);
        Assert.Contains("Part = 1000, Whole = 1000", Unbroken(message), StringComparison.Ordinal);
        Assert.Matches(@"To see this case again: \[Property\(Replay = ""\d+,\d+,\d+""\)\]", message);
        Assert.Matches(@"To run every property from the same seed: RETENTION_METRICS_SEED=\d+,\d+ dotnet test", message);
    }

    [Fact]
    public void A_replay_shows_the_same_case_at_once()
    {
        var first = Failure(nameof(Wrong.Parts_stay_below_a_thousand), new PropertyAttribute());

        var again = Failure(nameof(Wrong.Parts_stay_below_a_thousand), new PropertyAttribute { Replay = ReplayIn().Match(first).Groups[1].Value });

        Assert.Contains("Falsifiable, after 1 test", again, StringComparison.Ordinal);
        Assert.Equal(Original(first), Original(again));
    }

    [Fact]
    public void The_same_seed_gives_the_same_cases()
    {
        var attribute = new PropertyAttribute { Replay = "(20260131,4711)" };

        var first = Failure(nameof(Wrong.Parts_stay_below_a_thousand), attribute);
        var again = Failure(nameof(Wrong.Parts_stay_below_a_thousand), attribute);

        Assert.Equal(first, again);
        Assert.Contains("RETENTION_METRICS_SEED=20260131,4711", first, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxTest_bounds_the_number_of_cases()
    {
        var wrong = new Wrong();

        Laws.Check(Method(nameof(Wrong.Counts_its_cases)), wrong, new PropertyAttribute { MaxTest = 17 });

        Assert.Equal(17, wrong.Cases);
    }

    [Fact]
    public void The_number_of_cases_grows_in_proportion()
    {
        Assert.Equal(500, Laws.Cases(500, null));
        Assert.Equal(5_000, Laws.Cases(500, "1000"));
        Assert.Equal(1, Laws.Cases(30, "1"));
        Assert.Throws<FormatException>(() => Laws.Cases(100, "many"));
        Assert.Throws<FormatException>(() => Laws.Cases(100, "0"));
    }

    [Fact]
    public void A_failed_assertion_is_told_with_the_case() =>
        Assert.Contains("Assert.Equal() Failure", Failure(nameof(Wrong.Asserts), new PropertyAttribute()), StringComparison.Ordinal);

    [Fact]
    public void Conditions_that_hardly_ever_hold_fail_the_property() =>
        Assert.Contains("Arguments exhausted", Failure(nameof(Wrong.Hardly_ever_applies), new PropertyAttribute()), StringComparison.Ordinal);

    [Fact]
    public void A_seed_that_is_no_number_is_refused() =>
        Assert.Throws<FormatException>(() => Laws.Check(Method(nameof(Wrong.Asserts)), null, new PropertyAttribute { Replay = "yesterday" }));

    private static string Failure(string method, PropertyAttribute attribute) =>
        Assert.Throws<XunitException>(() => Laws.Check(Method(method), null, attribute)).Message;

    private static MethodInfo Method(string name) => typeof(Wrong).GetMethod(name)!;

    private static string Unbroken(string text) => Whitespace().Replace(text, " ");

    private static string Original(string message) => OriginalIn().Match(message).Groups[1].Value;

    [GeneratedRegex(@"Replay = ""([\d,]+)""")]
    private static partial Regex ReplayIn();

    [GeneratedRegex(@"Original:(.*?)(Shrunk|with exception)", RegexOptions.Singleline)]
    private static partial Regex OriginalIn();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    private sealed class Wrong
    {
        public int Cases { get; private set; }

        public static bool Parts_stay_below_a_thousand(AnyCounts counts) => counts.Part < 1_000;

        public static void Asserts(AnyCounts counts) => Assert.Equal(-1, counts.Part);

        public static FsCheck.Property Hardly_ever_applies(AnyCounts counts) => true.When(counts.Whole == 123_456_789);

        public void Counts_its_cases(AnyCounts _) => Cases++;
    }

    public static class OnlySeven
    {
        public static Arbitrary<AnyCounts> Counts() => Arb.From(Gen.Constant(new AnyCounts(7, 7)));
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace Retention.Metrics.Tests.Support;

/// <summary>Answers from 0 to 10 in no order; alike, few, or up to a few hundred.</summary>
public sealed record AnyAnswers(IReadOnlyList<int> Scores)
{
    public override string ToString() => $"[{string.Join(", ", Scores)}]";
}

/// <summary>Promoters, passives and detractors, at least one in all; zeros and unanimous groups come up often.</summary>
public sealed record AnyGroups(long Promoters, long Passives, long Detractors);

/// <summary>Amounts of zero and more, at least one of them positive; equal ones and zeros come up often.</summary>
public sealed record AnyAmounts(IReadOnlyList<double> Values)
{
    public override string ToString() => $"[{string.Join("; ", Values)}]";
}

public static partial class Generators
{
    public static Arbitrary<AnyAnswers> SurveyAnswers()
    {
        var anywhere = Gen.Choose(0, 10);
        var extremes = Gen.Elements(0, 6, 7, 8, 9, 10);
        var answers =
            from count in Gen.Frequency((1, Gen.Constant(0)), (5, Gen.Choose(1, 30)), (2, Gen.Choose(31, 400)))
            from scores in Gen.OneOf(Gen.ListOf(anywhere, count), Gen.ListOf(extremes, count), anywhere.Select(score => Enumerable.Repeat(score, count).ToList()))
            select new AnyAnswers(scores);
        return Arb.From(answers, a => Fewer(a.Scores, score => score > 0 ? [0] : []).Select(scores => new AnyAnswers(scores)));
    }

    public static Arbitrary<AnyGroups> SurveyGroups()
    {
        var count = Gen.Frequency((2, Gen.Constant(0L)), (4, Gen.Choose(0, 20).Select(n => (long)n)), (4, from magnitude in Gen.Choose(1, 9) from n in Gen.Choose(0, (int)Math.Pow(10, magnitude)) select (long)n));
        var groups = from p in count from n in count from d in count select new AnyGroups(p, n, d + (p + n + d == 0 ? 1 : 0));
        return Arb.From(groups, Smaller);

        static IEnumerable<AnyGroups> Smaller(AnyGroups g) =>
            new[] { g with { Promoters = g.Promoters / 2 }, g with { Passives = g.Passives / 2 }, g with { Detractors = g.Detractors / 2 }, g with { Promoters = Math.Max(0, g.Promoters - 1) } }
                .Where(s => s != g && s.Promoters + s.Passives + s.Detractors > 0);
    }

    public static Arbitrary<AnyAmounts> SpendAmounts()
    {
        var amount = Gen.Frequency(
            (2, Gen.Constant(0.0)),
            (3, Gen.Choose(0, 20).Select(n => (double)n)),
            (4, from magnitude in Gen.Choose(1, 9) from cents in Gen.Choose(0, (int)Math.Pow(10, magnitude)) select cents / 100.0));
        var amounts =
            from count in Gen.Choose(0, 40)
            from values in Gen.ListOf(amount, count)
            from positive in Gen.Choose(1, 1_000)
            select new AnyAmounts([.. values, positive]);
        return Arb.From(amounts, a => Fewer(a.Values, v => v > 1 ? [1] : []).Where(v => v.Any(x => x > 0)).Select(v => new AnyAmounts(v)));
    }
}

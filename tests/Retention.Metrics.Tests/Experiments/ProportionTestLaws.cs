using Retention.Metrics.Experiments;

namespace Retention.Metrics.Tests.Experiments;

public sealed class ProportionTestLaws
{
    [Property]
    public void Changing_the_places_of_the_groups_changes_signs_and_nothing_else(AnyCounts a, AnyCounts b, AnyLevel level)
    {
        var (there, back) = (ProportionTest.Between(Of(a), Of(b), level.Value), ProportionTest.Between(Of(b), Of(a), level.Value));

        Assert.Equal(there.Difference!.Value, -back.Difference!.Value, 1e-15);
        Assert.Equal(there.Interval!.Value.Lower, -back.Interval!.Value.Upper, 1e-12);
        Assert.Equal(there.WaldInterval!.Value.Upper, -back.WaldInterval!.Value.Lower, 1e-12);
        Assert.Equal(there.CorrectedWaldInterval!.Value.Upper, -back.CorrectedWaldInterval!.Value.Lower, 1e-12);
        Assert.Equal(there.PValue, back.PValue);
        Assert.Equal(there.CorrectedPValue, back.CorrectedPValue);
        Assert.Equal(there.PValueLess, back.PValueGreater);
        Assert.Equal(there.RelativeRisk.IsUnbounded, back.RelativeRisk.Value == 0);
        if (there.OddsRatio is { Value: { } ratio, Lower: { } lower })
        {
            Close(1 / ratio, back.OddsRatio.Value!.Value);
            Close(1 / lower, back.OddsRatio.Upper ?? double.PositiveInfinity);
        }
    }

    [Property]
    public void Asking_about_the_complement_changes_the_sign_of_the_difference(AnyCounts a, AnyCounts b)
    {
        var (kept, lost) = (ProportionTest.Between(Of(a), Of(b)), ProportionTest.Between(Of(a).Complement, Of(b).Complement));

        Assert.Equal(kept.Difference!.Value, -lost.Difference!.Value, 1e-15);
        Assert.Equal(kept.PValue, lost.PValue);
        Assert.Equal(kept.Interval!.Value.Lower, -lost.Interval!.Value.Upper, 1e-11);
    }

    [Property]
    public void Equal_rates_differ_by_nothing(AnyCounts a, AnyLevel level)
    {
        // The same rate of three times as many customers.
        var test = ProportionTest.Between(Of(a), Proportion.Of(3 * a.Part, 3 * a.Whole), level.Value);

        Assert.Equal(0, test.Difference);
        if (a.Part > 0 && a.Part < a.Whole)
        {
            Assert.Equal(0, test.ChiSquare);
            Assert.Equal(1, test.PValue);
            Assert.Equal(1, test.CorrectedPValue);
            Close(1, test.OddsRatio.Value!.Value);
            Close(1, test.RelativeRisk.Value!.Value);
        }
        else
        {
            Assert.Null(test.PValue);
            Assert.NotNull(test.WhyUndefined);
        }
    }

    [Property]
    public void Intervals_are_nested_in_the_level_and_hold_the_difference(AnyCounts a, AnyCounts b, AnyLevel one, AnyLevel other)
    {
        var narrow = ProportionTest.Between(Of(a), Of(b), Math.Min(one.Value, other.Value));
        var wide = ProportionTest.Between(Of(a), Of(b), Math.Max(one.Value, other.Value));

        foreach (var (inner, outer) in new[] { (narrow.Interval, wide.Interval), (narrow.WaldInterval, wide.WaldInterval), (narrow.CorrectedWaldInterval, wide.CorrectedWaldInterval) })
        {
            Assert.True(outer!.Value.Lower <= inner!.Value.Lower + 1e-12 && inner.Value.Upper <= outer.Value.Upper + 1e-12);
            Assert.InRange(narrow.Difference!.Value, inner.Value.Lower - 1e-12, inner.Value.Upper + 1e-12);
            Assert.InRange(outer.Value.Lower, -1, 1);
        }

        if (narrow.RelativeRisk is { Lower: { } lower, Upper: { } upper, Value: { } ratio })
        {
            Assert.InRange(ratio, lower, upper);
            Assert.True(wide.RelativeRisk.Lower <= lower);
        }
    }

    [Property]
    public void The_correction_never_helps(AnyCounts a, AnyCounts b)
    {
        var test = ProportionTest.Between(Of(a), Of(b));

        Assert.True(test.PValue is null || test.CorrectedPValue >= test.PValue);
        Assert.True(test.CorrectedWaldInterval!.Value.Width >= test.WaldInterval!.Value.Width - 1e-15);
    }

    [Property]
    public void One_sided_p_values_are_complements_and_the_smaller_one_is_half_of_the_two_sided(AnyCounts a, AnyCounts b)
    {
        var test = ProportionTest.Between(Of(a), Of(b));
        if (test.PValue is { } p)
        {
            Assert.Equal(1, test.PValueLess!.Value + test.PValueGreater!.Value, 1e-14);
            Close(p, Math.Min(1, 2 * Math.Min(test.PValueLess.Value, test.PValueGreater.Value)));
        }
    }

    private static Proportion Of(AnyCounts c) => Proportion.Of(c.Part, c.Whole);

    private static void Close(double expected, double got) => Assert.True(expected == got || Math.Abs(got - expected) <= 1e-9 * Math.Abs(expected), FormattableString.Invariant($"{got:R}, not {expected:R}"));
}

using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

/// <summary>The vector widths of the counting loops: every length around them, and a bad answer at every place.</summary>
public class ScoreTallyTests
{
    private static readonly ScoreTally.ByteBins Common = new(0, 10, 6, 9);

    private static byte[] Column(int length) => Enumerable.Range(0, length).Select(i => (byte)((i * 7) % 11)).ToArray();

    [Fact]
    public void Every_length_around_a_vector_is_counted_in_full_by_both_loops()
    {
        foreach (var length in Enumerable.Range(0, 400).Concat([64 * 255, (64 * 255) + 1, (64 * 256) - 1, 100_003]))
        {
            var column = Column(length);
            var expected = (column.LongCount(s => s >= 9), column.LongCount(s => s <= 6), true);
            Assert.Equal(expected, ScoreTally.CountPortable(column, Common));
            Assert.Equal(expected, ScoreTally.CountWide(column, Common));
        }
    }

    [Fact]
    public void A_column_of_one_answer_does_not_overflow_its_lanes()
    {
        var column = new byte[300_000];
        Array.Fill(column, (byte)10);
        Assert.Equal((300_000, 0, true), ScoreTally.CountPortable(column, Common));
        Assert.Equal((300_000, 0, true), ScoreTally.CountWide(column, Common));
        Array.Fill(column, (byte)0);
        Assert.Equal((0, 300_000, true), ScoreTally.CountPortable(column, Common));
        Assert.Equal((0, 300_000, true), ScoreTally.CountWide(column, Common));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(128)]
    [InlineData(255)]
    public void A_bad_answer_is_found_wherever_it_stands(byte bad)
    {
        for (var at = 0; at < 300; at += 13)
        {
            var column = Column(300);
            column[at] = bad;
            Assert.False(ScoreTally.CountPortable(column, Common).InRange);
            Assert.False(ScoreTally.CountWide(column, Common).InRange);
            var refused = Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromScores(column.AsSpan()));
            Assert.StartsWith(FormattableString.Invariant($"scores[{at}] was {bad}."), refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_scale_above_zero_refuses_what_lies_below_it()
    {
        var column = Column(1_000);
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromScores(column.AsSpan(), new NpsScale(1, 10, 6, 9)));
        Assert.StartsWith("scores[0] was 0. A score must be inside [1..10].", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_far_off_the_scale_do_not_wrap_round_into_it()
    {
        foreach (var bad in new[] { int.MinValue, int.MaxValue, -1, 11, 1 << 16 })
        {
            var column = Enumerable.Repeat(5, 100).ToArray();
            column[70] = bad;
            Assert.StartsWith(FormattableString.Invariant($"scores[70] was {bad}."), Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromScores(column.AsSpan())).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Threads_do_not_change_the_count_and_report_the_first_bad_answer()
    {
        var column = Column(5_000_001);
        var alone = NetPromoterScore.FromScores(column.AsSpan());
        Assert.All(Enumerable.Range(1, 5), threads => Assert.Equal(alone, NetPromoterScore.FromScores(column, threads)));
        column[4_999_999] = 99;
        column[1_200_000] = 12;
        Assert.StartsWith("scores[1200000] was 12.", Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromScores(column, 4)).Message, StringComparison.Ordinal);
    }
}

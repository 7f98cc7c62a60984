using System.Globalization;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Tests.Logs;

public class CustomerIndexTests
{
    [Fact]
    public void Consecutive_numbers_are_numbered_in_ascending_order()
    {
        var ids = new int[4];
        var dense = CustomerIndex.Build<int>([7, 5, 6, 5], ids);
        Assert.Equal([2, 0, 1, 0], ids);
        Finds(dense, [5, 6, 7], 4, 8, int.MinValue, int.MaxValue);
        var ranked = CustomerIndex.Build<long>([700, 5, 70, 5], ids);
        Assert.Equal([2, 0, 1, 0], ids);
        Finds(ranked, [5L, 70, 700], 4, 6, 701, 5_000, long.MinValue, long.MaxValue);
        Assert.Equal(0, CustomerIndex.Build<int>([], []).Count);
    }

    [Fact]
    public void Other_keys_are_numbered_as_they_come_and_found_again()
    {
        var ids = new int[3];
        Finds(CustomerIndex.Build<int>([int.MaxValue, int.MinValue, 0], ids), [int.MaxValue, int.MinValue, 0], 1, -1);
        Finds(CustomerIndex.Build<long>([long.MaxValue, long.MinValue, 0], ids), [long.MaxValue, long.MinValue, 0], 1, -1);
        Finds(CustomerIndex.Build<string>(["b", "a", "b"], ids), ["b", "a"], "c", "A");
        Finds(CustomerIndex.Build<(int, string)>([(1, "x"), (1, "y"), (1, "x")], ids), [(1, "x"), (1, "y")], (2, "x"));
        Assert.Equal([0, 1, 0], ids);
        Assert.Contains("row 1 was null", Assert.Throws<ArgumentException>(() => CustomerIndex.Build<string>(["a", null!], new int[2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_keys_grow_the_tables_and_stay_found()
    {
        var keys = Enumerable.Range(0, 3_000).Select(i => "key " + i.ToString(CultureInfo.InvariantCulture) + new string('x', i % 40)).ToArray();
        Finds(CustomerIndex.Build<string>(keys, new int[keys.Length]), keys, "key 3000", "");
        var table = new TextTable();
        foreach (var (key, i) in keys.Select((k, i) => (k, i)))
        {
            var bytes = System.Text.Encoding.ASCII.GetBytes(key);
            Assert.Equal(i, table.Add(Mix.OfBytes(bytes), bytes, isWide: false));
            Assert.Equal(i, table.Add(Mix.OfBytes(bytes), bytes, isWide: false));
            Assert.Equal(i, table.Find(Mix.OfBytes(bytes), bytes, isWide: false));
        }

        Assert.Equal(keys[2_999], table[2_999]);
        Assert.Equal(-1, table.Find(7, "nothing"u8, isWide: false));

        // The same bytes as UTF-16 are another text, and one hash for all makes them share a run of slots.
        Assert.Equal(3_000, table.Add(7, "ab"u8, isWide: true));
        Assert.Equal(3_001, table.Add(7, "ab"u8, isWide: false));
        Assert.Equal(3_002, table.Add(7, "cd"u8, isWide: false));
        Assert.Equal(3_002, table.Find(7, "cd"u8, isWide: false));
        Assert.Equal("\u6261", table[3_000]);
    }

    [Fact]
    public void Parts_without_customers_own_no_numbers()
    {
        var parts = new StripParts([0, 513, 0, 0, 2, 0]);
        Assert.Equal(3 * 512, parts.Count);
        Assert.Equal((1, 0), parts.Find(0));
        Assert.Equal((1, 512), parts.Find(512));
        Assert.Equal((4, 1), parts.Find(parts.Id(4, 1)));
        Assert.Equal(0, StripParts.PartOf(ulong.MaxValue, 1));
        Assert.Equal(7, StripParts.PartOf(ulong.MaxValue, 8));
    }

    [Fact]
    public void One_reason_is_told_when_several_threads_fail()
    {
        Assert.Throws<FormatException>(() => Workers.Run(3, 6, (_, _) => throw new FormatException("broken")));
        Assert.Equal(1, Workers.For(10, 8));
        Assert.Equal(8, Workers.For(10, 8, worthwhile: 0));
        Assert.Equal(Environment.ProcessorCount, Workers.For(Workers.Worthwhile, null));
        var taken = new System.Collections.Concurrent.ConcurrentBag<int>();
        Workers.Run(4, 100, (_, pieces) =>
        {
            while (pieces.TryTake(out var piece))
            {
                taken.Add(piece);
            }
        });
        Assert.Equal(Enumerable.Range(0, 100), taken.Order());
    }

    [Fact]
    public void A_thin_calendar_is_kept_as_rows_and_a_full_one_as_bits()
    {
        int[] slots = [.. Enumerable.Range(0, 40_000)];
        int[] days = [.. slots.Select(s => s * 7 % 20_000)];
        Assert.IsType<ActivityRows>(ActivityStore.Of(slots, slots.Length, days));
        var bits = ActivityStore.Of([0, 1, 1], 2, [5, 6, 6]);
        Assert.IsNotType<ActivityRows>(bits);
        Assert.Equal((5, 2), (bits.FirstDay, bits.Days));
        Assert.True(bits.Bytes > 0 && ActivityStore.Of(slots, slots.Length, days).Bytes > 0);
        Assert.Equal(0, ActivityStore.Of([], 0, []).Days);
    }

    private static void Finds<T>(CustomerIndex<T> index, T[] keys, params T[] unknown)
        where T : notnull
    {
        Assert.Equal(keys.Length, index.Count);
        foreach (var key in keys)
        {
            Assert.True(index.TryFind(key, out var id));
            Assert.Equal(key, index[id]);
        }

        Assert.All(unknown, key => Assert.False(index.TryFind(key, out _)));
    }
}

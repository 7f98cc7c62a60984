using System.Text;
using FsCheck;
using Retention.Metrics.Logs;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Logs;

public sealed class CustomerNumbersLaws
{
    [Property]
    public void Texts_are_numbered_by_first_appearance_whatever_the_threads(NonNull<string>[] words, PositiveInt threads)
    {
        var keys = words.Select(w => "k" + w.Get).Concat(words.Select(w => "k" + w.Get)).Append("\ud800").Append("naïve").Append("naive").ToArray();
        var expected = Numbered(keys);
        var ids = new int[keys.Length];
        var index = OfStrings(keys, ids, threads.Get % 7);

        Assert.Equal(expected, ids);
        Assert.Equal(keys.Distinct(StringComparer.Ordinal), Enumerable.Range(0, index.Count).Select(id => index[id]));
        Assert.All(keys, key => Assert.True(index.TryFind(key, out var id) && index[id] == key));
        Assert.False(index.TryFind("absent", out var none));
        Assert.Equal(-1, none);
    }

    [Property]
    public void Bytes_are_numbered_like_their_strings(NonNull<string>[] words, PositiveInt threads)
    {
        // What is no Unicode text has no UTF-8, and is left to the strings.
        var keys = words.Select(w => "k" + Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(w.Get))).Append("añb").ToArray();
        var bytes = keys.SelectMany(Encoding.UTF8.GetBytes).ToArray();
        var offsets = keys.Aggregate(new List<int> { 0 }, (ends, key) => [.. ends, ends[^1] + Encoding.UTF8.GetByteCount(key)]).ToArray();
        var ids = new int[keys.Length];
        var index = OfUtf8(bytes, offsets, ids, threads.Get % 7);

        Assert.Equal(Numbered(keys), ids);
        Assert.All(keys, key => Assert.True(index.TryFind(key, out var id) && index[id] == key));
        Assert.False(index.TryFind(string.Empty, out _));
    }

    [Property]
    public void Other_keys_are_numbered_by_first_appearance_whatever_the_threads(Guid[] some, PositiveInt threads)
    {
        Guid[] keys = [.. some, .. some.Reverse(), .. some];
        var ids = new int[keys.Length];
        var table = OfGuids(keys, ids, threads.Get % 7);

        Assert.Equal(Numbered(keys), ids);
        Assert.Equal(keys.Distinct(), table.Keys.ToArray());
    }

    // Keys that share the high bits of their hash lie in one long run of slots, where the last to come moves the others on.
    [Property]
    public void Keys_that_crowd_the_same_slots_keep_their_numbers(NonNegativeInt[] some, PositiveInt step)
    {
        var keys = some.Select(k => unchecked(k.Get % 300 * (0x144CBC89 + (step.Get % 3)))).Append(0).ToArray();
        keys = [.. keys, .. keys.Reverse()];
        var (table, numbers) = (new KeyTable<int, IntHash>(), new int[keys.Length]);
        table.Add(keys, numbers);

        Assert.Equal(Numbered(keys), numbers);
        Assert.All(keys, key => Assert.Equal(key, table.Keys[table.Find(key)]));
        Assert.Equal(-1, table.Find(-1));
    }

    [Fact]
    public void Texts_of_one_length_in_bytes_stay_apart_when_some_are_wide()
    {
        string[] keys = ["abcd", "\u0100b", "abce", "\u0101b", "abcd", "\u0100b", "long enough to end the common length", "abce", "\u0101b"];
        var ids = new int[keys.Length];
        var index = OfStrings(keys, ids, 2);

        Assert.Equal([0, 1, 2, 3, 0, 1, 4, 2, 3], ids);
        Assert.Equal(keys.Distinct(), Enumerable.Range(0, index.Count).Select(id => index[id]));
    }

    [Fact]
    public void Thousands_of_texts_keep_their_numbers_while_the_table_grows()
    {
        var keys = Enumerable.Range(0, 20_000).Select(i => $"customer-{i * 7919 % 6_007}").ToArray();
        var ids = new int[keys.Length];
        Assert.Equal(6_007, OfStrings(keys, ids, 3).Count);
        Assert.Equal(Numbered(keys), ids);
    }

    [Theory]
    [InlineData(null, "row 5 was null")]
    [InlineData("", "row 5 was empty")]
    public void The_first_row_without_a_key_is_named_whichever_thread_met_one(string? missing, string message)
    {
        string?[] keys = ["a", "b", "a", "c", "d", missing, "e", "f", missing, "g"];
        for (var threads = 1; threads <= 4; threads++)
        {
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => OfStrings(keys!, new int[keys.Length], threads)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("row 1 was null", Assert.Throws<ArgumentException>(() => CustomerIndex.Build<Version>([new(1, 0), null!], new int[2])).Message, StringComparison.Ordinal);
    }

    private static int[] Numbered<T>(T[] keys)
        where T : notnull
    {
        var numbers = new Dictionary<T, int>();
        foreach (var key in keys)
        {
            numbers.TryAdd(key, numbers.Count);
        }

        return Array.ConvertAll(keys, key => numbers[key]);
    }

    private static unsafe TextIndex OfStrings(string[] keys, int[] ids, int threads)
    {
#pragma warning disable CS8500 // Justification: pinned while the column is used.
        fixed (string* start = keys)
        {
            return CustomerIndex.OfText(new StringSource(new(start, keys.Length)), isUtf8: false, ids, threads);
        }
#pragma warning restore CS8500
    }

    private static unsafe TextIndex OfUtf8(byte[] bytes, int[] offsets, int[] ids, int threads)
    {
        fixed (byte* start = bytes)
        {
            fixed (int* ends = offsets)
            {
                return CustomerIndex.OfText(new Utf8Source(new(start, bytes.Length), new(ends, offsets.Length)), isUtf8: true, ids, threads);
            }
        }
    }

    private static unsafe KeyTable<Guid, GuidHash> OfGuids(Guid[] keys, int[] ids, int threads)
    {
        fixed (Guid* start = keys)
        {
            fixed (int* numbers = ids)
            {
                var column = new Column<Guid>(start, keys.Length);
                return ParallelNumbers.Run(keys.Length, new(numbers, ids.Length), threads, () => new TableNumbers<Guid, GuidHash>(column)).Table;
            }
        }
    }
}

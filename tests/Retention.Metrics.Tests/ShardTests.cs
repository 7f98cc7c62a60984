using System.Text;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Tests;

public class ShardTests
{
    // The answers of ClickHouse's xxHash64, an implementation of its own.
    [Theory]
    [InlineData("", 17241709254077376921)]
    [InlineData("a", 15154266338359012955)]
    [InlineData("customer-42", 14586762172023802895)]
    [InlineData("Ärger", 4688241117970137519)]
    [InlineData("Nobody inspects the spammish repetition", 18144624926692707313)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef!", 2315046392844373736)]
    public void The_hash_is_XXH64(string text, ulong hash)
    {
        Assert.Equal(hash, XxHash64.Of(Encoding.UTF8.GetBytes(text)));
        Assert.Equal((int)(hash % 1000), Shard.Of(text, 1000));
        Assert.Equal((int)(hash % 7), Shard.Of(Encoding.UTF8.GetBytes(text), 7));
    }

    [Fact]
    public void The_shard_of_a_key_never_changes()
    {
        Assert.Equal(3, Shard.Of(42, 16));
        Assert.Equal(3, Shard.Of(42L, 16));
        Assert.Equal(761, Shard.Of(-1, 1000));
        Assert.Equal(737, Shard.Of(new Guid("01234567-89ab-cdef-0123-456789abcdef"), 1000));
        Assert.Equal(948, Shard.Of("\ud800", 1000));
        Assert.Equal(0, Shard.Of("anything", 1));
        Assert.Equal(Shard.Of(Encoding.UTF8.GetBytes("😀"), 1000), Shard.Of("😀", 1000));
        Assert.Equal(Enumerable.Range(0, 5), Enumerable.Range(0, 200).Select(c => Shard.Of(c, 5)).Distinct().Order());
    }

    [Fact]
    public void There_is_at_least_one_shard()
    {
        Assert.Throws<ArgumentOutOfRangeException>("shards", () => Shard.Of(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("shards", () => Shard.Of("a", -1));
        Assert.Throws<ArgumentNullException>("customer", () => Shard.Of((string)null!, 1));
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Retention.Metrics.Performance.Rig;

/// <summary>Reads the raw columns of the rig and turns them into the variant asked for: rows shuffled (any), sparse ids (hash), one UTF-8 column (utf8).</summary>
internal static class RigColumns
{
    public static T[] Read<T>(string path)
        where T : unmanaged
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var column = GC.AllocateUninitializedArray<T>((int)(length / Marshal.SizeOf<T>()));
        long offset = 0;
        while (offset < length)
        {
            var first = (int)(offset / Marshal.SizeOf<T>());
            var target = MemoryMarshal.AsBytes(column.AsSpan(first, (int)Math.Min(1 << 24, column.Length - first)));
            var read = RandomAccess.Read(file, target, offset);
            offset += read - (read % Marshal.SizeOf<T>());
        }

        return column;
    }

    public static (int[] Customers, int[] Days) Events(RigArguments arguments)
    {
        var customers = Read<int>(arguments.RowsFile("events", ".cust.i32"));
        var days = Read<int>(arguments.RowsFile("events", ".day.i32"));
        if (arguments.Variant.StartsWith("any", StringComparison.Ordinal))
        {
            Shuffle(customers, days);
        }

        if (arguments.Variant.EndsWith("hash", StringComparison.Ordinal))
        {
            Scatter(customers);
        }

        return (customers, days);
    }

    public static (int[] Customers, int[] Days, double[] Amounts) Orders(RigArguments arguments) => WithAmounts(arguments, "orders", ".day.i32", ".amt.f64");

    public static (int[] Customers, int[] Months, double[] Amounts) Subscriptions(RigArguments arguments) => WithAmounts(arguments, "subs", ".mon.i32", ".mrr.f64");

    private static (int[] Customers, int[] Times, double[] Amounts) WithAmounts(RigArguments arguments, string kind, string time, string amount)
    {
        var customers = Read<int>(arguments.RowsFile(kind, ".cust.i32"));
        var days = Read<int>(arguments.RowsFile(kind, time));
        var amounts = Read<double>(arguments.RowsFile(kind, amount));
        if (arguments.Variant.StartsWith("any", StringComparison.Ordinal))
        {
            Shuffle(customers, days, amounts);
        }

        if (arguments.Variant.EndsWith("hash", StringComparison.Ordinal))
        {
            Scatter(customers);
        }

        return (customers, days, amounts);
    }

    /// <summary>The text key of each row: a string object of its own, as a reader would make.</summary>
    public static string[] Texts(RigArguments arguments, int[] customers)
    {
        var texts = GuidTexts(arguments, customers);
        return Array.ConvertAll(customers, customer => new string(texts[customer].AsSpan()));
    }

    /// <summary>The keys of all rows as 128-bit values.</summary>
    public static Guid[] Guids(RigArguments arguments, int[] customers)
    {
        var guids = Array.ConvertAll(GuidTexts(arguments, customers), text => text is null ? Guid.Empty : Guid.Parse(text, CultureInfo.InvariantCulture));
        return Array.ConvertAll(customers, customer => guids[customer]);
    }

    /// <summary>The text keys of all rows, 36 bytes each.</summary>
    public static byte[] Utf8Texts(RigArguments arguments, int[] customers)
    {
        var texts = GuidTexts(arguments, customers);
        var bytes = GC.AllocateUninitializedArray<byte>(customers.Length * 36);
        for (var row = 0; row < customers.Length; row++)
        {
            Encoding.ASCII.GetBytes(texts[customers[row]], bytes.AsSpan(row * 36));
        }

        return bytes;
    }

    private static string[] GuidTexts(RigArguments arguments, int[] customers)
    {
        var texts = new string[customers.Max() + 1];
        foreach (var line in File.ReadLines(arguments.RowsFile("guids", ".tsv")))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            texts[int.Parse(line.AsSpan(0, tab), CultureInfo.InvariantCulture)] = line[(tab + 1)..];
        }

        return texts;
    }

    private static void Shuffle(int[] customers, int[] days, double[]? amounts = null)
    {
        ulong x = 5;
        for (var i = customers.Length - 1; i > 0; i--)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            var j = (int)(((x >> 32) * (ulong)(i + 1)) >> 32);
            (customers[i], customers[j]) = (customers[j], customers[i]);
            (days[i], days[j]) = (days[j], days[i]);
            if (amounts is not null)
            {
                (amounts[i], amounts[j]) = (amounts[j], amounts[i]);
            }
        }
    }

    private static void Scatter(int[] customers)
    {
        // One to one, so the number of customers stays; 0 never occurs.
        for (var i = 0; i < customers.Length; i++)
        {
            unchecked
            {
                var h = (uint)customers[i] + 1;
                h ^= h >> 16;
                h *= 0x85ebca6b;
                h ^= h >> 13;
                h *= 0xc2b2ae35;
                h ^= h >> 16;
                customers[i] = (int)h;
            }
        }
    }
}

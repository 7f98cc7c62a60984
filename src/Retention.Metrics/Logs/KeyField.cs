using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace Retention.Metrics.Logs;

/// <summary>Customer keys in a column of a database reader.</summary>
internal static class KeyField
{
    /// <summary>The key of the row that the reader stands on; a whole number of another type is converted when it fits.</summary>
    /// <exception cref="FormatException">The value is no such key.</exception>
    public static TKey Read<TKey>(DbDataReader reader, int column, long row)
        where TKey : notnull
    {
        // Asked for first: providers that refuse to convert do it by an exception, too slow for every row.
        var type = reader.GetFieldType(column);
        if (type != typeof(TKey) && IsInteger(typeof(TKey)) && (IsInteger(type) || type == typeof(decimal)))
        {
            var value = reader.GetValue(column);
            return Convert(value, typeof(TKey)) is TKey key ? key : throw Refused<TKey>(reader, column, row, value, null);
        }

        try
        {
            return reader.GetFieldValue<TKey>(column);
        }
        catch (Exception refused) when (refused is InvalidCastException or FormatException or OverflowException)
        {
            var value = reader.GetValue(column);
            return Convert(value, typeof(TKey)) is TKey key ? key : throw Refused<TKey>(reader, column, row, value, refused);
        }
    }

    private static FormatException Refused<TKey>(DbDataReader reader, int column, long row, object value, Exception? inner) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Column \"{reader.GetName(column)}\" of row {row} was {value} ({value.GetType().Name}), which is no {typeof(TKey).Name}. Name the type of the customer keys that the column has."), inner);

    private static bool IsInteger(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(byte) || type == typeof(uint) || type == typeof(ulong) || type == typeof(ushort) || type == typeof(sbyte);

    private static object? Convert(object value, Type type)
    {
        Int128? number = value switch
        {
            int i => i,
            long i => i,
            short i => i,
            byte i => i,
            uint i => i,
            ulong i => i,
            ushort i => i,
            sbyte i => i,
            decimal d when decimal.Truncate(d) == d => (Int128)d,
            _ => null,
        };
        return number is not { } whole ? null
            : type == typeof(int) ? Fit<int>(whole)
            : type == typeof(long) ? Fit<long>(whole)
            : type == typeof(short) ? Fit<short>(whole)
            : type == typeof(byte) ? Fit<byte>(whole)
            : type == typeof(uint) ? Fit<uint>(whole)
            : type == typeof(ulong) ? Fit<ulong>(whole)
            : type == typeof(ushort) ? Fit<ushort>(whole)
            : type == typeof(sbyte) ? Fit<sbyte>(whole)
            : null;
    }

    private static object? Fit<T>(Int128 whole)
        where T : IBinaryInteger<T>, IMinMaxValue<T> =>
        whole >= Int128.CreateChecked(T.MinValue) && whole <= Int128.CreateChecked(T.MaxValue) ? T.CreateChecked(whole) : null;
}

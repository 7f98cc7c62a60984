using System.Globalization;

namespace Retention.Metrics;

/// <summary>
/// A column of amounts as it stands in memory: decimals, 64-bit minor units (cents), or doubles that are declared to be multiples of a unit. Nothing is copied.
/// </summary>
/// <remarks>
/// Money is summed exactly, so a column of doubles has to say what it is made of: <c>MultiplesOf(0.01m, …)</c> takes 12.34 for 1,234 hundredths and refuses 12.345.
/// The default value is a column without amounts.
/// </remarks>
/// <example>
/// <code>
/// MoneyColumn.Of(decimals)                    // as they are
/// MoneyColumn.MinorUnits(cents, decimals: 2)  // 1999 is 19.99
/// MoneyColumn.MultiplesOf(0.01m, doubles)     // 19.99 is 1,999 hundredths exactly
/// </code>
/// </example>
public readonly ref struct MoneyColumn
{
    private MoneyColumn(ReadOnlySpan<decimal> decimals, ReadOnlySpan<long> integers, ReadOnlySpan<double> doubles, decimal unit)
    {
        Decimals = decimals;
        Integers = integers;
        Doubles = doubles;
        Unit = unit;
    }

    /// <summary>How many amounts there are.</summary>
    public int Length => Decimals.Length + Integers.Length + Doubles.Length;

    internal ReadOnlySpan<decimal> Decimals { get; }

    internal ReadOnlySpan<long> Integers { get; }

    internal ReadOnlySpan<double> Doubles { get; }

    /// <summary>What one minor unit is worth, or what every double is a multiple of; 0 for decimals.</summary>
    internal decimal Unit { get; }

    /// <summary>The amount of a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A double is not finite, not a multiple of the unit, or too large to be told from its neighbours.</exception>
    internal decimal this[int row]
    {
        get
        {
            if (Integers.Length > 0)
            {
                return Integers[row] * Unit;
            }

            return Doubles.Length > 0 ? UnitsOf(Doubles[row], Unit, row) * Unit : Decimals[row];
        }
    }

    /// <summary>Amounts that are decimals.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <returns>The column.</returns>
    public static implicit operator MoneyColumn(ReadOnlySpan<decimal> amounts) => Of(amounts);

    /// <summary>Amounts that are decimals.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <returns>The column.</returns>
    public static implicit operator MoneyColumn(decimal[] amounts) => Of(amounts);

    /// <summary>Amounts that are decimals.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <returns>The column.</returns>
    public static MoneyColumn Of(ReadOnlySpan<decimal> amounts) => new(amounts, default, default, 0);

    /// <summary>Amounts in minor units, as payment systems have them.</summary>
    /// <param name="amounts">The amounts: 1999 for 19.99.</param>
    /// <param name="decimals">How many decimals the currency has, inside [0..18]: 2 for most, 0 for the yen.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decimals"/> is not inside [0..18].</exception>
    public static MoneyColumn MinorUnits(ReadOnlySpan<long> amounts, int decimals = 2) => decimals is >= 0 and <= 18
        ? new(default, amounts, default, new decimal(1, 0, 0, false, (byte)decimals))
        : throw Guard.OutOfRange(nameof(decimals), decimals, "A number of decimals must be inside [0..18]");

    /// <summary>Amounts in doubles, each a multiple of a unit and at most 2^53 times it.</summary>
    /// <param name="unit">What every amount is a multiple of; above 0.</param>
    /// <param name="amounts">The amounts: each the double nearest to a multiple of <paramref name="unit"/>.</param>
    /// <returns>The column. An amount that is no multiple is refused when the column is read.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> is not above 0.</exception>
    public static MoneyColumn MultiplesOf(decimal unit, ReadOnlySpan<double> amounts) => unit > 0
        ? new(default, default, amounts, unit)
        : throw Guard.OutOfRange(nameof(unit), unit, "A unit of money must be above 0");

    /// <summary>How many units a double is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a whole number of them.</exception>
    internal static long UnitsOf(double amount, decimal unit, long row) => TryUnitsOf(amount, unit, out var units)
        ? units
        : throw Guard.OutOfRange("amounts", amount, string.Create(CultureInfo.InvariantCulture, $"The amount of row {row} must be a finite multiple of {unit}, at most 2^53 of them"));

    /// <summary>How many units a double is; false when it is not a whole number of them.</summary>
    internal static bool TryUnitsOf(double amount, decimal unit, out long units)
    {
        const double Exact = 9_007_199_254_740_992;
        var whole = Math.Round(amount / (double)unit);
        units = 0;
        if (!(Math.Abs(whole) <= Exact && Math.Abs(amount) < 7.9e27))
        {
            return false;
        }

        units = (long)whole;
        // The double nearest to a multiple is that multiple; any other double lies beside one.
        return (double)(units * unit) == amount;
    }
}

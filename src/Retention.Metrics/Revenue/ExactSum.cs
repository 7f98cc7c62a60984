namespace Retention.Metrics.Revenue;

/// <summary>A sum of amounts that never rounds while it grows, so that neither the order of the terms nor the number of threads can show.</summary>
internal interface IExactSum<TSelf, TValue>
    where TSelf : struct, IExactSum<TSelf, TValue>
{
    /// <summary>The sum and one more amount.</summary>
    static abstract TSelf Plus(TSelf sum, TValue amount);

    /// <summary>The sum without an amount.</summary>
    static abstract TSelf Minus(TSelf sum, TValue amount);

    /// <summary>Two sums together.</summary>
    static abstract TSelf Plus(TSelf left, TSelf right);

    /// <summary>The sum in currency units, a unit of the amounts being worth <paramref name="unit"/>.</summary>
    static abstract decimal ToDecimal(TSelf sum, decimal unit);

    /// <summary>Whether the sum is an amount again.</summary>
    static abstract bool Fits(TSelf sum);

    /// <summary>The sum as an amount, where it fits.</summary>
    static abstract TValue ToValue(TSelf sum);
}

/// <summary>The sum of 64-bit multiples of a unit: 2^63 terms fit.</summary>
internal readonly record struct ScaledSum(Int128 Units) : IExactSum<ScaledSum, long>
{
    public static ScaledSum Plus(ScaledSum sum, long amount) => new(sum.Units + amount);

    public static ScaledSum Minus(ScaledSum sum, long amount) => new(sum.Units - amount);

    public static ScaledSum Plus(ScaledSum left, ScaledSum right) => new(left.Units + right.Units);

    public static decimal ToDecimal(ScaledSum sum, decimal unit) => ToDecimal(sum.Units, unit);

    public static bool Fits(ScaledSum sum) => Int128.Abs(sum.Units) <= MovementKernel.Limit;

    public static long ToValue(ScaledSum sum) => (long)sum.Units;

    public static decimal ToDecimal(Int128 units, decimal unit)
    {
        var magnitude = (UInt128)Int128.Abs(units);
        return magnitude >> 96 == 0
            ? unchecked(new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), units < 0, 0)) * unit
            : throw new OverflowException("The sum of the amounts exceeds what a decimal can hold.");
    }
}

/// <summary>
/// The sum of any decimals, kept as whole units and 10^-28 parts of one in 128 bits each: exact for 2^31 terms of any size and scale.
/// Only the result is rounded, to the 28 digits of a decimal, and only if it has more.
/// </summary>
internal readonly record struct DecimalSum(Int128 Whole, Int128 Parts) : IExactSum<DecimalSum, decimal>
{
    private static readonly Int128[] Powers = CreatePowers();

    // 10^28: the finest part of a unit that a decimal can hold.
    private static readonly Int128 PartsPerUnit = Powers[28];

    public static DecimalSum Plus(DecimalSum sum, decimal amount) => Plus(sum, Split(amount));

    public static DecimalSum Minus(DecimalSum sum, decimal amount) => Plus(sum, Split(-amount));

    public static DecimalSum Plus(DecimalSum left, DecimalSum right) => new(left.Whole + right.Whole, left.Parts + right.Parts);

    public static decimal ToDecimal(DecimalSum sum, decimal unit) => sum.ToDecimal() * unit;

    public static bool Fits(DecimalSum sum) => true;

    public static decimal ToValue(DecimalSum sum) => sum.ToDecimal();

    public decimal ToDecimal()
    {
        // Carry the parts over, so that both have the sign of the sum and the second is below one unit.
        var (carry, parts) = Int128.DivRem(Parts, PartsPerUnit);
        var whole = Whole + carry;
        if (whole > 0 && parts < 0)
        {
            (whole, parts) = (whole - 1, parts + PartsPerUnit);
        }
        else if (whole < 0 && parts > 0)
        {
            (whole, parts) = (whole + 1, parts - PartsPerUnit);
        }

        return ScaledSum.ToDecimal(whole, 1m) + ScaledSum.ToDecimal(parts, 0.0000000000000000000000000001m);
    }

    private static DecimalSum Split(decimal amount)
    {
        var whole = decimal.Truncate(amount);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount - whole, bits);
        unchecked
        {
            var parts = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]) * Powers[28 - ((bits[3] >> 16) & 0xFF)];
            return new((Int128)whole, bits[3] < 0 ? -parts : parts);
        }
    }

    private static Int128[] CreatePowers()
    {
        var powers = new Int128[29];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// How unevenly an amount is spread over customers: Lorenz curve, Gini coefficient, and what the top spenders contribute.
/// </summary>
/// <remarks>
/// <para>With the amounts sorted ascending, x₍₁₎ ≤ … ≤ x₍ₙ₎: Lorenz L(k/n) = (x₍₁₎ + … + x₍ₖ₎) ÷ Σx; Gini = Σ(2i − n − 1)·x₍ᵢ₎ ÷ (n·Σx), from 0 (all alike) to 1 − 1/n
/// (one has everything); the unbiased form multiplies by n ÷ (n − 1).</para>
/// <para>Say an amount of what: per order, per period and lifetime are three different distributions. Ranking customers by the amount that is then measured makes the top look
/// further away than it is: part of every ranking is chance. <see cref="RankedOn(ReadOnlySpan{double}, ReadOnlySpan{double}, double)"/> ranks on one period and measures on another.</para>
/// <para>Undefined when there are no customers or nobody spent anything. Negative amounts are refused: net returns against purchases first.</para>
/// </remarks>
/// <example>
/// <code>
/// var spend = SpendConcentration.FromAmounts([1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 2m]);
/// spend.Gini             // 0.0818
/// spend.Top(0.10).Share  // 0.1818
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class SpendConcentration : IRendersHtml, IEquatable<SpendConcentration>
{
    private const double FourUnits = 1.0 / (1L << 50);

    // Ascending. Shares are ratios, so a factor that keeps the sum in range may be on all of them.
    private readonly double[] _sorted;
    private readonly double _total;

    [JsonConstructor]
    internal SpendConcentration(IReadOnlyList<double> amounts)
        : this(AscendingSort.Of([.. amounts], nameof(amounts)))
    {
    }

    private SpendConcentration(double[] sorted)
    {
        _sorted = sorted;
        if (sorted.Length > 0 && sorted[^1] > double.MaxValue / sorted.Length)
        {
            for (var i = 0; i < sorted.Length; i++)
            {
                sorted[i] /= sorted.Length;
            }
        }

        _total = Sum(sorted);
        Gini = _total > 0 ? GiniOf(sorted) / _total : null;
    }

    /// <summary>How many customers there are.</summary>
    [JsonIgnore]
    public long Customers => _sorted.Length;

    /// <summary>The Gini coefficient, from 0 to 1 − 1/n; null when nobody spent anything.</summary>
    [JsonIgnore]
    public double? Gini { get; }

    /// <summary>The Gini coefficient times n ÷ (n − 1), from 0 to 1; null for fewer than two customers or when nobody spent anything.</summary>
    [JsonIgnore]
    public double? UnbiasedGini => Customers > 1 && Gini is { } gini ? Math.Min(1, gini * Customers / (Customers - 1)) : null;

    /// <summary>Why <see cref="Gini"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Customers == 0 ? "there are no customers" : Gini is null ? "nobody spent anything" : null;

    [JsonInclude]
    internal IReadOnlyList<double> Amounts => _sorted;

    /// <summary>Takes the amounts of customers.</summary>
    /// <param name="amounts">One amount for each customer; zero or more.</param>
    /// <returns>The concentration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="amounts"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative; the message has its value and position.</exception>
    public static SpendConcentration FromAmounts(IEnumerable<decimal> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        return new(AscendingSort.Of([.. amounts.Select(amount => (double)amount)], nameof(amounts)));
    }

    /// <summary>Takes a column of values of customers: amounts as doubles, orders, visits.</summary>
    /// <param name="values">One value for each customer; finite, zero or more. The column is not changed.</param>
    /// <returns>The concentration. Ten million amounts take a few tenths of a second.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, NaN or infinite; the message has it and its position.</exception>
    public static SpendConcentration FromValues(ReadOnlySpan<double> values) => new(AscendingSort.Of(values.ToArray(), nameof(values)));

    /// <summary>Ranks customers on one amount and measures the top on another, such as last year's and this year's spend, so that chance does not select and count at once.</summary>
    /// <param name="ranking">The amount that decides who is at the top, one for each customer.</param>
    /// <param name="measured">The amount that is measured, of the same customers in the same order; finite, zero or more.</param>
    /// <param name="fraction">The part of the customers, inside (0..1].</param>
    /// <returns>What the top of the ranking contributes to the measured amount.</returns>
    /// <exception cref="ArgumentException">The two columns differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative, NaN or infinite, or the fraction is not inside (0..1].</exception>
    /// <remarks>Where customers tie for the last places, each of them counts with an equal part of those places, so that the order of the rows does not matter.</remarks>
    public static TopSpenders RankedOn(ReadOnlySpan<double> ranking, ReadOnlySpan<double> measured, double fraction)
    {
        Part(fraction, nameof(fraction));
        if (ranking.Length != measured.Length)
        {
            throw new ArgumentException($"There are {Text.Count(ranking.Length)} amounts to rank by and {Text.Count(measured.Length)} to measure. They must belong to the same customers.", nameof(measured));
        }

        var order = AscendingSort.Of(ranking.ToArray(), nameof(ranking));
        // Sorting checks the amounts; a second place to check them would be a second set of words.
        _ = AscendingSort.Of(measured.ToArray(), nameof(measured));
        if (order.Length == 0)
        {
            return new(fraction, 0, 0, null, null);
        }

        var count = Count(fraction, order.Length);
        var last = order[^count];
        double above = 0;
        double tied = 0;
        double below = 0;
        var countAbove = 0;
        var countTied = 0;
        for (var i = 0; i < ranking.Length; i++)
        {
            var amount = measured[i] / ranking.Length;
            if (ranking[i] > last)
            {
                above += amount;
                countAbove++;
            }
            else if (ranking[i] == last)
            {
                tied += amount;
                countTied++;
            }
            else
            {
                below += amount;
            }
        }

        var part = (double)(count - countAbove) / countTied;
        return Of(fraction, count, ranking.Length, above + (part * tied), below + ((1 - part) * tied));
    }

    /// <summary>What the biggest spenders contribute.</summary>
    /// <param name="fraction">The part of the customers, inside (0..1]: 0.10 for the top 10 %. It is rounded up to whole customers, and 0.10 of 10 is exactly 1.</param>
    /// <returns>Their number, share and ratio of means.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not inside (0..1].</exception>
    public TopSpenders Top(double fraction)
    {
        Part(fraction, nameof(fraction));
        if (_sorted.Length == 0)
        {
            return new(fraction, 0, 0, null, null);
        }

        var count = Count(fraction, _sorted.Length);
        return Of(fraction, count, _sorted.Length, Sum(_sorted.AsSpan(^count..)), Sum(_sorted.AsSpan(..^count)));
    }

    /// <summary>The share of the total that the smallest spenders have: the Lorenz curve at one point, straight between customers.</summary>
    /// <param name="fraction">The part of the customers from the smallest up, inside [0..1].</param>
    /// <returns>L(fraction), from 0 to 1; null when nobody spent anything.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not inside [0..1].</exception>
    public double? Lorenz(double fraction)
    {
        Guard.Fraction(fraction);
        if (!(_total > 0))
        {
            return null;
        }

        var place = fraction * _sorted.Length;
        var whole = (int)place;
        var beyond = whole < _sorted.Length ? (place - whole) * _sorted[whole] : 0;
        return Math.Min(1, (Sum(_sorted.AsSpan(..whole)) + beyond) / _total);
    }

    /// <summary>The whole Lorenz curve: the share of the k smallest spenders for k = 0 to n.</summary>
    /// <returns>n + 1 numbers from 0 to 1, ascending and convex; null when nobody spent anything.</returns>
    public IReadOnlyList<double>? LorenzCurve()
    {
        if (!(_total > 0))
        {
            return null;
        }

        var curve = new double[_sorted.Length + 1];
        var sum = default(CompensatedSum);
        for (var i = 0; i < _sorted.Length; i++)
        {
            sum.Add(_sorted[i]);
            curve[i + 1] = Math.Min(1, sum.Value / _total);
        }

        curve[^1] = 1;
        return curve;
    }

    /// <summary>Whether the other concentration is of the same amounts.</summary>
    /// <param name="other">The other concentration.</param>
    /// <returns>True when the amounts are equal, in whatever order they were given.</returns>
    public bool Equals(SpendConcentration? other) => other is not null && _sorted.AsSpan().SequenceEqual(other._sorted);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpendConcentration);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_sorted.Length, _total);

    /// <summary>Gini coefficient and top 10 % in one line, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Gini is { } gini ? $"Gini {Text.Number(gini, 3)}; {Top(0.1)}" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Concentration of spend: Gini coefficient", Gini is { } gini ? Text.Number(gini, 3) : Text.NotAvailable)
            .Row("Customers", Text.Count(Customers));
        foreach (var fraction in (ReadOnlySpan<double>)[0.01, 0.1, 0.2, 0.5])
        {
            card.Row("Share of the top " + Text.Percent(fraction, 0), Customers > 0 ? Text.Percent(Top(fraction).Share) : null);
        }

        return card.Note(WhyUndefined).ToString();
    }

    internal static void CheckPart(double fraction) => Part(fraction, nameof(fraction));

    internal static int CountOf(double fraction, int customers) => Count(fraction, customers);

    internal static TopSpenders TopOf(double fraction, int count, int customers, double top, double rest) => Of(fraction, count, customers, top, rest);

    private static TopSpenders Of(double fraction, int count, int customers, double top, double rest)
    {
        var total = top + rest;
        var ratio = rest > 0 ? top / count / (rest / (customers - count)) : double.NaN;
        return new(fraction, count, customers, total > 0 ? top / total : null, double.IsFinite(ratio) ? ratio : null);
    }

    /// <summary>
    /// ⌈q·n⌉, where a q·n within four units in the last place of a whole number is that number: 0.1 of 10 is 1, although the double 0.1 lies above a tenth,
    /// and 1 − 0.7 of 10 is 3.
    /// </summary>
    private static int Count(double fraction, int customers)
    {
        var exact = fraction * customers;
        var nearest = Math.Round(exact);
        var count = nearest >= 1 && Math.Abs(exact - nearest) <= exact * FourUnits ? nearest : Math.Ceiling(exact);
        return Math.Clamp((int)count, 1, customers);
    }

    private static void Part(double fraction, string name)
    {
        if (!(fraction > 0 && fraction <= 1))
        {
            throw Guard.OutOfRange(name, fraction, "It is a fraction and must be inside (0..1] (10 % is 0.10)");
        }
    }

    /// <summary>Σ(2i − n − 1)·x₍ᵢ₎ ÷ n, by pairs from both ends: every term is zero or more, so that equal amounts give exactly 0.</summary>
    private static double GiniOf(ReadOnlySpan<double> sorted)
    {
        var n = sorted.Length;
        var sum = default(CompensatedSum);
        for (var i = 0; i < n / 2; i++)
        {
            sum.Add((sorted[n - 1 - i] - sorted[i]) * ((n - 1 - (2.0 * i)) / n));
        }

        return sum.Value;
    }

    /// <summary>A compensated sum in eight lanes: the same digits on every machine, whatever the width of its vectors, at the speed of reading memory.</summary>
    private static double Sum(ReadOnlySpan<double> amounts)
    {
        var pairs = MemoryMarshal.Cast<double, Pair>(amounts);
        var (a, b) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var (lostOfA, lostOfB) = (a, b);
        foreach (ref readonly var pair in pairs)
        {
            a = Plus(a, pair.First, ref lostOfA);
            b = Plus(b, pair.Second, ref lostOfB);
        }

        var sum = default(CompensatedSum);
        for (var lane = 0; lane < 4; lane++)
        {
            sum.Add(a[lane]);
            sum.Add(b[lane]);
            sum.Add(lostOfA[lane]);
            sum.Add(lostOfB[lane]);
        }

        sum.Add(amounts[(pairs.Length * 8)..]);
        return sum.Value;
    }

    /// <summary>Knuth's sum of two numbers, which also gives what was rounded away.</summary>
    private static Vector256<double> Plus(Vector256<double> sum, Vector256<double> term, ref Vector256<double> lost)
    {
        var total = sum + term;
        var taken = total - sum;
        lost += (sum - (total - taken)) + (term - taken);
        return total;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Pair
    {
        public readonly Vector256<double> First;
        public readonly Vector256<double> Second;
    }
}

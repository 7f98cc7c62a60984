using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>
/// A part of a whole that keeps both counts: 950 of 1,000. The evidence under every rate of the library.
/// </summary>
/// <remarks>
/// <para>Proportions pool by adding their counts (<c>a + b</c>), never by averaging their values.</para>
/// <para>The default value is 0 of 0: nothing was counted, <see cref="Value"/> is null, and it is the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// Proportion buyers = Proportion.Of(950, total: 1_000);
/// buyers.Value                       // 0.95
/// buyers.Interval()                  // 0.9347–0.9619 (95 %, Wilson)
/// buyers + Proportion.Of(1, 10)      // 951 of 1,010
/// Console.WriteLine(buyers);         // 95.0 % (950 of 1,000; 95 % CI 93.5–96.2)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct Proportion
    : IAdditionOperators<Proportion, Proportion, Proportion>, IAdditiveIdentity<Proportion, Proportion>, IRendersHtml
{
    /// <summary>Makes a proportion from its two counts.</summary>
    /// <param name="count">The part: how many had the property. Inside [0..<paramref name="total"/>].</param>
    /// <param name="total">The whole: how many there were. Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    [JsonConstructor]
    public Proportion(long count, long total)
    {
        Total = Guard.Count(total);
        Count = Guard.Part(count, total, nameof(total));
    }

    /// <summary>The proportion 0 of 0, which changes nothing when added.</summary>
    public static Proportion AdditiveIdentity => default;

    /// <summary>The part: how many had the property.</summary>
    public long Count { get; }

    /// <summary>The whole: how many there were.</summary>
    public long Total { get; }

    /// <summary>The part as a fraction of the whole, count ÷ total, from 0 to 1; null when the whole is 0.</summary>
    public double? Value => Total == 0 ? null : (double)Count / Total;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Total == 0 ? "0 of 0: there was nothing to count" : null;

    /// <summary>The rest of the whole: 50 of 1,000 for 950 of 1,000.</summary>
    [JsonIgnore]
    public Proportion Complement => new(Total - Count, Total);

    /// <summary>Pools two proportions of disjoint wholes by adding their counts.</summary>
    /// <param name="left">One proportion.</param>
    /// <param name="right">The other one; no unit may be counted in both.</param>
    /// <returns>The sum of the counts of the sum of the totals.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static Proportion operator +(Proportion left, Proportion right) => new(checked(left.Count + right.Count), checked(left.Total + right.Total));

    /// <summary>Makes a proportion from its two counts.</summary>
    /// <param name="count">The part: how many had the property. Inside [0..<paramref name="total"/>].</param>
    /// <param name="total">The whole: how many there were. Zero or more.</param>
    /// <returns>The proportion.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static Proportion Of(long count, long total) => new(count, total);

    /// <summary>Counts the items of a sequence for which a condition holds, in one pass.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The whole.</param>
    /// <param name="condition">What makes an item part of the count.</param>
    /// <returns>How many items satisfied the condition, of how many.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Proportion Of<T>(IEnumerable<T> items, Func<T, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(condition);
        long count = 0;
        long total = 0;
        foreach (var item in items)
        {
            total++;
            if (condition(item))
            {
                count++;
            }
        }

        return new(count, total);
    }

    /// <summary>Pools proportions of disjoint wholes by adding their counts. The pooled rate is weighted by the totals; it is not the mean of the rates.</summary>
    /// <param name="proportions">The proportions; an empty sequence gives 0 of 0.</param>
    /// <returns>The sum of the counts of the sum of the totals.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="proportions"/> is null.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static Proportion Pool(IEnumerable<Proportion> proportions)
    {
        ArgumentNullException.ThrowIfNull(proportions);
        Proportion sum = default;
        foreach (var proportion in proportions)
        {
            sum += proportion;
        }

        return sum;
    }

    /// <summary>A confidence interval for the proportion in the population that the whole was drawn from.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions, inside [0..1]; null when the whole is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    /// <remarks>At 0 of n and n of n the closed forms are used. Relative error at most 1e-13 against references of 50 digits.</remarks>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson)
    {
        Guard.Level(level);
        Guard.Defined(method);
        return Total == 0 ? null : BinomialIntervals.Of(Count, Total, level, method);
    }

    /// <summary>The value with its counts and 95 % Wilson interval, as "95.0 % (950 of 1,000; 95 % CI 93.5–96.2)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{Text.Percent(value)} ({Text.Count(Count)} of {Text.Count(Total)}; {Interval()!.Value.InPercent()})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => AddEvidence(new HtmlCard("Proportion", Text.Percent(Value))).ToString();

    /// <summary>The rows that every rate shows of its evidence.</summary>
    internal HtmlCard AddEvidence(HtmlCard card) => card
        .Row("Count", $"{Text.Count(Count)} of {Text.Count(Total)}")
        .Row("Interval", Interval() is { } interval ? $"{interval.InPercent()} % ({interval.Method})" : null)
        .Note(WhyUndefined)
        .Note(SmallSampleWarning);

    internal string? SmallSampleWarning => Total is > 0 and < 30 ? $"n = {Text.Count(Total)}, below 30: read the interval, not the value." : null;
}

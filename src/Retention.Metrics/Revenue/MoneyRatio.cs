using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// One sum of money over another, with both kept: 101,000 of 100,000. The evidence under the rates of revenue.
/// </summary>
/// <remarks>
/// <para>Ratios pool by adding numerators and denominators (<c>a + b</c>), never by averaging their values. Unlike a <see cref="Proportion"/> the
/// numerator may exceed the denominator or be negative, and there is no interval: two sums do not say how they vary between customers.</para>
/// <para>The default value is 0 of 0: <see cref="Value"/> is null, and it is the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// MoneyRatio q1 = new(numerator: 101_000m, denominator: 100_000m);
/// q1.Value                              // 1.01
/// q1 + new MoneyRatio(90m, 100m)        // 101,090 of 100,100
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct MoneyRatio
    : IAdditionOperators<MoneyRatio, MoneyRatio, MoneyRatio>, IAdditiveIdentity<MoneyRatio, MoneyRatio>, IRendersHtml
{
    /// <summary>Makes a ratio from its two sums.</summary>
    /// <param name="numerator">The sum above; any amount.</param>
    /// <param name="denominator">The sum below; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="denominator"/> is negative.</exception>
    [JsonConstructor]
    public MoneyRatio(decimal numerator, decimal denominator)
    {
        Numerator = numerator;
        Denominator = Guard.Amount(denominator);
    }

    /// <summary>The ratio 0 of 0, which changes nothing when added.</summary>
    public static MoneyRatio AdditiveIdentity => default;

    /// <summary>The sum above.</summary>
    public decimal Numerator { get; }

    /// <summary>The sum below.</summary>
    public decimal Denominator { get; }

    /// <summary>Numerator ÷ denominator; null when the denominator is 0.</summary>
    public double? Value => DecimalScale.Ratio(Numerator, Denominator);

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Denominator == 0 ? $"{Text.Money(Numerator)} of {Text.Money(0)}: there is nothing to divide by" : null;

    /// <summary>Whether there is nothing in it: 0 of 0.</summary>
    internal bool IsEmpty => Numerator == 0 && Denominator == 0;

    /// <summary>What is missing to the denominator: 7 of 100 for 93 of 100.</summary>
    internal MoneyRatio Complement => new(Denominator - Numerator, Denominator);

    /// <summary>Pools two ratios over disjoint customers or periods by adding their sums.</summary>
    /// <param name="left">One ratio.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The sum of the numerators over the sum of the denominators.</returns>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static MoneyRatio operator +(MoneyRatio left, MoneyRatio right) => new(left.Numerator + right.Numerator, left.Denominator + right.Denominator);

    /// <summary>The ratio in per cent with its sums, as "101.0 % (101,000.00 of 100,000.00)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Share(Value, Numerator, Denominator, WhyUndefined);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Card("Ratio", "Numerator", "Denominator").Note(WhyUndefined).ToString();

    /// <summary>The card that every rate of revenue shows.</summary>
    internal HtmlCard Card(string title, string above, string below) =>
        new HtmlCard(title, Text.Percent(Value)).Row(above, Text.Money(Numerator)).Row(below, Text.Money(Denominator));
}

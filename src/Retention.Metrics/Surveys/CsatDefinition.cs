using System.Globalization;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Surveys;

/// <summary>
/// What a customer-satisfaction score means: the scale, and how many of its best answers count as satisfied. Two definitions can differ by more than 20 points on the same answers.
/// </summary>
/// <example>
/// <code>
/// new CsatDefinition(minimum: 1, maximum: 7, topBoxes: 3)   // 5, 6 and 7 count as satisfied
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CsatDefinition
{
    /// <summary>Makes a definition.</summary>
    /// <param name="minimum">The worst answer.</param>
    /// <param name="maximum">The best answer; at most 10,000 above the worst.</param>
    /// <param name="topBoxes">How many of the best answers count as satisfied. Inside [1..<paramref name="maximum"/> − <paramref name="minimum"/>].</param>
    /// <exception cref="ArgumentOutOfRangeException">The ends are out of order or too far apart, or all or none of the answers would count.</exception>
    [JsonConstructor]
    public CsatDefinition(int minimum, int maximum, int topBoxes)
    {
        if (maximum <= minimum || (long)maximum - minimum > 10_000)
        {
            throw Guard.OutOfRange(nameof(maximum), maximum, string.Create(CultureInfo.InvariantCulture, $"The best answer must be 1 to 10,000 above the worst answer {minimum}"));
        }

        if (topBoxes < 1 || topBoxes > maximum - minimum)
        {
            throw Guard.OutOfRange(nameof(topBoxes), topBoxes, string.Create(CultureInfo.InvariantCulture, $"It must be inside [1..{maximum - minimum}]: some answers count as satisfied and some do not"));
        }

        Minimum = minimum;
        Maximum = maximum;
        TopBoxes = topBoxes;
    }

    /// <summary>1–5, of which 4 and 5 count ("top two boxes"). The usual one, and the default.</summary>
    public static CsatDefinition FivePointTopTwo { get; } = new(1, 5, 2);

    /// <summary>1–5, of which only 5 counts.</summary>
    public static CsatDefinition FivePointTopBox { get; } = new(1, 5, 1);

    /// <summary>1–7, of which 6 and 7 count. (Some count 5 as well: make that definition with three top boxes.)</summary>
    public static CsatDefinition SevenPointTopTwo { get; } = new(1, 7, 2);

    /// <summary>1–10, of which 9 and 10 count.</summary>
    public static CsatDefinition TenPointTopTwo { get; } = new(1, 10, 2);

    /// <summary>1–3 (bad, neutral, good), of which 3 counts.</summary>
    public static CsatDefinition ThreePoint { get; } = new(1, 3, 1);

    /// <summary>0 or 1: thumbs down or up.</summary>
    public static CsatDefinition Thumbs { get; } = new(0, 1, 1);

    /// <summary>The worst answer.</summary>
    public int Minimum { get; }

    /// <summary>The best answer.</summary>
    public int Maximum { get; }

    /// <summary>How many of the best answers count as satisfied.</summary>
    public int TopBoxes { get; }

    /// <summary>The worst answer that counts as satisfied.</summary>
    [JsonIgnore]
    public int SatisfiedFrom => Maximum - TopBoxes + 1;

    /// <summary>The definition in words, as "4–5 on 1–5".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => TopBoxes == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Maximum} on {Minimum}–{Maximum}")
        : string.Create(CultureInfo.InvariantCulture, $"{SatisfiedFrom}–{Maximum} on {Minimum}–{Maximum}");
}

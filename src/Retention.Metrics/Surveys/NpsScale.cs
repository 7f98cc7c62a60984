using System.Globalization;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Surveys;

/// <summary>
/// The answers that a "how likely are you to recommend" question offers, and where detractors end and promoters begin.
/// </summary>
/// <remarks>
/// The published Net Promoter Score has one scale: 0–10 with detractors 0–6, passives 7–8, promoters 9–10 (<see cref="ZeroToTen"/>, the default everywhere).
/// Any other scale moves the bins and gives a number that cannot be compared with published ones, so it must be spelled out here.
/// </remarks>
/// <example>
/// <code>
/// var oneToTen = new NpsScale(minimum: 1, maximum: 10, detractorsUpTo: 6, promotersFrom: 9);
/// NetPromoterScore.FromScores([10, 9, 3, 1], oneToTen)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NpsScale
{
    /// <summary>Makes a scale from its ends and its bins; whatever lies between the bins is passive.</summary>
    /// <param name="minimum">The worst answer.</param>
    /// <param name="maximum">The best answer; at most 10,000 above the worst.</param>
    /// <param name="detractorsUpTo">The best answer of a detractor. Inside [<paramref name="minimum"/>..<paramref name="promotersFrom"/> − 1].</param>
    /// <param name="promotersFrom">The worst answer of a promoter. At most <paramref name="maximum"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ends or the bins are out of order, or the scale is wider than 10,000.</exception>
    [JsonConstructor]
    public NpsScale(int minimum, int maximum, int detractorsUpTo, int promotersFrom)
    {
        if (maximum <= minimum || (long)maximum - minimum > 10_000)
        {
            throw Guard.OutOfRange(nameof(maximum), maximum, string.Create(CultureInfo.InvariantCulture, $"The best answer must be 1 to 10,000 above the worst answer {minimum}"));
        }

        if (promotersFrom <= minimum || promotersFrom > maximum)
        {
            throw Guard.OutOfRange(nameof(promotersFrom), promotersFrom, string.Create(CultureInfo.InvariantCulture, $"It must be inside [{minimum + 1}..{maximum}]"));
        }

        if (detractorsUpTo < minimum || detractorsUpTo >= promotersFrom)
        {
            throw Guard.OutOfRange(nameof(detractorsUpTo), detractorsUpTo, string.Create(CultureInfo.InvariantCulture, $"It must be inside [{minimum}..{promotersFrom - 1}], below the promoters"));
        }

        Minimum = minimum;
        Maximum = maximum;
        DetractorsUpTo = detractorsUpTo;
        PromotersFrom = promotersFrom;
    }

    /// <summary>The scale of the published score: 0–10, detractors 0–6, passives 7–8, promoters 9–10.</summary>
    public static NpsScale ZeroToTen { get; } = new(0, 10, 6, 9);

    /// <summary>The worst answer.</summary>
    public int Minimum { get; }

    /// <summary>The best answer.</summary>
    public int Maximum { get; }

    /// <summary>The best answer of a detractor.</summary>
    public int DetractorsUpTo { get; }

    /// <summary>The worst answer of a promoter.</summary>
    public int PromotersFrom { get; }

    /// <summary>How many different answers there are: 11 on 0–10.</summary>
    [JsonIgnore]
    public int Points => Maximum - Minimum + 1;

    /// <summary>The bins, as "0–10: detractors 0–6, promoters 9–10".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Minimum}–{Maximum}: detractors {Minimum}–{DetractorsUpTo}, promoters {PromotersFrom}–{Maximum}");

    /// <summary>+1 for a promoter, 0 for a passive, −1 for a detractor.</summary>
    internal int Sign(int score) => score >= PromotersFrom ? 1 : score <= DetractorsUpTo ? -1 : 0;

    internal bool Contains(int score) => score >= Minimum && score <= Maximum;

    /// <summary>The refusal of an answer that the scale does not have, at its position in what the caller passed.</summary>
    internal ArgumentOutOfRangeException Outside(string name, int score, long position) =>
        new(name, score, string.Create(CultureInfo.InvariantCulture, $"{name}[{position}] was {score}. A score must be inside [{Minimum}..{Maximum}]."));
}

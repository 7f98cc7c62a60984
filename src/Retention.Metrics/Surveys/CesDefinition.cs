using System.Globalization;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Surveys;

/// <summary>What a customer-effort score means: the scale, and which of its ends is the easy one.</summary>
/// <remarks>
/// CES 1.0 ("how much effort did you have to put forth", 1–5) is bad when high; CES 2.0 ("made it easy to handle my issue", 1–7, strongly disagree to strongly agree) is good when high.
/// A number without its version can be read backwards.
/// </remarks>
/// <example>
/// <code>
/// CustomerEffort.FromScores(answers, CesDefinition.Version1)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CesDefinition
{
    /// <summary>Makes a definition.</summary>
    /// <param name="minimum">The lowest answer.</param>
    /// <param name="maximum">The highest answer; 2 to 10,000 above the lowest.</param>
    /// <param name="higherIsBetter">Whether the high answers are the easy ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ends are out of order, too close or too far apart.</exception>
    [JsonConstructor]
    public CesDefinition(int minimum, int maximum, bool higherIsBetter)
    {
        if ((long)maximum - minimum is < 2 or > 10_000)
        {
            throw Guard.OutOfRange(nameof(maximum), maximum, string.Create(CultureInfo.InvariantCulture, $"The highest answer must be 2 to 10,000 above the lowest answer {minimum}"));
        }

        Minimum = minimum;
        Maximum = maximum;
        HigherIsBetter = higherIsBetter;
    }

    /// <summary>CES 1.0: effort from 1, very low, to 5, very high. A low mean is good.</summary>
    public static CesDefinition Version1 { get; } = new(1, 5, higherIsBetter: false);

    /// <summary>CES 2.0: agreement from 1 to 7 that it was made easy. A high mean is good. The default.</summary>
    public static CesDefinition Version2 { get; } = new(1, 7, higherIsBetter: true);

    /// <summary>The lowest answer.</summary>
    public int Minimum { get; }

    /// <summary>The highest answer.</summary>
    public int Maximum { get; }

    /// <summary>Whether the high answers are the easy ones.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>The scale and its direction, as "1–7, higher is better".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Minimum}–{Maximum}, {(HigherIsBetter ? "higher" : "lower")} is better");
}

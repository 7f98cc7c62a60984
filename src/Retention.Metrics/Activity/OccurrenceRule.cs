using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// How many matching rows a customer needs in a period to count as active in it. The default value asks for at least one.
/// </summary>
/// <example>
/// <code>
/// var regulars = activity.DaysActive(Period.Month(2026, 6), Granularity.Day, occurrences: OccurrenceRule.AtLeast(3));
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct OccurrenceRule
{
    private readonly int _atLeastLessOne;
    private readonly int _belowMost;

    [JsonConstructor]
    internal OccurrenceRule(int minimum, int maximum)
    {
        _atLeastLessOne = minimum >= 1 ? minimum - 1 : throw Guard.OutOfRange(nameof(minimum), minimum, "At least one row is needed");
        _belowMost = maximum >= minimum ? int.MaxValue - maximum : throw Guard.OutOfRange(nameof(maximum), maximum, $"It must not lie below the minimum, {Text.Count(minimum)}");
    }

    /// <summary>At least one row: the default.</summary>
    public static OccurrenceRule Any => default;

    /// <summary>The fewest rows that count.</summary>
    public int Minimum => _atLeastLessOne + 1;

    /// <summary>The most rows that count; <see cref="int.MaxValue"/> for no limit.</summary>
    public int Maximum => int.MaxValue - _belowMost;

    /// <summary>At least so many rows.</summary>
    /// <param name="count">1 or more.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static OccurrenceRule AtLeast(int count) => new(count, int.MaxValue);

    /// <summary>Exactly so many rows.</summary>
    /// <param name="count">1 or more.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static OccurrenceRule Exactly(int count) => new(count, count);

    /// <summary>At least one and at most so many rows: a period without any row is no activity.</summary>
    /// <param name="count">1 or more.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static OccurrenceRule AtMost(int count) => new(1, count);

    /// <summary>The rule in words: "at least 3".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Maximum == int.MaxValue ? $"at least {Text.Count(Minimum)}" : Minimum == Maximum ? $"exactly {Text.Count(Minimum)}" : $"{Text.Count(Minimum)} to {Text.Count(Maximum)}";
}

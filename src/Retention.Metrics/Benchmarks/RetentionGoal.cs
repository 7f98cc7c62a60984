using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// How many more customers must stay for a rate to reach a target: ⌈total × target⌉ − retained, and 0 when it is reached.
/// </summary>
/// <remarks>The default value has no customers: nothing can be said.</remarks>
/// <example>
/// <code>
/// RetentionGoal goal = RetentionGoal.Reach(0.77, Proportion.Of(60, total: 82));
/// goal.CustomersToSave      // 4: 64 of 82 are 78.0 %, 63 would be 76.8 %
/// Console.WriteLine(goal);  // keep 4 more customers: 64 of 82 instead of 60 for 77.0 %
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RetentionGoal : IRendersHtml
{
    [JsonConstructor]
    internal RetentionGoal(double target, Proportion current)
    {
        Target = Guard.Fraction(target);
        Current = current;
    }

    /// <summary>The rate to reach, as a fraction from 0 to 1.</summary>
    public double Target { get; }

    /// <summary>How many stay now, of how many.</summary>
    public Proportion Current { get; }

    /// <summary>How many must stay: the least whole number that is at least total × target; null when there are no customers.</summary>
    [JsonIgnore]
    public long? CustomersNeeded => Current.Total == 0 ? null : NeededOf(Current.Total);

    /// <summary>How many more must stay than do now; 0 when the target is reached, null when there are no customers.</summary>
    [JsonIgnore]
    public long? CustomersToSave => CustomersNeeded is { } needed ? Math.Max(0, needed - Current.Count) : null;

    /// <summary>Whether the rate is at the target or above; false when there are no customers.</summary>
    [JsonIgnore]
    public bool IsReached => CustomersToSave == 0;

    /// <summary>The goal of bringing a rate to a target.</summary>
    /// <param name="target">The rate to reach, as a fraction inside [0..1].</param>
    /// <param name="current">How many stay now, of how many.</param>
    /// <returns>The goal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The target is not inside [0..1].</exception>
    public static RetentionGoal Reach(double target, Proportion current) => new(target, current);

    /// <summary>What is to be done, in one sentence.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => CustomersToSave switch
    {
        null => $"{Text.NotAvailable} ({Current.WhyUndefined})",
        0 => $"reached: {Text.Count(Current.Count)} of {Text.Count(Current.Total)}, {Text.Count(CustomersNeeded!.Value)} needed for {Text.Percent(Target)}",
        { } more => $"keep {Text.Count(more)} more customer{(more == 1 ? string.Empty : "s")}: {Text.Count(CustomersNeeded!.Value)} of {Text.Count(Current.Total)} instead of {Text.Count(Current.Count)} for {Text.Percent(Target)}",
    };

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Customers to keep", CustomersToSave is { } more ? Text.Count(more) : Text.NotAvailable)
        .Row("Target", Text.Percent(Target))
        .Row("Now", $"{Text.Count(Current.Count)} of {Text.Count(Current.Total)}")
        .Row("Needed", CustomersNeeded is { } needed ? Text.Count(needed) : null)
        .Note(Current.WhyUndefined)
        .ToString();

    /// <summary>In decimals, which take the target as it was typed: 7 % of 100 customers are 7, though 0.07 × 100 is above 7 in binary.</summary>
    private long NeededOf(long total) => (long)decimal.Ceiling(total * (decimal)Target);
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>One step of a <see cref="Funnel"/>: how many reached it, and of how many.</summary>
/// <remarks>Made by a funnel. The default value is a nameless step that nobody reached.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct FunnelStep
{
    [JsonConstructor]
    internal FunnelStep(string? name, Proportion fromStart, Proportion? fromPrevious)
    {
        Name = name!;
        FromStart = fromStart;
        FromPrevious = fromPrevious;
    }

    /// <summary>The name of the step.</summary>
    public string Name => field ?? string.Empty;

    /// <summary>How many reached the step.</summary>
    [JsonIgnore]
    public long Count => FromStart.Count;

    /// <summary>Those who reached the step, of those who began the funnel.</summary>
    public Proportion FromStart { get; }

    /// <summary>Those who reached the step, of those who reached the one before; null for the first step.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Proportion? FromPrevious { get; }

    /// <summary>How many reached the step before and not this one; 0 for the first step.</summary>
    [JsonIgnore]
    public long Lost => FromPrevious is { } step ? step.Total - step.Count : 0;

    /// <summary>The step with its two rates, as "Paid: 120 (40.0 % of the step before, 12.0 % of the start)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => FromPrevious is { } step
        ? $"{Name}: {Text.Count(Count)} ({Text.Percent(step.Value)} of the step before, {Text.Percent(FromStart.Value)} of the start)"
        : $"{Name}: {Text.Count(Count)}";
}

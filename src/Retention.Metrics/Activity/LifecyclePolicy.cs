using System.Text.Json.Serialization;

namespace Retention.Metrics.Activity;

/// <summary>What "active" and "dormant" mean in a lifecycle table. Immutable; the default is one inactive period and any event.</summary>
/// <example>
/// <code>
/// var policy = LifecyclePolicy.Default with { DormantAfter = 3, Event = "order" };
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LifecyclePolicy
{
    private readonly EventFilter _event = EventFilter.Any;

    /// <summary>Makes the default policy.</summary>
    public LifecyclePolicy()
    {
    }

    // What a document leaves out is the default.
    [JsonConstructor]
    internal LifecyclePolicy(EventFilter? @event = null, OccurrenceRule occurrences = default, int dormantAfter = 1)
    {
        Event = @event ?? EventFilter.Any;
        Occurrences = occurrences;
        DormantAfter = dormantAfter;
    }

    /// <summary>Any event; dormant from the first inactive period on.</summary>
    public static LifecyclePolicy Default { get; } = new();

    /// <summary>Which events count as activity.</summary>
    public EventFilter Event { get => _event; init => _event = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>How many rows a period needs to count as active.</summary>
    public OccurrenceRule Occurrences { get; init; }

    /// <summary>After how many inactive periods in a row a customer is dormant; 1 unless told.</summary>
    public int DormantAfter
    {
        get => field + 1;
        init => field = value >= 1 ? value - 1 : throw Guard.OutOfRange(nameof(DormantAfter), value, "At least one inactive period makes a customer dormant");
    }

    /// <summary>The definition in words.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"active = {(Occurrences == OccurrenceRule.Any ? string.Empty : Occurrences + " × ")}{Event}; dormant after {Rendering.Text.Count(DormantAfter)} inactive period{(DormantAfter == 1 ? string.Empty : "s")}";
}

using System.Text.Json.Serialization;

namespace Retention.Metrics.Experiments;

/// <summary>A named group in a comparison of several rates. The default value is a nameless group of nobody.</summary>
public readonly record struct TestGroup
{
    [JsonConstructor]
    internal TestGroup(string label, Proportion proportion)
    {
        ArgumentNullException.ThrowIfNull(label);
        Label = label;
        Proportion = proportion;
    }

    /// <summary>The name of the group.</summary>
    public string Label { get => field ?? string.Empty; }

    /// <summary>How many of it have the property, of how many.</summary>
    public Proportion Proportion { get; }

    /// <summary>As "annual: 85.0 % (850 of 1,000)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Label}: {ExperimentText.Share(Proportion)}";
}

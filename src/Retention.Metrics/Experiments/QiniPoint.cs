using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>The customers with the highest scores down to one of them, on a <see cref="QiniCurve"/>. The default value is nobody.</summary>
public readonly record struct QiniPoint
{
    [JsonConstructor]
    internal QiniPoint(double score, Proportion treated, Proportion control)
    {
        Score = Guard.Finite(score);
        Treated = treated;
        Control = control;
    }

    /// <summary>The lowest score among them. All customers of one score are together.</summary>
    public double Score { get; }

    /// <summary>Those retained, of the treated among them.</summary>
    public Proportion Treated { get; }

    /// <summary>Those retained, of the untreated among them.</summary>
    public Proportion Control { get; }

    /// <summary>How many more were retained than if none had been treated: R₁ − R₀·N₁ ÷ N₀; null while one of the two groups has nobody among them.</summary>
    [JsonIgnore]
    public double? Incremental => Treated.Total == 0 || Control.Total == 0 ? null : Treated.Count - (Control.Value * Treated.Total);

    /// <summary>As "down to 0.80: 12.0 extra of 300 treated".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"down to {Text.Number(Score)}: {(Incremental is { } extra ? Text.Number(extra, 1) : Text.NotAvailable)} extra of {Text.Count(Treated.Total)} treated";
}

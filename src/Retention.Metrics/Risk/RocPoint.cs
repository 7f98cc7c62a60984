using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// A threshold of a score, and what becomes of the customers if those who reach it are taken for churners. The default value is a threshold for nobody.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct RocPoint
{
    [JsonConstructor]
    internal RocPoint(double? threshold, long truePositives, long falsePositives, long churned, long stayed)
    {
        Threshold = threshold is { } t ? Guard.Finite(t, nameof(threshold)) : null;
        Churned = Guard.Count(churned);
        Stayed = Guard.Count(stayed);
        TruePositives = Guard.Part(truePositives, churned, nameof(churned));
        FalsePositives = Guard.Part(falsePositives, stayed, nameof(stayed));
    }

    /// <summary>A customer whose score is at least this is flagged; half way between two scores. Null at the ends of the curve, where everybody or nobody is.</summary>
    public double? Threshold { get; }

    /// <summary>Flagged, and did churn.</summary>
    public long TruePositives { get; }

    /// <summary>Flagged, and stayed: an offer without need.</summary>
    public long FalsePositives { get; }

    /// <summary>All who churned.</summary>
    public long Churned { get; }

    /// <summary>All who stayed.</summary>
    public long Stayed { get; }

    /// <summary>How many are flagged.</summary>
    [JsonIgnore]
    public long Flagged => TruePositives + FalsePositives;

    /// <summary>Flagged, of those who churned: the true positive rate, or recall.</summary>
    [JsonIgnore]
    public Proportion Sensitivity => new(TruePositives, Churned);

    /// <summary>Not flagged, of those who stayed: the true negative rate.</summary>
    [JsonIgnore]
    public Proportion Specificity => new(Stayed - FalsePositives, Stayed);

    /// <summary>Churned, of those flagged: the positive predictive value. Undefined where nobody is flagged.</summary>
    [JsonIgnore]
    public Proportion Precision => new(TruePositives, Flagged);

    /// <summary>Sensitivity + specificity − 1; null when one of them is undefined.</summary>
    [JsonIgnore]
    public double? YoudenIndex => Sensitivity.Value + Specificity.Value - 1;

    /// <summary>As "from 0.45: sensitivity 80.0 %, specificity 60.0 %, precision 66.7 %; 6 of 10 flagged".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{(Threshold is { } t ? "from " + RocText.Score(t) : Flagged == 0 ? "nobody" : "everybody")}: sensitivity {Text.Percent(Sensitivity.Value)}, specificity {Text.Percent(Specificity.Value)}, precision {Text.Percent(Precision.Value)}; {Text.Count(Flagged)} of {Text.Count(Churned + Stayed)} flagged";
}

using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// Whether groups differ in the cumulative incidence of one reason for leaving while others compete: Gray's test, the log-rank test of incidences.
/// </summary>
/// <remarks>
/// <para>A log-rank test of that reason, with the others as censoring, asks whether those still there leave at different rates. Gray's test asks whether in the end, and by any time, different shares have
/// left for that reason. The two can disagree: a group that loses its customers to other reasons early has few left to lose to this one.</para>
/// <para>Scores Σ (1 − F(t−))^ρ·(d₁ − R₁·d ÷ R) with risk sets R = n·(1 − F(t−)) ÷ S(t−), and the covariance with its tie corrections of R's cmprsk. Gray, Annals of Statistics 16 (1988).</para>
/// </remarks>
/// <example>
/// <code>
/// GrayTest test = GrayTest.Between("payment failed", 0, ("card", card), ("invoice", invoice));
/// Console.WriteLine(test);             // payment failed: chi-squared 11.65 on 1 df, p &lt; .001
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class GrayTest : IEquatable<GrayTest>, IRendersHtml
{
    [JsonConstructor]
    internal GrayTest(string cause, double rho, IReadOnlyList<string> labels, IReadOnlyList<double> scores, double[][] covarianceRows)
    {
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(covarianceRows);
        Cause = cause;
        Rho = Guard.Finite(rho);
        Labels = LifetimeGroups.Checked(labels);
        Scores = Array.AsReadOnly(scores.ToArray());
        CovarianceRows = covarianceRows;
        Lifetimes.CheckLength(scores.Count, nameof(scores), Labels.Count, nameof(labels));
        Lifetimes.CheckLength(covarianceRows.Length, nameof(covarianceRows), Labels.Count, nameof(labels));
        var v = new double[Labels.Count, Labels.Count];
        for (var i = 0; i < covarianceRows.Length; i++)
        {
            Guard.Finite(scores[i], nameof(scores));
            Lifetimes.CheckLength(covarianceRows[i]?.Length ?? 0, nameof(covarianceRows), Labels.Count, nameof(labels));
            for (var j = 0; j < covarianceRows.Length; j++)
            {
                v[i, j] = Guard.Finite(covarianceRows[i]![j], nameof(covarianceRows));
            }
        }

        var (value, rank) = QuadraticForm.Of([.. scores], v);
        (ChiSquare, DegreesOfFreedom) = (rank == 0 ? null : value, rank);
    }

    /// <summary>The reason whose incidences are compared.</summary>
    public string Cause { get; }

    /// <summary>The exponent of the weight (1 − F)^ρ: 0 weighs all times alike, above 0 early ones more.</summary>
    public double Rho { get; }

    /// <summary>The names of the groups.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The score of each group: above 0 where more left for this reason than in all groups together.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>The statistic; null when nothing can be compared.</summary>
    public double? ChiSquare { get; }

    /// <summary>Its degrees of freedom: groups less one.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>The p-value of equal incidences; null when <see cref="ChiSquare"/> is.</summary>
    public double? PValue => ChiSquare is { } chi ? ChiSquared.UpperTail(chi, DegreesOfFreedom) : null;

    /// <summary>Why <see cref="ChiSquare"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => ChiSquare is not null ? null : Labels.Count < 2 ? "a comparison needs two groups" : "nobody left for this reason while two groups were at risk";

    [JsonInclude]
    [JsonPropertyName("covariance")]
    internal double[][] CovarianceRows { get; }

    /// <summary>Compares the incidence of a reason between groups.</summary>
    /// <param name="cause">The name of the reason; every group must know it.</param>
    /// <param name="rho">The exponent of the weight; 0 for none.</param>
    /// <param name="groups">The groups with their names; of disjoint customers.</param>
    /// <returns>The test. It is undefined, and says why, when nobody left for that reason.</returns>
    /// <exception cref="ArgumentException">A group does not know the reason, a name is repeated, a group has late entries, or <paramref name="rho"/> is not finite.</exception>
    public static GrayTest Between(string cause, double rho, params ReadOnlySpan<(string Label, CompetingRisks Risks)> groups)
    {
        ArgumentNullException.ThrowIfNull(cause);
        Guard.Finite(rho);
        var (labels, estimates, indexes) = (new List<string>(), new List<CompetingEstimate>(), new List<int>());
        foreach (var (label, risks) in groups)
        {
            ArgumentNullException.ThrowIfNull(risks, nameof(groups));
            if (risks.All.HasLateEntry)
            {
                throw new ArgumentException($"Gray's test is for customers observed from their start; those of {label} entered late.", nameof(groups));
            }

            labels.Add(label);
            estimates.Add(risks.Estimate);
            indexes.Add(risks.IndexOf(cause));
        }

        var sums = new GraySums([.. estimates], [.. indexes], rho);
        return new(cause, rho, labels, sums.Scores, sums.Covariance);
    }

    /// <summary>The covariance of the scores of two groups.</summary>
    /// <param name="group">The index of one group.</param>
    /// <param name="other">The index of another, or the same.</param>
    /// <returns>The covariance; the variance for the same group twice.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such group.</exception>
    public double Covariance(int group, int other)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfNegative(other);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(group, Labels.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(other, Labels.Count);
        return CovarianceRows[group][other];
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(GrayTest? other) =>
        other is not null && Cause == other.Cause && Rho == other.Rho && Labels.SequenceEqual(other.Labels, StringComparer.Ordinal) && Scores.SequenceEqual(other.Scores) && CovarianceRows.Zip(other.CovarianceRows).All(rows => rows.First.AsSpan().SequenceEqual(rows.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrayTest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cause, Rho, Labels.Count, ChiSquare);

    /// <summary>As "payment failed: chi-squared 11.65 on 1 df, p &lt; .001", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        ChiSquare is { } chi
            ? $"{Cause}: chi-squared {Text.Number(chi)} on {Text.Count(DegreesOfFreedom)} df, {Text.PValue(PValue!.Value)}{(Rho == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", rho {Rho}"))}"
            : $"{Cause}: {Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Gray's test", PValue is { } p ? Text.PValue(p) : Text.NotAvailable).Row("Test", ToString());
        for (var i = 0; i < Labels.Count; i++)
        {
            card.Row(Labels[i], $"score {Text.Signed(Scores[i], 2)}");
        }

        return card.Note(WhyUndefined).ToString();
    }
}

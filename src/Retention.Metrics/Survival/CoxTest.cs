using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>A chi-squared test of a Cox model: of all coefficients together, or of a column's proportional hazards. The default value is a test of nothing.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct CoxTest : IRendersHtml
{
    [JsonConstructor]
    internal CoxTest(string? name, double? chiSquare, int degreesOfFreedom)
    {
        Name = name ?? string.Empty;
        DegreesOfFreedom = (int)Guard.Count(degreesOfFreedom);
        ChiSquare = chiSquare is { } chi ? Guard.AtLeast(chi, 0, nameof(chiSquare)) : null;
    }

    /// <summary>What is tested.</summary>
    public string Name { get => field ?? string.Empty; }

    /// <summary>The statistic; null when there is nothing to test.</summary>
    public double? ChiSquare { get; }

    /// <summary>Its degrees of freedom.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>The p-value; null when <see cref="ChiSquare"/> is.</summary>
    public double? PValue => ChiSquare is { } chi && DegreesOfFreedom > 0 ? ChiSquared.UpperTail(chi, DegreesOfFreedom) : null;

    /// <summary>Why there is no statistic; null when there is one.</summary>
    [JsonIgnore]
    public string? WhyUndefined => ChiSquare is null ? "nothing to test" : null;

    /// <summary>As "likelihood ratio: chi-squared 20.62 on 2 df, p &lt; .001", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{(Name.Length == 0 ? string.Empty : Name + ": ")}{Outcome}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard(Name, PValue is { } p ? Text.PValue(p) : Text.NotAvailable).Row("Test", Outcome).ToString();

    [JsonIgnore]
    internal string Outcome => ChiSquare is { } chi && PValue is { } p
        ? $"chi-squared {Text.Number(chi)} on {Text.Count(DegreesOfFreedom)} df, {Text.PValue(p)}"
        : $"{Text.NotAvailable} ({WhyUndefined ?? "no degree of freedom"})";

    /// <summary>A statistic, or none when rounding left nothing that is one.</summary>
    internal static CoxTest Of(string name, double statistic, int degreesOfFreedom) => new(name, degreesOfFreedom > 0 && double.IsFinite(statistic) ? Math.Max(0, statistic) : null, degreesOfFreedom);
}

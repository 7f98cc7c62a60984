using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Models;

/// <summary>
/// One coefficient of a regression model: the estimate on the scale of the model (log hazard, log odds, log time), its standard error, test and intervals.
/// </summary>
/// <remarks>
/// The Wald test z = estimate ÷ standard error, and intervals estimate ± z(level)·standard error. A column that is constant or a combination of
/// earlier columns has no coefficient: the estimate is null and <see cref="WhyUndefined"/> says so. The default value is such a coefficient without a name.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct Coefficient : IRendersHtml
{
    [JsonConstructor]
    internal Coefficient(string? name, double? estimate, double? standardError)
    {
        Name = name ?? string.Empty;
        Estimate = estimate is { } value ? Guard.Finite(value, nameof(estimate)) : null;
        StandardError = standardError is { } error ? Guard.AtLeast(error, 0, nameof(standardError)) : null;
    }

    /// <summary>The name of the column.</summary>
    public string Name { get => field ?? string.Empty; }

    /// <summary>The estimate on the scale of the model; null when the column is constant or a combination of earlier ones.</summary>
    public double? Estimate { get; }

    /// <summary>The standard error of <see cref="Estimate"/>; null when there is none.</summary>
    public double? StandardError { get; }

    /// <summary>exp(estimate): the hazard ratio, odds ratio or time ratio of one more unit of the column; null when there is no estimate or it exceeds what a double holds.</summary>
    public double? Ratio => Estimate is { } b && Math.Exp(b) is var ratio && double.IsFinite(ratio) ? ratio : null;

    /// <summary>Estimate ÷ standard error; null when either is missing or the error is 0.</summary>
    public double? Z => Estimate is { } b && StandardError is > 0 and { } error && b / error is var z && double.IsFinite(z) ? z : null;

    /// <summary>The two-sided p-value of "the coefficient is 0" (Wald); null when <see cref="Z"/> is.</summary>
    public double? PValue => Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;

    /// <summary>Why there is no estimate; null when there is one.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Estimate is null ? "the column is constant or a combination of earlier columns" : null;

    /// <summary>The Wald interval of the estimate.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval; null when there is no standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (Estimate is not { } b || StandardError is not { } error)
        {
            return null;
        }

        var half = NormalDistribution.TwoSidedCritical(level) * error;
        return double.IsFinite(b - half) && double.IsFinite(b + half) ? new(b - half, b + half, level, "Wald") : null;
    }

    /// <summary>The interval of <see cref="Ratio"/>: exp of both ends of <see cref="Interval"/>.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval; null when there is no standard error, or an end exceeds what a double holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public ConfidenceInterval? RatioInterval(double level = 0.95) =>
        Interval(level) is { } interval && double.IsFinite(Math.Exp(interval.Upper)) ? new(Math.Exp(interval.Lower), Math.Exp(interval.Upper), level, "Wald, on the log scale") : null;

    /// <summary>As "price: 0.5213 ± 0.1034 (ratio 1.684), z = 5.04, p &lt; .001", or "price: n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Estimate is not { } b
            ? $"{Name}: {Text.NotAvailable} ({WhyUndefined})"
            : $"{Name}: {Significant(b)}{(StandardError is { } error ? " ± " + Significant(error) : string.Empty)}"
            + $"{(Ratio is { } ratio ? $" (ratio {Significant(ratio)})" : string.Empty)}{(Z is { } z ? $", z = {Text.Number(z)}, {Text.PValue(PValue!.Value)}" : string.Empty)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard(Name, Estimate is { } b ? Significant(b) : Text.NotAvailable)
        .Row("Standard error", StandardError is { } error ? Significant(error) : null)
        .Row("exp(estimate)", Ratio is { } ratio ? Significant(ratio) : null)
        .Row("Test", Z is { } z ? $"z = {Text.Number(z)}, {Text.PValue(PValue!.Value)}" : null)
        .Note(WhyUndefined)
        .ToString();

    /// <summary>Four significant digits, as tables of coefficients print them.</summary>
    internal static string Significant(double value) => value.ToString(Math.Abs(value) is >= 1e6 or (< 1e-4 and > 0) ? "0.###E+0" : "G4", CultureInfo.InvariantCulture);
}

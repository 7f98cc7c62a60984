using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// By how much a rate or a mean changed in a treated group beyond the change of a control group: the difference in differences.
/// </summary>
/// <remarks>
/// <para>(treated after − treated before) − (control after − control before). Whatever changed for both groups alike, a season or a price, drops out. The standard error adds the four squared errors, so the
/// four groups are four disjoint sets of customers (independent cross-sections); the same customers before and after need the pairs. The test is normal.</para>
/// <para>It holds as far as the groups would have moved in parallel without the treatment. That cannot be tested, only made likely by earlier periods; a random hold-out (<see cref="Uplift"/>)
/// needs no such assumption.</para>
/// <para>Undefined when one of the four is empty.</para>
/// <para>D. Card and A. B. Krueger, American Economic Review 84 (1994); J. D. Angrist and J.-S. Pischke, Mostly Harmless Econometrics (2009), section 5.2.</para>
/// </remarks>
/// <example>
/// <code>
/// DifferenceInDifferences effect = DifferenceInDifferences.Between(
///     treatedBefore: Proportion.Of(770, 1_000), treatedAfter: Proportion.Of(840, 1_000),
///     controlBefore: Proportion.Of(760, 1_000), controlAfter: Proportion.Of(780, 1_000));
/// Console.WriteLine(effect);        // +5.0 points (95 % CI -0.1 to 10.1; p = .053)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record DifferenceInDifferences : IRendersHtml
{
    [JsonConstructor]
    internal DifferenceInDifferences(SampleMean treatedBefore, SampleMean treatedAfter, SampleMean controlBefore, SampleMean controlAfter, double level)
    {
        (TreatedBefore, TreatedAfter, ControlBefore, ControlAfter) = (treatedBefore, treatedAfter, controlBefore, controlAfter);
        Level = Guard.Level(level);
        Effect = treatedAfter.Mean - treatedBefore.Mean - (controlAfter.Mean - controlBefore.Mean);
        if (Effect is null || treatedAfter.SquaredError + treatedBefore.SquaredError + controlAfter.SquaredError + controlBefore.SquaredError is not { } square)
        {
            return;
        }

        StandardError = Math.Sqrt(square);
        var half = NormalDistribution.TwoSidedCritical(level) * StandardError.Value;
        Interval = IsRate
            ? ConfidenceInterval.Clipped(Effect.Value - half, Effect.Value + half, level, "Wald", -2, 2)
            : new(Effect.Value - half, Effect.Value + half, level, "Wald");
        Z = square > 0 ? Effect / StandardError : null;
        PValue = Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;
    }

    /// <summary>The treated group before.</summary>
    public SampleMean TreatedBefore { get; }

    /// <summary>The treated group after.</summary>
    public SampleMean TreatedAfter { get; }

    /// <summary>The control group before.</summary>
    public SampleMean ControlBefore { get; }

    /// <summary>The control group after.</summary>
    public SampleMean ControlAfter { get; }

    /// <summary>The confidence level of the interval, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The change of the treated group less that of the control group: a fraction for rates, else in the unit of the means; null when one of the four is empty.</summary>
    public double? Effect { get; }

    /// <summary>The root of the sum of the four squared standard errors; null when one is not known.</summary>
    public double? StandardError { get; }

    /// <summary>The effect in standard errors; null when there is no test.</summary>
    public double? Z { get; }

    /// <summary>The two-sided p-value of no effect; null when <see cref="Z"/> is.</summary>
    public double? PValue { get; }

    /// <summary>The interval of the effect; null when the standard error is.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        PValue is not null ? null
        : Effect is null ? "one of the four groups is empty"
        : StandardError is null ? "one of the four groups has one value, which does not show how much values vary"
        : "nothing varies in any of the four groups";

    private bool IsRate => TreatedBefore.Proportion is not null && TreatedAfter.Proportion is not null && ControlBefore.Proportion is not null && ControlAfter.Proportion is not null;

    /// <summary>The effect on a rate.</summary>
    /// <param name="treatedBefore">The treated group before.</param>
    /// <param name="treatedAfter">The treated group after.</param>
    /// <param name="controlBefore">The control group before.</param>
    /// <param name="controlAfter">The control group after.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public static DifferenceInDifferences Between(Proportion treatedBefore, Proportion treatedAfter, Proportion controlBefore, Proportion controlAfter, double level = 0.95) =>
        new(SampleMean.Of(treatedBefore), SampleMean.Of(treatedAfter), SampleMean.Of(controlBefore), SampleMean.Of(controlAfter), level);

    /// <summary>The effect on a mean.</summary>
    /// <param name="treatedBefore">The treated group before.</param>
    /// <param name="treatedAfter">The treated group after.</param>
    /// <param name="controlBefore">The control group before.</param>
    /// <param name="controlAfter">The control group after.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public static DifferenceInDifferences Between(SampleMean treatedBefore, SampleMean treatedAfter, SampleMean controlBefore, SampleMean controlAfter, double level = 0.95) =>
        new(treatedBefore, treatedAfter, controlBefore, controlAfter, level);

    /// <summary>The effect with its interval and p-value, as "+5.0 points (95 % CI -0.1 to 10.1; p = .053)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Effect is null ? $"{Text.NotAvailable} ({WhyUndefined})"
        : $"{Headline} ({(Interval is { } i ? Ends(i) + "; " : string.Empty)}{(PValue is { } p ? Text.PValue(p) : "no test: " + WhyUndefined)})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Difference in differences", Effect is null ? Text.NotAvailable : Headline)
        .Row("Treated, before", TreatedBefore.ToString())
        .Row("Treated, after", TreatedAfter.ToString())
        .Row("Control, before", ControlBefore.ToString())
        .Row("Control, after", ControlAfter.ToString())
        .Row("Interval", Interval is { } i ? Ends(i) : null)
        .Row("Test", PValue is { } p ? Text.PValue(p) : null)
        .Note(WhyUndefined)
        .Note(Effect is null ? null : "Assumes that both groups would have moved in parallel.")
        .ToString();

    private string Headline => IsRate ? Text.Signed(Effect!.Value * 100) + " points" : Text.Signed(Effect!.Value, 2);

    private string Ends(in ConfidenceInterval interval) => IsRate ? ExperimentText.Points(interval) : ExperimentText.Ends(interval);
}

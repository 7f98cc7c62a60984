using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// Whether the means of two groups of customers differ, such as their spend, and by how much: Welch's t test, which does not assume that they vary alike.
/// </summary>
/// <remarks>
/// <para>t = (x̄₁ − x̄₂) ÷ √(s₁²/n₁ + s₂²/n₂), with Satterthwaite's degrees of freedom; R's <c>t.test</c>. It is about means, so the many customers who spend nothing belong in the values,
/// and with a few hundred customers skewed amounts do no harm. The typical customer is another question: <see cref="RankSumTest"/>.</para>
/// <para>Undefined when a group has fewer than two values. There is a difference but no test when no value differs from its mean.</para>
/// <para>B. L. Welch, Biometrika 34 (1947); F. E. Satterthwaite, Biometrics Bulletin 2 (1946).</para>
/// </remarks>
/// <example>
/// <code>
/// WelchTest test = WelchTest.Between([12.0, 15, 11, 18, 25, 9, 14, 30, 22, 17], [10.0, 13, 12, 16, 19, 8, 15, 21, 18, 12]);
/// Console.WriteLine(test);          // +2.90 (95 % CI -2.37 to 8.17; p = .259)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record WelchTest : IRendersHtml
{
    [JsonConstructor]
    internal WelchTest(SampleMean first, SampleMean second, double level)
    {
        (First, Second, Level) = (first, second, Guard.Level(level));
        Difference = first.Mean - second.Mean;
        if (Difference is { } difference && !double.IsFinite(difference))
        {
            throw Guard.OutOfRange(nameof(second), second.Mean!, string.Create(CultureInfo.InvariantCulture, $"Its distance from the mean of first, {first.Mean}, must be a finite number"));
        }

        if (first.SquaredError is not { } e1 || second.SquaredError is not { } e2 || first.Count < 2 || second.Count < 2)
        {
            return;
        }

        var square = e1 + e2;
        StandardError = Math.Sqrt(square);
        if (square == 0)
        {
            return;
        }

        // Shares of the variance, so that no fourth power over- or underflows.
        var (share1, share2) = (e1 / square, e2 / square);
        DegreesOfFreedom = 1 / ((share1 * share1 / (first.Count - 1)) + (share2 * share2 / (second.Count - 1)));
        T = Difference / StandardError;
        PValue = StudentT.TwoSidedPValue(T!.Value, DegreesOfFreedom.Value);
        var half = StudentT.TwoSidedCritical(level, DegreesOfFreedom.Value) * StandardError.Value;
        Interval = new(Difference!.Value - half, Difference.Value + half, level, "Welch");
    }

    /// <summary>The first group.</summary>
    public SampleMean First { get; }

    /// <summary>The group that it is compared with.</summary>
    public SampleMean Second { get; }

    /// <summary>The confidence level of the interval, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The mean of the first group less that of the second, in the unit of the values; null when a group is empty.</summary>
    public double? Difference { get; }

    /// <summary>The standard error of the difference; null when a group has fewer than two values.</summary>
    public double? StandardError { get; }

    /// <summary>The difference in standard errors; null when there is no test.</summary>
    public double? T { get; }

    /// <summary>Satterthwaite's degrees of freedom, not a whole number; null when there is no test.</summary>
    public double? DegreesOfFreedom { get; }

    /// <summary>The two-sided p-value of equal means.</summary>
    public double? PValue { get; }

    /// <summary>The interval of the difference, in the unit of the values.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        PValue is not null ? null
        : Difference is null ? "a group is empty"
        : StandardError is null ? "a group has one value, which does not show how much values vary"
        : "no value differs from the mean of its group";

    /// <summary>Compares two groups of different customers.</summary>
    /// <param name="first">One value per customer of the first group.</param>
    /// <param name="second">One value per customer of the second.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, values are so large, about 1e154, that their variance is not, or the level is not strictly between 0 and 1.</exception>
    public static WelchTest Between(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double level = 0.95)
    {
        Guard.Level(level);
        return new(SampleMean.Of(first, nameof(first)), SampleMean.Of(second, nameof(second)), level);
    }

    /// <summary>Compares two groups of different customers whose means are known.</summary>
    /// <param name="first">The first group.</param>
    /// <param name="second">The second group.</param>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The means are so far apart that no number says how far, or the level is not strictly between 0 and 1.</exception>
    public static WelchTest Between(SampleMean first, SampleMean second, double level = 0.95) => new(first, second, level);

    /// <summary>The difference with its interval and p-value, as "+2.90 (95 % CI -2.37 to 8.17; p = .259)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Difference is not { } difference ? $"{Text.NotAvailable} ({WhyUndefined})"
        : PValue is { } p ? $"{Text.Signed(difference, 2)} ({ExperimentText.Ends(Interval!.Value)}; {Text.PValue(p)})"
        : $"{Text.Signed(difference, 2)} (no test: {WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Difference of two means", Difference is { } difference ? Text.Signed(difference, 2) : Text.NotAvailable)
        .Row("First", First.ToString())
        .Row("Second", Second.ToString())
        .Row("Interval", Interval is { } i ? $"{ExperimentText.Ends(i)} ({i.Method})" : null)
        .Row("Test", T is { } t ? $"t = {Text.Number(t)} on {Text.Number(DegreesOfFreedom!.Value, 1)} df, {Text.PValue(PValue!.Value)}" : null)
        .Note(WhyUndefined)
        .ToString();
}

using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// The mean of what was measured in one group of customers, with what a comparison needs to know of it: how many there were and how much they vary.
/// </summary>
/// <remarks>
/// <para>Made from the values themselves, from their moments as a <c>GROUP BY</c> returns them, or from a <see cref="Proportion"/>, whose mean is its rate and whose variance is p(1 − p).</para>
/// <para>The default value is a group of nobody.</para>
/// </remarks>
/// <example>
/// <code>
/// SampleMean spend = SampleMean.Of([12.0, 15, 11, 18, 25, 9, 14, 30, 22, 17]);
/// Console.WriteLine(spend);         // 17.30 (n = 10; 95 % CI 12.55 to 22.05)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct SampleMean : IRendersHtml
{
    [JsonConstructor]
    internal SampleMean(long count, double? mean, double? variance, Proportion? proportion)
    {
        Proportion = proportion;
        if (proportion is { } p)
        {
            Count = p.Total;
            Mean = p.Value;
            // p(1 − p) as a product of counts, which is 0 exactly where nothing varies.
            Variance = p.Total == 0 ? null : p.Count / (double)p.Total * ((p.Total - p.Count) / (double)p.Total);
            return;
        }

        Count = Guard.Count(count);
        Mean = count == 0 ? null : Guard.Finite(mean ?? double.NaN, nameof(mean));
        Variance = count < 2 ? null : Guard.AtLeast(variance ?? double.NaN, 0, nameof(variance));
    }

    /// <summary>How many customers were measured.</summary>
    public long Count { get; }

    /// <summary>Their mean; null when there is nobody.</summary>
    public double? Mean { get; }

    /// <summary>The variance of one value: Σ(x − mean)² ÷ (n − 1), or p(1 − p) for a rate; null when it cannot be known.</summary>
    public double? Variance { get; }

    /// <summary>The counts when the values are yes or no; null when they are amounts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Proportion? Proportion { get; }

    /// <summary>√(variance ÷ n); null when the variance is.</summary>
    [JsonIgnore]
    public double? StandardError => SquaredError is { } square ? Math.Sqrt(square) : null;

    /// <summary>Why <see cref="StandardError"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Count == 0 ? "nobody was measured" : Variance is null ? "one value does not show how much values vary" : null;

    [JsonIgnore]
    internal double? SquaredError => Variance / Count;

    /// <summary>The mean of values.</summary>
    /// <param name="values">One value per customer. Customers without an order have spent 0 and belong here.</param>
    /// <returns>The mean.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not a finite number, or the values are so large, about 1e154, that their variance is none.</exception>
    public static SampleMean Of(ReadOnlySpan<double> values) => Of(values, nameof(values));

    /// <summary>The mean of amounts.</summary>
    /// <param name="amounts">One amount per customer. Customers without an order have spent 0 and belong here.</param>
    /// <returns>The mean.</returns>
    public static SampleMean Of(ReadOnlySpan<decimal> amounts)
    {
        var values = new double[amounts.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = DecimalNumber.ToDouble(amounts[i]);
        }

        return Of(values);
    }

    /// <summary>The mean of yes and no: a rate.</summary>
    /// <param name="proportion">The counts.</param>
    /// <returns>The rate as a mean, with the variance p(1 − p).</returns>
    public static SampleMean Of(Proportion proportion) => new(0, null, null, proportion);

    /// <summary>The mean of values that the caller knows by another name.</summary>
    internal static SampleMean Of(ReadOnlySpan<double> values, string name)
    {
        foreach (var value in values)
        {
            Guard.Finite(value, name);
        }

        if (values.IsEmpty)
        {
            return default;
        }

        var mean = CompensatedSum.Of(values) / values.Length;
        CompensatedSum squares = default;
        CompensatedSum rest = default;
        foreach (var value in values)
        {
            squares.Add((value - mean) * (value - mean));
            rest.Add(value - mean);
        }

        // The rounding of the mean enters the squares; the deviations, which should add up to 0, say by how much.
        var spread = squares.Value - (rest.Value * rest.Value / values.Length);
        return double.IsFinite(mean) && double.IsFinite(spread)
            ? new(values.Length, mean, values.Length > 1 ? Math.Max(0, spread) / (values.Length - 1) : null, null)
            : throw Guard.OutOfRange(name, Largest(values), "The values and the squares of their distances from the mean must add up to finite numbers, as values up to 1E+150 do; measure in a larger unit");

        static double Largest(ReadOnlySpan<double> values)
        {
            var largest = values[0];
            foreach (var value in values)
            {
                largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
            }

            return largest;
        }
    }

    /// <summary>A mean that was computed elsewhere.</summary>
    /// <param name="count">How many customers were measured; zero or more.</param>
    /// <param name="mean">Their mean; not read when there is nobody.</param>
    /// <param name="variance">The variance of one value with the divisor n − 1, as <c>VAR_SAMP</c> returns it; zero or more. Not read when there are fewer than two.</param>
    /// <returns>The mean.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static SampleMean FromMoments(long count, double mean, double variance) => new(count, mean, variance, null);

    /// <summary>Student's interval for the mean; for a rate its Wilson interval.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval; null when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (Proportion is { } counts)
        {
            return counts.Interval(level);
        }

        if (StandardError is not { } error)
        {
            return null;
        }

        var half = StudentT.TwoSidedCritical(level, Count - 1) * error;
        return new(Mean!.Value - half, Mean.Value + half, level, "Student t");
    }

    /// <summary>As "17.30 (n = 10; 95 % CI 12.55 to 22.05)", a rate as every rate, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Proportion is { } counts ? counts.ToString()
        : Mean is { } mean ? $"{Text.Number(mean)} (n = {Text.Count(Count)}{(Interval() is { } i ? "; " + ExperimentText.Ends(i) : string.Empty)})"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Proportion is { } counts ? counts.ToHtml() : new HtmlCard("Mean", Mean is { } mean ? Text.Number(mean) : Text.NotAvailable)
        .Row("Customers", Text.Count(Count))
        .Row("Interval", Interval() is { } i ? $"{ExperimentText.Ends(i)} ({i.Method})" : null)
        .Note(WhyUndefined)
        .ToString();
}

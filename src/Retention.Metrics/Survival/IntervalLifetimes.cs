using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// Lifetimes that are known only to lie between two bounds: the customer was there at the last survey and gone at the next, cancelled in some week of the month, or is
/// still running. One row per customer.
/// </summary>
/// <remarks>
/// <para>A row (lower, upper] says: longer than lower, and upper at most. Equal bounds are an exact lifetime. An upper bound of null: still running at lower (right-censored).
/// A lower bound of 0: gone by upper at the latest (left-censored).</para>
/// <para>Weights count as that many customers. Instances are immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// // Seen at the checks of weeks 1 to 4; the third is still there, the fourth is known to the day.
/// IntervalLifetimes weeks = IntervalLifetimes.From([1, 0, 4, 2.5], [2, 1, null, 2.5], unit: "weeks");
/// TurnbullCurve curve = TurnbullCurve.Fit(weeks);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class IntervalLifetimes : IEquatable<IntervalLifetimes>, IRendersHtml
{
    private readonly double[] _lower;
    private readonly double?[] _upper;
    private readonly double[] _weights;

    [JsonConstructor]
    internal IntervalLifetimes(double[]? lowerBounds, double?[]? upperBounds, double[]? weightsOfRows, string? unit)
    {
        _lower = lowerBounds ?? throw new ArgumentNullException(nameof(lowerBounds));
        _upper = upperBounds ?? throw new ArgumentNullException(nameof(upperBounds));
        _weights = weightsOfRows ?? [];
        Unit = unit;
        Check(_lower, _upper, _weights);
        for (var i = 0; i < _lower.Length; i++)
        {
            if (_upper[i] is not { } upper)
            {
                Running++;
            }
            else if (upper == _lower[i])
            {
                Exact++;
            }
        }
    }

    /// <summary>How many rows there are.</summary>
    [JsonIgnore]
    public int Count => _lower.Length;

    /// <summary>How many lifetimes are known exactly.</summary>
    [JsonIgnore]
    public int Exact { get; }

    /// <summary>How many still run.</summary>
    [JsonIgnore]
    public int Running { get; }

    /// <summary>How many ended between two different bounds.</summary>
    [JsonIgnore]
    public int Between => Count - Exact - Running;

    /// <summary>The sum of the weights: <see cref="Count"/> when there are none.</summary>
    [JsonIgnore]
    public double Weight => _weights.Length == 0 ? Count : _weights.Sum();

    /// <summary>What the bounds are counted in, such as "days"; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>The lower bounds.</summary>
    [JsonIgnore]
    public ReadOnlySpan<double> Lower => _lower;

    /// <summary>The upper bounds; null where the lifetime still runs.</summary>
    [JsonIgnore]
    public ReadOnlySpan<double?> Upper => _upper;

    /// <summary>The weights; empty when there are none.</summary>
    [JsonIgnore]
    public ReadOnlySpan<double> Weights => _weights;

    [JsonInclude]
    [JsonPropertyName("lower")]
    internal double[] LowerBounds => _lower;

    [JsonInclude]
    [JsonPropertyName("upper")]
    internal double?[] UpperBounds => _upper;

    [JsonInclude]
    [JsonPropertyName("weights")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? WeightsOfRows => _weights.Length == 0 ? null : _weights;

    /// <summary>Makes lifetimes from columns.</summary>
    /// <param name="lower">The lower bounds: finite, at least 0.</param>
    /// <param name="upper">The upper bounds: not below the lower one and above 0; null for a lifetime that still runs.</param>
    /// <param name="weights">Case weights, finite and above 0; empty for none.</param>
    /// <param name="unit">What the bounds are counted in, for the renderings.</param>
    /// <returns>The lifetimes.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    public static IntervalLifetimes From(ReadOnlySpan<double> lower, ReadOnlySpan<double?> upper, ReadOnlySpan<double> weights = default, string? unit = null)
    {
        // Checked here too, in the words of this method, before the columns are copied.
        Check(lower, upper, weights);
        return new(lower.ToArray(), upper.ToArray(), weights.ToArray(), unit);
    }

    /// <summary>Makes lifetimes from rows.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">The rows; read once.</param>
    /// <param name="lower">The lower bound: finite, at least 0.</param>
    /// <param name="upper">The upper bound; null for a lifetime that still runs.</param>
    /// <param name="weight">The case weight, above 0; 1 unless told.</param>
    /// <param name="unit">What the bounds are counted in, for the renderings.</param>
    /// <returns>The lifetimes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/>, <paramref name="lower"/> or <paramref name="upper"/> is null.</exception>
    /// <exception cref="ArgumentException">A value is out of its range; the message names its row.</exception>
    public static IntervalLifetimes From<T>(IEnumerable<T> rows, Func<T, double> lower, Func<T, double?> upper, Func<T, double>? weight = null, string? unit = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(lower);
        ArgumentNullException.ThrowIfNull(upper);
        var (from, to, weights) = (new List<double>(), new List<double?>(), new List<double>());
        foreach (var row in rows)
        {
            from.Add(lower(row));
            to.Add(upper(row));
            if (weight is not null)
            {
                weights.Add(weight(row));
            }
        }

        return From([.. from], [.. to], [.. weights], unit);
    }

    /// <summary>Whether the other holds the same rows in the same order.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(IntervalLifetimes? other) =>
        other is not null && Unit == other.Unit && _lower.AsSpan().SequenceEqual(other._lower) && _upper.AsSpan().SequenceEqual(other._upper) && _weights.AsSpan().SequenceEqual(other._weights);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntervalLifetimes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Exact, Running, Unit, Count == 0 ? 0 : _lower[0]);

    /// <summary>As "10 lifetimes: 0 exact, 7 between bounds, 3 still running".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Count == 0 ? "no lifetimes" : $"{Text.Count(Count)} lifetimes{(Unit is null ? string.Empty : " in " + Unit)}: {Text.Count(Exact)} exact, {Text.Count(Between)} between bounds, {Text.Count(Running)} still running";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Lifetimes between bounds", Text.Count(Count))
        .Row("Known exactly", Text.Count(Exact))
        .Row("Between two bounds", Text.Count(Between))
        .Row("Still running", Text.Count(Running))
        .Row("Sum of weights", _weights.Length > 0 ? SurvivalText.Amount(Weight) : null)
        .Row("Unit", Unit)
        .ToString();

    private static void Check(ReadOnlySpan<double> lower, ReadOnlySpan<double?> upper, ReadOnlySpan<double> weights)
    {
        Lifetimes.CheckLength(upper.Length, nameof(upper), lower.Length, nameof(lower));
        if (!weights.IsEmpty)
        {
            Lifetimes.CheckLength(weights.Length, nameof(weights), lower.Length, nameof(lower));
        }

        for (var i = 0; i < lower.Length; i++)
        {
            Guard.AtLeast(lower[i], 0, FormattableString.Invariant($"lower[{i}]"));
            if (upper[i] is { } bound && !(bound >= lower[i] && bound > 0 && bound <= double.MaxValue))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"upper[{i}]"), bound, FormattableString.Invariant($"An upper bound must be finite, above 0 and not below the lower bound {lower[i]}; null when the lifetime still runs"));
            }
        }

        for (var i = 0; i < weights.Length; i++)
        {
            Guard.Positive(weights[i], FormattableString.Invariant($"weights[{i}]"));
        }
    }
}

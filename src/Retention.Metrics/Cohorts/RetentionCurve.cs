using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

/// <summary>How a retention curve was made from the cells of a table.</summary>
public enum CurveMethod
{
    /// <summary>At each offset, all retained of all who have reached it: Σ retained ÷ Σ size over complete cells. Large cohorts weigh more.</summary>
    Pooled = 0,

    /// <summary>At each offset, the mean of the rates of the complete cells: every cohort weighs the same.</summary>
    Mean = 1,

    /// <summary>The product of the shares that survive each step, each step from the cohorts that have completed it (Kaplan and Meier, 1958). Cannot rise.</summary>
    KaplanMeier = 2,
}

/// <summary>One offset of a retention curve.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RetentionPoint : IRendersHtml
{
    [JsonConstructor]
    internal RetentionPoint(int offset, double? value, Proportion evidence, int cohorts, double? lower, double? upper)
    {
        Offset = (int)Guard.Count(offset);
        Value = value is { } v ? Guard.AtLeast(v, 0, nameof(value)) : null;
        Evidence = evidence;
        Cohorts = (int)Guard.Count(cohorts);
        Lower = lower;
        Upper = upper;
    }

    /// <summary>How many periods after the entry; with brackets, the number of the bracket.</summary>
    public int Offset { get; }

    /// <summary>The share retained as a fraction; null when no cell of this offset is complete.</summary>
    public double? Value { get; }

    /// <summary>
    /// The counts: the retained of all who have reached the offset. For <see cref="CurveMethod.KaplanMeier"/>, those who survived this step of those at risk in it.
    /// </summary>
    public Proportion Evidence { get; }

    /// <summary>How many cohorts the point is made from.</summary>
    public int Cohorts { get; }

    /// <summary>The lower end of the confidence interval at the level of the curve; null when there is none.</summary>
    public double? Lower { get; }

    /// <summary>The upper end of the confidence interval at the level of the curve; null when there is none.</summary>
    public double? Upper { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "no cohort has completed this offset" : null;

    /// <summary>The value with its interval and counts.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{Text.Percent(value)} ({Text.Count(Evidence.Count)} of {Text.Count(Evidence.Total)}{(Lower is { } l && Upper is { } u ? $"; CI {Text.PercentNumber(l)}–{Text.PercentNumber(u)}" : string.Empty)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The point as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Retention at offset {Text.Count(Offset)}", Text.Percent(Value))
        .Row("Counts", Value is null ? null : ToString())
        .Row("Cohorts", Text.Count(Cohorts))
        .Note(WhyUndefined)
        .ToString();
}

/// <summary>
/// Retention by time since the entry: one share per offset, over the cohorts that have completed it.
/// </summary>
/// <remarks>
/// <para>Intervals: Wilson for <see cref="CurveMethod.Pooled"/>; for <see cref="CurveMethod.Mean"/> the normal interval of a mean of independent proportions (Agresti–Coull variances), cut to [0..1];
/// for <see cref="CurveMethod.KaplanMeier"/> Greenwood's variance on the log–log scale.</para>
/// <para>Neighbouring offsets come from different sets of cohorts, so a pooled curve may rise where a cohort with better retention is the only one left.</para>
/// </remarks>
/// <example>
/// <code>
/// RetentionCurve curve = table.Curve();
/// double? dayThirty = curve[30].Value;
/// File.WriteAllText("curve.svg", curve.ToSvg());
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class RetentionCurve : IEquatable<RetentionCurve>, IRendersHtml
{
    private readonly RetentionPoint[] _points;

    [JsonConstructor]
    internal RetentionCurve(CurveMethod method, Granularity granularity, double level, IReadOnlyList<RetentionPoint> points)
    {
        Method = Guard.Defined(method);
        Granularity = granularity;
        Level = Guard.Level(level);
        ArgumentNullException.ThrowIfNull(points);
        _points = [.. points];
    }

    /// <summary>How the points were made.</summary>
    public CurveMethod Method { get; }

    /// <summary>How long an offset is.</summary>
    public Granularity Granularity { get; }

    /// <summary>The confidence level of the intervals as a fraction.</summary>
    public double Level { get; }

    /// <summary>The points, offset by offset from 0 on.</summary>
    public IReadOnlyList<RetentionPoint> Points => _points;

    /// <summary>The point at an offset.</summary>
    /// <param name="offset">The offset, inside [0..number of points − 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The curve has no such offset.</exception>
    public RetentionPoint this[int offset] =>
        offset >= 0 && offset < _points.Length ? _points[offset] : throw Guard.OutOfRange(nameof(offset), offset, _points.Length == 0 ? "The curve has no points" : $"An offset must be inside [0..{Text.Count(_points.Length - 1)}]");

    /// <summary>Whether two curves have the same points, made the same way.</summary>
    /// <param name="left">One curve.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(RetentionCurve? left, RetentionCurve? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two curves differ.</summary>
    /// <param name="left">One curve.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(RetentionCurve? left, RetentionCurve? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(RetentionCurve? other) =>
        other is not null && Method == other.Method && Granularity == other.Granularity && Level == other.Level && _points.AsSpan().SequenceEqual(other._points);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RetentionCurve);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Granularity, Level, _points.Length);

    /// <summary>One line per offset: the share, the counts, the interval.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        string.Join('\n', _points.Select(p => $"{Granularity.Name} {Text.Count(p.Offset)}: {p}"));
}

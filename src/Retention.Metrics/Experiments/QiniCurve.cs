using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// How well a score ranks customers by what a treatment does for them: customers retained extra when only those with the highest scores are treated.
/// </summary>
/// <remarks>
/// <para>Customers of a random experiment are sorted by falling score. For the first share φ of them, treated and not, the curve is u(φ) = R₁ − R₀·N₁ ÷ N₀: the treated who were retained less what as many
/// untreated would have been (Radcliffe's Qini curve). It ends at the extra customers of the whole treatment. A random order gives the straight line φ·u(1).</para>
/// <para>The <see cref="Coefficient"/> is the area between the curve and that line, ∫(u(φ) − φ·u(1))dφ, ÷ the number of treated: 0 for a random order, above 0 for a score that finds customers who can be
/// persuaded, at most ½. Customers of equal score enter together, so their order does not matter; where one group has nobody yet, the curve runs straight from the origin to the first point where both have.</para>
/// <para>Undefined when nobody was treated or everybody was.</para>
/// <para>N. J. Radcliffe, "Using control groups to target on predicted lift", Direct Marketing Analytics Journal (2007). Others divide by the area of a perfect model, or by that under the line; those ratios
/// depend on who can be persuaded and explode when the treatment has no effect on the whole.</para>
/// </remarks>
/// <example>
/// <code>
/// QiniCurve curve = QiniCurve.From(customers, c => c.Score, c => c.WasTreated, c => c.WasRetained);
/// curve.Coefficient          // 0.012
/// curve.At(0.3)              // retained extra when the best 30 % are treated
/// File.WriteAllText("qini.svg", curve.ToSvg());
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class QiniCurve : IEquatable<QiniCurve>, IRendersHtml
{
    private const int Drawn = 400;
    private readonly (double Share, double Extra)[] _line;

    [JsonConstructor]
    internal QiniCurve(IReadOnlyList<QiniPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        Points = Array.AsReadOnly(points.ToArray());
        for (var i = 1; i < Points.Count; i++)
        {
            var (a, b) = (Points[i - 1], Points[i]);
            if (!(b.Score < a.Score) || Shrinks(a.Treated, b.Treated) || Shrinks(a.Control, b.Control))
            {
                throw new ArgumentException($"The points are cumulative, by falling score; {b} cannot follow {a}.", nameof(points));
            }
        }

        var all = Points.Count == 0 ? default : Points[^1];
        (Treated, Control) = (all.Treated, all.Control);
        _line = [(0, 0), .. all.Incremental is null ? [] : Points.Where(p => p.Incremental is not null).Select(p => (((double)p.Treated.Total + p.Control.Total) / (Treated.Total + Control.Total), p.Incremental!.Value))];
        if (all.Incremental is not { } total)
        {
            return;
        }

        Total = total;
        Numerics.CompensatedSum area = default;
        for (var i = 1; i < _line.Length; i++)
        {
            // Trapezia of the distance from the straight line, which is 0 at both ends.
            area.Add((_line[i].Share - _line[i - 1].Share) * (Above(_line[i]) + Above(_line[i - 1])) / 2);
        }

        Coefficient = area.Value / Treated.Total;

        double Above((double Share, double Extra) point) => point.Extra - (point.Share * total);
    }

    /// <summary>One point per distinct score, from the highest score down; the last one is everybody.</summary>
    public IReadOnlyList<QiniPoint> Points { get; }

    /// <summary>Those retained, of all treated.</summary>
    [JsonIgnore]
    public Proportion Treated { get; }

    /// <summary>Those retained, of all who were not treated.</summary>
    [JsonIgnore]
    public Proportion Control { get; }

    /// <summary>Customers retained extra by treating everybody who was treated, u(1); null when there is no curve.</summary>
    public double? Total { get; }

    /// <summary>The area between the curve and the straight line, per treated customer; null when there is no curve.</summary>
    public double? Coefficient { get; }

    /// <summary>Why <see cref="Coefficient"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Treated.Total == 0 ? "nobody was treated" : Control.Total == 0 ? "nobody was held out" : null;

    /// <summary>Makes the curve from rows.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="customers">One row per customer of a random experiment.</param>
    /// <param name="score">The score; a higher one is treated earlier.</param>
    /// <param name="treated">Whether the customer was treated.</param>
    /// <param name="retained">Whether the customer was retained.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A score is not finite.</exception>
    public static QiniCurve From<T>(IEnumerable<T> customers, Func<T, double> score, Func<T, bool> treated, Func<T, bool> retained)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(treated);
        ArgumentNullException.ThrowIfNull(retained);
        var rows = customers.Select(c => (Score: Guard.Finite(score(c), nameof(score)), Kind: (treated(c) ? 2 : 0) + (retained(c) ? 1 : 0))).ToArray();
        return Cumulate([.. rows.Select(r => r.Score)], [.. rows.Select(r => r.Kind)]);
    }

    /// <summary>Makes the curve from columns.</summary>
    /// <param name="scores">The score of each customer; a higher one is treated earlier.</param>
    /// <param name="treated">Whether each was treated.</param>
    /// <param name="retained">Whether each was retained.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentException">The columns are not equally long.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A score is not finite.</exception>
    public static QiniCurve From(ReadOnlySpan<double> scores, ReadOnlySpan<bool> treated, ReadOnlySpan<bool> retained)
    {
        if (treated.Length != scores.Length || retained.Length != scores.Length)
        {
            throw new ArgumentException($"There are {Text.Count(scores.Length)} scores, {Text.Count(treated.Length)} treatments and {Text.Count(retained.Length)} outcomes.", treated.Length != scores.Length ? nameof(treated) : nameof(retained));
        }

        var kinds = new int[scores.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            Guard.Finite(scores[i], nameof(scores));
            kinds[i] = (treated[i] ? 2 : 0) + (retained[i] ? 1 : 0);
        }

        return Cumulate(scores.ToArray(), kinds);
    }

    /// <summary>Customers retained extra when only the share with the highest scores is treated, on the scale of this experiment.</summary>
    /// <param name="share">The share of customers, as a fraction from 0 to 1. Between two scores the curve is straight.</param>
    /// <returns>The height of the curve; null when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not inside [0..1].</exception>
    public double? At(double share)
    {
        Guard.Fraction(share);
        if (Coefficient is null)
        {
            return null;
        }

        var (low, high) = (0, _line.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = _line[middle].Share <= share ? (middle, high) : (low, middle);
        }

        var (a, b) = (_line[low], _line[high]);
        var t = (share - a.Share) / (b.Share - a.Share);
        return a.Extra + (t * (b.Extra - a.Extra));
    }

    /// <summary>Whether the other has the same points.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all points are equal.</returns>
    public bool Equals(QiniCurve? other) => other is not null && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as QiniCurve);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Points.Count, Treated, Control, Coefficient);

    /// <summary>The coefficient and the total, as "Qini coefficient 0.0120 (270 of 9,000 treated retained extra)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Coefficient is { } q ? $"Qini coefficient {Text.Number(q, 4)} ({Text.Number(Total!.Value, 0)} of {Text.Count(Treated.Total)} treated retained extra)" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show, with the picture.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Qini curve", Coefficient is { } q ? Text.Number(q, 4) : Text.NotAvailable)
        .Row("Treated", ExperimentText.Share(Treated))
        .Row("Control", ExperimentText.Share(Control))
        .Row("Retained extra in all", Total is { } total ? Text.Number(total, 0) : null)
        .Note(WhyUndefined)
        .ToString() + (Coefficient is null ? string.Empty : ToSvg());

    /// <summary>The curve and the straight line of a random order as a self-contained picture, readable in light and dark.</summary>
    /// <returns>The SVG element; an empty frame when there is no curve.</returns>
    public string ToSvg()
    {
        const int Left = 64, Top = 52, Width = 632, Height = 280;
        var (low, high) = (Math.Min(0, _line.Min(p => p.Extra)), Math.Max(_line.Max(p => p.Extra), 0));
        var span = high > low ? high - low : 1;
        var picture = new SvgPicture(Left + Width + 24, Top + Height + 50, "Qini curve").Text(Left, 24, "Qini curve", size: 15, bold: true).Text(Left, 42, ToString(), SvgPicture.Ink.Faint);
        for (var i = 0; i <= 4; i++)
        {
            picture.Text(X(i / 4.0), Top + Height + 20, Text.Percent(i / 4.0, 0), SvgPicture.Ink.Faint, "middle");
        }

        var levels = AxisTicks.Between(low, high, 4);
        foreach (var (y, label) in levels.Zip(AxisTicks.Labels(levels)))
        {
            picture.Line(Left, Y(y), Left + Width, Y(y)).Text(Left - 8, Y(y) + 4, label, SvgPicture.Ink.Faint, "end");
        }

        // A million scores are no more legible than a few hundred.
        var step = Math.Max(1, _line.Length / Drawn);
        return picture
            .Text(Left + (Width / 2.0), Top + Height + 40, "share of customers treated, highest scores first", SvgPicture.Ink.Faint, "middle")
            .Path([(X(0), Y(0)), (X(1), Y(Total ?? 0))], SvgPicture.Ink.Second, 1.5)
            .Path(_line.Where((_, i) => i % step == 0 || i == _line.Length - 1).Select(p => (X(p.Share), Y(p.Extra))))
            .ToString();

        static double X(double share) => Left + (Width * share);
        double Y(double extra) => Top + (Height * (high > low ? high - extra : 1) / span);
    }

    private static bool Shrinks(Proportion a, Proportion b) => b.Count < a.Count || b.Total < a.Total || b.Total - b.Count < a.Total - a.Count;

    private static QiniCurve Cumulate(double[] scores, int[] kinds)
    {
        Array.Sort(scores, kinds);
        var points = new List<QiniPoint>();
        Span<long> counts = stackalloc long[4];
        for (var i = scores.Length - 1; i >= 0; i--)
        {
            counts[kinds[i]]++;
            if (i == 0 || scores[i - 1] < scores[i])
            {
                points.Add(new(scores[i], new(counts[3], counts[2] + counts[3]), new(counts[1], counts[0] + counts[1])));
            }
        }

        return new(points);
    }
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// A ratio of two groups, of their rates or of their odds, with its confidence interval, which is not symmetric.
/// </summary>
/// <remarks>
/// <para>1 means no difference. A ratio whose denominator is 0 is larger than any number: then <see cref="Value"/> is null and <see cref="IsUnbounded"/> true, and an interval, where
/// the method gives one, has a lower end only. With 0 above and below there is no ratio.</para>
/// <para>The default value is a ratio of nobody.</para>
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RatioEstimate : IRendersHtml
{
    [JsonConstructor]
    internal RatioEstimate(double? value, bool isUnbounded, double? lower, double? upper, double level, string method, string? whyUndefined)
    {
        ArgumentNullException.ThrowIfNull(method);
        Value = value is { } v ? Guard.AtLeast(v, 0, nameof(value)) : null;
        IsUnbounded = isUnbounded && value is null;
        Lower = lower is { } l ? Guard.AtLeast(l, 0, nameof(lower)) : null;
        Upper = upper is { } u ? Guard.AtLeast(u, lower ?? 0, nameof(upper)) : null;
        Level = Guard.Level(level);
        Method = method;
        Reason = value is null ? whyUndefined : null;
    }

    /// <summary>The ratio; null when there is none, or none that is finite.</summary>
    public double? Value { get; }

    /// <summary>Whether the ratio is larger than any number: something above a denominator of 0.</summary>
    public bool IsUnbounded { get; }

    /// <summary>The lower end of the interval; null when there is no interval.</summary>
    public double? Lower { get; }

    /// <summary>The upper end of the interval; null when there is no interval, or when it has no upper end.</summary>
    public double? Upper { get; }

    /// <summary>The confidence level as a fraction.</summary>
    public double Level { get; }

    /// <summary>The name of the method of the interval.</summary>
    public string Method { get => field ?? string.Empty; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    public string? WhyUndefined => Value is null ? Reason ?? "nothing was compared" : null;

    private string? Reason { get; }

    /// <summary>As "2.70 (95 % CI 2.02–3.60)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? Short(value) + (Ends() is { } ends ? $" ({ends})" : string.Empty)
            : $"{Text.NotAvailable} ({WhyUndefined}{(Ends() is { } bound ? "; " + bound : string.Empty)})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Ratio", Value is { } value ? Short(value) : Text.NotAvailable)
        .Row("Interval", Ends() is { } ends ? $"{ends} ({Method})" : null)
        .Note(WhyUndefined)
        .ToString();

    /// <summary>above ÷ below with an interval that is symmetric on the scale of logarithms; without an interval where the error is not known.</summary>
    internal static RatioEstimate Log(double above, double below, double? logError, double level, string method, string whyNone)
    {
        if (!(below > 0))
        {
            return new(null, above > 0, null, null, level, method, above > 0 ? "the denominator is 0" : whyNone);
        }

        var ratio = above / below;
        if (logError is not { } error || !(ratio > 0))
        {
            return new(ratio, false, null, null, level, method, null);
        }

        var factor = Math.Exp(Numerics.NormalDistribution.TwoSidedCritical(level) * error);
        return new(ratio, false, ratio / factor, double.IsFinite(ratio * factor) ? ratio * factor : null, level, method, null);
    }

    private static string Short(double value) => value is > 0 and < 0.01 or >= 1e6 ? value.ToString("0.##e-0", System.Globalization.CultureInfo.InvariantCulture) : Text.Number(value);

    private string? Ends() => Lower is not { } lower ? null : Upper is { } upper ? $"{Text.Level(Level)} CI {Short(lower)}–{Short(upper)}" : $"{Text.Level(Level)} CI from {Short(lower)} on";
}

namespace Retention.Metrics.Numerics;

/// <summary>A function to minimize that also fills in its gradient. Positive infinity or NaN marks a point outside its domain.</summary>
internal delegate double ObjectiveWithGradient(ReadOnlySpan<double> point, Span<double> gradient);

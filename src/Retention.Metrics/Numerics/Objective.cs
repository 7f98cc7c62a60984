namespace Retention.Metrics.Numerics;

/// <summary>A function to minimize. Positive infinity or NaN marks a point outside its domain.</summary>
internal delegate double Objective(ReadOnlySpan<double> point);

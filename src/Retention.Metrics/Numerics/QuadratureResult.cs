using System.Runtime.InteropServices;

namespace Retention.Metrics.Numerics;

/// <summary>A definite integral and what is known of its error.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="ErrorEstimate">A conservative bound of the absolute error.</param>
/// <param name="Evaluations">How often the integrand was evaluated.</param>
/// <param name="Converged">False when the bound of subdivisions came before the tolerance.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QuadratureResult(double Value, double ErrorEstimate, int Evaluations, bool Converged);

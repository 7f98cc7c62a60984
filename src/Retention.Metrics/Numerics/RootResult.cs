using System.Runtime.InteropServices;

namespace Retention.Metrics.Numerics;

/// <summary>A zero of a function and how it was reached.</summary>
/// <param name="Root">The argument; within the tolerance of a sign change when <paramref name="Converged"/>.</param>
/// <param name="Value">The function there.</param>
/// <param name="Iterations">The number of steps.</param>
/// <param name="Converged">False when the iteration bound came first.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RootResult(double Root, double Value, int Iterations, bool Converged);

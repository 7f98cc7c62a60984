using System.Runtime.InteropServices;

namespace Retention.Metrics.Numerics;

/// <summary>
/// A running sum that keeps what each addition rounds away, so that a million small terms beside one large one are not lost.
/// </summary>
/// <remarks>
/// A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974) 39–51. The error does not grow with the number of terms
/// (2 ε |sum| + n² ε² Σ|x|). A mutable struct: keep it in a variable or a field, pass it by reference. Merging in a fixed order gives a fixed result.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    /// <summary>The sum of everything added; infinite when a term was, or when the sum overflowed.</summary>
    public readonly double Value => double.IsFinite(_sum) ? _sum + _lost : _sum;

    /// <summary>Adds a term.</summary>
    public void Add(double term)
    {
        Domain.NotNaN(term);
        double total = _sum + term;
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? (_sum - total) + term : (term - total) + _sum;
        _sum = total;
        if (!double.IsFinite(total)) _lost = 0;
        if (double.IsNaN(total)) throw new ArithmeticException("The sum holds both infinities.");
    }

    /// <summary>Adds every term of a span, in order.</summary>
    public void Add(ReadOnlySpan<double> terms)
    {
        foreach (double term in terms) Add(term);
    }

    /// <summary>Adds the terms of another sum: both of its parts, the large one first.</summary>
    public void Add(in CompensatedSum other)
    {
        Add(other._sum);
        _lost += double.IsFinite(_sum) ? other._lost : 0;
    }

    /// <summary>The sum of a span.</summary>
    public static double Of(ReadOnlySpan<double> terms)
    {
        CompensatedSum sum = default;
        sum.Add(terms);
        return sum.Value;
    }
}

namespace Retention.Metrics.Survival;

/// <summary>How the columns of a fitted model were put on a common scale: (x ÷ largest − mean) ÷ deviation. Three numbers, so that columns of 1e300 and of 1e-300 work.</summary>
internal sealed class CoxScale
{
    public CoxScale(double[] largest, double[] mean, double[] deviation)
    {
        ArgumentNullException.ThrowIfNull(largest);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        Lifetimes.CheckLength(mean.Length, nameof(mean), largest.Length, nameof(largest));
        Lifetimes.CheckLength(deviation.Length, nameof(deviation), largest.Length, nameof(largest));
        for (var k = 0; k < largest.Length; k++)
        {
            Guard.Positive(largest[k], nameof(largest));
            Guard.Finite(mean[k], nameof(mean));
            Guard.AtLeast(deviation[k], 0, nameof(deviation));
        }

        (Largest, Mean, Deviation) = (largest, mean, deviation);
    }

    public double[] Largest { get; }

    public double[] Mean { get; }

    public double[] Deviation { get; }

    /// <summary>Per unit of the column, what is per unit of the common scale; null when that is more than a double holds.</summary>
    public double? PerUnit(int column, double perStandard)
    {
        var value = perStandard == 0 ? 0 : perStandard / Deviation[column] / Largest[column];
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>A value on the common scale; infinite for one that is far beyond anything seen.</summary>
    public double Standard(int column, double value) => Deviation[column] == 0 ? 0 : ((value / Largest[column]) - Mean[column]) / Deviation[column];

    public bool Same(CoxScale other) => Largest.AsSpan().SequenceEqual(other.Largest) && Mean.AsSpan().SequenceEqual(other.Mean) && Deviation.AsSpan().SequenceEqual(other.Deviation);
}

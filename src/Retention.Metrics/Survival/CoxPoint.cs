namespace Retention.Metrics.Survival;

/// <summary>Coefficients on the common scale, and the likelihood there.</summary>
internal sealed class CoxPoint(int p)
{
    public double LogLikelihood { get; set; }

    /// <summary>The log-likelihood with its penalty.</summary>
    public double Objective { get; set; }

    public double[] Beta { get; } = new double[p];

    public double[] Score { get; } = new double[p];

    public double[] Information { get; } = new double[p * p];

    public double[] SecondMoment { get; } = new double[p];

    /// <summary>The point so much of a step away, to be evaluated.</summary>
    public CoxPoint Along(double[] step, double length)
    {
        var point = new CoxPoint(Beta.Length);
        for (var k = 0; k < Beta.Length; k++)
        {
            point.Beta[k] = Beta[k] + (length * step[k]);
        }

        return point;
    }
}

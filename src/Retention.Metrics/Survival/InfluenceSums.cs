namespace Retention.Metrics.Survival;

/// <summary>
/// The infinitesimal jackknife of the Aalen–Johansen estimate in one pass: the sum over all rows of weight² · influence², of survival and of each cause.
/// </summary>
/// <remarks>
/// <para>The influence of a row on survival and incidences follows the same recursion for everybody under observation, and a linear one after the exit. So nobody
/// needs a record: kept are the influence of one who has been there from the start, and sums of squares and products of those who have left.
/// A late entrant's influence is that one's less κ·S for survival, and less λ + κ·F for a cause, with κ and λ fixed at the entry.</para>
/// <para>With no cause this is the jackknife of the Kaplan–Meier estimate. Efron and Stein; Therneau and Grambsch, Modeling Survival Data, section 2.2.</para>
/// </remarks>
internal sealed class InfluenceSums
{
    private readonly double[] _incidence;
    private readonly double[] _influence;
    private readonly double[] _exitedProducts;
    private readonly double[] _exitedSquares;
    private readonly double[] _largest;
    private readonly List<double[]> _atEntry = [];
    private readonly double[] _riskLambda;
    private readonly double[] _riskLambdaSquares;
    private readonly double[] _riskKappaLambda;
    private double _survival = 1;
    private double _survivalInfluence;
    private double _exitedSurvivalSquares;
    private double _riskSquares;
    private double _riskKappa;
    private double _riskKappaSquares;

    private readonly bool _lateEntries;

    public InfluenceSums(int causes, bool lateEntries)
    {
        _lateEntries = lateEntries;
        _incidence = new double[causes];
        _influence = new double[causes];
        _exitedProducts = new double[causes];
        _exitedSquares = new double[causes];
        _largest = new double[causes];
        _riskLambda = new double[causes];
        _riskLambdaSquares = new double[causes];
        _riskKappaLambda = new double[causes];
        Remember();
    }

    /// <summary>The variance of survival after the last step.</summary>
    public double SurvivalVariance => Math.Max(0, _exitedSurvivalSquares
        + (_riskSquares * _survivalInfluence * _survivalInfluence)
        - (2 * _survivalInfluence * _survival * _riskKappa)
        + (_survival * _survival * _riskKappaSquares));

    public double Survival => _survival;

    public double Incidence(int cause) => _incidence[cause];

    /// <summary>The variance of the incidence of a cause after the last step.</summary>
    public double IncidenceVariance(int cause)
    {
        if (_survival == 0 && _incidence.Sum() == _incidence[cause])
        {
            // All have left, and all for this cause: whoever is taken away, the incidence is 1.
            return 0;
        }

        var (u, f) = (_influence[cause], _incidence[cause]);
        var variance = _exitedSquares[cause]
            + (_riskSquares * u * u) - (2 * u * (_riskLambda[cause] + (f * _riskKappa)))
            + _riskLambdaSquares[cause] + (2 * f * _riskKappaLambda[cause]) + (f * f * _riskKappaSquares);
        // An incidence that has come to 1 varies no more; what is left of earlier sums is their rounding.
        _largest[cause] = Math.Max(_largest[cause], variance);
        return variance > 1e-14 * _largest[cause] ? variance : 0;
    }

    /// <summary>Rows come under observation after <paramref name="step"/> exits; those there from the start after none.</summary>
    public void Enter(int step, double squaredWeight)
    {
        if (squaredWeight == 0)
        {
            return;
        }

        var kappa = _atEntry[step][0];
        var lambdas = _atEntry[step].AsSpan(1);
        _riskSquares += squaredWeight;
        _riskKappa += squaredWeight * kappa;
        _riskKappaSquares += squaredWeight * kappa * kappa;
        for (var c = 0; c < lambdas.Length; c++)
        {
            _riskLambda[c] += squaredWeight * lambdas[c];
            _riskLambdaSquares[c] += squaredWeight * lambdas[c] * lambdas[c];
            _riskKappaLambda[c] += squaredWeight * kappa * lambdas[c];
        }
    }

    /// <summary>The exits of one time: those who left by a cause (−1: censored; with no causes, 0 is any end), each class with its squared weight and step of entry.</summary>
    public void Step(double atRisk, ReadOnlySpan<double> ended, double endedOfAll, bool nobodyLeft, IEnumerable<(int Cause, int EntryStep, double SquaredWeight)> leavers)
    {
        var causes = _incidence.Length;
        var (before, influenceBefore) = (_survival, _survivalInfluence);
        var share = endedOfAll / atRisk;
        var staying = nobodyLeft ? 0 : 1 - share;
        for (var c = 0; c < causes; c++)
        {
            var b = ended[c] / atRisk;
            _exitedSquares[c] += (2 * b * _exitedProducts[c]) + (b * b * _exitedSurvivalSquares);
            _exitedProducts[c] = staying * (_exitedProducts[c] + (b * _exitedSurvivalSquares));
        }

        _exitedSurvivalSquares *= staying * staying;
        foreach (var (cause, entryStep, squares) in leavers)
        {
            Leave(cause, _atEntry[entryStep], squares, atRisk, ended, share, staying, nobodyLeft);
        }

        for (var c = 0; c < causes; c++)
        {
            var b = ended[c] / atRisk;
            _influence[c] += (b * influenceBefore) - (before * b / atRisk);
            _incidence[c] += before * b;
        }

        _survivalInfluence = nobodyLeft ? 0 : (staying * influenceBefore) + (before * share / atRisk);
        _survival = before * staying;
        if (_lateEntries)
        {
            Remember();
        }
    }

    private void Leave(int cause, double[] atEntry, double squares, double atRisk, ReadOnlySpan<double> ended, double share, double staying, bool nobodyLeft)
    {
        var kappa = atEntry[0];
        _riskSquares -= squares;
        _riskKappa -= squares * kappa;
        _riskKappaSquares -= squares * kappa * kappa;
        var own = _survivalInfluence - (kappa * _survival);
        var ownNow = nobodyLeft ? 0 : (staying * own) - (_survival * ((cause >= 0 ? 1 : 0) - share) / atRisk);
        _exitedSurvivalSquares += squares * ownNow * ownNow;
        for (var c = 0; c < _incidence.Length; c++)
        {
            var lambda = atEntry[1 + c];
            _riskLambda[c] -= squares * lambda;
            _riskLambdaSquares[c] -= squares * lambda * lambda;
            _riskKappaLambda[c] -= squares * kappa * lambda;
            var b = ended[c] / atRisk;
            var incidence = _influence[c] - lambda - (kappa * _incidence[c]) + (b * own) + (_survival * ((cause == c ? 1 : 0) - b) / atRisk);
            _exitedProducts[c] += squares * ownNow * incidence;
            _exitedSquares[c] += squares * incidence * incidence;
        }
    }

    /// <summary>κ and λ of one who enters now. After survival has come to 0 nobody influences anything any more.</summary>
    private void Remember()
    {
        var now = new double[1 + _incidence.Length];
        now[0] = _survival > 0 ? _survivalInfluence / _survival : 0;
        for (var c = 0; c < _incidence.Length; c++)
        {
            now[1 + c] = _influence[c] - (now[0] * _incidence[c]);
        }

        _atEntry.Add(now);
    }
}

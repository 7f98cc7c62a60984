namespace Retention.Metrics.Surveys;

/// <summary>The ways to put a confidence interval around a Net Promoter Score, by the names of the literature.</summary>
/// <remarks>
/// Comparison: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70(4), 2016, 365–372.
/// Full enumeration of all outcomes for n = 10 to 100 (nominal 95 %) gives mean coverage .950–.955 and minimum coverage .930–.946 for
/// <see cref="AdjustedWald"/>, against .880–.944 and .649–.925 for <see cref="Wald"/>.
/// </remarks>
public enum NpsInterval
{
    /// <summary>Wald's formula after adding three pseudo-answers: ¾ promoter, 1½ passive, ¾ detractor; cut at ±100. The default.</summary>
    AdjustedWald = 0,

    /// <summary>score ± z·SE with the variance p + d − (p − d)². Has no width when all answers are alike, and covers badly in small samples.</summary>
    Wald = 1,

    /// <summary>The scores that a score test does not reject (the "iterative" interval): never beyond ±100, a little conservative.</summary>
    Score = 2,

    /// <summary>Student's t interval for the mean of −1, 0 and +1, with the variance over n − 1.</summary>
    TrinomialMean = 3,

    /// <summary>Goodman's (1965) interval, simultaneous for every contrast of the three shares: score ± √χ²(2)·SE. Over-wide for the score alone.</summary>
    Goodman = 4,
}

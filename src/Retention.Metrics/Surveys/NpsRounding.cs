namespace Retention.Metrics.Surveys;

/// <summary>How a Net Promoter Score becomes a whole number. The conventions differ by up to one point on the same answers.</summary>
public enum NpsRounding
{
    /// <summary>The exact score, once, half away from zero: 12.5 → 13, −12.5 → −13. What people expect, and the default.</summary>
    OnceAwayFromZero = 0,

    /// <summary>The exact score, once, half to even: 12.5 → 12. What <see cref="Math.Round(double)"/> does unless told.</summary>
    OnceToEven = 1,

    /// <summary>Each share to whole per cents (half away from zero) before subtracting: 2 promoters, 3 passives, 1 detractor → 33 − 17 = 16, although the score is 16.67. For parity with reports that were made so.</summary>
    SharesFirst = 2,
}

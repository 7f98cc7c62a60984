namespace Retention.Metrics;

/// <summary>
/// The ways to put a confidence interval around a proportion, by the names of the literature.
/// </summary>
/// <remarks>
/// Comparison and coverage: L. D. Brown, T. T. Cai, A. DasGupta, "Interval Estimation for a Binomial Proportion",
/// Statistical Science 16(2), 2001; R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998.
/// The default of the library is <see cref="Wilson"/>: coverage close to nominal from small samples on, and never outside 0–1.
/// </remarks>
public enum ProportionInterval
{
    /// <summary>Wilson's score interval (1927): the rates that a score test does not reject. The default.</summary>
    Wilson = 0,

    /// <summary>Wilson's interval with the continuity correction of R's <c>prop.test</c>: min(0.5, |x − n/2|). Wider; at x = n/2 it equals <see cref="Wilson"/>.</summary>
    WilsonContinuity = 1,

    /// <summary>Clopper–Pearson (1934), "exact": from quantiles of the beta distribution. Never covers less than its level, so it is wide.</summary>
    ClopperPearson = 2,

    /// <summary>Jeffreys' interval: quantiles of the posterior Beta(x + ½, n − x + ½); its lower end is 0 at x = 0 and its upper end 1 at x = n.</summary>
    Jeffreys = 3,

    /// <summary>Agresti–Coull (1998): Wald's formula after adding z²/2 successes and failures. Can pass 0 or 1; it is cut there.</summary>
    AgrestiCoull = 4,

    /// <summary>Wald's textbook interval p ± z·√(pq/n). Has no width at 0 % and 100 % and covers badly in small samples; offered for parity with other tools.</summary>
    Wald = 5,

    /// <summary>The mid-P variant of Clopper–Pearson: counts half of the probability of what was observed. Less conservative.</summary>
    MidP = 6,
}

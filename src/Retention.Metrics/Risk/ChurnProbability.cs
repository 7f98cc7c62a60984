using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>The probability that one customer churns, as a <see cref="ChurnModel"/> has it, with its interval. The default value is log odds of 0 without a standard error.</summary>
/// <remarks>The interval is that of the log odds, turned into probabilities: it says how well the model knows the mean of customers like this one, not what this one will do.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ChurnProbability : IRendersHtml
{
    [JsonConstructor]
    internal ChurnProbability(double logOdds, double? standardError)
    {
        LogOdds = Guard.Finite(logOdds);
        StandardError = standardError is { } error ? Guard.AtLeast(error, 0) : null;
    }

    /// <summary>The probability, from 0 to 1.</summary>
    public double Value => Logistic(LogOdds);

    /// <summary>log(p ÷ (1 − p)).</summary>
    public double LogOdds { get; }

    /// <summary>The standard error of <see cref="LogOdds"/>; null when the model is at the boundary in a column that tells this customer apart.</summary>
    public double? StandardError { get; }

    /// <summary>The interval of the probability: logistic of log odds ± z·standard error.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval; null without a standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        var half = NormalDistribution.TwoSidedCritical(Guard.Level(level)) * StandardError;
        return half is { } h ? new(Logistic(LogOdds - h), Logistic(LogOdds + h), level, "Wald, on the logit scale") : null;
    }

    /// <summary>As "62.1 % (95 % CI 50.2–72.7)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Text.Percent(Value) + (Interval() is { } i ? $" ({i.InPercent()})" : string.Empty);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Probability of churn", Text.Percent(Value))
        .Row("Interval", Interval() is { } i ? $"{i.InPercent()} % ({i.Method})" : null)
        .Row("Log odds", Text.Number(LogOdds, 3))
        .Note(StandardError is null ? "No standard error: the model is at the boundary for this customer." : null)
        .ToString();

    /// <summary>1 ÷ (1 + exp(−x)), without overflow and with all digits where it is next to 0.</summary>
    internal static double Logistic(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) is var e ? e / (1 + e) : 0;
}

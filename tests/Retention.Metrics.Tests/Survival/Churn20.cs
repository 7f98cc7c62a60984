using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

/// <summary>Twenty subscribers: months stayed, whether they left, a yearly plan or not. Known values beside it are those of R 4.2.2 with survival 3.5-3.</summary>
internal static class Churn20
{
    public static double[] Months { get; } = [1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 12, 12];

    public static bool[] Left { get; } = [.. new[] { 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0 }.Select(s => s == 1)];

    public static double[] Plan { get; } = [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1];

    public static Lifetimes Lifetimes => Lifetimes.From(Months, Left, unit: "months");

    /// <summary>Asserts equality up to a relative error.</summary>
    public static void Near(double expected, double? actual, double relative = 1e-8)
    {
        Assert.NotNull(actual);
        Assert.True(Math.Abs(actual.Value - expected) <= relative * Math.Max(Math.Abs(expected), 1e-300), FormattableString.Invariant($"{actual.Value:R} is not within {relative} of {expected:R}"));
    }
}

using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

/// <summary>
/// Weeks of remission of 42 children with leukaemia, half of them on 6-mercaptopurine: Freireich and others, Blood 21 (1963), printed in most textbooks of survival analysis.
/// The known values beside it are those of Kleinbaum and Klein, Survival Analysis, chapters 1 and 2, with more digits from R 4.2.2, survival 3.5-3.
/// </summary>
internal static class Remission
{
    public static double[] TreatedWeeks { get; } = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];

    public static bool[] TreatedEnded { get; } = [.. Enumerable.Range(0, 21).Select(i => i < 9)];

    public static double[] PlaceboWeeks { get; } = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

    public static bool[] PlaceboEnded { get; } = [.. Enumerable.Repeat(true, 21)];

    public static Lifetimes Treated => Lifetimes.From(TreatedWeeks, TreatedEnded, unit: "weeks");

    public static Lifetimes Placebo => Lifetimes.From(PlaceboWeeks, PlaceboEnded, unit: "weeks");

    public static LifetimeGroups Both => LifetimeGroups.Of(("6-MP", Treated), ("placebo", Placebo));
}

using System.Globalization;
using Retention.Metrics.Models;

namespace Retention.Metrics.Tests.Support;

/// <summary>The synthetic table of 200 customers that the vectors of churn scoring use, with case weights of 1 to 4.</summary>
internal static class ChurnData
{
    private static readonly double[][] Rows = File.ReadLines(Repository.File("tests", "Retention.Metrics.Tests", "Vectors", "data", "churn_scoring200_w.csv")).Skip(1)
        .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()).ToArray();

    public static bool[] Churned => [.. Column(0).Select(v => v > 0)];

    public static double[] Weights => Column(5);

    public static double[] Usage => Column(3);

    public static Covariates Columns(params string[] names) =>
        names.Aggregate(Covariates.None(Rows.Length), (all, name) => all.With(name, Column(Array.IndexOf(["churned", "tenure", "tickets", "usage", "annual"], name))));

    private static double[] Column(int index) => [.. Rows.Select(r => r[index])];
}

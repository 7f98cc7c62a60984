using System.Globalization;

namespace Retention.Metrics.Performance.Rig;

/// <summary>
/// The library as an engine of the peer rig: <c>rig WORKLOAD ROWS THREADS [VARIANT]</c> loads raw columns, answers the workload's question
/// through the public API, and prints one line of JSON with the times and the checksum that every engine must agree on.
/// </summary>
internal static class RigCommand
{
    // One line per workload; a family adds its own here.
    private static readonly Dictionary<string, Func<RigArguments, Func<string>>> Workloads = new(StringComparer.OrdinalIgnoreCase)
    {
        ["W1"] = ActivityRig.Cohorts,
        ["W2"] = ActivityRig.ActiveUsers,
        ["W3"] = ActivityRig.Lifecycle,
        ["W5"] = OrderRig.Rfm,
        ["W4"] = SubscriptionRig.Bridges,
        ["W6"] = SurveyRig.NetPromoterScores,
        ["W7"] = ActivityRig.CohortsByText,
        ["km"] = SurvivalRig.KaplanMeier,
        ["logrank5"] = SurvivalRig.LogRank,
        ["cox"] = SurvivalRig.Cox,
        ["concordance"] = SurvivalRig.Concordance,
    };

    public static int Run(ReadOnlySpan<string> args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (args.Length < 3 || !Workloads.TryGetValue(args[0], out var prepare))
        {
            Console.Error.WriteLine($"usage: rig WORKLOAD ROWS THREADS [VARIANT]   (workloads: {string.Join(", ", Workloads.Keys)})");
            return 1;
        }

        var arguments = new RigArguments(args[0], (long)double.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture), args.Length > 3 ? args[3] : string.Empty, args[1]);
        Console.WriteLine(RigTimer.Measure(arguments, prepare(arguments)));
        return 0;
    }
}

/// <summary>What the command line asked for. <see cref="RowsAsTyped"/> names folders of data.</summary>
internal sealed record RigArguments(string Workload, long Rows, int Threads, string Variant, string RowsAsTyped)
{
    public static string DataFolder => Environment.GetEnvironmentVariable("RIG_DATA") ?? "data";

    /// <summary>A file of so many rows: "events_1000000.cust.i32".</summary>
    public string RowsFile(string kind, string ending) => Path.Combine(DataFolder, string.Create(CultureInfo.InvariantCulture, $"{kind}_{Rows}{ending}"));
}

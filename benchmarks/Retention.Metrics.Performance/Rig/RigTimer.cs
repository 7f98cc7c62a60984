using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Retention.Metrics.Performance.Rig;

/// <summary>Warm-up, counted runs within a budget, wall and processor time, memory: the same way in every engine of the rig.</summary>
internal static class RigTimer
{
    public static string Measure(RigArguments arguments, Func<string> question)
    {
        var reps = int.Parse(Environment.GetEnvironmentVariable("REPS") ?? "5", CultureInfo.InvariantCulture);
        var budget = double.Parse(Environment.GetEnvironmentVariable("BUDGET_S") ?? "60", CultureInfo.InvariantCulture);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var loaded = Status("VmRSS");
        ResetPeak();
        var (runs, cpu) = (new List<double>(), new List<double>());
        using var me = Process.GetCurrentProcess();
        var all = Stopwatch.StartNew();
        var warmUps = arguments.Rows <= 10_000_000 ? 3 : 1;
        var (checksum, allocated) = (string.Empty, 0L);
        for (var run = 0; run < warmUps + reps; run++)
        {
            var bytes = GC.GetTotalAllocatedBytes(precise: false);
            var (cpuBefore, start) = (Processor(me), Stopwatch.GetTimestamp());
            checksum = question();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var processor = Processor(me) - cpuBefore;
            allocated = GC.GetTotalAllocatedBytes(precise: false) - bytes;
            if (run >= warmUps || seconds > budget)
            {
                runs.Add(seconds);
                cpu.Add(processor);
            }

            if (seconds > budget || (run >= warmUps && all.Elapsed.TotalSeconds > budget))
            {
                break;
            }
        }

        var sorted = runs.Order().ToArray();
        var engine = arguments.Variant.Length == 0 ? "ours" : "ours-" + arguments.Variant;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"engine":"{{engine}}","version":".NET {{Environment.Version}} gc={{(GCSettings.IsServerGC ? "server" : "workstation")}}","workload":"{{arguments.Workload}}","n":{{arguments.Rows}},"threads":{{arguments.Threads}},"variant":"{{arguments.Variant}}","median":{{sorted[sorted.Length / 2]:R}},"min":{{sorted[0]:R}},"runs":[{{string.Join(',', runs.Select(r => r.ToString("F4", CultureInfo.InvariantCulture)))}}],"cpu":{{cpu.Order().ElementAt(cpu.Count / 2):F4}},"checksum":"{{checksum}}","rss_load_mb":{{loaded}},"peak_mb":{{Status("VmHWM")}},"alloc_mb":{{allocated / 1048576.0:F1}}}""");
    }

    private static double Processor(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static void ResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (IOException)
        {
            // Not Linux, or not allowed: the peak then includes loading.
        }
    }

    private static long Status(string key) =>
        File.Exists("/proc/self/status")
            ? long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith(key + ":", StringComparison.Ordinal)).Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024
            : 0;
}

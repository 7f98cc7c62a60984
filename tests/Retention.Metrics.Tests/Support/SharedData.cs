namespace Retention.Metrics.Tests.Support;

/// <summary>The folder <c>shared</c> beside the repository, which holds the data that cannot be copied into it. A fresh clone has none.</summary>
internal static class SharedData
{
    /// <summary>Names another place for the folder.</summary>
    public const string FolderVariable = "RETENTION_METRICS_SHARED";

    /// <summary>Where the folder is, or would be.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.GetFullPath(Repository.File("..", "shared"));

    /// <summary>The full path of a file named relative to the folder, such as "data/cdnow_sample_transactions.csv".</summary>
    public static string File(string name) => Path.Combine(Folder, name);

    /// <summary>Why a test that reads these files cannot run here; null when it can.</summary>
    public static string? WhyNot(params string[] files)
    {
        if (!Directory.Exists(Folder))
        {
            return $"Needs {string.Join(", ", files.Length == 0 ? ["its data"] : files)} from the folder ../shared beside the repository; there is no {Folder} (set {FolderVariable} to name another).";
        }

        var missing = files.Where(f => !System.IO.File.Exists(File(f))).ToArray();
        return missing.Length == 0 ? null : $"Needs {string.Join(", ", missing)} in {Folder}, which does not hold it.";
    }
}

/// <summary>A fact about data in the folder <c>shared</c>, skipped with a reason where these files are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <param name="files">The files the test reads, relative to the folder.</param>
    public SharedDataFactAttribute(params string[] files) => Skip = SharedData.WhyNot(files);
}

/// <summary>A theory about data in the folder <c>shared</c>, skipped with a reason where these files are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <param name="files">The files the test reads, relative to the folder.</param>
    public SharedDataTheoryAttribute(params string[] files) => Skip = SharedData.WhyNot(files);
}

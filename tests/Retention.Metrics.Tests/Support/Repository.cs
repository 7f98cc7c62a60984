namespace Retention.Metrics.Tests.Support;

/// <summary>Where the sources lie, for the tests that read them.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the folder of the solution.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The same path as a reader of the repository would write it.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Retention.Metrics.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Retention.Metrics.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}

namespace Retention.Metrics.Tests.House;

/// <summary>Some tests compare a checked-in text with what it should be, and write it anew when a variable says so.</summary>
internal static class Updating
{
    /// <summary>Whether a text is to be written anew. On a build server it never is: there the difference is the finding.</summary>
    public static bool IsAsked(string variable) =>
        string.Equals(Environment.GetEnvironmentVariable(variable), "1", StringComparison.Ordinal)
        && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
}

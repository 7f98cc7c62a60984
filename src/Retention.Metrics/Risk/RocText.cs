using System.Globalization;

namespace Retention.Metrics.Risk;

/// <summary>How scores look: six significant digits, whatever their scale.</summary>
internal static class RocText
{
    public static string Score(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Retention.Metrics.Models;

/// <summary>A model cannot be fitted to the data at all: nobody left, or nothing varies. The message is a numbered list of what to check.</summary>
/// <remarks>A fit that merely ended badly does not throw: its <see cref="FitReport.Status"/> says so.</remarks>
public sealed class FitException : Exception
{
    /// <summary>An exception without a reason.</summary>
    public FitException()
        : base("The model cannot be fitted.")
    {
    }

    /// <summary>An exception with its message.</summary>
    /// <param name="message">What cannot be fitted and why.</param>
    public FitException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with its message and its cause.</summary>
    /// <param name="message">What cannot be fitted and why.</param>
    /// <param name="innerException">The cause.</param>
    public FitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>"The Cox model cannot be fitted: nobody left. Check: 1. … 2. …".</summary>
    internal static FitException Because(string model, string reason, params ReadOnlySpan<string> checks)
    {
        var text = $"{model} cannot be fitted: {reason}.";
        for (var i = 0; i < checks.Length; i++)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? " Check:" : string.Empty)} {i + 1}. {checks[i]}.");
        }

        return new(text);
    }
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Models;

/// <summary>What there is to know about the fitting of a model: how it ended, after how many iterations, and what a reader should be warned of.</summary>
/// <remarks>Immutable. Look at <see cref="Status"/> before you use the estimates.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class FitReport : IEquatable<FitReport>, IRendersHtml
{
    [JsonConstructor]
    internal FitReport(FitStatus status, int iterations, IReadOnlyList<string>? notes)
    {
        Status = Guard.Defined(status);
        Iterations = (int)Guard.Count(iterations);
        Notes = Array.AsReadOnly((notes ?? []).ToArray());
    }

    /// <summary>How the search ended.</summary>
    public FitStatus Status { get; }

    /// <summary>How many steps the search took.</summary>
    public int Iterations { get; }

    /// <summary>Warnings in whole sentences: columns left out, parameters at an edge, data that carry little.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Whether <see cref="Status"/> is <see cref="FitStatus.Converged"/>.</summary>
    [JsonIgnore]
    public bool Converged => Status == FitStatus.Converged;

    /// <summary>Whether the other says the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(FitReport? other) =>
        other is not null && Status == other.Status && Iterations == other.Iterations && Notes.SequenceEqual(other.Notes, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FitReport);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, Iterations, Notes.Count);

    /// <summary>As "converged after 5 iterations", with the notes on lines of their own.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', (string[])[Headline, .. Notes]);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Fit", Headline);
        foreach (var note in Notes)
        {
            card.Note(note);
        }

        return card.ToString();
    }

    [JsonIgnore]
    internal string Headline
    {
        get
        {
            var ending = Status switch
            {
                FitStatus.Converged => "converged",
                FitStatus.AtBoundary => "at the boundary",
                _ => "NOT converged",
            };
            return $"{ending} after {Text.Count(Iterations)} iteration{(Iterations == 1 ? string.Empty : "s")}";
        }
    }
}

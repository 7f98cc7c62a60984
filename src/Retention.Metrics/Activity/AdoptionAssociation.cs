using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Adopters of a feature against the others: which part of each was still active in a later window.
/// </summary>
/// <remarks>
/// This is an association, not an effect: those who like the product use more of it, so adopters would often have stayed without the feature. Only an experiment tells the two apart.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct AdoptionAssociation : IRendersHtml
{
    [JsonConstructor]
    internal AdoptionAssociation(Proportion adopters, Proportion others)
    {
        Adopters = adopters;
        Others = others;
    }

    /// <summary>Users of the feature in the window who were active in the later window, of all users of the feature.</summary>
    public Proportion Adopters { get; }

    /// <summary>Customers active in the window without the feature who were active in the later window, of all such customers.</summary>
    public Proportion Others { get; }

    /// <summary>The share of adopters still active less that of the others, an association; null when a group is empty.</summary>
    [JsonIgnore]
    public double? Difference => Adopters.Value - Others.Value;

    /// <summary>Why <see cref="Difference"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Difference is not null ? null : Adopters.Total == 0 ? "nobody used the feature" : "everybody used the feature";

    /// <summary>Both shares and the difference, with the word that keeps it honest.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Difference is { } difference
            ? $"association, not effect: {Text.Signed(difference * 100)} points; adopters {Adopters}, others {Others}"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Adopters against others (association)", Difference is { } difference ? Text.Signed(difference * 100) + " points" : Text.NotAvailable)
        .Row("Adopters still active", Adopters.ToString())
        .Row("Others still active", Others.ToString())
        .Note(WhyUndefined)
        .Note("An association, not an effect: only an experiment tells the two apart.")
        .ToString();
}

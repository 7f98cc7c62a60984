using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Depth of use: how often the users of a feature used it in a window.
/// </summary>
/// <remarks>Adds over disjoint customers. The default value is a feature that nobody used: the means are undefined.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct FeatureUse : IAdditionOperators<FeatureUse, FeatureUse, FeatureUse>, IRendersHtml
{
    [JsonConstructor]
    internal FeatureUse(long users, long uses, long activeDays)
    {
        Users = Guard.Count(users);
        Uses = Guard.Count(uses);
        ActiveDays = Guard.Count(activeDays);
    }

    /// <summary>Customers with at least one use.</summary>
    public long Users { get; }

    /// <summary>Uses: rows of the feature's events.</summary>
    public long Uses { get; }

    /// <summary>Days with at least one use, summed over the customers.</summary>
    public long ActiveDays { get; }

    /// <summary>Uses ÷ users; null when nobody used it.</summary>
    [JsonIgnore]
    public double? MeanUses => Users == 0 ? null : (double)Uses / Users;

    /// <summary>Days of use ÷ users; null when nobody used it.</summary>
    [JsonIgnore]
    public double? MeanActiveDays => Users == 0 ? null : (double)ActiveDays / Users;

    /// <summary>Why the means are null; null when they are not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Users == 0 ? "nobody used it" : null;

    /// <summary>The use of the customers of both.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">That of other customers.</param>
    /// <returns>The counts added one by one.</returns>
    public static FeatureUse operator +(FeatureUse left, FeatureUse right) =>
        new(checked(left.Users + right.Users), checked(left.Uses + right.Uses), checked(left.ActiveDays + right.ActiveDays));

    /// <summary>The depth, as "4.2 uses on 2.1 days by each of 340 users".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        MeanUses is { } uses ? $"{Text.Number(uses, 1)} uses on {Text.Number(MeanActiveDays!.Value, 1)} days by each of {Text.Count(Users)} users" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Depth of use", MeanUses is { } uses ? Text.Number(uses, 1) + " uses a user" : Text.NotAvailable)
        .Row("Users", Text.Count(Users))
        .Row("Uses", Text.Count(Uses))
        .Row("Days of use", Text.Count(ActiveDays))
        .Note(WhyUndefined)
        .ToString();
}

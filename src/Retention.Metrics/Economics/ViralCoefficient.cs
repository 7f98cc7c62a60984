using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// K: how many new users one user brings in one round of invitations, invitations per user × conversion of an invitation.
/// </summary>
/// <remarks>
/// <para>Below 1 referrals multiply other acquisition: of one customer won, 1 ÷ (1 − K) come in the end (<see cref="Amplification"/>), and the cost per customer falls to
/// (1 − K) of what it was. At 1 and above the rounds grow, until they run out of people to invite.</para>
/// <para>K says nothing about how long a round takes, nor about how many of those who come stay.</para>
/// <para>The default value has no users: <see cref="Value"/> is null.</para>
/// </remarks>
/// <example>
/// <code>
/// ViralCoefficient k = ViralCoefficient.FromCounts(users: 1_000, invitations: 2_400, accepted: 300);
/// k.Value           // 0.3: 2.4 invitations × 12.5 % accepted
/// k.Amplification   // 1.43
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ViralCoefficient : IRendersHtml
{
    [JsonConstructor]
    internal ViralCoefficient(long users, Proportion accepted)
    {
        Users = Guard.Count(users);
        Accepted = accepted;
    }

    /// <summary>How many users could invite.</summary>
    public long Users { get; }

    /// <summary>How many invitations were accepted, of how many sent.</summary>
    public Proportion Accepted { get; }

    /// <summary>Invitations ÷ users; null without users.</summary>
    public double? InvitationsPerUser => Users == 0 ? null : (double)Accepted.Total / Users;

    /// <summary>K: invitations accepted ÷ users; null without users.</summary>
    public double? Value => Users == 0 ? null : (double)Accepted.Count / Users;

    /// <summary>1 ÷ (1 − K): users in the end per user who came by other ways, if every round is like this one; null when K is not below 1, where no end follows.</summary>
    public double? Amplification => Value is < 1 ? Users / (double)(Users - Accepted.Count) : null;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Users == 0 ? "there is no user who could invite" : null;

    /// <summary>Computes the coefficient.</summary>
    /// <param name="users">How many users could invite; zero or more.</param>
    /// <param name="invitations">How many invitations they sent; zero or more.</param>
    /// <param name="accepted">How many of those became users. Inside [0..<paramref name="invitations"/>].</param>
    /// <returns>The coefficient; undefined without users.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static ViralCoefficient FromCounts(long users, long invitations, long accepted)
    {
        Guard.Count(users);
        Guard.Count(invitations);
        return new(users, new(Guard.Part(accepted, invitations, nameof(invitations)), invitations));
    }

    /// <summary>The coefficient with its parts, as "K = 0.30 (2.40 invitations per user × 12.5 % accepted)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Value is { } k
        ? $"K = {Text.Number(k)} ({Text.Number(InvitationsPerUser!.Value)} invitations per user × {Text.Percent(Accepted.Value)} accepted)"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Viral coefficient", MoneyText.OrNotAvailable(Value))
        .Row("Users", Text.Count(Users))
        .Row("Invitations per user", MoneyText.OrNotAvailable(InvitationsPerUser))
        .Row("Accepted", Accepted.ToString())
        .Row("Users in the end per user", MoneyText.OrNotAvailable(Amplification))
        .Note(WhyUndefined)
        .ToString();
}

using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// ARPA: recurring revenue ÷ the accounts that pay it, at the same instant.
/// </summary>
/// <remarks>
/// <para>Divide by paying accounts. Systems that divide by all active accounts, those on a free trial among them, report less.</para>
/// <para>Pools by <c>+</c> over disjoint accounts. The default value is 0 over 0: <see cref="Value"/> is null, not 0.</para>
/// </remarks>
/// <example>
/// <code>
/// AverageRevenuePerAccount arpa = AverageRevenuePerAccount.From(revenue: 183.33m, accounts: 2);
/// Console.WriteLine(arpa);   // 91.67 (183.33 ÷ 2 accounts)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct AverageRevenuePerAccount
    : IAdditionOperators<AverageRevenuePerAccount, AverageRevenuePerAccount, AverageRevenuePerAccount>, IAdditiveIdentity<AverageRevenuePerAccount, AverageRevenuePerAccount>, IRendersHtml
{
    [JsonConstructor]
    internal AverageRevenuePerAccount(AverageAmount evidence) => Evidence = evidence;

    /// <summary>The average of nobody, which changes nothing when added.</summary>
    public static AverageRevenuePerAccount AdditiveIdentity => default;

    /// <summary>Revenue ÷ accounts; null when there is no account. Round it when it is shown.</summary>
    public decimal? Value => Evidence.Value;

    /// <summary>The revenue over the number of accounts.</summary>
    public AverageAmount Evidence { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Evidence.Count == 0 ? "there is no paying account" : null;

    /// <summary>Pools two averages over disjoint accounts.</summary>
    /// <param name="left">One average.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The average of all accounts.</returns>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static AverageRevenuePerAccount operator +(AverageRevenuePerAccount left, AverageRevenuePerAccount right) => new(left.Evidence + right.Evidence);

    /// <summary>Computes the average.</summary>
    /// <param name="revenue">Recurring revenue of the accounts.</param>
    /// <param name="accounts">How many accounts pay it; zero or more.</param>
    /// <returns>The average; undefined without accounts.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="accounts"/> is negative.</exception>
    public static AverageRevenuePerAccount From(decimal revenue, long accounts) => new(new(revenue, Guard.Count(accounts)));

    /// <summary>The average with its sum and count, as "91.67 (183.33 ÷ 2 accounts)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Average(Value, Evidence.Total, Evidence.Count, "accounts", WhyUndefined);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.Card("Average revenue per account", "Revenue", "Accounts").Note(WhyUndefined).ToString();
}

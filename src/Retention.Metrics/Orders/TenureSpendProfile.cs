using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// A cross-section: what customers of different tenure spend in one period. It mixes the growth of customers with survivorship, and says so: see <see cref="Warning"/>.
/// </summary>
/// <remarks>
/// Old customers who order in the period are those who stayed. If good customers stay longer, old bands spend more even if no customer ever changes. The growth of the same customers
/// is <see cref="TenureSpendGrowth"/>. Profiles of disjoint customers add.
/// </remarks>
/// <example>
/// <code>
/// TenureSpendProfile profile = orders.TenureSpendProfile(Period.Month(2026, 6), bandStarts: [0, 180, 365]);
/// Console.WriteLine(profile.AgainstFirstBand(2));   // 0.31: customers of a year and more spend 31 % more than new ones
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TenureSpendProfile : IRendersHtml, IEquatable<TenureSpendProfile>, IAdditionOperators<TenureSpendProfile, TenureSpendProfile, TenureSpendProfile>
{
    private readonly TenureBand[] _bands;

    [JsonConstructor]
    internal TenureSpendProfile(Period period, IReadOnlyList<TenureBand> bands)
    {
        ArgumentNullException.ThrowIfNull(bands);
        Period = period;
        _bands = [.. bands];
        for (var i = 0; i < _bands.Length; i++)
        {
            if (_bands[i].BeforeDays != (i + 1 < _bands.Length ? _bands[i + 1].FromDays : null))
            {
                throw new ArgumentException("Each band must begin where the one before it ends, and the last one has no end.", nameof(bands));
            }
        }
    }

    /// <summary>The period in which the customers ordered.</summary>
    public Period Period { get; }

    /// <summary>The bands, from the youngest customers to the oldest.</summary>
    public IReadOnlyList<TenureBand> Bands => _bands;

    /// <summary>What a cross-section cannot tell.</summary>
    public static string Warning => "Cross-section: the older bands hold only customers who stayed, so a difference is growth and survivorship together, not growth.";

    /// <summary>Adds the profiles of disjoint customers.</summary>
    /// <param name="left">One profile.</param>
    /// <param name="right">The other one, of the same period and bands.</param>
    /// <returns>The profile of all customers.</returns>
    /// <exception cref="ArgumentNullException">A profile is null.</exception>
    /// <exception cref="ArgumentException">The periods or bands differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds its type.</exception>
    public static TenureSpendProfile operator +(TenureSpendProfile left, TenureSpendProfile right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Period == right.Period && left._bands.Select(b => b.FromDays).SequenceEqual(right._bands.Select(b => b.FromDays))
            ? new(left.Period, [.. left._bands.Zip(right._bands, (a, b) => new TenureBand(a.FromDays, a.BeforeDays, checked(a.Customers + b.Customers), a.Spend + b.Spend))])
            : throw new ArgumentException("The profiles are of different periods or bands.", nameof(right));
    }

    /// <summary>How much more a customer of a band spends than one of the first band. Not the growth of any customer: see <see cref="Warning"/>.</summary>
    /// <param name="band">The position of the band, from 0.</param>
    /// <returns>Mean ÷ mean of the first band − 1; null when a band has no customers or the first spent nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such band.</exception>
    public double? AgainstFirstBand(int band)
    {
        if ((uint)band >= (uint)_bands.Length)
        {
            throw Guard.OutOfRange(nameof(band), band, $"There are {Text.Count(_bands.Length)} bands, counted from 0");
        }

        return _bands[band].MeanSpend is { } mean && _bands[0].MeanSpend is > 0 and var first ? (double)(mean / first) - 1 : null;
    }

    /// <summary>Whether the other profile has the same period and bands.</summary>
    /// <param name="other">The other profile.</param>
    /// <returns>True when they are the same.</returns>
    public bool Equals(TenureSpendProfile? other) => other is not null && Period == other.Period && _bands.AsSpan().SequenceEqual(other._bands);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TenureSpendProfile);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Period, _bands.Length, _bands.Length > 0 ? _bands[0] : default);

    /// <summary>The bands, line by line, and the warning.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', _bands.Select(b => b.ToString()).Append(Warning));

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Spend by tenure", Period.ToString());
        foreach (var band in _bands)
        {
            card.Row(band.Range, $"{MoneyText.OrNotAvailable(band.MeanSpend)} ({Text.Count(band.Customers)} customers)");
        }

        return card.Note(Warning).ToString();
    }
}

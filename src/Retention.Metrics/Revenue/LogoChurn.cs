using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// Logo churn: how many customers were lost, of how many, by a named definition, with the revenue they paid.
/// </summary>
/// <remarks>
/// <para>Definitions that count events can exceed 100 %; <see cref="Rate"/>, with its interval, exists when losses are a part of the base.</para>
/// <para>Counts of disjoint customers over the same period by the same definition add (<c>a + b</c>), those of each day too when the definition adds the rates of the days.</para>
/// </remarks>
/// <example>
/// <code>
/// LogoChurn june = ledger.LogoChurn(Period.Month(2026, 6));
/// Console.WriteLine(june);        // 4.0 % (40 of 1,000; start cohort: customers lost ÷ those at the start)
/// june.Rate!.Value.Interval()     // 0.0295–0.0540 (95 %, Wilson)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record LogoChurn : IAdditionOperators<LogoChurn, LogoChurn, LogoChurn>, IRendersHtml
{
    private readonly long[] _lostByDay;
    private readonly long[] _baseByDay;

    [JsonConstructor]
    internal LogoChurn(Period? period, ChurnPolicy policy, long lost, long @base, decimal lostRevenue, decimal baseRevenue, IReadOnlyList<long>? lostByDay = null, IReadOnlyList<long>? baseByDay = null, DateOnly? observedThrough = null, bool? hasCancelRequests = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Period = period;
        ObservedThrough = observedThrough;
        HasCancelRequests = hasCancelRequests;
        Policy = policy;
        Lost = Guard.Count(lost);
        Base = Guard.Count(@base);
        LostRevenue = lostRevenue;
        BaseRevenue = Guard.Amount(baseRevenue);
        _lostByDay = [.. lostByDay ?? []];
        _baseByDay = [.. baseByDay ?? []];
        if (_lostByDay.Length != _baseByDay.Length)
        {
            throw new ArgumentException($"There are {Text.Count(_lostByDay.Length)} days of losses and {Text.Count(_baseByDay.Length)} of bases; they must be the same days.", nameof(lostByDay));
        }

        for (var day = 0; day < _lostByDay.Length; day++)
        {
            Guard.Part(_lostByDay[day], Guard.Count(_baseByDay[day], nameof(baseByDay)), nameof(baseByDay), nameof(lostByDay));
        }
    }

    /// <summary>The period that was asked for; null when counts were typed in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? Period { get; }

    /// <summary>The definition.</summary>
    public ChurnPolicy Policy { get; }

    /// <summary>How many were lost, by the definition.</summary>
    public long Lost { get; }

    /// <summary>What they are a part of; those at the start when the definition divides day by day.</summary>
    public long Base { get; }

    /// <summary>What the lost paid a month just before.</summary>
    public decimal LostRevenue { get; }

    /// <summary>What those in the base paid a month: at the start, or when they came.</summary>
    public decimal BaseRevenue { get; }

    /// <summary>The losses of each day of the window, when the definition divides day by day.</summary>
    public IReadOnlyList<long> LostByDay => _lostByDay;

    /// <summary>Those who paid at the start of each day, when the definition divides day by day.</summary>
    public IReadOnlyList<long> BaseByDay => _baseByDay;

    /// <summary>The days that were looked at; null when counts were typed in.</summary>
    [JsonIgnore]
    public Period? Window => Period is { } period ? Policy.Window(period) : null;

    /// <summary>The last day that the ledger covers; null when it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ObservedThrough { get; }

    /// <summary>
    /// Whether any row of the whole ledger says when its customer asked to cancel: without one, nobody knows how many did. Null when the definition does not count requests, when there is no row, and when counts were typed in.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? HasCancelRequests { get; }

    /// <summary>Whether the ledger covers every day that was looked at. Where it covers some, the losses are those so far; where it covers none, there is no rate.</summary>
    [JsonIgnore]
    public bool IsObserved => Window is not { } window || !(window.End.AddDays(-1) > ObservedThrough);

    private bool IsUnknown => Window is { } window && window.Start > ObservedThrough;

    private bool IsKnown => !IsUnknown && HasCancelRequests != false;

    /// <summary>The rate as a fraction; null when the base is empty, when no day of the period is observed, or when requests to cancel are counted and no row of the ledger has one.</summary>
    public double? Value
    {
        get
        {
            if (!IsKnown)
            {
                return null;
            }

            if (Policy.Denominator == ChurnDenominator.EachDay && _baseByDay.Length > 0)
            {
                var sum = 0.0;
                for (var day = 0; day < _baseByDay.Length; day++)
                {
                    sum += _baseByDay[day] == 0 ? 0 : (double)_lostByDay[day] / _baseByDay[day];
                }

                return Array.Exists(_baseByDay, b => b > 0) ? sum : Policy.ZeroWithoutBase ? 0 : null;
            }

            return Base > 0 ? (double)Lost / Base : Policy.ZeroWithoutBase ? 0 : null;
        }
    }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is not null ? null : IsUnknown ? CoverageGap.NotObserved(ObservedThrough!.Value) : HasCancelRequests == false ? "no row has a cancel request" : "nobody was there to be lost";

    /// <summary>The rate with its counts and interval; null when the losses are no part of the base: more than it, or divided day by day; or when the rate is not known.</summary>
    [JsonIgnore]
    public ChurnRate? Rate => IsKnown && Policy.Denominator != ChurnDenominator.EachDay && Lost <= Base ? ChurnRate.FromCounts(Lost, Base) : null;

    /// <summary>The revenue of the lost ÷ the revenue of the base.</summary>
    [JsonIgnore]
    public MoneyRatio Revenue => !IsKnown ? default : new(LostRevenue, BaseRevenue);

    /// <summary>Computes the rate from counts that another system gives.</summary>
    /// <param name="lost">How many were lost, counted as the definition counts.</param>
    /// <param name="atStart">How many were there at the start; those whose term ended, if the definition asks for them.</param>
    /// <param name="added">How many came since, once each time; they count in the base when the definition says so.</param>
    /// <param name="policy">The definition; <see cref="ChurnPolicy.StartCohort"/> unless told.</param>
    /// <returns>The rate, without a period and without revenue; undefined when the base is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more of those at the start were lost than there were.</exception>
    /// <exception cref="ArgumentException">The definition divides day by day: use <see cref="FromDays"/>.</exception>
    /// <example>
    /// <code>
    /// LogoChurn.FromCounts(lost: 10, atStart: 100, added: 30).Value                          // 0.1
    /// LogoChurn.FromCounts(lost: 10, atStart: 100, added: 30, ChurnPolicy.Stripe).Value      // 0.0769…
    /// </code>
    /// </example>
    public static LogoChurn FromCounts(long lost, long atStart, long added = 0, ChurnPolicy? policy = null)
    {
        policy ??= ChurnPolicy.StartCohort;
        Guard.Count(atStart);
        Guard.Count(added);
        if (policy.Denominator == ChurnDenominator.EachDay)
        {
            throw new ArgumentException($"The definition '{policy}' divides day by day. Use FromDays.", nameof(policy));
        }

        if (policy.Numerator == ChurnNumerator.LostCustomers)
        {
            Guard.Part(lost, atStart, nameof(atStart));
        }

        return new(null, policy, lost, policy.Denominator == ChurnDenominator.AtStartPlusNew ? atStart + added : atStart, 0, 0);
    }

    /// <summary>Adds the rates of the days of a period: for each, those lost ÷ those there at its start.</summary>
    /// <param name="lost">How many were lost on each day.</param>
    /// <param name="atStart">How many were there at the start of each day; as many days.</param>
    /// <param name="policy">The definition; <see cref="ChurnPolicy.Shopify"/> unless told.</param>
    /// <returns>The rate, without a period and without revenue; undefined when nobody was there on any day.</returns>
    /// <exception cref="ArgumentNullException">A list is null.</exception>
    /// <exception cref="ArgumentException">The lists differ in length, or the definition does not divide day by day.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more were lost on a day than there were.</exception>
    public static LogoChurn FromDays(IReadOnlyList<long> lost, IReadOnlyList<long> atStart, ChurnPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(lost);
        ArgumentNullException.ThrowIfNull(atStart);
        policy ??= ChurnPolicy.Shopify;
        return policy.Denominator == ChurnDenominator.EachDay
            ? new(null, policy, lost.Sum(), atStart.Count > 0 ? atStart[0] : 0, 0, 0, lost, atStart)
            : throw new ArgumentException($"The definition '{policy}' does not divide day by day. Use FromCounts.", nameof(policy));
    }

    /// <summary>Adds the churn of disjoint customers over the same period by the same definition.</summary>
    /// <param name="left">One churn.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The churn of all of them.</returns>
    /// <exception cref="ArgumentNullException">A churn is null.</exception>
    /// <exception cref="ArgumentException">Periods or definitions differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static LogoChurn operator +(LogoChurn left, LogoChurn right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Period != right.Period || left._lostByDay.Length != right._lostByDay.Length || left.Policy != right.Policy)
        {
            throw new ArgumentException($"One churn is of {left.Period?.ToString() ?? "no period"} ({left.Policy}) and the other of {right.Period?.ToString() ?? "no period"} ({right.Policy}); they cannot be added.", nameof(right));
        }

        return new(
            left.Period,
            left.Policy,
            left.Lost + right.Lost,
            left.Base + right.Base,
            left.LostRevenue + right.LostRevenue,
            left.BaseRevenue + right.BaseRevenue,
            [.. left._lostByDay.Zip(right._lostByDay, (a, b) => a + b)],
            [.. left._baseByDay.Zip(right._baseByDay, (a, b) => a + b)],
            MrrBridge.Later(left.ObservedThrough, right.ObservedThrough),
            left.HasCancelRequests == true ? true : right.HasCancelRequests ?? left.HasCancelRequests);
    }

    /// <summary>Whether another churn has the same counts, amounts and definition.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when it has.</returns>
    public bool Equals(LogoChurn? other) =>
        other is not null && Period == other.Period && ObservedThrough == other.ObservedThrough && HasCancelRequests == other.HasCancelRequests && Policy == other.Policy && Lost == other.Lost && Base == other.Base && LostRevenue == other.LostRevenue && BaseRevenue == other.BaseRevenue
        && _lostByDay.AsSpan().SequenceEqual(other._lostByDay) && _baseByDay.AsSpan().SequenceEqual(other._baseByDay);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Period, Policy, Lost, Base, LostRevenue, BaseRevenue);

    /// <summary>The rate with its counts and definition, as "4.0 % (40 of 1,000; start cohort: customers lost ÷ those at the start)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{Text.Percent(value)} ({Text.Count(Lost)} of {Text.Count(Base)}; {Policy}{SoFar})")
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Logo churn" + (Period is { } period ? ", " + period : string.Empty), Text.Percent(Value))
        .Row("Lost", Text.Count(Lost))
        .Row("Of", Text.Count(Base))
        .Row("Interval", Rate?.Interval() is { } interval ? $"{interval.InPercent()} % ({interval.Method})" : null)
        .Row("Revenue lost", Revenue.Value is null ? null : $"{Text.Money(LostRevenue)} ({Text.Percent(Revenue.Value)})")
        .Note(WhyUndefined)
        .Note(IsUnknown || IsObserved ? null : $"Not observed in full: the data ends on {Text.Date(ObservedThrough!.Value)}.")
        .Note($"{Policy}.")
        .Note(Rate?.Evidence?.SmallSampleWarning)
        .ToString();

    private string SoFar => IsObserved ? string.Empty : $"; observed through {Text.Date(ObservedThrough!.Value)} only";
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// Why customers left, by their own account: the share of each reason with simultaneous intervals, the most frequent first.
/// </summary>
/// <remarks>
/// <para>A question with <em>one</em> answer gives a partition: the shares sum to 100 %. A question with <em>several</em> gives shares of customers that may sum to more, and
/// says so (<see cref="MentionsPerCustomer"/>). Lists of percentages that were collected from different questions are neither, and cannot be put in here: shares are made of counts.</para>
/// <para>Intervals of all reasons hold together (<see cref="Interval"/>): of k intervals at 95 % each, one in twenty misses, and a ranking read from them misleads.</para>
/// <para>What customers say is not what would have kept them. Undefined when nobody gave a reason.</para>
/// </remarks>
/// <example>
/// <code>
/// ChurnReasons why = ChurnReasons.FromSingleChoice(exits, e => e.Reason, e => e.AnnualValue);
/// why.Reasons[0]                   // price: 41.2 % (70 of 170; 84,210.00)
/// why.ByValue()[0]                 // the reason that cost most
/// why.Interval(why.Reasons[0])     // holds together with those of all other reasons
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ChurnReasons : IRendersHtml, IEquatable<ChurnReasons>
{
    private readonly ChurnReason[] _reasons;

    [JsonConstructor]
    internal ChurnReasons(IReadOnlyList<ChurnReason> reasons, long customers, bool isMultipleChoice, long unanswered)
        : this([.. (reasons ?? []).Select(reason => (reason.Name, reason.Customers, reason.Value))], customers, isMultipleChoice, unanswered, nameof(reasons))
    {
    }

    private ChurnReasons((string Name, long Count, decimal? Value)[] counts, long customers, bool isMultipleChoice, long unanswered, string name)
    {
        Customers = Guard.Count(customers);
        Unanswered = Guard.Count(unanswered);
        IsMultipleChoice = isMultipleChoice;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (reason, count, _) in counts)
        {
            if (string.IsNullOrWhiteSpace(reason))
            {
                throw new ArgumentException("A reason has no name.", name);
            }

            if (!names.Add(reason))
            {
                throw new ArgumentException($"The reason {reason} is there twice.", name);
            }

            if (count < 0 || (isMultipleChoice && count > customers))
            {
                throw new ArgumentOutOfRangeException(name, count, $"The count of {reason} was {Text.Count(count)}. It must be inside [0..{Text.Count(customers)}].");
            }

            Mentions = checked(Mentions + count);
        }

        if (!isMultipleChoice && Mentions != customers)
        {
            throw new ArgumentException(
                $"The reasons were named {Text.Count(Mentions)} times by {Text.Count(customers)} customers. With one answer each the two are equal; if several reasons could be named, use FromMultipleChoice.",
                name);
        }

        // Ties by name, so that the order does not depend on the order of the rows.
        Array.Sort(counts, static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Name, b.Name));
        var hasValues = counts.Length > 0 && Array.TrueForAll(counts, c => c.Value is not null);
        var total = hasValues ? counts.Sum(c => c.Value!.Value) : 0m;
        _reasons = new ChurnReason[counts.Length];
        long before = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var (reason, count, value) = counts[i];
            before += count;
            _reasons[i] = new(
                reason,
                new(count, customers),
                hasValues ? value : null,
                total > 0 ? (double)(value!.Value / total) : null,
                Mentions > 0 ? (double)before / Mentions : null);
        }
    }

    /// <summary>The reasons, the most frequent first, with the cumulative share of all mentions (Pareto order).</summary>
    public IReadOnlyList<ChurnReason> Reasons => _reasons;

    /// <summary>How many customers gave a reason.</summary>
    public long Customers { get; }

    /// <summary>How many customers left without giving one. They are in no share.</summary>
    public long Unanswered { get; }

    /// <summary>Whether several reasons could be named, so that the shares may sum to more than 100 %.</summary>
    public bool IsMultipleChoice { get; }

    /// <summary>How often reasons were named in all.</summary>
    [JsonIgnore]
    public long Mentions { get; }

    /// <summary>How many reasons a customer named on average, which is the sum of the shares: 1.63 means that they sum to 163 %. Null when nobody gave a reason.</summary>
    [JsonIgnore]
    public double? MentionsPerCustomer => Customers == 0 ? null : (double)Mentions / Customers;

    /// <summary>Why the shares are undefined; null when they are not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Customers == 0 ? "nobody gave a reason" : null;

    /// <summary>Makes the reasons from rows with one reason each.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row for each customer who left.</param>
    /// <param name="reason">The reason of a row; null or blank for none, which is counted in <see cref="Unanswered"/>.</param>
    /// <param name="value">What the customer was worth, zero or more, when losses are to be weighed.</param>
    /// <returns>The reasons.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or <paramref name="reason"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public static ChurnReasons FromSingleChoice<T>(IEnumerable<T> rows, Func<T, string?> reason, Func<T, decimal>? value = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(reason);
        return Tally(rows, row => [reason(row)], value, isMultipleChoice: false);
    }

    /// <summary>Makes the reasons from rows with any number of reasons each.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row for each customer who left.</param>
    /// <param name="reasons">The reasons of a row; none, null or only blank ones are counted in <see cref="Unanswered"/>, and a reason named twice counts once.</param>
    /// <param name="value">What the customer was worth, zero or more, when losses are to be weighed. It counts in full at each reason named.</param>
    /// <returns>The reasons.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or <paramref name="reasons"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public static ChurnReasons FromMultipleChoice<T>(IEnumerable<T> rows, Func<T, IEnumerable<string?>?> reasons, Func<T, decimal>? value = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(reasons);
        return Tally(rows, reasons, value, isMultipleChoice: true);
    }

    /// <summary>Makes the reasons from counts of a question with one answer.</summary>
    /// <param name="counts">How many customers gave each reason.</param>
    /// <param name="unanswered">How many left without giving one.</param>
    /// <returns>The reasons; their shares sum to 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="counts"/> is null.</exception>
    /// <exception cref="ArgumentException">A reason has no name or is there twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static ChurnReasons FromSingleChoice(IEnumerable<(string Reason, long Customers)> counts, long unanswered = 0)
    {
        ArgumentNullException.ThrowIfNull(counts);
        (string, long, decimal?)[] rows = [.. counts.Select(c => (c.Reason, c.Customers, (decimal?)null))];
        var customers = rows.Aggregate(0L, (sum, row) => checked(sum + Math.Max(0, row.Item2)));
        return new(rows, customers, isMultipleChoice: false, unanswered, nameof(counts));
    }

    /// <summary>Makes the reasons from counts of a question with several answers.</summary>
    /// <param name="counts">How many customers named each reason; none more than <paramref name="customers"/>.</param>
    /// <param name="customers">How many customers named at least one reason.</param>
    /// <param name="unanswered">How many left without naming one.</param>
    /// <returns>The reasons; their shares may sum to more than 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="counts"/> is null.</exception>
    /// <exception cref="ArgumentException">A reason has no name or is there twice, or there are fewer mentions than customers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or exceeds the customers.</exception>
    public static ChurnReasons FromMultipleChoice(IEnumerable<(string Reason, long Customers)> counts, long customers, long unanswered = 0)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var result = new ChurnReasons([.. counts.Select(c => (c.Reason, c.Customers, (decimal?)null))], customers, isMultipleChoice: true, unanswered, nameof(counts));
        return result.Mentions >= customers
            ? result
            : throw new ArgumentException($"The reasons were named {Text.Count(result.Mentions)} times by {Text.Count(customers)} customers, but each of them named at least one. Count the others as unanswered.", nameof(counts));
    }

    /// <summary>The reasons by the amount lost, the dearest first, with the cumulative share of all amounts; empty when no amounts were given.</summary>
    /// <returns>The reasons.</returns>
    public IReadOnlyList<ChurnReason> ByValue()
    {
        if (_reasons.Length == 0 || _reasons[0].Value is null)
        {
            return [];
        }

        var sorted = _reasons.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Name, StringComparer.Ordinal).ToArray();
        var total = sorted.Sum(reason => reason.Value!.Value);
        var before = 0m;
        for (var i = 0; i < sorted.Length; i++)
        {
            var reason = sorted[i];
            before += reason.Value!.Value;
            sorted[i] = new(reason.Name, reason.Share, reason.Value, reason.ValueShare, total > 0 ? (double)(before / total) : null);
        }

        return sorted;
    }

    /// <summary>The fewest reasons that make up a part of all mentions: the "vital few" of a Pareto chart.</summary>
    /// <param name="share">The part wanted, inside (0..1]; 80 % unless told.</param>
    /// <returns>The most frequent reasons whose shares of the mentions reach it; empty when nobody gave a reason.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not inside (0..1].</exception>
    public IReadOnlyList<ChurnReason> VitalFew(double share = 0.8)
    {
        if (!(share > 0 && share <= 1))
        {
            throw Guard.OutOfRange(nameof(share), share, "It is a fraction and must be inside (0..1] (80 % is 0.80)");
        }

        var before = Array.FindIndex(_reasons, reason => reason.CumulativeShare >= share);
        return _reasons[..(before + 1)];
    }

    /// <summary>
    /// A confidence interval for the share of one reason that holds simultaneously with those of all other reasons: Wilson's interval at the level 1 − (1 − level) ÷ k.
    /// </summary>
    /// <param name="reason">A reason of this list.</param>
    /// <param name="level">The level at which all k intervals hold together, as a fraction strictly between 0 and 1.</param>
    /// <returns>The interval, in fractions; null when nobody gave a reason.</returns>
    /// <exception cref="ArgumentException">The reason is not of this list.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <remarks>For one answer each these are the intervals of L. A. Goodman, "On Simultaneous Confidence Intervals for Multinomial Proportions", Technometrics 7(2), 1965;
    /// for several answers the same bound of Bonferroni holds.</remarks>
    public ConfidenceInterval? Interval(ChurnReason reason, double level = 0.95)
    {
        Guard.Level(level);
        if (!_reasons.Any(own => own.Share == reason.Share && string.Equals(own.Name, reason.Name, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"{reason.Name} is not a reason of this list.", nameof(reason));
        }

        return reason.Share.Interval(1 - ((1 - level) / _reasons.Length)) is { } own
            ? new ConfidenceInterval(own.Lower, own.Upper, level, IsMultipleChoice ? "Wilson, simultaneous (Bonferroni)" : "Goodman, simultaneous")
            : null;
    }

    /// <summary>Whether the other list has the same reasons and customers.</summary>
    /// <param name="other">The other list.</param>
    /// <returns>True when everything is equal.</returns>
    public bool Equals(ChurnReasons? other) =>
        other is not null && Customers == other.Customers && Unanswered == other.Unanswered && IsMultipleChoice == other.IsMultipleChoice && _reasons.AsSpan().SequenceEqual(other._reasons);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChurnReasons);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Customers, Unanswered, IsMultipleChoice, _reasons.Length);

    /// <summary>The reasons in Pareto order, and whether their shares sum to more than 100 %; or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        WhyUndefined is { } why ? $"{Text.NotAvailable} ({why})" : string.Join("; ", _reasons) + (Several is { } note ? ". " + note : string.Empty);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Reasons for leaving", WhyUndefined is null ? $"{Text.Count(Customers)} customers" : Text.NotAvailable);
        foreach (var reason in _reasons)
        {
            card.Row(
                reason.Name,
                $"{Text.Percent(reason.Share.Value)}{(Interval(reason) is { } interval ? $" ({interval.InPercent()})" : string.Empty)}, cumulative {Text.Percent(reason.CumulativeShare)}{(reason.Value is { } value ? ", " + Text.Money(value) : string.Empty)}");
        }

        return card.Row("Gave no reason", Unanswered > 0 ? Text.Count(Unanswered) : null)
            .Note(WhyUndefined)
            .Note(Several)
            .Note(Customers > 0 ? "The intervals of all reasons hold together." : null)
            .ToString();
    }

    private string? Several => IsMultipleChoice && MentionsPerCustomer is { } sum
        ? $"Several reasons could be named: the shares sum to {Text.Percent(sum)}"
        : null;

    private static ChurnReasons Tally<T>(IEnumerable<T> rows, Func<T, IEnumerable<string?>?> reasons, Func<T, decimal>? value, bool isMultipleChoice)
    {
        var counts = new Dictionary<string, (long Count, decimal Value)>(StringComparer.Ordinal);
        var named = new HashSet<string>(StringComparer.Ordinal);
        long customers = 0;
        long unanswered = 0;
        foreach (var row in rows)
        {
            var worth = value is null ? 0 : Guard.Amount(value(row), nameof(value));
            named.Clear();
            foreach (var reason in reasons(row) ?? [])
            {
                if (!string.IsNullOrWhiteSpace(reason) && named.Add(reason))
                {
                    var (count, sum) = counts.GetValueOrDefault(reason);
                    counts[reason] = (count + 1, sum + worth);
                }
            }

            if (named.Count > 0)
            {
                customers++;
            }
            else
            {
                unanswered++;
            }
        }

        return new([.. counts.Select(c => (c.Key, c.Value.Count, value is null ? (decimal?)null : c.Value.Value))], customers, isMultipleChoice, unanswered, nameof(rows));
    }
}

using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>
/// Customer retention over one period: who was there at the start, who is still there at the end.
/// </summary>
/// <remarks>
/// <para>Two ways lead here. <see cref="FromCustomers{T}"/> takes the customers themselves and is exact:
/// retained = |start ∩ end|. <see cref="FromCounts"/> takes three counts and computes retained = E − N, the common formula
/// CRR = (E − N) ÷ S. That is exact only if every customer acquired in the period is still there at its end and nobody who had left before came back:
/// each acquired customer who leaves within the period lowers the result by one, each returning one raises it.</para>
/// <para>If E − N exceeds S, returning customers must be among E. The counts stand, but no share can be read from them:
/// <see cref="RetentionRate"/> is undefined and says why.</para>
/// <para>Source of the formula: any marketing text; the worked example 1,000 / 200 / 1,150 → 95 % is standard.</para>
/// </remarks>
/// <example>
/// <code>
/// CustomerRetention q1 = CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150);
/// Console.WriteLine(q1.RetentionRate);        // 95.0 % (950 of 1,000; 95 % CI 93.5–96.2)
/// Console.WriteLine(q1.ChurnRate);            // 5.0 % (50 of 1,000; 95 % CI 3.8–6.5)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record CustomerRetention : IRendersHtml
{
    private readonly PeriodLength? _period;

    private CustomerRetention(long atStart, long acquired, long atEnd, long retained, bool isExact, PeriodLength? period)
    {
        CustomersAtStart = atStart;
        CustomersAcquired = acquired;
        CustomersAtEnd = atEnd;
        Retained = retained;
        IsExact = isExact;
        _period = period;
    }

    [JsonConstructor]
    internal CustomerRetention(long customersAtStart, long customersAcquired, long customersAtEnd, bool isExact, PeriodLength? period)
        : this(FromCounts(customersAtStart, customersAcquired, customersAtEnd, period)) => IsExact = isExact;

    /// <summary>S: customers at the start of the period.</summary>
    public long CustomersAtStart { get; }

    /// <summary>N: customers at the end who were not there at the start (as a count that was given: customers acquired in the period).</summary>
    public long CustomersAcquired { get; }

    /// <summary>E: customers at the end of the period.</summary>
    public long CustomersAtEnd { get; }

    /// <summary>How many of the customers at the start are there at the end: E − N.</summary>
    public long Retained { get; }

    /// <summary>Whether the customers themselves were compared (exact) rather than three counts (the formula's assumption holds or not).</summary>
    public bool IsExact { get; }

    /// <summary>The length of the period; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeriodLength? Period => _period;

    /// <summary>Retained ÷ customers at start, with its counts; undefined when there was nobody at the start, or when E − N exceeds S.</summary>
    [JsonIgnore]
    public RetentionRate RetentionRate =>
        Retained <= CustomersAtStart ? RetentionRate.FromCounts(Retained, CustomersAtStart, _period) : default;

    /// <summary>Lost ÷ customers at start: the complement of <see cref="RetentionRate"/> over the same customers and period.</summary>
    [JsonIgnore]
    public ChurnRate ChurnRate => RetentionRate.Churn;

    /// <summary>How many of the customers at the start are gone: S − retained; null when E − N exceeds S.</summary>
    [JsonIgnore]
    public long? Lost => Retained <= CustomersAtStart ? CustomersAtStart - Retained : null;

    /// <summary>Why the rates are undefined; null when they are not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        CustomersAtStart == 0 && Retained == 0 ? "nobody was there at the start"
        : Retained > CustomersAtStart
            ? $"{Text.Count(CustomersAtEnd)} at the end less {Text.Count(CustomersAcquired)} acquired leaves {Text.Count(Retained)}, more than the {Text.Count(CustomersAtStart)} at the start: returning customers are among them. Compare the customers themselves (FromCustomers), or count the returned ones as acquired"
            : null;

    /// <summary>Computes retention from three counts by CRR = (E − N) ÷ S.</summary>
    /// <param name="customersAtStart">S: customers at the start of the period.</param>
    /// <param name="customersAcquired">N: customers acquired in the period.</param>
    /// <param name="customersAtEnd">E: customers at the end; not below <paramref name="customersAcquired"/>.</param>
    /// <param name="period">How long the period is, when the rates are to know it.</param>
    /// <returns>The retention. With nobody at the start its rates are undefined, not 0 %.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    /// <exception cref="ArgumentException">Fewer customers at the end than were acquired: some of the acquired have left, and the formula cannot tell how many of the others stayed.</exception>
    /// <remarks>The type says under which assumption this is exact.</remarks>
    /// <example>
    /// <code>
    /// CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150).RetentionRate.Value   // 0.95
    /// </code>
    /// </example>
    public static CustomerRetention FromCounts(long customersAtStart, long customersAcquired, long customersAtEnd, PeriodLength? period = null)
    {
        Guard.Count(customersAtStart);
        Guard.Count(customersAcquired);
        Guard.Count(customersAtEnd);
        if (customersAtEnd < customersAcquired)
        {
            throw new ArgumentException(
                $"customersAtEnd was {Text.Count(customersAtEnd)} and customersAcquired {Text.Count(customersAcquired)}. If fewer customers are there at the end than were acquired, some of the acquired have left again, and three counts cannot say how many of the others stayed. Use FromCustomers.",
                nameof(customersAtEnd));
        }

        return new(customersAtStart, customersAcquired, customersAtEnd, customersAtEnd - customersAcquired, isExact: false, period);
    }

    /// <summary>Computes retention from the customers themselves: retained = |start ∩ end|. Exact whatever happened in between.</summary>
    /// <typeparam name="T">The customer key: an id, or anything with value equality.</typeparam>
    /// <param name="atStart">The customers at the start; duplicates count once.</param>
    /// <param name="atEnd">The customers at the end; duplicates count once.</param>
    /// <param name="period">How long the period is, when the rates are to know it.</param>
    /// <returns>The retention. With nobody at the start its rates are undefined, not 0 %.</returns>
    /// <exception cref="ArgumentNullException">A sequence is null.</exception>
    /// <exception cref="ArgumentException">A sequence contains a null key.</exception>
    /// <example>
    /// <code>
    /// var may  = new[] { "ann", "bob", "cid" };
    /// var june = new[] { "ann", "cid", "dan" };
    /// CustomerRetention.FromCustomers(may, june).RetentionRate   // 66.7 % (2 of 3; 95 % CI 20.8–93.9)
    /// </code>
    /// </example>
    public static CustomerRetention FromCustomers<T>(IEnumerable<T> atStart, IEnumerable<T> atEnd, PeriodLength? period = null)
    {
        var start = Distinct(atStart, nameof(atStart));
        var end = Distinct(atEnd, nameof(atEnd));
        long retained = 0;
        foreach (var customer in start)
        {
            if (end.Contains(customer))
            {
                retained++;
            }
        }

        return FromSets(start.Count, end.Count, retained, period);
    }

    /// <summary>The exact form from the sizes of the two sets and of their intersection.</summary>
    internal static CustomerRetention FromSets(long atStart, long atEnd, long retained, PeriodLength? period = null) =>
        new(atStart, atEnd - retained, atEnd, retained, isExact: true, period);

    /// <summary>Retention, churn and the three counts in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        WhyUndefined is { } why
            ? $"{Text.NotAvailable} ({why})"
            : $"retention {RetentionRate}, churn {Text.Percent(ChurnRate.Value)}; start {Text.Count(CustomersAtStart)}, acquired {Text.Count(CustomersAcquired)}, end {Text.Count(CustomersAtEnd)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Customer retention", Text.Percent(RetentionRate.Value))
        .Row("Churn", Text.Percent(ChurnRate.Value))
        .Row("At start", Text.Count(CustomersAtStart))
        .Row("Acquired", Text.Count(CustomersAcquired))
        .Row("At end", Text.Count(CustomersAtEnd))
        .Row("Retained", Text.Count(Retained))
        .Row("Interval", RetentionRate.Interval() is { } interval ? $"{interval.InPercent()} % ({interval.Method})" : null)
        .Note(WhyUndefined)
        .Note(IsExact ? null : "From three counts, (E − N) ÷ S: exact if no customer acquired in the period left in it and none came back.")
        .ToString();

    private static HashSet<T> Distinct<T>(IEnumerable<T> customers, string name)
    {
        ArgumentNullException.ThrowIfNull(customers, name);
        var set = new HashSet<T>();
        foreach (var customer in customers)
        {
            set.Add(customer is null ? throw new ArgumentException("A customer key was null.", name) : customer);
        }

        return set;
    }
}

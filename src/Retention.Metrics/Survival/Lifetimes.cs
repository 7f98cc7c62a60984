using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// How long customers stayed: for each a tenure, and whether it ended or still runs (censored). The table from which survival curves, hazards and comparisons are made.
/// </summary>
/// <remarks>
/// <para>Held is not the list of customers but, per distinct tenure, how many ended and how many were censored there, and when late ones came under observation.
/// That is all the estimators need, it is what a database can count, and it adds: <c>a + b</c> are the lifetimes of disjoint customers.</para>
/// <para>A customer is at risk in (entered, tenure]. One who enters at 5 is not at risk at 5. Without late entry everybody is at risk from the start, an end at 0 included.
/// Where an end and a censoring fall on the same time, the end comes first.</para>
/// <para>Case weights count as that many customers when all of them are whole numbers; otherwise they are sampling weights, and the standard errors of curves are robust ones.</para>
/// <para>Instances are immutable. Times compare exactly unless a <see cref="TimeTolerance"/> says otherwise.</para>
/// </remarks>
/// <example>
/// <code>
/// Lifetimes subscribers = Lifetimes.From(
///     rows, r => r.Start, r => r.Cancelled, asOf: new DateOnly(2026, 6, 30));
/// Console.WriteLine(subscribers);                          // 1,204 lifetimes, 718 ended, 486 still running (40.4 % censored), up to 911 days
/// SurvivalCurve curve = SurvivalCurve.KaplanMeier(subscribers);
/// Console.WriteLine(curve.Median);                         // 50 % gone at 212 days (95 % CI 187–240)
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Lifetimes
    : IAdditionOperators<Lifetimes, Lifetimes, Lifetimes>, IAdditiveIdentity<Lifetimes, Lifetimes>, IEquatable<Lifetimes>, IRendersHtml
{
    internal Lifetimes(RiskSets sets, TimeTolerance tolerance, string? unit)
    {
        Sets = sets;
        Tolerance = tolerance;
        Unit = unit;
    }

    /// <summary>The lifetimes of nobody, which change nothing when added.</summary>
    public static Lifetimes Empty { get; } = new(RiskSets.Empty, default, null);

    /// <inheritdoc cref="Empty"/>
    public static Lifetimes AdditiveIdentity => Empty;

    /// <summary>How many lifetimes there are: rows, whatever their weights.</summary>
    [JsonIgnore]
    public long Count => Sets.Rows;

    /// <summary>How many of them ended.</summary>
    [JsonIgnore]
    public long Ended => Sets.RowsEnded;

    /// <summary>How many of them were censored: still running when last seen.</summary>
    [JsonIgnore]
    public long Running => Sets.Rows - Sets.RowsEnded;

    /// <summary>The censored ones of all.</summary>
    [JsonIgnore]
    public Proportion Censored => new(Running, Count);

    /// <summary>The sum of the weights: <see cref="Count"/> when there are none.</summary>
    [JsonIgnore]
    public double Weight => Sets.Weight;

    /// <summary>How many different tenures there are.</summary>
    [JsonIgnore]
    public int DistinctTimes => Sets.DistinctTimes;

    /// <summary>The longest tenure seen, ended or running; null when there are no lifetimes.</summary>
    [JsonIgnore]
    public double? LongestTenure => Sets.LastTime;

    /// <summary>Whether some customers came under observation after their start (left truncation).</summary>
    [JsonIgnore]
    public bool HasLateEntry => Sets.HasLateEntry;

    /// <summary>Whether the rows carry weights.</summary>
    [JsonIgnore]
    public bool IsWeighted => Sets.IsWeighted;

    /// <summary>Whether a weight is no whole number: the weights are then sampling weights and not counts.</summary>
    [JsonIgnore]
    public bool HasFractionalWeights => Sets.HasFractionalWeights;

    /// <summary>Which times counted as the same.</summary>
    public TimeTolerance Tolerance { get; }

    /// <summary>What the tenures are counted in, such as "days"; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    [JsonIgnore]
    internal LifetimesTable Table => LifetimesTable.Of(Sets);

    internal RiskSets Sets { get; }

    /// <summary>Puts the lifetimes of disjoint customers together.</summary>
    /// <param name="left">Some lifetimes.</param>
    /// <param name="right">Others; no customer may be in both.</param>
    /// <returns>The lifetimes of both. The unit is that of either; the tolerance is the larger one, and no times are merged anew.</returns>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    /// <exception cref="ArgumentException">Their units differ.</exception>
    public static Lifetimes operator +(Lifetimes left, Lifetimes right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Unit is { } a && right.Unit is { } b && a != b)
        {
            throw new ArgumentException($"Lifetimes in {a} cannot be added to lifetimes in {b}.", nameof(right));
        }

        var tolerance = left.Tolerance.Value >= right.Tolerance.Value ? left.Tolerance : right.Tolerance;
        return new(RiskSets.Sum(left.Sets, right.Sets), tolerance, left.Unit ?? right.Unit);
    }

    /// <summary>Whether the tables are the same: equal times, numbers, entries, unit and tolerance.</summary>
    /// <param name="other">Other lifetimes.</param>
    /// <returns>True when no estimator could tell them apart.</returns>
    public bool Equals(Lifetimes? other) =>
        other is not null && Tolerance == other.Tolerance && Unit == other.Unit && Table.SameAs(other.Table);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Lifetimes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Ended, DistinctTimes, LongestTenure, Unit);

    /// <summary>Counts, censored share and the longest tenure, as "1,204 lifetimes, 718 ended, 486 still running (40.4 % censored), up to 911 days".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Count == 0
            ? "no lifetimes"
            : $"{Text.Count(Count)} lifetimes, {Text.Count(Ended)} ended, {Text.Count(Running)} still running ({Text.Percent(Censored.Value)} censored), up to {InUnit(LongestTenure!.Value)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Lifetimes", Text.Count(Count))
        .Row("Ended", Text.Count(Ended))
        .Row("Still running", $"{Text.Count(Running)} ({Text.Percent(Censored.Value)} censored)")
        .Row("Sum of weights", IsWeighted ? SurvivalText.Amount(Weight) : null)
        .Row("Longest tenure", LongestTenure is { } longest ? InUnit(longest) : null)
        .Row("Distinct tenures", Text.Count(DistinctTimes))
        .Row("Times", Tolerance.ToString())
        .Note(HasLateEntry ? "Some customers came under observation after their start; each is at risk in (entered, tenure]." : null)
        .ToString();

    internal string InUnit(double time) => SurvivalText.Time(time, Unit);
}

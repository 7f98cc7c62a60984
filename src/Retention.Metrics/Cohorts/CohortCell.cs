using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

/// <summary>
/// One cell of a cohort table: how many of the customers that entered in a period were retained at an offset.
/// </summary>
/// <remarks>
/// A cell that has not happened yet has <see cref="IsObserved"/> false and shows as a blank; a cell that has happened and in which nobody was retained is 0 %.
/// The default value is a cell that is not observed.
/// </remarks>
/// <example>
/// <code>
/// CohortCell cell = table[new DateOnly(2026, 1, 5), offset: 3];
/// if (cell.IsObserved)
/// {
///     Console.WriteLine(cell.Retained);      // 75.0 % (3 of 4; 95 % CI 30.1–95.4)
/// }
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct CohortCell : IRendersHtml
{
    internal CohortCell(DateOnly cohort, int offset, long size, Proportion retained, bool isObserved, bool isComplete)
    {
        Cohort = cohort;
        Offset = offset;
        Size = size;
        Retained = retained;
        IsObserved = isObserved;
        IsComplete = isComplete;
    }

    /// <summary>The first day of the period of entry.</summary>
    public DateOnly Cohort { get; }

    /// <summary>How many periods after the entry; with brackets, the number of the bracket.</summary>
    public int Offset { get; }

    /// <summary>How many entered.</summary>
    public long Size { get; }

    /// <summary>
    /// The retained, of those observed. With calendar periods the whole is the cohort; with rolling windows it is those of the cohort whose own window has closed.
    /// 0 of 0 when not observed.
    /// </summary>
    public Proportion Retained { get; }

    /// <summary>The retained as a fraction; null when the cell is not observed or nobody entered.</summary>
    public double? Value => Retained.Value;

    /// <summary>Whether the cell has something to show: its period has happened, or the policy shows unfinished ones.</summary>
    public bool IsObserved { get; }

    /// <summary>Whether the period has ended for everyone in the cohort, so that the cell cannot change any more (but see <see cref="CohortMeasure.OnOrAfter"/>).</summary>
    public bool IsComplete { get; }

    /// <summary>Whether the cell shows something unfinished.</summary>
    public bool IsPartial => IsObserved && !IsComplete;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    public string? WhyUndefined => !IsObserved ? "not observed yet" : Size == 0 ? "nobody entered" : Retained.WhyUndefined;

    /// <summary>A confidence interval for the share retained; null when there is no value.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Retained.Interval(level, method);

    /// <summary>The share with its counts, "75.0 % (3 of 4; …)", with "so far" when partial; empty when not observed.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        !IsObserved ? string.Empty : Value is null ? $"{Text.NotAvailable} ({WhyUndefined})" : Retained + (IsPartial ? " so far" : string.Empty);

    /// <summary>The cell as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Cohort {Text.Date(Cohort)}, offset {Text.Count(Offset)}", IsObserved ? Text.Percent(Value) : string.Empty)
        .Row("Retained", Value is null ? null : Retained.ToString())
        .Note(WhyUndefined)
        .Note(IsPartial ? "The period has not ended: more customers may still come back in it." : null)
        .ToString();
}

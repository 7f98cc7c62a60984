using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>
/// How the calendar is cut into periods: days, weeks from any first day, months, quarters, years, fiscal quarters and years from any first month,
/// and blocks of any number of days or months (<see cref="Every"/>).
/// </summary>
/// <remarks>
/// <para>Every period has an integer index, so that all arithmetic after the first conversion is subtraction:
/// the day counts from 1970-01-01; the week is ⌊days since 0001-01-01 of a week start ÷ 7⌋; the month is year × 12 + month − 1; quarters and years count from year 0.
/// The same integers come out of SQL.</para>
/// <para>Weeks start on Monday (ISO 8601) unless told otherwise; the culture of the machine is never asked.</para>
/// <para>The default value is <see cref="Day"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// Granularity.Month.PeriodContaining(new DateOnly(2026, 6, 17))                 // 2026-06-01..2026-06-30
/// Granularity.WeekFrom(DayOfWeek.Sunday).PeriodContaining(new DateOnly(2026, 6, 17))
/// Granularity.FiscalYear(firstMonth: 4).Label(new DateOnly(2026, 6, 17))        // FY2026-04
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct Granularity
{
    private const int DayNumberOf1970 = 719_162;

    private readonly Unit _unit;

    // The first day of the week as days after Monday, or the first month of the year as months after January.
    // For blocks, the first block from 1970-01-01 (days) or from year 0 (months) on starts so much later.
    private readonly int _shift;

    // How many days or months a block has; 0 for the named units.
    private readonly int _block;

    private Granularity(Unit unit, int shift = 0, int block = 0)
    {
        _unit = unit;
        _shift = shift;
        _block = block;
    }

    [JsonConstructor]
    internal Granularity(string name) => this = Parse(name);

    private enum Unit
    {
        Day,
        Week,
        Month,
        Quarter,
        Year,
        Days,
        Months,
    }

    /// <summary>Calendar days.</summary>
    public static Granularity Day => default;

    /// <summary>Weeks from Monday to Sunday (ISO 8601).</summary>
    public static Granularity Week => new(Unit.Week);

    /// <summary>Calendar months.</summary>
    public static Granularity Month => new(Unit.Month);

    /// <summary>Calendar quarters.</summary>
    public static Granularity Quarter => new(Unit.Quarter);

    /// <summary>Calendar years.</summary>
    public static Granularity Year => new(Unit.Year);

    /// <summary>The name that <see cref="Parse"/> reads: "day", "week", "week from Sunday", "month", "quarter", "fiscal year from April" …</summary>
    public string Name => (_unit, _shift) switch
    {
        (Unit.Day, _) => "day",
        (Unit.Week, 0) => "week",
        (Unit.Week, _) => "week from " + (DayOfWeek)((_shift + 1) % 7),
        (Unit.Month, _) => "month",
        (Unit.Quarter, 0) => "quarter",
        (Unit.Quarter, _) => "fiscal quarter from " + MonthName,
        (Unit.Year, 0) => "year",
        (Unit.Year, _) => "fiscal year from " + MonthName,
        (Unit.Days, _) => string.Create(CultureInfo.InvariantCulture, $"{_block} days from {Text.Date(DateOnly.FromDayNumber(DayNumberOf1970 + _shift))}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{_block} months from {StartOf(FloorDivide((1970 * 12) - _shift + _block - 1, _block)):yyyy-MM}"),
    };

    /// <summary>The length of one period: exact for days, weeks and months.</summary>
    [JsonIgnore]
    public PeriodLength Length => _unit switch
    {
        Unit.Day => PeriodLength.Day,
        Unit.Week => PeriodLength.Week,
        Unit.Month => PeriodLength.Month,
        Unit.Quarter => PeriodLength.Quarter,
        Unit.Year => PeriodLength.Year,
        Unit.Days => PeriodLength.FromDays(_block),
        _ => PeriodLength.FromMonths(_block),
    };

    private string MonthName => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(_shift + 1);

    private int MonthsPerPeriod => _unit switch { Unit.Month => 1, Unit.Quarter => 3, Unit.Year => 12, _ => _block };

    /// <summary>Weeks that start on a given day.</summary>
    /// <param name="firstDay">The first day of the week: Sunday in many American tools, Saturday in parts of the Middle East.</param>
    /// <returns>The granularity.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such day of the week.</exception>
    public static Granularity WeekFrom(DayOfWeek firstDay) => new(Unit.Week, ((int)Guard.Defined(firstDay) + 6) % 7);

    /// <summary>Quarters of a fiscal year.</summary>
    /// <param name="firstMonth">The month in which the fiscal year starts, inside [1..12].</param>
    /// <returns>The granularity.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstMonth"/> is not inside [1..12].</exception>
    public static Granularity FiscalQuarter(int firstMonth) => new(Unit.Quarter, MonthShift(firstMonth));

    /// <summary>Fiscal years.</summary>
    /// <param name="firstMonth">The month in which the fiscal year starts, inside [1..12].</param>
    /// <returns>The granularity.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstMonth"/> is not inside [1..12].</exception>
    public static Granularity FiscalYear(int firstMonth) => new(Unit.Year, MonthShift(firstMonth));

    /// <summary>Blocks of several periods: every 30 days, every 2 weeks, every 2 months.</summary>
    /// <param name="count">How many periods a block has, inside [1..36500].</param>
    /// <param name="from">A day of the period with which a block begins; blocks extend from there in both directions.</param>
    /// <returns>The granularity. Seven days are a week, three months a quarter and twelve a year, by their own names.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not inside [1..36500].</exception>
    /// <example>
    /// <code>
    /// Granularity.Day.Every(30, from: new DateOnly(2026, 1, 1)).PeriodContaining(new DateOnly(2026, 2, 15))   // 2026-01-31..2026-03-01
    /// </code>
    /// </example>
    public Granularity Every(int count, DateOnly from)
    {
        if (count is < 1 or > 36_500)
        {
            throw Guard.OutOfRange(nameof(count), count, "A block must have [1..36500] periods");
        }

        var start = StartOf(IndexOf(from));
        if (_unit is Unit.Day or Unit.Week or Unit.Days)
        {
            var days = checked(count * (_unit switch { Unit.Day => 1, Unit.Week => 7, _ => _block }));
            return days switch
            {
                1 => Day,
                7 => WeekFrom(start.DayOfWeek),
                _ => new(Unit.Days, Modulo(start.DayNumber - DayNumberOf1970, days), days),
            };
        }

        var months = checked(count * MonthsPerPeriod);
        var shift = Modulo((start.Year * 12) + start.Month - 1, months);
        return months switch
        {
            1 => Month,
            3 => count == 1 ? this : FiscalQuarter(shift + 1),
            12 => FiscalYear(shift + 1),
            _ => new(Unit.Months, shift, months),
        };
    }

    /// <summary>Reads the <see cref="Name"/> of a granularity.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <returns>The granularity.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="FormatException">No granularity has that name.</exception>
    public static Granularity Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var candidate in All())
        {
            if (string.Equals(candidate.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return candidate;
            }
        }

        return ParseBlock(name.Trim())
            ?? throw new FormatException($"'{name}' is not a granularity. Known are: day, week, week from Sunday (any day), month, quarter, year, fiscal quarter from April, fiscal year from April (any month), 30 days from 1970-01-01, 2 months from 1970-01 (any number and start).");
    }

    /// <summary>The index of the period that a day belongs to. Indexes of neighbouring periods differ by one.</summary>
    /// <param name="date">The day.</param>
    /// <returns>The index.</returns>
    public int IndexOf(DateOnly date) => _unit switch
    {
        Unit.Day => date.DayNumber - DayNumberOf1970,
        Unit.Week => FloorDivide(date.DayNumber - _shift, 7),
        Unit.Days => FloorDivide(date.DayNumber - DayNumberOf1970 - _shift, _block),
        _ => FloorDivide((date.Year * 12) + date.Month - 1 - _shift, MonthsPerPeriod),
    };

    /// <summary>The first day of the period with an index.</summary>
    /// <param name="index">The index, as <see cref="IndexOf"/> gives it.</param>
    /// <returns>The first day. For the period that contains 0001-01-01 it is that day, even if the period would start before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period lies outside 0001-01-01..9999-12-31.</exception>
    public DateOnly StartOf(int index)
    {
        if (index < IndexOf(DateOnly.MinValue) || index > IndexOf(DateOnly.MaxValue))
        {
            throw Guard.OutOfRange(nameof(index), index, string.Create(CultureInfo.InvariantCulture, $"The index of a {Name} must be inside [{IndexOf(DateOnly.MinValue)}..{IndexOf(DateOnly.MaxValue)}]"));
        }

        if (_unit == Unit.Days)
        {
            return DateOnly.FromDayNumber(Math.Max(0, (index * _block) + _shift + DayNumberOf1970));
        }

        if (_unit is Unit.Day or Unit.Week)
        {
            return DateOnly.FromDayNumber(Math.Max(0, _unit == Unit.Day ? index + DayNumberOf1970 : (index * 7) + _shift));
        }

        var month = Math.Max(12, (index * MonthsPerPeriod) + _shift);
        return new(month / 12, (month % 12) + 1, 1);
    }

    /// <summary>The period with an index.</summary>
    /// <param name="index">The index, as <see cref="IndexOf"/> gives it.</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period does not lie inside 0001-01-01..9999-12-30.</exception>
    public Period PeriodAt(int index) => new(StartOf(index), StartOf(checked(index + 1)));

    /// <summary>The period that a day belongs to.</summary>
    /// <param name="date">The day.</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period does not end before 9999-12-31.</exception>
    public Period PeriodContaining(DateOnly date) => PeriodAt(IndexOf(date));

    /// <summary>The label of the period that a day belongs to: "2026-06-17", "2026-06" for a month, "2026-Q2", "2026", the first day for a week, "FY2026-04" for a fiscal year from April 2026.</summary>
    /// <param name="date">The day.</param>
    /// <returns>The label, culture-invariant; labels sort as their periods do.</returns>
    public string Label(DateOnly date) => LabelAt(IndexOf(date));

    /// <summary>The label of the period with an index; see <see cref="Label"/>.</summary>
    /// <param name="index">The index, as <see cref="IndexOf"/> gives it.</param>
    /// <returns>The label, culture-invariant.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period lies outside 0001-01-01..9999-12-31.</exception>
    public string LabelAt(int index)
    {
        var start = StartOf(index);
        var month = start.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        return (_unit, _shift) switch
        {
            (Unit.Day or Unit.Week or Unit.Days, _) => Text.Date(start),
            (Unit.Month or Unit.Months, _) => month,
            (Unit.Quarter, 0) => start.ToString("yyyy", CultureInfo.InvariantCulture) + "-Q" + (((start.Month - 1) / 3) + 1).ToString(CultureInfo.InvariantCulture),
            (Unit.Quarter, _) => "FQ" + month,
            (_, 0) => start.ToString("yyyy", CultureInfo.InvariantCulture),
            _ => "FY" + month,
        };
    }

    /// <summary>The name, as "month" or "week from Sunday".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Name;

    private static IEnumerable<Granularity> All()
    {
        yield return Day;
        yield return Month;
        for (var day = 0; day < 7; day++)
        {
            yield return new(Unit.Week, day);
        }

        for (var month = 0; month < 12; month++)
        {
            yield return new(Unit.Quarter, month);
            yield return new(Unit.Year, month);
        }
    }

    private static Granularity? ParseBlock(string name)
    {
        var parts = name.Split(' ');
        if (parts is not [var number, "days" or "months", "from", var start] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 36_500)
        {
            return null;
        }

        var (unit, format) = parts[1] is "days" ? (Day, "yyyy-MM-dd") : (Month, "yyyy-MM");
        return DateOnly.TryParseExact(start, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) ? unit.Every(count, from) : null;
    }

    private static int Modulo(int value, int divisor) => value - (FloorDivide(value, divisor) * divisor);

    private static int MonthShift(int firstMonth) =>
        firstMonth is >= 1 and <= 12 ? firstMonth - 1 : throw Guard.OutOfRange(nameof(firstMonth), firstMonth, "A month must be inside [1..12]");

    private static int FloorDivide(int value, int divisor) => value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor);
}

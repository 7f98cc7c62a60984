using System.Text.Json;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests;

public class CalendarTests
{
    private static readonly DateOnly Day = new(2026, 6, 17);

    private static readonly Granularity[] Granularities =
    [
        Granularity.Day, Granularity.Week, Granularity.WeekFrom(DayOfWeek.Sunday), Granularity.WeekFrom(DayOfWeek.Saturday), Granularity.Month,
        Granularity.Quarter, Granularity.Year, Granularity.FiscalQuarter(2), Granularity.FiscalYear(4), Granularity.FiscalYear(12),
    ];

    [Theory]
    [InlineData("day", "2026-06-17..2026-06-17", "2026-06-17")]
    [InlineData("week", "2026-06-15..2026-06-21", "2026-06-15")]
    [InlineData("week from Sunday", "2026-06-14..2026-06-20", "2026-06-14")]
    [InlineData("week from Wednesday", "2026-06-17..2026-06-23", "2026-06-17")]
    [InlineData("month", "2026-06-01..2026-06-30", "2026-06")]
    [InlineData("quarter", "2026-04-01..2026-06-30", "2026-Q2")]
    [InlineData("fiscal quarter from February", "2026-05-01..2026-07-31", "FQ2026-05")]
    [InlineData("year", "2026-01-01..2026-12-31", "2026")]
    [InlineData("fiscal year from April", "2026-04-01..2027-03-31", "FY2026-04")]
    [InlineData("fiscal year from July", "2025-07-01..2026-06-30", "FY2025-07")]
    public void A_day_falls_into_the_period_of_the_calendar(string name, string period, string label)
    {
        var granularity = Granularity.Parse(name);
        Assert.Equal(name, granularity.ToString());
        Assert.Equal(period, granularity.PeriodContaining(Day).ToString());
        Assert.Equal(label, granularity.Label(Day));
    }

    // The same integers as SQL: days since 1970, year × 12 + month − 1, DayNumber ÷ 7 for weeks from Monday (0001-01-01 was one).
    [Fact]
    public void Indexes_are_the_integers_that_sql_computes()
    {
        Assert.Equal(20_621, Granularity.Day.IndexOf(Day));
        Assert.Equal((2026 * 12) + 5, Granularity.Month.IndexOf(Day));
        Assert.Equal(Day.DayNumber / 7, Granularity.Week.IndexOf(Day));
        Assert.Equal(0, Granularity.Day.IndexOf(new(1970, 1, 1)));
    }

    [Property]
    public void Every_day_lies_in_its_own_period_and_indexes_never_decrease(AnyDay day)
    {
        foreach (var granularity in Granularities)
        {
            var index = granularity.IndexOf(day.Value);
            var start = granularity.StartOf(index);
            Assert.True(start <= day.Value);
            Assert.Equal(index, granularity.IndexOf(start));
            if (day.Value < DateOnly.MaxValue)
            {
                Assert.InRange(granularity.IndexOf(day.Value.AddDays(1)) - index, 0, 1);
            }
        }
    }

    [Property]
    public void Neighbouring_periods_meet_without_gap_or_overlap_and_labels_sort(BusinessDay day)
    {
        foreach (var granularity in Granularities)
        {
            var index = granularity.IndexOf(day.Value);
            Assert.True(granularity.PeriodAt(index).Contains(day.Value));
            Assert.Equal(granularity.PeriodAt(index).End, granularity.PeriodAt(index + 1).Start);
            Assert.False(granularity.PeriodAt(index).Overlaps(granularity.PeriodAt(index + 1)));
            Assert.True(string.CompareOrdinal(granularity.LabelAt(index), granularity.LabelAt(index + 1)) < 0);
            Assert.Equal(granularity, Granularity.Parse(granularity.Name.ToUpperInvariant()));
        }
    }

    [Fact]
    public void Periods_are_half_open()
    {
        var june = Period.Month(2026, 6);
        Assert.True(june.Contains(new(2026, 6, 30)));
        Assert.False(june.Contains(new(2026, 7, 1)));
        Assert.Equal(30, june.Days);
        Assert.Equal(Period.Inclusive(new(2026, 6, 1), new(2026, 6, 30)), june);
        Assert.Equal(Period.Trailing(new(2026, 6, 30), 30), june);
        Assert.Equal("2024-01-01..2024-12-31", Period.Year(2024).ToString());
        Assert.Equal("2024-10-01..2024-12-31", Period.Quarter(2024, 4).ToString());
        Assert.True(default(Period).IsEmpty);
        Assert.Equal("empty at 0001-01-01", default(Period).ToString());
        Assert.False(june.Overlaps(new Period(new(2026, 6, 5), new(2026, 6, 5))));
    }

    [Fact]
    public void Lengths_convert_through_the_mean_gregorian_month()
    {
        Assert.Equal(12, PeriodLength.Year.Months);
        Assert.Equal(365.2425 / 12, PeriodLength.FromDays(365.2425 / 12).Months * PeriodLength.DaysPerMonth, 1e-12);
        Assert.Equal("1 month", PeriodLength.Month.ToString());
        Assert.Equal("7 days", PeriodLength.Week.ToString());
        Assert.Equal("0.5 months", PeriodLength.FromMonths(0.5).ToString());
        Assert.Equal("no length", default(PeriodLength).ToString());
        Assert.Equal(Granularity.Quarter.Length, PeriodLength.Quarter);
        Assert.Equal([PeriodLength.Day, PeriodLength.Week, PeriodLength.Month, PeriodLength.Year], [Granularity.Day.Length, Granularity.Week.Length, Granularity.Month.Length, Granularity.FiscalYear(3).Length]);
    }

    [Fact]
    public void Json_round_trips()
    {
        var context = RetentionMetricsJsonContext.Default;
        foreach (var granularity in Granularities)
        {
            Assert.Equal(granularity, JsonSerializer.Deserialize(JsonSerializer.Serialize(granularity, context.Granularity), context.Granularity));
        }

        foreach (var length in new[] { PeriodLength.Week, PeriodLength.Year })
        {
            Assert.Equal(length, JsonSerializer.Deserialize(JsonSerializer.Serialize(length, context.PeriodLength), context.PeriodLength));
        }

        Assert.Equal("""{"start":"2026-06-01","end":"2026-07-01"}""", JsonSerializer.Serialize(Period.Month(2026, 6), context.Period));
        Assert.Equal(Period.Month(2026, 6), JsonSerializer.Deserialize("""{"start":"2026-06-01","end":"2026-07-01"}""", context.Period));
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("{}", context.PeriodLength));
    }

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>("end", () => new Period(new(2026, 6, 2), new(2026, 6, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("month", () => Period.Month(2026, 13));
        Assert.Throws<ArgumentOutOfRangeException>("year", () => Period.Year(0));
        Assert.Throws<ArgumentOutOfRangeException>("quarter", () => Period.Quarter(2026, 5));
        Assert.Throws<ArgumentOutOfRangeException>("last", () => Period.Inclusive(new(2026, 6, 2), new(2026, 6, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("last", () => Period.Inclusive(new(2026, 6, 2), DateOnly.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>("days", () => Period.Trailing(new(2026, 6, 2), 0));
        Assert.Throws<ArgumentOutOfRangeException>("firstMonth", () => Granularity.FiscalYear(13));
        Assert.Throws<ArgumentOutOfRangeException>("firstDay", () => Granularity.WeekFrom((DayOfWeek)8));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => Granularity.Month.StartOf(0));
        Assert.Throws<ArgumentOutOfRangeException>("months", () => PeriodLength.FromMonths(0));
        Assert.Throws<ArgumentOutOfRangeException>("days", () => PeriodLength.FromDays(double.NaN));
        Assert.Contains("'fortnight' is not a granularity", Assert.Throws<FormatException>(() => Granularity.Parse("fortnight")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Granularity.Parse(null!));
    }
}

namespace Retention.Metrics.Tests;

public class FiscalCalendarTests
{
    // The National Retail Federation's 4-5-4 calendar of fiscal 2023, the last with a 53rd week: 2023-01-29 to 2024-02-03.
    [Fact]
    public void The_retail_year_2023_has_53_weeks()
    {
        var months = FiscalCalendar.Weeks(new(2023, 1, 29), WeekPattern.FourFiveFour, has53Weeks: true);
        Assert.Equal([28, 35, 28, 28, 35, 28, 28, 35, 28, 28, 35, 35], months.Select(m => m.Days));
        Assert.Equal(Period.Inclusive(new(2023, 2, 26), new(2023, 4, 1)), months[1]);
        Assert.Equal(Period.Inclusive(new(2023, 12, 31), new(2024, 2, 3)), months[11]);
    }

    [Theory]
    [InlineData(WeekPattern.FourFourFive, 28, 28, 35)]
    [InlineData(WeekPattern.FourFiveFour, 28, 35, 28)]
    [InlineData(WeekPattern.FiveFourFour, 35, 28, 28)]
    public void A_quarter_has_thirteen_weeks(WeekPattern pattern, int first, int second, int third)
    {
        var months = FiscalCalendar.Weeks(new(2026, 2, 1), pattern);
        Assert.Equal([first, second, third], months.Skip(9).Select(m => m.Days));
        Assert.Equal(364, months.Sum(m => m.Days));
    }

    [Fact]
    public void Months_may_start_on_any_day()
    {
        Assert.Equal(
            ["2026-01-26..2026-02-25", "2026-02-26..2026-03-25"],
            FiscalCalendar.Months(new(2026, 1, 26), 2).Select(m => m.ToString()));
        Assert.Equal(
            ["2026-01-31..2026-02-27", "2026-02-28..2026-03-30", "2026-03-31..2026-04-29"],
            FiscalCalendar.Months(new(2026, 1, 31), 3).Select(m => m.ToString()));
        Assert.Empty(FiscalCalendar.Months(new(2026, 1, 31), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiscalCalendar.Months(new(2026, 1, 31), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiscalCalendar.Months(new(9999, 1, 1), 12));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiscalCalendar.Weeks(new(9999, 1, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiscalCalendar.Weeks(new(2026, 1, 3), (WeekPattern)3));
    }

    [Property]
    public void Fiscal_months_meet(BusinessDay first)
    {
        foreach (var months in new[] { FiscalCalendar.Months(first.Value, 30), FiscalCalendar.Weeks(first.Value), FiscalCalendar.Weeks(first.Value, WeekPattern.FiveFourFour, has53Weeks: true) })
        {
            Assert.Equal(first.Value, months[0].Start);
            Assert.All(months.Zip(months.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
            Assert.All(months, m => Assert.InRange(m.Days, 28, 42));
        }
    }
}

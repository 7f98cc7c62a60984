using System.Globalization;

namespace Retention.Metrics.Tests.Support;

public sealed class HostileCultureTests
{
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("fa-IR")]
    [InlineData("da-DK")]
    public void Each_hostile_culture_garbles_numbers_and_dates(string name)
    {
        var culture = HostileCulture.Create(name);

        Assert.NotEqual("-1234.5", (-1234.5).ToString(culture));
        Assert.NotEqual("1,234.50", 1234.5m.ToString("N2", culture));
        Assert.NotEqual("01/31/2026", new DateOnly(2026, 1, 31).ToString(culture));
        Assert.False(double.TryParse("1.5", NumberStyles.Float, culture, out var parsed) && parsed == 1.5);
    }

    [Fact]
    public void A_culture_that_is_not_listed_is_refused() =>
        Assert.Throws<ArgumentException>(() => HostileCulture.Create("en-US"));

    [Fact]
    public void The_suite_runs_under_the_culture_that_was_asked_for()
    {
        if (HostileCulture.Asked is not { } name)
        {
            Assert.Null(CultureInfo.DefaultThreadCurrentCulture);
            return;
        }

        var asked = HostileCulture.Create(name);
        foreach (var culture in new[] { CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture, CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture })
        {
            Assert.NotNull(culture);
            Assert.Equal(asked.Name, culture.Name);
            Assert.Equal(1234.5.ToString("N", asked), 1234.5.ToString("N", culture));
            Assert.Equal(asked.DateTimeFormat.FirstDayOfWeek, culture.DateTimeFormat.FirstDayOfWeek);
        }
    }

    [Fact]
    public void A_new_thread_runs_under_the_culture_that_was_asked_for()
    {
        CultureInfo? there = null;
        var thread = new Thread(() => there = CultureInfo.CurrentCulture);
        thread.UnsafeStart();
        thread.Join();

        Assert.Equal((-1234.5).ToString("N", CultureInfo.CurrentCulture), (-1234.5).ToString("N", there));
    }
}

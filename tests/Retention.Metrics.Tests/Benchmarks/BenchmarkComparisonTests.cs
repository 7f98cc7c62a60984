using System.Text.Json;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Benchmarks;

public class BenchmarkComparisonTests
{
    private static readonly BenchmarkCatalog BuiltIn = BenchmarkCatalog.BuiltIn;
    private static readonly RetentionRate SixtyOf82 = RetentionRate.FromCounts(60, 82);

    private static ComparisonOptions Band => new() { Segment = "acv 25K to 50K usd" };

    [Fact]
    public void A_rate_from_counts_is_tested_against_the_widely_quoted_figure_and_its_unknowns_are_said()
    {
        var q1 = CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150);
        var comparison = BuiltIn.Compare(q1.RetentionRate, Industry.SoftwareAndIT);

        Assert.Equal("+18.0 points above 77 %, p < .001; source, period, year, statistic and sample size unknown", comparison.ToString());
        // mpmath: z = (0.95 − 0.77) ÷ √(0.77·0.23÷1000).
        Assert.Equal(13.5258081937943132, comparison.Z!.Value, 1e-12);
        Assert.Equal(1.10126656444344537e-41, comparison.PValue!.Value, 1e-53);
        Assert.Equal(BenchmarkVerdict.Above, comparison.Verdict);
        Assert.Equal(q1.RetentionRate.Interval(), comparison.Interval);
        Assert.Null(comparison.Percentile);
        Assert.Null(comparison.Position);
        Assert.Equal((0, Industry.SoftwareAndIT), (comparison.MatchedLevel, comparison.MatchedIndustry));
        Assert.Contains(comparison.Cautions, c => c.StartsWith("the source is unknown", StringComparison.Ordinal));
        Assert.Contains("period unknown: neither rate says over how long it is", comparison.Cautions);
        Assert.Contains("the statistic is unknown: it may be a mean, a median or neither", comparison.Cautions);
        Assert.Contains("sample size unknown", comparison.Cautions);
        Assert.Contains("other entries disagree: 81 % (exploding-topics-2023/it-services)", comparison.Cautions);
        Assert.Equal(5, comparison.Cautions.Count);
    }

    // bench-02: 60 of 82 against 77 %.
    [Fact]
    public void A_gap_within_chance_is_not_distinguishable_and_says_how_many_customers_it_is()
    {
        var comparison = BuiltIn.Compare(SixtyOf82, Industry.SoftwareAndIT);
        Assert.Equal(-3.8292682926829267, comparison.GapInPoints!.Value, 1e-12);
        Assert.Equal(0.40995440329210514, comparison.PValue!.Value, 1e-14);
        Assert.Equal(BenchmarkVerdict.NotDistinguishable, comparison.Verdict);
        Assert.StartsWith("-3.8 points below 77 %, p = .410, not distinguishable; ", comparison.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, comparison.Goal!.Value.CustomersToSave);
        Assert.Equal(6, comparison.CustomersToSave(0.80));
        Assert.Equal(0, comparison.CustomersToSave(0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => comparison.CustomersToSave(80));
    }

    [Fact]
    public void Several_entries_give_a_range_and_one_verdict_across_them()
    {
        var comparison = BuiltIn.Compare(RetentionRate.FromCounts(790, 1_000), Industry.All);
        // mpmath: p = 0.003487.
        Assert.Equal("+4.0 points above 75 % (mean of 15 industries, Exploding Topics, 2023), p = .003; period unknown; 2 entries, 75–75.5 %", comparison.ToString());
        Assert.Equal("exploding-topics-2023/all", comparison.Entry!.Id);
        Assert.Equal((0.75, 0.755), (comparison.LowestBenchmark, comparison.HighestBenchmark));
        // bench-01 is the other entry.
        Assert.Equal(2.5734250632748936, Assert.Single(comparison.Alternatives).Z!.Value, 1e-12);
        Assert.Equal(BenchmarkVerdict.Above, comparison.VerdictAcrossEntries);

        var mixed = BuiltIn.Compare(RetentionRate.FromCounts(7_810, 10_000).Over(PeriodLength.Year), Industry.Media with { });
        Assert.Equal(BenchmarkVerdict.Below, mixed.VerdictAcrossEntries);
        var online = BuiltIn.Compare(BenchmarkMetric.RepeatPurchaseRate, Proportion.Of(300, 1_000), Industry.ECommerce);
        Assert.Equal(BenchmarkVerdict.NotDistinguishable, online.Verdict);
        Assert.Equal(BenchmarkVerdict.Mixed, BuiltIn.Compare(BenchmarkMetric.RepeatPurchaseRate, Proportion.Of(3_000, 10_000), Industry.ECommerce).VerdictAcrossEntries);
        Assert.EndsWith("3 entries, 28–32 %, verdicts mixed", BuiltIn.Compare(BenchmarkMetric.RepeatPurchaseRate, Proportion.Of(3_000, 10_000), Industry.ECommerce).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_retention_of_online_shops_is_not_compared_with_their_repeat_purchases()
    {
        var comparison = BuiltIn.Compare(SixtyOf82, Industry.ECommerce);
        Assert.Equal(BenchmarkVerdict.NotComparable, comparison.Verdict);
        Assert.Null(comparison.GapInPoints);
        Assert.Null(comparison.Entry);
        Assert.Null(comparison.Goal);
        Assert.Null(comparison.LowestBenchmark);
        Assert.Null(comparison.MinimumDetectableDifference());
        Assert.Equal(3, comparison.CustomersToSave(0.76));
        Assert.Contains("repeat-purchase-rate (32 %: customers with more than one purchase ÷ customers with a purchase)", comparison.WhyNotComparable, StringComparison.Ordinal);
        Assert.Contains("Retail, 1 step up, has one: set FallBackToParent", comparison.WhyNotComparable, StringComparison.Ordinal);
        Assert.Equal("not comparable: " + comparison.WhyNotComparable, comparison.ToString());
        Assert.Contains("not comparable", comparison.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(BenchmarkVerdict.NotComparable, comparison.VerdictAcrossEntries);

        var entry = BuiltIn.Find("widely-quoted/ecommerce")!;
        var direct = BenchmarkComparison.Of(SixtyOf82, entry);
        Assert.Contains("measure different things", direct.WhyNotComparable, StringComparison.Ordinal);
        Assert.Null(direct.Benchmark);
        Assert.Equal(BenchmarkVerdict.NotTested, BenchmarkComparison.Of(BenchmarkMetric.RepeatPurchaseRate, 0.31, entry).Verdict);
    }

    [Fact]
    public void A_parent_stands_in_only_when_asked_and_is_named()
    {
        var comparison = BuiltIn.Compare(SixtyOf82, Industry.ECommerce, new ComparisonOptions { FallBackToParent = true });
        Assert.Equal((Industry.ECommerce, Industry.Retail, 1), (comparison.Industry, comparison.MatchedIndustry, comparison.MatchedLevel));
        Assert.Contains("; compared with Retail, 1 step up; ", comparison.ToString(), StringComparison.Ordinal);
        Assert.Contains("E-commerce has no figure; this is the one of Retail, 1 step up", comparison.Cautions);
        Assert.Equal("the catalog has no customer-retention-rate figure for Falconry", BuiltIn.Compare(SixtyOf82, new Industry("falconry", "Falconry")).WhyNotComparable);
    }

    [Fact]
    public void A_churn_rate_is_compared_as_the_retention_that_it_leaves()
    {
        var churn = ChurnRate.FromCounts(lost: 22, customersAtStart: 82);
        var comparison = BuiltIn.Compare(churn, Industry.SoftwareAndIT);
        Assert.Equal(BuiltIn.Compare(SixtyOf82, Industry.SoftwareAndIT).ToString(), comparison.ToString());
        Assert.Equal(BenchmarkMetric.CustomerRetentionRate, comparison.Metric);
        Assert.Contains("your churn rate is compared as the retention rate that it leaves", comparison.Cautions);
    }

    [Fact]
    public void Rates_over_different_periods_are_not_comparable_until_one_is_converted()
    {
        var entry = Sample.Entry(value: 55);
        var monthly = RetentionRate.FromCounts(950, 1_000, PeriodLength.Month);

        var refused = BenchmarkComparison.Of(monthly, entry);
        Assert.Equal(BenchmarkVerdict.NotComparable, refused.Verdict);
        Assert.Contains("one rate is over 1 month, the other (acme/one) over 12 months. ConvertPeriod", refused.WhyNotComparable, StringComparison.Ordinal);

        // The yearly benchmark is tested as the monthly rate that it is under a constant hazard: mpmath, 0.55^(1/12) = 0.951400898998.
        var converted = BenchmarkComparison.Of(monthly.ConvertPeriod(PeriodLength.Year), entry);
        Assert.Equal(-0.206020733079986757, converted.Z!.Value, 1e-11);
        Assert.Equal(-0.96399123373630, converted.GapInPoints!.Value, 1e-11);
        Assert.Equal(monthly.ConvertPeriod(PeriodLength.Year).Interval(), converted.Interval);
        Assert.Contains(converted.Cautions, c => c.Contains("constant hazard", StringComparison.Ordinal));
        // 952 of 1,000 a month are 55.4 % a year; 951 are 54.7 %.
        Assert.Equal(2, converted.Goal!.Value.CustomersToSave);
    }

    [Theory]
    [InlineData(365, true)]
    [InlineData(366, true)]
    [InlineData(360, true)]
    [InlineData(336, false)]
    public void A_year_in_days_is_a_year(double days, bool comparable)
    {
        var comparison = BenchmarkComparison.Of(RetentionRate.FromPercent(80, PeriodLength.FromDays(days)), Sample.Entry());
        Assert.Equal(comparable, comparison.Verdict != BenchmarkVerdict.NotComparable);
    }

    [Fact]
    public void A_period_that_one_side_does_not_say_is_a_caution()
    {
        var entry = Sample.Entry();
        Assert.Contains("your rate does not say its period; the benchmark's is 12 months", BenchmarkComparison.Of(SixtyOf82, entry).Cautions);
        Assert.Contains("period unknown: your rate is over 1 month, and the source does not say over how long its own is", BenchmarkComparison.Of(SixtyOf82.Over(PeriodLength.Month), entry with { Period = null }).Cautions);
        Assert.DoesNotContain(BenchmarkComparison.Of(SixtyOf82, entry, new ComparisonOptions { Period = PeriodLength.Year }).Cautions, c => c.Contains("period", StringComparison.Ordinal));
        Assert.Contains("over 1 month", BenchmarkComparison.Of(BenchmarkMetric.CustomerRetentionRate, 0.8, entry, new ComparisonOptions { Period = PeriodLength.Month }).WhyNotComparable, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_another_period_does_not_hide_one_that_fits()
    {
        var catalog = BenchmarkCatalog.Empty.With([Sample.Entry("acme/yearly"), Sample.Entry("acme/monthly", 97) with { Period = PeriodLength.Month, Evidence = EvidenceGrade.Secondary }]);
        var comparison = catalog.Compare(RetentionRate.FromCounts(970, 1_000, PeriodLength.Month), Industry.Retail);
        Assert.Equal("acme/monthly", comparison.Entry!.Id);
        Assert.Equal("acme/yearly", Assert.Single(comparison.Alternatives).Entry!.Id);
        Assert.Equal(BenchmarkVerdict.NotDistinguishable, comparison.VerdictAcrossEntries);
        Assert.Equal("0.0 points from 97 % (median of 120 companies, Acme, 2024), p = 1.000, not distinguishable", comparison.ToString());
        Assert.Equal(BenchmarkVerdict.NotComparable, catalog.Compare(RetentionRate.FromCounts(9, 10, PeriodLength.Week), Industry.Retail).Verdict);
    }

    // 76, 84 and 91 are the quartiles of 342 companies; 80 lies half way from P25 to the median.
    [Theory]
    [InlineData(0.80, 37.5, "percentile 38")]
    [InlineData(0.84, 50.0, "percentile 50")]
    [InlineData(0.75, null, "below P25")]
    [InlineData(0.95, null, "above P75")]
    public void With_quartiles_a_company_is_placed_among_the_others(double value, double? percentile, string position)
    {
        var comparison = BuiltIn.Compare(BenchmarkMetric.GrossRevenueRetention, value, Industry.B2BSaaS);
        Assert.Equal(percentile, comparison.Percentile);
        Assert.Equal(position, comparison.Position);
        Assert.Contains(", " + position, comparison.ToString(), StringComparison.Ordinal);
        Assert.Equal(BenchmarkVerdict.NotTested, comparison.Verdict);
        Assert.Null(comparison.Alternatives[0].Position);
    }

    [Fact]
    public void A_segment_is_compared_only_when_it_is_named()
    {
        var whole = BuiltIn.Compare(BenchmarkMetric.NetRevenueRetention, 1.04, Industry.B2BSaaS);
        Assert.Equal("+3.0 points above 101 % (median, Benchmarkit, 2025); period and sample size unknown; 2 entries, 101–102 %", whole.ToString());
        Assert.Equal(3.0 / 101, whole.RelativeGap!.Value, 1e-15);
        Assert.StartsWith("+2.0 points above 102 % (median of 1,500 companies (roughly), SaaS Capital, 2023)", whole.Alternatives[0].ToString(), StringComparison.Ordinal);

        var band = BuiltIn.Compare(BenchmarkMetric.NetRevenueRetention, 1.04, Industry.B2BSaaS, Band);
        Assert.Equal(103, band.Entry!.Value);
        Assert.Contains("the figure is for a segment: ACV 25k to 50k USD", band.Cautions);
        Assert.Contains(band.Cautions, c => c.StartsWith("the source defines it as: recurring revenue of a month", StringComparison.Ordinal));

        var churn = BuiltIn.Compare(BenchmarkMetric.GrossDollarChurn, 0.12, Industry.B2BSaaS);
        Assert.Contains("there are figures for segment ARR of 5 million USD or more. Name one in the options", churn.WhyNotComparable, StringComparison.Ordinal);
        Assert.Contains("is for segment tiny, region EU", BuiltIn.Compare(BenchmarkMetric.GrossDollarChurn, 0.12, Industry.B2BSaaS, new ComparisonOptions { Segment = "tiny", Region = "EU" }).WhyNotComparable, StringComparison.Ordinal);
        Assert.Equal(44, BuiltIn.Compare(BenchmarkMetric.NetPromoterScore, 35, Industry.ITServices, new ComparisonOptions { Region = "us, canada" }).Entry!.Value);
        Assert.Contains("region US, Canada", BuiltIn.Compare(BenchmarkMetric.NetPromoterScore, 35, Industry.ITServices, new ComparisonOptions { Region = "EU" }).WhyNotComparable, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_is_compared_in_points_without_a_relative_gap()
    {
        var comparison = BuiltIn.Compare(BenchmarkMetric.NetPromoterScore, 35, Industry.ITServices);
        Assert.Equal("-9.0 points below 44 (ClearlyRated, 2022); statistic and sample size unknown", comparison.ToString());
        Assert.Null(comparison.RelativeGap);
        Assert.Null(comparison.Interval);
        Assert.Contains("the figure is for a region: US, Canada", comparison.Cautions);
        Assert.Contains(comparison.Cautions, c => c.StartsWith("the figure was read in a report about it (ClearlyRated, 2022)", StringComparison.Ordinal));
        Assert.Contains("not tested: there are no counts", comparison.ToHtml(), StringComparison.Ordinal);
        Assert.Contains(">35.0<", comparison.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_of_use_is_compared_with_rules_of_thumb_and_surveys_alike()
    {
        var comparison = BuiltIn.Compare(BenchmarkMetric.Stickiness, Proportion.Of(130, 1_000), Industry.SaaS);
        Assert.Equal(3, comparison.Alternatives.Count + 1);
        Assert.Contains(comparison.Alternatives.Prepend(comparison), c => c.Cautions.Contains("the benchmark is a rule of thumb, not computed from a sample", StringComparer.Ordinal));
        Assert.Contains("the benchmark is a mean: a few companies can pull it far from the middle one", comparison.Alternatives.Prepend(comparison).Single(c => c.Entry!.Statistic == BenchmarkStatistic.Mean).Cautions);
        Assert.DoesNotContain("period", comparison.ToString(), StringComparison.Ordinal);
        Assert.Contains("the figure is contested by other publications", BuiltIn.Compare(BenchmarkMetric.AppRetentionDay30, 0.05, Industry.MobileApps).Alternatives.Single(a => a.Entry!.Evidence == EvidenceGrade.Contested).Cautions);
        Assert.Contains("the benchmark pools the customers of all companies: large companies weigh more", BuiltIn.Compare(BenchmarkMetric.RepeatPurchaseRate, 0.3, Industry.ECommerce).Cautions);
    }

    [Theory]
    [InlineData(BenchmarkStatistic.TopDecile, "the benchmark is the top decile of the companies, not their middle")]
    [InlineData(BenchmarkStatistic.LowerQuartile, "the benchmark is the lower quartile of the companies, not their middle")]
    [InlineData(BenchmarkStatistic.Median, "the benchmark is a median: half of the companies lie above it")]
    public void The_statistic_is_named(BenchmarkStatistic statistic, string caution) =>
        Assert.Contains(caution, BenchmarkComparison.Of(SixtyOf82, Sample.Entry() with { Statistic = statistic }).Cautions);

    [Fact]
    public void Counts_cannot_measure_a_ratio_of_revenue() => Assert.Contains(
        "pass its value",
        BuiltIn.Compare(BenchmarkMetric.GrossRevenueRetention, Proportion.Of(84, 100), Industry.B2BSaaS).WhyNotComparable,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(102.0)]
    [InlineData(-0.01)]
    [InlineData(double.NaN)]
    public void A_percentage_that_is_no_fraction_is_refused_with_the_range(double value)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(nameof(value), () => BuiltIn.Compare(BenchmarkMetric.NetRevenueRetention, value, Industry.B2BSaaS));
        Assert.Contains("passed as a fraction (77 % is 0.77), inside [0..3]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_outside_its_scale_is_refused() => Assert.Contains(
        "Net Promoter Score is a score, inside [-100..100]",
        Assert.Throws<ArgumentOutOfRangeException>(() => BuiltIn.Compare(BenchmarkMetric.NetPromoterScore, 101, Industry.ITServices)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Without_a_rate_there_is_nothing_to_compare()
    {
        Assert.Contains("nobody was there at the start", BuiltIn.Compare(RetentionRate.FromCounts(0, 0), Industry.Media).WhyNotComparable, StringComparison.Ordinal);
        Assert.Contains("nobody was there at the start", BuiltIn.Compare(default(RetentionRate), Industry.Media).WhyNotComparable, StringComparison.Ordinal);
        Assert.Contains("nothing to count", BuiltIn.Compare(BenchmarkMetric.RepeatPurchaseRate, default(Proportion), Industry.ECommerce).ToString(), StringComparison.Ordinal);
        Assert.Null(BuiltIn.Compare(default(RetentionRate), Industry.Media).CustomersToSave(0.5));
    }

    [Fact]
    public void Against_everybody_one_customer_lost_is_enough()
    {
        var everybody = Sample.Entry(value: 100);
        var lost = BenchmarkComparison.Of(RetentionRate.FromCounts(999_999, 1_000_000), everybody);
        Assert.Equal((null, 0.0, BenchmarkVerdict.Below), (lost.Z, lost.PValue, lost.Verdict));
        var kept = BenchmarkComparison.Of(RetentionRate.FromCounts(5, 5), everybody);
        Assert.Equal((null, 1.0, BenchmarkVerdict.NotDistinguishable), (kept.Z, kept.PValue, kept.Verdict));
        var nobody = BenchmarkComparison.Of(RetentionRate.FromCounts(1, 5), Sample.Entry(value: 0));
        Assert.Equal((BenchmarkVerdict.Above, null), (nobody.Verdict, nobody.RelativeGap));
    }

    [Fact]
    public void Age_is_judged_only_from_a_given_day()
    {
        var old = BuiltIn.Find("rjmetrics-2015/repeat-purchase-rate")!;
        BenchmarkComparison From(BenchmarkEntry entry, int year, int limit = 3) =>
            BenchmarkComparison.Of(entry.Metric, 0.3, entry, new ComparisonOptions { AsOf = new DateOnly(year, 5, 29), OldAfterYears = limit });

        Assert.DoesNotContain(BenchmarkComparison.Of(old.Metric, 0.3, old).Cautions, c => c.Contains("more than", StringComparison.Ordinal));
        Assert.DoesNotContain(From(old, 2018).Cautions, c => c.Contains("more than", StringComparison.Ordinal));
        Assert.Contains("published by 2015-05-29, more than 3 years before 2019-05-29", From(old, 2019).Cautions);
        Assert.Contains("published by 2015-05-29, more than 1 year before 2017-05-29", From(old, 2017, 1).Cautions);
        Assert.DoesNotContain(From(old, 9999, 1000).Cautions, c => c.StartsWith("published by 9", StringComparison.Ordinal));
        Assert.Contains("its age is unknown", From(BuiltIn.Find("metrilo/all")!, 2026).Cautions);
        // The data end with 2022, though they were published in 2023.
        Assert.Contains("observed until 2022-12-31, more than 3 years before 2026-05-29", From(BuiltIn.Find("adjust-2023/app-retention-day-1")!, 2026).Cautions);
        Assert.Contains(From(BuiltIn.Find("june/dau-mau/media")! with { Source = new BenchmarkSource("A page") { Year = 2020 } }, 2026).Cautions, c => c.StartsWith("published by 2020-12-31", StringComparison.Ordinal));
    }

    [Fact]
    public void The_level_decides_what_is_distinguishable()
    {
        var entry = BuiltIn.Find("widely-quoted/all")!;
        var rate = RetentionRate.FromCounts(790, 1_000);
        Assert.Equal(BenchmarkVerdict.Above, BenchmarkComparison.Of(rate, entry).Verdict);
        Assert.Equal(BenchmarkVerdict.NotDistinguishable, BenchmarkComparison.Of(rate, entry, new ComparisonOptions { Level = 0.99 }).Verdict);
        Assert.Throws<ArgumentOutOfRangeException>("Level", () => new ComparisonOptions { Level = 95 });
        Assert.Throws<ArgumentOutOfRangeException>("OldAfterYears", () => new ComparisonOptions { OldAfterYears = -1 });
        Assert.Throws<ArgumentException>("Period", () => new ComparisonOptions { Period = default(PeriodLength) });
    }

    [Fact]
    public void A_small_sample_is_said_to_be_one() =>
        Assert.Contains("your sample is small (n = 20): read the interval, not the value", BuiltIn.Compare(RetentionRate.FromCounts(15, 20), Industry.Media).Cautions);

    [Fact]
    public void A_comparison_shows_itself_in_HTML_with_every_caution()
    {
        var html = BuiltIn.Compare(RetentionRate.FromCounts(790, 1_000), Industry.All).ToHtml();
        foreach (var text in new[] { "Customer retention rate beside All industries", "79.0 % (790 of 1,000)", "+5.3 %", "p = .003, z = 2.92", "2 entries, 75–75.5 %", "reached: 790 of 1,000", "known exactly", "Period unknown: neither rate", "Exploding Topics, 2023" })
        {
            Assert.Contains(text, html, StringComparison.Ordinal);
        }

        Assert.Contains("percentile 38", BuiltIn.Compare(BenchmarkMetric.GrossRevenueRetention, 0.80, Industry.B2BSaaS).ToHtml(), StringComparison.Ordinal);
    }

    public static TheoryData<BenchmarkComparison> Comparisons => new(
        BuiltIn.Compare(RetentionRate.FromCounts(790, 1_000), Industry.All),
        BuiltIn.Compare(SixtyOf82, Industry.SoftwareAndIT, new ComparisonOptions { AsOf = new DateOnly(2026, 6, 30), OldAfterYears = 5, Level = 0.9 }),
        BuiltIn.Compare(SixtyOf82.Churn, Industry.ECommerce, new ComparisonOptions { FallBackToParent = true, Period = PeriodLength.Year }),
        BuiltIn.Compare(SixtyOf82, Industry.ECommerce),
        BuiltIn.Compare(default(RetentionRate), Industry.Media),
        BuiltIn.Compare(RetentionRate.FromPercent(80, PeriodLength.Month), new Industry("falconry", "Falconry")),
        BuiltIn.Compare(RetentionRate.FromCounts(95, 100, PeriodLength.Month).ConvertPeriod(PeriodLength.Year), Industry.Media),
        BuiltIn.Compare(RetentionRate.FromPercent(97, PeriodLength.Month).ConvertPeriod(PeriodLength.Year), Industry.Media),
        BuiltIn.Compare(BenchmarkMetric.NetPromoterScore, 35, Industry.ITServices, new ComparisonOptions { Region = "US, Canada" }),
        BuiltIn.Compare(BenchmarkMetric.NetRevenueRetention, 1.04, Industry.B2BSaaS, Band),
        BuiltIn.Compare(BenchmarkMetric.GrossRevenueRetention, 0.80, Industry.B2BSaaS),
        BuiltIn.Compare(BenchmarkMetric.RepeatPurchaseRate, Proportion.Of(3_000, 10_000), Industry.ECommerce),
        BenchmarkComparison.Of(SixtyOf82, BuiltIn.Find("widely-quoted/all")!),
        BenchmarkComparison.Of(SixtyOf82, BuiltIn.Find("widely-quoted/ecommerce")!),
        BenchmarkComparison.Of(BenchmarkMetric.RepeatPurchaseRate, 0.31, BuiltIn.Find("widely-quoted/ecommerce")!));

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void A_comparison_reads_back_as_the_same_comparison(BenchmarkComparison comparison)
    {
        var type = RetentionMetricsJsonContext.Default.BenchmarkComparison;
        var json = JsonSerializer.Serialize(comparison, type);
        var again = JsonSerializer.Deserialize(json, type)!;
        Assert.Equal(comparison.ToString(), again.ToString());
        Assert.Equal(comparison.Cautions, again.Cautions);
        Assert.Equal(comparison.ToHtml(), again.ToHtml());
        Assert.Equal(comparison.VerdictAcrossEntries, again.VerdictAcrossEntries);
        Assert.Equal(json, JsonSerializer.Serialize(again, type));
        Assert.True(json.Length < 16_000, "the document holds more of the catalog than the comparison needs");
    }

    [Fact]
    public void A_document_cannot_claim_what_its_figures_do_not_give()
    {
        var type = RetentionMetricsJsonContext.Default.BenchmarkComparison;
        var json = JsonSerializer.Serialize(BuiltIn.Compare(SixtyOf82, Industry.SoftwareAndIT), type);
        Assert.Equal(BenchmarkVerdict.NotDistinguishable, JsonSerializer.Deserialize(json.Replace("not-distinguishable", "above", StringComparison.Ordinal), type)!.Verdict);
        foreach (var (from, to) in new[]
        {
            ("\"count\":60", "\"count\":600"), ("\"comparedWith\":\"industry\"", "\"comparedWith\":\"astrology\""), ("\"metric\":\"customer-retention-rate\",\"industry\"", "\"metric\":\"no-such\",\"industry\""),
            ("\"schemaVersion\":1", "\"schemaVersion\":3"), ("\"level\":0.95", "\"level\":7"), ("\"comparedWith\":\"industry\"", "\"comparedWith\":\"entry\",\"extra\":1"), ("\"options\":{", "\"options\":{\"extra\":1,"),
        })
        {
            Assert.NotEqual(json, json.Replace(from, to, StringComparison.Ordinal));
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json.Replace(from, to, StringComparison.Ordinal), type));
        }

        var two = JsonSerializer.Serialize(BuiltIn.Compare(SixtyOf82, Industry.All), type).Replace("\"comparedWith\":\"industry\"", "\"comparedWith\":\"entry\"", StringComparison.Ordinal);
        Assert.Contains("one entry", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(two, type)).Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("7", type));
        var plain = System.Text.RegularExpressions.Regex.Replace(json, "\"options\":\\{[^}]*\\},", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Equal(BuiltIn.Compare(SixtyOf82, Industry.SoftwareAndIT).ToString(), JsonSerializer.Deserialize(plain, type)!.ToString());
    }

    [Fact]
    public void Nothing_null_is_taken()
    {
        Assert.Throws<ArgumentNullException>("industry", () => BuiltIn.Compare(SixtyOf82, null!));
        Assert.Throws<ArgumentNullException>("industry", () => BuiltIn.Compare(SixtyOf82.Churn, null!));
        Assert.Throws<ArgumentNullException>("metric", () => BuiltIn.Compare(null!, 0.5, Industry.All));
        Assert.Throws<ArgumentNullException>("metric", () => BuiltIn.Compare(null!, Proportion.Of(1, 2), Industry.All));
        Assert.Throws<ArgumentNullException>("industry", () => BuiltIn.Compare(BenchmarkMetric.Stickiness, 0.5, null!));
        Assert.Throws<ArgumentNullException>("industry", () => BuiltIn.Compare(BenchmarkMetric.Stickiness, Proportion.Of(1, 2), null!));
        Assert.Throws<ArgumentNullException>("entry", () => BenchmarkComparison.Of(SixtyOf82, null!));
    }
}

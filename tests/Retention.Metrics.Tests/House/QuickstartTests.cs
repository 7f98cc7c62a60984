using System.Diagnostics;
using System.Text;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.House;

/// <summary>The quickstart sample, built once and run as its user runs it: on its own orders, on a published data set, and on the files that people really have.</summary>
public sealed class QuickstartTests(QuickstartTests.Sample sample) : IClassFixture<QuickstartTests.Sample>
{
    private const string Header = "customer,date,amount\n";

    [Fact]
    public void Without_an_argument_it_reports_the_sample_orders()
    {
        var run = sample.Run();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("4,129 orders of 1,124 customers, 2024-01-01..2026-05-20.", run.Output, StringComparison.Ordinal);
        Assert.Contains("All 4,129 rows were read; none was set aside.", run.Output, StringComparison.Ordinal);
        Assert.Contains("retention: 46.1 % (70 of 152; 95 % CI 38.3–54.0)", run.Output, StringComparison.Ordinal);
        Assert.Contains("churn: 53.9 % (82 of 152; 95 % CI 46.0–61.7)", run.Output, StringComparison.Ordinal);
        Assert.Contains("retention: 48.0 % (61 of 127; 95 % CI 39.5–56.7)", run.Output, StringComparison.Ordinal);
        Assert.Contains("repeat purchase rate: 47.0 % (300 of 638; 95 % CI 43.2–50.9)", run.Output, StringComparison.Ordinal);
        Assert.Contains("month 1: 20.5 % (219 of 1,068", run.Output, StringComparison.Ordinal);
        Assert.Contains("top 113 of 1,124 have 50.0 %", run.Output, StringComparison.Ordinal);
        Assert.Contains("retention, e-commerce: not comparable:", run.Output, StringComparison.Ordinal);
        Assert.Contains("repeat purchase, your own entry: +9.0 points above 38 %", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_writes_one_self_contained_page_with_two_pictures()
    {
        var html = sample.Run().Report!;
        Assert.Equal(2, html.Split("<svg", StringSplitOptions.None).Length - 1);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("color-scheme", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_in_the_README_is_the_heat_map_of_the_sample()
    {
        var html = sample.Run().Report!;
        var start = html.IndexOf("<svg", StringComparison.Ordinal);
        var end = html.IndexOf("</svg>", start, StringComparison.Ordinal) + "</svg>".Length;
        Assert.Equal(File.ReadAllText(Repository.File("docs", "images", "cohorts.svg")).TrimEnd(), html[start..end]);
    }

    // 6,919 orders of 2,357 customers, 244,091.94 in all: the totals of the CDNOW 1/10 sample.
    [SharedDataFact("data/cdnow_sample_transactions.csv")]
    public void It_runs_on_the_CDNOW_sample()
    {
        var run = sample.Run(SharedData.File("data/cdnow_sample_transactions.csv"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("6,919 orders of 2,357 customers, 1997-01-01..1998-06-30. Average order value 35.28 (244,091.94 from 6,919 orders).", run.Output, StringComparison.Ordinal);
        Assert.Contains("retention: 30.6 % (41 of 134; 95 % CI 23.4–38.8)", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty. The first line must name the columns")]
    [InlineData("customer,when,amount\na,2026-01-01,1\n", "line 1: there is no date column")]
    [InlineData("name;date;amount\na;2026-01-01;1\n", "there is no customer column")]
    [InlineData(Header, "has no order in 0 rows")]
    [InlineData(Header + "a,31/12/2026,1\n", "Set aside 1 of 1 rows, the date cannot be read; the first is line 2: a,31/12/2026,1")]
    public void A_file_without_orders_is_refused_with_what_is_missing(string csv, string message)
    {
        var run = sample.Run(sample.Write(csv));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_counted_is_set_aside_and_said_and_the_rest_is_counted()
    {
        var run = sample.Run(sample.Write(Header + "a,2026-01-01,10\n,2026-01-02,1\nb,soon,1\nb,2026-01-03,much\nb,2026-01-04,-5\nb,2026-02-04,5\nb,2026-02-04,5\n"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("3 orders of 2 customers", run.Output, StringComparison.Ordinal);
        Assert.Contains("Set aside 1 of 7 rows, no customer; the first is line 3", run.Output, StringComparison.Ordinal);
        Assert.Contains("the date cannot be read; the first is line 4: b,soon,1", run.Output, StringComparison.Ordinal);
        Assert.Contains("the amount cannot be read; the first is line 5", run.Output, StringComparison.Ordinal);
        Assert.Contains("the amount is below zero (a refund or a correction is not an order); the first is line 6: b,2026-01-04,-5", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 rows repeat the customer, date and amount of an earlier one.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFEFFcustomer,date,amount\r\na,2026-01-01,1.50\r\na,2026-02-01,2\r\n")]
    [InlineData("Customer ID;Order date;Total\na;2026-01-01;1,50\na;2026-02-01;2,00\n")]
    [InlineData("\"customer\",\"date\",\"amount\"\n\"a\",\"2026-01-01\",\"1.50\"\n\"a\",\"2026-02-01 10:00:00\",\"2\"\n")]
    [InlineData("amount\tdate\tcustomer\n1.50\t20260101\ta\n2\t2026-02-01T23:30:00\ta\n")]
    public void Marks_line_ends_quotes_separators_and_column_orders_do_not_matter(string csv)
    {
        var run = sample.Run(sample.Write(csv));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 orders of 1 customers, 2026-01-01..2026-02-01. Average order value 1.75 (3.50 from 2 orders).", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_never_ends_is_refused_before_it_fills_the_memory()
    {
        var path = sample.Write(Header);
        using (var file = new FileStream(path, FileMode.Append))
        {
            // Sparse: a gigabyte of one line that takes no disk.
            file.SetLength(1L << 30);
        }

        var run = sample.Run(path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("This is not a CSV file of orders.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Contains("no-such-file.csv", sample.Run("no-such-file.csv").Error, StringComparison.Ordinal);

    /// <summary>The built sample.</summary>
    public sealed class Sample : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("quickstart-").FullName;
        private readonly string _program;

        public Sample()
        {
            _program = Path.Combine(_folder, "program");
            var built = Start("dotnet", Repository.Root, "build", Repository.File("docs", "samples", "quickstart.cs"), "-o", _program);
            Assert.True(built.ExitCode == 0, built.Output + built.Error);
        }

        public Result Run(params string[] arguments)
        {
            var work = Directory.CreateTempSubdirectory("quickstart-run-").FullName;
            var run = Start("dotnet", work, [Path.Combine(_program, "quickstart.dll"), .. arguments]);
            var report = Path.Combine(work, "report.html");
            var result = run with { Report = File.Exists(report) ? File.ReadAllText(report) : null };
            Directory.Delete(work, recursive: true);
            return result;
        }

        public string Write(string csv)
        {
            var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.csv");
            File.WriteAllText(path, csv, new UTF8Encoding(false));
            return path;
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static Result Start(string program, string folder, params string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            };
            // No build server may outlive the test run: it would keep its output handles open.
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, error.Result, null);
        }
    }

    /// <summary>What a run printed and wrote.</summary>
    public sealed record Result(int ExitCode, string Output, string Error, string? Report);
}

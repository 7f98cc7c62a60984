// A retention report on your own orders.
//
//   dotnet run docs/samples/quickstart.cs                 the small coffee shop in data/orders.csv
//   dotnet run docs/samples/quickstart.cs my-orders.csv   your file: one order per row, with columns for customer, date and amount
//
// Prints the report and writes report.html beside you, with the cohort heat map and the retention curve as pictures.
#:project ../../src/Retention.Metrics/Retention.Metrics.csproj
#:package CsvHelper@34.0.0

using System.Globalization;
using System.Net;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Retention.Metrics;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Orders;

Console.OutputEncoding = Encoding.UTF8;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var path = args.Length > 0 ? args[0] : Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data", "orders.csv");
OrderFile file;
try
{
    file = OrderFile.Read(path);
}
catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

// One log, built once; every number below is a question to it.
var orders = OrderLog.From(file.Orders, o => o.Customer, o => o.Date, o => o.Amount);
var observed = orders.Observed!.Value;
var observedThrough = observed.End.AddDays(-1);
var report = new Report();

report.Title($"Retention report: {Path.GetFileName(path)}");
report.Line($"{orders.OrderCount:N0} orders of {orders.CustomerCount:N0} customers, {observed}. Average order value {orders.AverageOrderValue}");
foreach (var line in file.WhatWasSetAside())
{
    report.Line(line);
}

// The last month of which every day has been seen, and the two before it.
var month = Granularity.Month.IndexOf(observed.End) - 1;
var (last, before, earlier) = (Granularity.Month.PeriodAt(month), Granularity.Month.PeriodAt(month - 1), Granularity.Month.PeriodAt(month - 2));
var now = orders.Retention(before, last);
var then = orders.Retention(earlier, before);

report.Section($"Retention, {Granularity.Month.LabelAt(month)} against the month before");
report.Line($"Of the customers who bought in {Granularity.Month.LabelAt(month - 1)}, bought again in {Granularity.Month.LabelAt(month)}:");
report.Value("retention", now.RetentionRate);
report.Value("churn", now.ChurnRate);
report.Line($"The same one month earlier ({Granularity.Month.LabelAt(month - 2)} to {Granularity.Month.LabelAt(month - 1)}):");
report.Value("retention", then.RetentionRate);
report.Value("churn", then.ChurnRate);
report.Line(Change(now.RetentionRate, then.RetentionRate));
report.Line("A shop has no contracts: who skips a month may buy in the next, so this is a monthly rate of return. The cohort table below shows the long run.");

var year = Period.Trailing(observedThrough, Math.Min(365, observed.Days));
var repeat = orders.RepeatPurchaseRate(year);
report.Section("Repeat purchase");
report.Line($"Of the customers who bought in the {year.Days:N0} days to {observedThrough:yyyy-MM-dd}, bought at least twice in them:");
report.Value("repeat purchase rate", repeat);

var cohorts = orders.Cohorts(Granularity.Month, observedThrough);
var curve = cohorts.Curve();
report.Section("Monthly cohorts");
report.Line("Row: the month of a customer's first order. Column: months later. Cell: the share who ordered in that month.");
report.Line("0.0 % is a fact: nobody came back. Blank is not a fact yet: that month has not ended.");
report.Picture(cohorts.ToString(), cohorts.ToSvg());

report.Section("Retention curve");
report.Line("All cohorts pooled over the months that every one of them has completed: customers who came back, of customers who could have.");
report.Picture(curve.ToString(), curve.ToSvg());

var concentration = orders.SpendConcentration(0.10);
report.Section("Who brings the revenue");
report.Value("share of the top 10 % of customers", concentration);

report.Section("Against the industry");
var catalog = BenchmarkCatalog.BuiltIn;
report.Value("repeat purchase, e-commerce", catalog.Compare(BenchmarkMetric.RepeatPurchaseRate, repeat.Rate, Industry.Ecommerce));
report.Line("The well-known 30 % for e-commerce is a repeat purchase rate. Asked to compare a customer retention rate with it, the catalogue refuses:");
report.Value("retention, e-commerce", catalog.Compare(now.RetentionRate, Industry.Ecommerce));

// Your own industry, from wherever you know it: it is a value like the built-in ones.
var coffee = new Industry("specialty-coffee", "Specialty coffee", parent: Industry.Ecommerce);
var mine = catalog.With(coffee).With(new BenchmarkEntry
{
    Id = "example/repeat-purchase/specialty-coffee",
    Metric = BenchmarkMetric.RepeatPurchaseRate,
    Industry = coffee,
    Value = 38,
    Source = new BenchmarkSource("an invented figure, to show how a team adds its own"),
});
report.Value("repeat purchase, your own entry", mine.Compare(BenchmarkMetric.RepeatPurchaseRate, repeat.Rate, coffee));

report.Save("report.html");
return 0;

static string Change(RetentionRate now, RetentionRate then) =>
    now.Value is not { } a || then.Value is not { } b ? "One of the two months had no customers, so there is nothing to compare."
    : now.Interval()!.Value.Contains(b) || then.Interval()!.Value.Contains(a)
        ? string.Create(CultureInfo.InvariantCulture, $"A change of {(a - b) * 100:+0.0;-0.0;0.0} points, inside what chance alone does with so many customers.")
        : string.Create(CultureInfo.InvariantCulture, $"A change of {(a - b) * 100:+0.0;-0.0;0.0} points, more than chance alone would do.");

internal sealed record Order(string Customer, DateOnly Date, decimal Amount);

/// <summary>
/// The orders of a CSV file, and what was set aside with the reason. The rules: separators , ; tab or | are recognised, with a decimal comma where ; separates;
/// dates are 2026-06-30, 20260630, or either with a time; rows that cannot be read and amounts below zero (refunds, corrections) are set aside and counted;
/// identical rows are kept as separate orders, and counted. Nothing is dropped in silence.
/// </summary>
internal sealed class OrderFile
{
    private const int LongestLine = 1_000_000;

    private static readonly string[] CustomerColumns = ["customer", "customer_id", "customerid", "user", "user_id", "client", "client_id", "account", "account_id", "buyer", "sample_id", "id"];
    private static readonly string[] DateColumns = ["date", "order_date", "orderdate", "created_at", "day", "time", "timestamp"];
    private static readonly string[] AmountColumns = ["amount", "total", "price", "revenue", "value", "sales", "dollars"];
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ssK"];

    private readonly Dictionary<string, (int Count, int FirstLine, string FirstText)> _setAside = [];

    public List<Order> Orders { get; } = [];

    public int Rows { get; private set; }

    public int IdenticalRows { get; private set; }

    public static OrderFile Read(string path)
    {
        using var text = new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        using var lines = new LineLengthGuard(text, LongestLine);
        using var csv = new CsvReader(lines, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t", "|"],
            TrimOptions = TrimOptions.Trim,
            PrepareHeaderForMatch = header => header.Header.Trim().Replace(' ', '_').ToLowerInvariant(),
            BadDataFound = null,
            MissingFieldFound = null,
        });
        if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord is not { } header)
        {
            throw new InvalidDataException($"{path} is empty. The first line must name the columns: customer,date,amount.");
        }

        var (customer, date, amount) = (Column(CustomerColumns, "customer"), Column(DateColumns, "date"), Column(AmountColumns, "amount"));
        var file = new OrderFile();
        var seen = new HashSet<Order>();
        var showProgress = !Console.IsErrorRedirected && new FileInfo(path).Length > 20_000_000;
        while (csv.Read())
        {
            file.Rows++;
            file.Add(csv, csv.GetField(customer), csv.GetField(date), csv.GetField(amount), csv.Parser.Delimiter == ";", seen);
            if (showProgress && file.Rows % 100_000 == 0)
            {
                Console.Error.Write($"\r{file.Rows:N0} rows read, {100.0 * text.BaseStream.Position / text.BaseStream.Length:0} % of the file");
            }
        }

        if (showProgress)
        {
            Console.Error.WriteLine();
        }

        return file.Orders.Count > 0 ? file : throw new InvalidDataException(string.Join(Environment.NewLine, file.WhatWasSetAside().Prepend($"{path} has no order in {file.Rows:N0} rows.")));

        int Column(string[] names, string meaning)
        {
            var at = Array.FindIndex(names, name => header.Any(h => csv.Configuration.PrepareHeaderForMatch(new(h, 0)) == name));
            return at >= 0
                ? Array.FindIndex(header, h => csv.Configuration.PrepareHeaderForMatch(new(h, 0)) == names[at])
                : throw new InvalidDataException($"{path}, line 1: there is no {meaning} column. It may be named {string.Join(", ", names)}; the columns of the file are {string.Join(", ", header)}.");
        }
    }

    public IEnumerable<string> WhatWasSetAside()
    {
        foreach (var (reason, (count, line, text)) in _setAside.OrderByDescending(r => r.Value.Count))
        {
            yield return $"Set aside {count:N0} of {Rows:N0} rows, {reason}; the first is line {line:N0}: {text}";
        }

        if (_setAside.Count == 0)
        {
            yield return $"All {Rows:N0} rows were read; none was set aside.";
        }

        if (IdenticalRows > 0)
        {
            yield return $"{IdenticalRows:N0} rows repeat the customer, date and amount of an earlier one. They count as orders of their own; remove them from the file if they are not.";
        }
    }

    private void Add(CsvReader csv, string? customer, string? date, string? amount, bool decimalComma, HashSet<Order> seen)
    {
        if (string.IsNullOrWhiteSpace(customer))
        {
            SetAside("no customer");
        }
        else if (!DateTimeOffset.TryParseExact(date, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            SetAside("the date cannot be read");
        }
        else if (!decimal.TryParse(decimalComma ? amount?.Replace(".", "").Replace(',', '.') : amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var money))
        {
            SetAside("the amount cannot be read");
        }
        else if (money < 0)
        {
            SetAside("the amount is below zero (a refund or a correction is not an order)");
        }
        else
        {
            // The date as it was written: an order belongs to the local day of the shop.
            var order = new Order(customer, DateOnly.FromDateTime(at.DateTime), money);
            Orders.Add(order);
            IdenticalRows += seen.Add(order) ? 0 : 1;
        }

        void SetAside(string reason)
        {
            var (count, line, text) = _setAside.GetValueOrDefault(reason, (0, csv.Parser.RawRow, csv.Parser.RawRecord.Trim()));
            _setAside[reason] = (count + 1, line, text.Length > 80 ? text[..80] + "…" : text);
        }
    }

    /// <summary>Refuses a line that never ends, before it fills the memory.</summary>
    private sealed class LineLengthGuard(TextReader inner, int longest) : TextReader
    {
        private int _line = 1;
        private int _length;

        public override int Read(char[] buffer, int index, int count)
        {
            var read = inner.Read(buffer, index, count);
            foreach (var character in buffer.AsSpan(index, read))
            {
                if (character == '\n')
                {
                    (_line, _length) = (_line + 1, 0);
                }
                else if (++_length > longest)
                {
                    throw new InvalidDataException($"Line {_line:N0} is longer than {longest:N0} characters. This is not a CSV file of orders.");
                }
            }

            return read;
        }
    }
}

/// <summary>Writes the same report to the console and into one HTML file.</summary>
internal sealed class Report
{
    private readonly StringBuilder _html = new("""
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Retention report</title>
        <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}h2{margin-top:2.2rem}
        .value{margin:.4rem 0}svg{max-width:100%;height:auto}</style></head><body>
        """);

    public void Title(string text)
    {
        Console.WriteLine(text);
        _html.Append("<h1>").Append(WebUtility.HtmlEncode(text)).Append("</h1>\n");
    }

    public void Section(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
        Console.WriteLine(new string('-', text.Length));
        _html.Append("<h2>").Append(WebUtility.HtmlEncode(text)).Append("</h2>\n");
    }

    public void Line(string text)
    {
        Console.WriteLine(text);
        _html.Append("<p>").Append(WebUtility.HtmlEncode(text)).Append("</p>\n");
    }

    public void Value(string name, object value)
    {
        Console.WriteLine($"  {name}: {value}");
        _html.Append("<div class=\"value\"><b>").Append(WebUtility.HtmlEncode(name)).Append(":</b> ").Append(WebUtility.HtmlEncode(value.ToString())).Append("</div>\n");
    }

    public void Picture(string text, string svg)
    {
        Console.WriteLine(text);
        _html.Append(svg).Append('\n');
    }

    public void Save(string path)
    {
        File.WriteAllText(path, _html.Append("</body></html>\n").ToString());
        Console.WriteLine();
        Console.WriteLine($"The same with pictures: {path}");
    }
}

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
report.Line($"{orders.OrderCount:N0} orders of {orders.CustomerCount:N0} customers, {observed}. Average order value {orders.AverageOrderValue}.");
foreach (var line in file.WhatWasSetAside())
{
    report.Line(line);
}

// The last month of which every day has been seen, and the two before it.
var month = Granularity.Month.IndexOf(observed.End) - 1;
var (last, before, earlier) = (Granularity.Month.PeriodAt(month), Granularity.Month.PeriodAt(month - 1), Granularity.Month.PeriodAt(month - 2));
var now = orders.Retention(before, last, observedThrough);
var then = orders.Retention(earlier, before, observedThrough);

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

var cohorts = orders.Cohorts(Granularity.Month, observedThrough, CohortPolicy.Default with { MaxOffset = 12 });
var curve = cohorts.Curve();
report.Section("Monthly cohorts");
report.Line("Row: the month of a customer's first order. Column: months later. Cell: the share who ordered in that month.");
report.Line("0.0 % is a fact: nobody came back. Blank is not a fact yet: that month has not ended.");
report.Picture(cohorts.ToString(), cohorts.ToSvg());

report.Section("Retention curve");
report.Line("Each month pools the cohorts that have completed it: customers who ordered in that month, of all who could have.");
report.Picture(curve.ToString(), curve.ToSvg());

report.Section("Who brings the revenue");
report.Value("the top 10 % of customers", orders.SpendConcentration().Top(0.10));

report.Section("Against the industry");
var catalog = BenchmarkCatalog.BuiltIn;
report.Value("repeat purchase, e-commerce", catalog.Compare(BenchmarkMetric.RepeatPurchaseRate, repeat.Evidence, Industry.ECommerce));
report.Line("The well-known 30 % for e-commerce is a repeat purchase rate. Asked to compare a customer retention rate with it, the catalogue refuses:");
report.Value("retention, e-commerce", catalog.Compare(now.RetentionRate, Industry.ECommerce));

// Your own industry, from wherever you know it: it is a value like the built-in ones.
var coffee = new Industry("specialty-coffee", "Specialty coffee") { Parent = Industry.ECommerce };
var mine = catalog.With(coffee).With(new BenchmarkEntry
{
    Id = "example/repeat-purchase/specialty-coffee",
    Metric = BenchmarkMetric.RepeatPurchaseRate,
    Industry = coffee,
    Value = 38,
    Source = new BenchmarkSource("an invented figure, to show how a team adds its own"),
});
report.Value("repeat purchase, your own entry", mine.Compare(BenchmarkMetric.RepeatPurchaseRate, repeat.Evidence, coffee));

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
    private const int LongestRow = 1_000_000;
    private const int LargeFile = 20_000_000;

    private static readonly string[] CustomerColumns = ["customer", "customer id", "customerid", "user", "user id", "client", "client id", "account", "account id", "buyer", "sample id", "id"];
    private static readonly string[] DateColumns = ["date", "order date", "orderdate", "created at", "day", "time", "timestamp"];
    private static readonly string[] AmountColumns = ["amount", "total", "price", "revenue", "value", "sales", "dollars"];
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ssK"];

    private readonly string _path;
    private readonly Dictionary<string, (int Count, long FirstLine, string FirstRow)> _setAside = [];
    private int _rows;
    private int _identicalRows;

    private OrderFile(string path) => _path = path;

    public List<Order> Orders { get; } = [];

    public static OrderFile Read(string path)
    {
        var file = new OrderFile(path);
        var options = new CsvReaderOptions
        {
            TrimWhitespace = true,
            TrackLineNumbers = true,
            PoolStrings = true,
            MaxRecordSize = LongestRow,
            NormalizeHeaderName = name => name.Trim().Replace('_', ' ').ToLowerInvariant(),
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = row => file.SetAsideMalformed(row),
        };
        try
        {
            using var csv = CsvReader.FromFile(path, options);
            file.Read(csv, new FileInfo(path).Length);
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{path}: {error.Message} This is not a CSV file of orders.", error);
        }

        return file;
    }

    public IEnumerable<string> WhatWasSetAside()
    {
        foreach (var (reason, (count, line, row)) in _setAside.OrderByDescending(r => r.Value.Count))
        {
            yield return $"Set aside {count:N0} of {_rows:N0} rows, {reason}; the first is line {line:N0}: {row}";
        }

        if (_setAside.Count == 0)
        {
            yield return $"All {_rows:N0} rows were read; none was set aside.";
        }

        if (_identicalRows > 0)
        {
            yield return $"{_identicalRows:N0} rows repeat the customer, date and amount of an earlier one. They count as orders of their own; remove them from the file if they are not.";
        }
    }

    private void Read(CsvReader csv, long bytes)
    {
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
        {
            throw new InvalidDataException($"{_path} is empty. The first line must name the columns, as in customer,date,amount.");
        }

        var (customer, date, amount) = (Column(csv, CustomerColumns, "customer"), Column(csv, DateColumns, "date"), Column(csv, AmountColumns, "amount"));
        var seen = new HashSet<Order>();
        var showProgress = bytes > LargeFile && !Console.IsErrorRedirected;
        while (csv.Read())
        {
            _rows++;
            Add(csv, csv.GetString(customer), csv.GetString(date), csv.GetString(amount), seen);
            if (showProgress && _rows % 100_000 == 0)
            {
                Console.Error.Write($"\r{_rows:N0} rows read, {100.0 * csv.ByteOffset / bytes:0} % of the file");
            }
        }

        if (showProgress)
        {
            Console.Error.WriteLine();
        }

        if (Orders.Count == 0)
        {
            throw new InvalidDataException(string.Join(Environment.NewLine, WhatWasSetAside().Prepend($"{_path} has no order in {_rows:N0} rows.")));
        }
    }

    private int Column(CsvReader csv, string[] names, string meaning)
    {
        foreach (var name in names)
        {
            if (csv.TryGetFieldIndex(name, out var index))
            {
                return index;
            }
        }

        throw new InvalidDataException($"{_path}, line 1: there is no {meaning} column. It may be named {string.Join(", ", names)}; the columns of the file are {string.Join(", ", csv.Headers)}.");
    }

    private void Add(CsvReader csv, string customer, string date, string amount, HashSet<Order> seen)
    {
        // Where ; separates the fields, a comma separates the decimals.
        var decimalPoint = csv.Separator == ';' ? amount.Replace(".", "").Replace(',', '.') : amount;
        var reason =
            customer.Length == 0 ? "no customer"
            : !DateTimeOffset.TryParseExact(date, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? "the date cannot be read"
            : !decimal.TryParse(decimalPoint, NumberStyles.Number, CultureInfo.InvariantCulture, out var money) ? "the amount cannot be read"
            : money < 0 ? "the amount is below zero (a refund or a correction is not an order)"
            : Keep(new Order(customer, DateOnly.FromDateTime(at.DateTime), money));
        if (reason is not null)
        {
            SetAside(reason, csv.LineNumber, Encoding.UTF8.GetString(csv.RawRecord[..Math.Min(80, csv.RawRecord.Length)]));
        }

        string? Keep(Order order)
        {
            Orders.Add(order);
            _identicalRows += seen.Add(order) ? 0 : 1;
            return null;
        }
    }

    private void SetAsideMalformed(CsvMalformedRecord row)
    {
        _rows++;
        SetAside($"its quotes do not match ({row.Reason})", row.LineNumber, row.RawRecord.Length > 80 ? row.RawRecord[..80] : row.RawRecord);
    }

    private void SetAside(string reason, long line, string row)
    {
        var (count, firstLine, firstRow) = _setAside.GetValueOrDefault(reason, (0, line, row));
        _setAside[reason] = (count + 1, firstLine, firstRow);
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

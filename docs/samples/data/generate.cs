// Makes orders.csv: the order history of a small coffee shop on the web, from 1 January 2024 to 20 May 2026.
// dotnet run docs/samples/data/generate.cs        (seeded: the same file every time)
//
// What makes it look like a real shop: more new customers before Christmas; most of them never come back; those who do
// settle into their own rhythm and drop out one by one; a few buy ten times as much as the others; weekends are busier;
// some orders are gifts of a round amount; prices rise in 2025.
using System.Globalization;

const int Seed = 20240101;
var first = new DateOnly(2024, 1, 1);
var last = new DateOnly(2026, 5, 20);
var random = new Random(Seed);
var orders = new List<(DateOnly Date, string Customer, decimal Amount)>();
var customers = 0;

for (var day = first; day <= last; day = day.AddDays(1))
{
    var season = day.Month is 11 or 12 ? 1.9 : day.Month is 7 or 8 ? 0.7 : 1.0;
    var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.4 : 0.9;
    for (var newcomers = Poisson(1.1 * season * weekend); newcomers > 0; newcomers--)
    {
        customers++;
        var customer = $"C{customers:D5}";
        var basket = Math.Exp(3.2 + (0.45 * Normal()));
        Buy(customer, day, basket);

        // Four in ten ever come back; those have a rhythm of their own and a small chance to drop out after each order.
        if (random.NextDouble() > 0.42)
        {
            continue;
        }

        var rhythm = Math.Clamp(Math.Exp(3.5 + (0.5 * Normal())), 6, 150);
        var dropout = 0.04 + (0.25 * random.NextDouble() * random.NextDouble());
        for (var next = day; random.NextDouble() > dropout;)
        {
            next = next.AddDays(Math.Max(1, (int)Math.Round(-Math.Log(1 - random.NextDouble()) * rhythm)));
            if (next > last)
            {
                break;
            }

            Buy(customer, next, basket);
        }
    }
}

var path = Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? ".", "orders.csv");
using var file = new StreamWriter(path) { NewLine = "\n" };
file.WriteLine("customer,date,amount");
foreach (var (date, customer, amount) in orders.OrderBy(o => o.Date).ThenBy(o => o.Customer, StringComparer.Ordinal))
{
    file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{customer},{date:yyyy-MM-dd},{amount:0.00}"));
}

Console.WriteLine($"{orders.Count:N0} orders of {customers:N0} customers written to orders.csv");

void Buy(string customer, DateOnly date, double basket)
{
    var gift = random.NextDouble() < 0.05;
    var price = basket * Math.Exp(0.35 * Normal()) * (date.Year >= 2025 ? 1.06 : 1.0);
    orders.Add((date, customer, gift ? random.Next(2, 11) * 10m : Math.Round((decimal)price, 1) + 0.05m));
}

int Poisson(double mean)
{
    var (limit, product, count) = (Math.Exp(-mean), random.NextDouble(), 0);
    for (; product > limit; count++)
    {
        product *= random.NextDouble();
    }

    return count;
}

double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

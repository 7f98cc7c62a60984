using System.Globalization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// What other currencies are worth in the currency of a report, from day to day. The library knows no rates: give it those that your books use.
/// </summary>
/// <remarks>
/// <para>A rate holds from its day until the next one of the same currency. With one rate per currency MRR is reported at constant rates and no
/// movement comes from exchange; with more, the change of the rates is a line of its own in every bridge.</para>
/// <para>Immutable: <see cref="With(string, decimal, DateOnly?)"/> gives a new table.</para>
/// </remarks>
/// <example>
/// <code>
/// var rates = ExchangeRates.To("USD").With("EUR", 1.08m).With("GBP", 1.27m, from: new DateOnly(2026, 1, 1));
/// </code>
/// </example>
public sealed class ExchangeRates
{
    private readonly Dictionary<string, (int[] Days, decimal[] Rates)> _rates;

    private ExchangeRates(string currency, Dictionary<string, (int[] Days, decimal[] Rates)> rates)
    {
        Currency = currency;
        _rates = rates;
    }

    /// <summary>The currency of the report.</summary>
    public string Currency { get; }

    /// <summary>The currencies that have a rate, in ordinal order.</summary>
    public IReadOnlyList<string> Currencies => [.. _rates.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>A table without rates yet.</summary>
    /// <param name="currency">The currency of the report, as the rows write theirs; case does not matter.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentException"><paramref name="currency"/> is empty.</exception>
    public static ExchangeRates To(string currency)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(currency);
        return new(currency, new(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The table with one more rate.</summary>
    /// <param name="currency">The other currency.</param>
    /// <param name="rate">What one unit of it is worth in <see cref="Currency"/>; above 0.</param>
    /// <param name="from">The first day of the rate; null for a rate that holds from the beginning.</param>
    /// <returns>The new table. A rate of the same currency and day is replaced.</returns>
    /// <exception cref="ArgumentException"><paramref name="currency"/> is empty, or the currency of the report.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is not above 0.</exception>
    public ExchangeRates With(string currency, decimal rate, DateOnly? from = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(currency);
        if (string.Equals(currency, Currency, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"currency was {currency}, the currency of the report itself. Its rate is 1.", nameof(currency));
        }

        if (rate <= 0)
        {
            throw Guard.OutOfRange(nameof(rate), rate, "An exchange rate must be above 0");
        }

        var day = (from ?? DateOnly.MinValue).DayNumber;
        var all = new SortedDictionary<int, decimal>();
        if (_rates.TryGetValue(currency, out var known))
        {
            for (var i = 0; i < known.Days.Length; i++)
            {
                all[known.Days[i]] = known.Rates[i];
            }
        }

        all[day] = rate;
        return new(Currency, new(_rates, StringComparer.OrdinalIgnoreCase) { [currency] = ([.. all.Keys], [.. all.Values]) });
    }

    /// <summary>The rate of a currency on a day.</summary>
    /// <param name="currency">The currency.</param>
    /// <param name="day">The day.</param>
    /// <returns>What one unit is worth in <see cref="Currency"/>; 1 for that currency itself.</returns>
    /// <exception cref="InvalidOperationException">There is no rate of the currency on that day.</exception>
    public decimal Of(string currency, DateOnly day)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(currency);
        return Of(currency, day.DayNumber);
    }

    /// <summary>The currencies and how many rates each has, as "USD from EUR (2 rates), GBP (1 rate)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => _rates.Count == 0
        ? Currency + " alone"
        : $"{Currency} from {string.Join(", ", Currencies.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c} ({_rates[c].Days.Length} rate{(_rates[c].Days.Length == 1 ? string.Empty : "s")})")))}";

    internal decimal Of(string currency, int day)
    {
        if (string.Equals(currency, Currency, StringComparison.OrdinalIgnoreCase))
        {
            return 1m;
        }

        if (_rates.TryGetValue(currency, out var known))
        {
            var at = known.Days.AsSpan().BinarySearch(day);
            at = at >= 0 ? at : ~at - 1;
            if (at >= 0)
            {
                return known.Rates[at];
            }
        }

        throw new InvalidOperationException($"There is no exchange rate from {currency} to {Currency} on {Text.Date(DateOnly.FromDayNumber(day))}. Add one with ExchangeRates.With(\"{currency}\", rate, from).");
    }
}

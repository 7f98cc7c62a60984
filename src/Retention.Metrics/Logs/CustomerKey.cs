using System.Globalization;
using System.Runtime.CompilerServices;

namespace Retention.Metrics.Logs;

/// <summary>What every log refuses as a customer: null, an empty string, an empty Guid. The numbers 0 and −1 are keys like any other.</summary>
internal static class CustomerKey
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check<TCustomer>(TCustomer customer, long row)
    {
        // The tests on the type are decided when the method is compiled for it, so a log of numbers pays nothing.
        if (customer is null
            || (typeof(TCustomer) == typeof(string) && ((string)(object)customer).Length == 0)
            || (typeof(TCustomer) == typeof(Guid) && (Guid)(object)customer == Guid.Empty))
        {
            throw Refused(customer, row);
        }
    }

    /// <param name="customer">The key that was null or empty.</param>
    /// <param name="row">Its row.</param>
    public static ArgumentException Refused(object? customer, long row) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The customer key of row {row} was {(customer is null ? "null" : "empty")}. Every row needs a customer; leave rows without one out."), nameof(customer));
}

using System.Data.Common;

namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedgerBuilder<TCustomer>
{
    /// <summary>Adds the rows of a query result: all of them or, when one is refused or reading fails, none.</summary>
    /// <param name="reader">The result, before its first row; it is read to its end and not closed.</param>
    /// <param name="fields">Which column holds what; <see cref="SubscriptionFields.Default"/> unless told.</param>
    /// <param name="progress">Told from time to time how many rows of the result were read, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ArgumentException">A column is missing or a row is refused; the message says why.</exception>
    /// <exception cref="FormatException">A value is no customer key of this type; the message names the row and the column.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public SubscriptionLedgerBuilder<TCustomer> AddRange(DbDataReader reader, SubscriptionFields? fields = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return AddRange(Rows(reader, new(reader, fields ?? SubscriptionFields.Default)), progress, cancellationToken);

        static IEnumerable<SubscriptionRow<TCustomer>> Rows(DbDataReader reader, SubscriptionReader<TCustomer> rows)
        {
            while (reader.Read())
            {
                yield return rows.Current();
            }
        }
    }

    /// <summary>Adds the rows of a query result as they arrive: all of them or, when one is refused or reading fails, none.</summary>
    /// <param name="reader">The result, before its first row; it is read to its end and not closed.</param>
    /// <param name="fields">Which column holds what; <see cref="SubscriptionFields.Default"/> unless told.</param>
    /// <param name="progress">Told from time to time how many rows of the result were read, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task that ends when all rows are added.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ArgumentException">A column is missing or a row is refused; the message says why.</exception>
    /// <exception cref="FormatException">A value is no customer key of this type; the message names the row and the column.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public Task AddRangeAsync(DbDataReader reader, SubscriptionFields? fields = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return AddRangeAsync(Rows(reader, new(reader, fields ?? SubscriptionFields.Default), cancellationToken), progress, cancellationToken);

        static async IAsyncEnumerable<SubscriptionRow<TCustomer>> Rows(DbDataReader reader, SubscriptionReader<TCustomer> rows, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return rows.Current();
            }
        }
    }
}

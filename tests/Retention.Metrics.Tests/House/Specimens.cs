using System.Numerics;

namespace Retention.Metrics.Tests.House;

// What the writer of the public surface is tried on.
#pragma warning disable CA1034, CA1028, CA1032, CA1036, CA1815, CA2231, MA0016, MA0097 // Each breaks a rule on purpose, to be seen in the text.

public enum SpecimenKind : byte
{
    Second = 7,
    First = 0,
}

public sealed class Specimen<T> : IComparable<Specimen<T>>
    where T : IComparable<T>
{
    public const int Limit = 3;

    public Specimen(T first, string? second = null, double level = 0.95, SpecimenKind kind = SpecimenKind.Second, DateOnly day = default) =>
        Nested = new Dictionary<string, List<string?>>(StringComparer.Ordinal) { [FormattableString.Invariant($"{first} {level} {kind} {day}")] = [second] };

    public IReadOnlyDictionary<string, List<string?>> Nested { get; }

    [Obsolete("use Nested", false)]
    public string? Old { get; init; }

    public required int Must { get; init; }

    internal int Hidden { get; set; }

    public T this[int index, T? other] => other ?? throw new ArgumentOutOfRangeException(nameof(index), index, "");

    public static explicit operator string(Specimen<T> value) => value.Nested.Keys.First();

    public static bool TryMake(in ReadOnlySpan<T> items, out Specimen<T>? made)
    {
        made = null;
        return items.Length > Limit;
    }

    public int CompareTo(Specimen<T>? other) => other is null ? 1 : Hidden - other.Hidden;
}

public readonly record struct SpecimenValue : IAdditionOperators<SpecimenValue, SpecimenValue, SpecimenValue>
{
    public decimal? Amount { get; private init; }

    public static SpecimenValue operator +(SpecimenValue left, SpecimenValue right) => new() { Amount = left.Amount + right.Amount };

    public override string ToString() => "";
}

public static class SpecimenTools
{
    public static IEnumerable<TOut> Each<TIn, TOut>(this IEnumerable<TIn> items, Func<TIn, TOut?> map, params string[] names)
        where TOut : struct =>
        items.Select(map).Take(names.Length).OfType<TOut>();

    public static Task<(int Count, string? Name)> Later<T>(T key, CancellationToken cancellation = default)
        where T : notnull => Task.FromResult((key.GetHashCode(), (string?)null)).WaitAsync(cancellation);
}

using System.Text.Json.Serialization;

namespace Retention.Metrics.Activity;

/// <summary>
/// Which events of a log a question is about: all of them, or those of some names.
/// </summary>
/// <remarks>A name that no row of the log has is refused, because a misspelt event would have had 0 users; see <see cref="ActivityLogOptions.KnownEvents"/>. Names compare ordinally. Two filters are equal when they let the same names through; the order in which the names were given does not matter.</remarks>
/// <example>
/// <code>
/// EventFilter buying = EventFilter.Of("order", "renewal");
/// EventFilter single = "order";        // a name converts
/// EventFilter all    = EventFilter.Any;
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class EventFilter : IEquatable<EventFilter>
{
    private readonly string[]? _names;

    [JsonConstructor]
    internal EventFilter(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return;
        }

        if (names.Count == 0 || names.Any(n => n is null))
        {
            throw new ArgumentException("A filter by name needs at least one name, and none may be null. EventFilter.Any lets every event through.", nameof(names));
        }

        _names = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Every row, whatever its event, including rows without one.</summary>
    public static EventFilter Any { get; } = new(null);

    /// <summary>The names let through, in ordinal order; null for <see cref="Any"/>.</summary>
    public IReadOnlyList<string>? Names => _names;

    /// <summary>Whether every row passes.</summary>
    [JsonIgnore]
    public bool IsAny => _names is null;

    /// <summary>A filter that lets events of these names through.</summary>
    /// <param name="names">At least one name.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="ArgumentException">There is no name, or one is null.</exception>
    public static EventFilter Of(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new(names);
    }

    /// <summary>A filter that lets events of one name through.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static implicit operator EventFilter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new([name]);
    }

    /// <summary>Whether two filters let the same names through.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(EventFilter? left, EventFilter? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two filters differ.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(EventFilter? left, EventFilter? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(EventFilter? other) =>
        other is not null && (_names is null ? other._names is null : other._names is not null && _names.AsSpan().SequenceEqual(other._names));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EventFilter);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var name in _names ?? [])
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The names, as "order or renewal", or "any event".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _names is null ? "any event" : string.Join(" or ", _names);

    internal bool Passes(string? name) => _names is null || (name is not null && Array.BinarySearch(_names, name, StringComparer.Ordinal) >= 0);
}

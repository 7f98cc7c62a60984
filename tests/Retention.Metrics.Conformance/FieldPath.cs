using System.Globalization;

namespace Retention.Metrics.Conformance;

/// <summary>Where in an answer a value stands: rows[3].wilson[0].</summary>
internal sealed class FieldPath
{
    private FieldPath(FieldPath? parent, string? name, int? index)
    {
        Parent = parent;
        Name = name;
        Index = index;
    }

    /// <summary>The whole answer.</summary>
    public static FieldPath Root { get; } = new(null, null, null);

    /// <summary>What the value is part of; null for the whole answer.</summary>
    public FieldPath? Parent { get; }

    /// <summary>The name of the field; null for an item of an array and for the whole answer.</summary>
    public string? Name { get; }

    /// <summary>The position in the array; null for a field and for the whole answer.</summary>
    public int? Index { get; }

    public FieldPath Field(string name) => new(this, name, null);

    public FieldPath Item(int index) => new(this, null, index);

    public override string ToString()
    {
        if (Parent is null)
        {
            return "(answer)";
        }

        var before = Parent.Parent is null ? "" : Parent.ToString();
        return Index is { } index
            ? string.Create(CultureInfo.InvariantCulture, $"{before}[{index}]")
            : before.Length == 0 ? Name! : $"{before}.{Name}";
    }

    /// <summary>Whether the value is the one a pattern names, or part of it. A pattern's parts are names, "[*]" for every item and "[n]" for one.</summary>
    public bool IsWithin(IReadOnlyList<string> pattern)
    {
        var parts = new List<FieldPath>();
        for (var part = this; part.Parent is not null; part = part.Parent)
        {
            parts.Insert(0, part);
        }

        return parts.Count >= pattern.Count && pattern.Zip(parts).All(pair => pair.Second.Is(pair.First));
    }

    private bool Is(string part) => Index is { } index
        ? string.Equals(part, "[*]", StringComparison.Ordinal) || string.Equals(part, string.Create(CultureInfo.InvariantCulture, $"[{index}]"), StringComparison.Ordinal)
        : string.Equals(part, Name, StringComparison.Ordinal);
}

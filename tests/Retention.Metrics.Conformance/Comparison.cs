using System.Text.Json;

namespace Retention.Metrics.Conformance;

/// <summary>One value that is not what it should be.</summary>
internal sealed record Difference(FieldPath Path, string Got, string Expected);

/// <summary>
/// Compares an answer with the known one. Only what the known answer holds is compared: fields by name, items by position, numbers within
/// the tolerance, texts and truth values as they are. A field that the answer lacks is a difference.
/// </summary>
/// <remarks>
/// <para>"NaN" in a known answer is met by undefined (null) as well: the library never answers NaN. The reverse is a difference.</para>
/// <para>A text that is a number or a fraction is compared as a number if the answer is one.</para>
/// <para>A known answer may carry remarks, texts of several words. An answer need not repeat them, but if it has the field it is compared.</para>
/// </remarks>
internal sealed class Comparison
{
    private readonly Tolerance _tolerance;
    private readonly IReadOnlyCollection<IReadOnlyList<string>> _given;
    private readonly List<Difference> _differences = [];
    private int _compared;

    private Comparison(Tolerance tolerance, IReadOnlyCollection<IReadOnlyList<string>> given)
    {
        _tolerance = tolerance;
        _given = given;
    }

    /// <summary>Lists what differs.</summary>
    /// <param name="expected">The known answer.</param>
    /// <param name="answer">What the adapter returned.</param>
    /// <param name="tolerance">How far numbers may be off.</param>
    /// <param name="given">What the adapter was told as arguments, which is therefore no answer.</param>
    public static IReadOnlyList<Difference> Differences(JsonElement expected, object? answer, Tolerance tolerance, IReadOnlyCollection<IReadOnlyList<string>> given)
    {
        var comparison = new Comparison(tolerance, given);
        comparison.Compare(expected, Answer.Normalize(answer), FieldPath.Root);
        if (comparison._compared == 0)
        {
            comparison._differences.Add(new(FieldPath.Root, "nothing that could be compared", Shown(expected)));
        }

        return comparison._differences;
    }

    private void Compare(JsonElement expected, object? got, FieldPath path)
    {
        if (_given.Any(path.IsWithin) || _tolerance.Ignores(path))
        {
            return;
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when got is IReadOnlyDictionary<string, object?> fields:
                CompareFields(expected, fields, path);
                break;
            case JsonValueKind.Array when got is IReadOnlyList<object?> items:
                CompareItems(expected, items, path);
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                _compared++;
                Differ(path, got, expected);
                break;
            default:
                _compared++;
                if (!Agree(expected, got, path))
                {
                    Differ(path, got, expected);
                }

                break;
        }
    }

    private void CompareFields(JsonElement expected, IReadOnlyDictionary<string, object?> got, FieldPath path)
    {
        _compared += expected.EnumerateObject().Any() ? 0 : 1;
        foreach (var field in expected.EnumerateObject())
        {
            var at = path.Field(field.Name);
            if (got.TryGetValue(field.Name, out var value))
            {
                Compare(field.Value, value, at);
            }
            else if (!IsRemark(field.Value) && !_given.Any(at.IsWithin) && !_tolerance.Ignores(at))
            {
                _compared++;
                _differences.Add(new(at, "nothing", Shown(field.Value)));
            }
        }
    }

    private void CompareItems(JsonElement expected, IReadOnlyList<object?> got, FieldPath path)
    {
        var length = expected.GetArrayLength();
        _compared += length == 0 ? 1 : 0;
        if (length != got.Count)
        {
            _compared++;
            _differences.Add(new(path, FormattableString.Invariant($"{got.Count} items: {Answer.Show(got)}"), FormattableString.Invariant($"{length} items: {Shown(expected)}")));
            return;
        }

        for (var i = 0; i < length; i++)
        {
            Compare(expected[i], got[i], path.Item(i));
        }
    }

    private bool Agree(JsonElement expected, object? got, FieldPath path)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Undefined:
                return false;
            case JsonValueKind.Null:
                return got is null;
            case JsonValueKind.True or JsonValueKind.False:
                return got is bool truth && truth == expected.GetBoolean();
            case JsonValueKind.String:
                var text = expected.GetString()!;
                if (got is string same && string.Equals(same, text, StringComparison.Ordinal))
                {
                    return true;
                }

                return Number.Parse(text) is { } known && (double.IsNaN(known.Value) && got is null || AsNumber(got) is { } answered && Agree(known, answered, path));
            default:
                return AsNumber(got) is { } number && Agree(Number.Parse(expected.GetRawText())!.Value, number, path);
        }
    }

    private bool Agree(Number expected, Number got, FieldPath path)
    {
        if (double.IsNaN(expected.Value) || double.IsNaN(got.Value))
        {
            return double.IsNaN(expected.Value) && double.IsNaN(got.Value);
        }

        if (!double.IsFinite(expected.Value) || !double.IsFinite(got.Value))
        {
            return expected.Value.Equals(got.Value);
        }

        // Counts and money are compared as they are: as doubles, large ones would lose their last digits.
        var off = expected.Exact is { } e && got.Exact is { } g && Math.Sign(e) == Math.Sign(g) ? (double)(g - e) : got.Value - expected.Value;
        return Math.Abs(off) <= _tolerance.For(path).Around(expected.Value);
    }

    private static Number? AsNumber(object? got) => got switch
    {
        Number number => number,
        string text => Number.Parse(text),
        _ => null,
    };

    private static bool IsRemark(JsonElement expected) =>
        expected.ValueKind == JsonValueKind.String && expected.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= 3;

    private void Differ(FieldPath path, object? got, JsonElement expected) => _differences.Add(new(path, Answer.Show(got), Shown(expected)));

    private static string Shown(JsonElement expected) =>
        expected.ValueKind == JsonValueKind.Undefined ? "an answer, which the file does not have" : Answer.Show(Answer.Normalize(expected));
}

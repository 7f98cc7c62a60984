namespace Retention.Metrics.Tests.House;

public sealed class PublicApiTests
{
    private const string UpdateVariable = "UPDATE_PUBLIC_API";

    [Fact]
    public void The_public_surface_is_the_reviewed_one()
    {
        var path = Repository.File("tests", "Retention.Metrics.Tests", "House", "PublicApi.txt");
        var now = PublicApiText.Of(Library.PublicTypes);
        if (Updating.IsAsked(UpdateVariable))
        {
            File.WriteAllText(path, now);
        }

        var reviewed = File.Exists(path) ? File.ReadAllText(path) : "";
        var difference = LineDiff.Between(reviewed, now);

        Assert.True(difference.Length == 0, $"""
            The public surface differs from {Repository.Relative(path)} (- is gone, + is new). If that is meant, write it anew and review the change:
            {UpdateVariable}=1 dotnet test --filter {nameof(PublicApiTests)}

            {difference}
            """);
    }

    [Fact]
    public void Declarations_read_as_they_are_written()
    {
        var text = PublicApiText.Of([typeof(Specimen<>), typeof(SpecimenKind), typeof(SpecimenValue), typeof(SpecimenTools)]);

        Assert.Equal(
            """
            namespace Retention.Metrics.Tests.House

              sealed class Specimen<T> : IComparable<Specimen<T>> where T : IComparable<T>
                const int Limit = 3
                Specimen(T first, string? second = null, double level = 0.95, SpecimenKind kind = SpecimenKind.Second, DateOnly day = default)
                T this[int index, T? other] { get; }
                required int Must { get; init; }
                IReadOnlyDictionary<string, List<string?>> Nested { get; }
                [Obsolete("use Nested", false)]
                string? Old { get; init; }
                int CompareTo(Specimen<T>? other)
                static bool TryMake(in ReadOnlySpan<T> items, out Specimen<T>? made)
                static explicit operator string(Specimen<T> value)

              enum SpecimenKind : byte
                First = 0
                Second = 7

              static class SpecimenTools
                static IEnumerable<TOut> Each<TIn, TOut>(this IEnumerable<TIn> items, Func<TIn, TOut?> map, params string[] names) where TOut : struct
                static Task<(int, string?)> Later<T>(T key, CancellationToken cancellation = default) where T : notnull

              readonly record struct SpecimenValue : IAdditionOperators<SpecimenValue, SpecimenValue, SpecimenValue>, IEquatable<SpecimenValue>
                decimal? Amount { get; }
                override string ToString()
                static SpecimenValue operator +(SpecimenValue left, SpecimenValue right)

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void A_difference_shows_what_is_gone_and_what_is_new() =>
        Assert.Equal("  a\n- b\n+ B\n  c\n+ d", LineDiff.Between("a\nb\nc\ne", "a\nB\nc\nd\ne"));

    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Equal("", LineDiff.Between("a\r\nb", "a\nb"));
}

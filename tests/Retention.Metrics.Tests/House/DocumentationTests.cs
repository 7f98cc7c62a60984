using System.Reflection;
using System.Xml.Linq;

namespace Retention.Metrics.Tests.House;

/// <summary>Every public type and member says what it is, what it takes and what it refuses.</summary>
public sealed class DocumentationTests
{
    private static readonly IReadOnlyList<MemberInfo> Documented = Library.PublicTypes.SelectMany(t => Library.PublicMembers(t).Where(m => !SaysNothing(m)).Prepend(t)).ToList();

    [Fact]
    public void Everything_public_has_a_summary() =>
        Offenders.None(Documented.Where(m => !Says(m, "summary")).Select(Show));

    [Fact]
    public void Every_parameter_is_explained() => Offenders.None(
        from m in Documented
        where !Inherits(m)
        from name in Parameters(m)
        where !Says(m, "param", name)
        select $"{Show(m)}: {name}");

    [Fact]
    public void Every_type_parameter_is_explained() => Offenders.None(
        from m in Documented
        where !Inherits(m)
        from name in TypeParameters(m)
        where !Says(m, "typeparam", name)
        select $"{Show(m)}: {name}");

    [Fact]
    public void Every_method_with_a_result_says_what_it_returns() =>
        Offenders.None(Documented.OfType<MethodInfo>().Where(m => m.ReturnType != typeof(void) && m.Name is not ("op_Equality" or "op_Inequality") && !Inherits(m) && !Says(m, "returns")).Select(Show));

    [Fact]
    public void Every_method_that_refuses_something_says_so() => Offenders.None(
        from m in Documented.OfType<MethodBase>()
        where !Inherits(m)
        let throwers = Throws.By(m)
        where throwers.Count > 0 && XmlDocs.Of(m)?.Element("exception") is null
        select $"{Show(m)}: {string.Join(", ", throwers)}");

    [Fact]
    public void Every_exception_says_when() => Offenders.None(
        from m in Documented
        from exception in XmlDocs.Of(m)?.Elements("exception") ?? []
        where IsEmpty(exception)
        select $"{Show(m)}: {exception.Attribute("cref")?.Value}");

    [Fact]
    public void No_summary_restates_the_name() => Offenders.None(
        from m in Documented
        let summary = XmlDocs.Of(m)?.Element("summary")?.Value.Trim()
        where summary is not null && (summary.StartsWith("Gets or sets", StringComparison.Ordinal) || summary.StartsWith("Gets the", StringComparison.Ordinal) || summary.StartsWith("Represents a", StringComparison.Ordinal))
        select $"{Show(m)}: {summary}");

    [Fact]
    public void Names_of_members_in_the_documentation_file_are_understood()
    {
        Assert.Equal("T:Retention.Metrics.Tests.House.Specimen`1", XmlDocs.Id(typeof(Specimen<>)));
        Assert.Equal("P:Retention.Metrics.Tests.House.Specimen`1.Item(System.Int32,`0)", XmlDocs.Id(typeof(Specimen<>).GetProperty("Item")!));
        Assert.Equal("M:Retention.Metrics.Tests.House.Specimen`1.TryMake(System.ReadOnlySpan{`0}@,Retention.Metrics.Tests.House.Specimen{`0}@)", XmlDocs.Id(typeof(Specimen<>).GetMethod("TryMake")!));
        Assert.Equal("M:Retention.Metrics.Tests.House.Specimen`1.op_Explicit(Retention.Metrics.Tests.House.Specimen{`0})~System.String", XmlDocs.Id(typeof(Specimen<>).GetMethod("op_Explicit")!));
        Assert.Equal("M:Retention.Metrics.Tests.House.SpecimenTools.Each``2(System.Collections.Generic.IEnumerable{``0},System.Func{``0,System.Nullable{``1}},System.String[])", XmlDocs.Id(typeof(SpecimenTools).GetMethod("Each")!));
    }

    [Fact]
    public void Methods_that_throw_are_recognised()
    {
        Assert.Equal(["ArgumentOutOfRangeException"], Throws.By(typeof(Specimen<>).GetMethod("get_Item")!));
        Assert.Contains("Guard.Count", Throws.By(typeof(RetentionRate).GetMethod(nameof(RetentionRate.FromCounts))!));
        Assert.Empty(Throws.By(typeof(SpecimenTools).GetMethod("Later")!));
    }

    // A constructor that nobody wrote; the compiler insists on the documentation of one that somebody did.
    private static bool SaysNothing(MemberInfo member) => member is ConstructorInfo constructor && constructor.GetParameters().Length == 0 && XmlDocs.Of(member) is null;

    private static string Show(MemberInfo member) => XmlDocs.Id(member);

    private static bool Inherits(MemberInfo member) => XmlDocs.Of(member)?.Element("inheritdoc") is not null;

    private static bool Says(MemberInfo member, string element, string? name = null) =>
        Inherits(member) || (XmlDocs.Of(member)?.Elements(element).Any(e => !IsEmpty(e) && (name is null || string.Equals(e.Attribute("name")?.Value, name, StringComparison.Ordinal))) ?? false);

    private static bool IsEmpty(XElement element) => string.IsNullOrWhiteSpace(element.Value) && !element.HasElements;

    private static IEnumerable<string> Parameters(MemberInfo member) => (member switch
    {
        MethodBase method => method.GetParameters(),
        PropertyInfo property => property.GetIndexParameters(),
        _ => [],
    }).Select(p => p.Name!);

    private static IEnumerable<string> TypeParameters(MemberInfo member) => (member switch
    {
        MethodInfo { IsGenericMethod: true } method => method.GetGenericArguments(),
        Type { IsGenericType: true } type => type.GetGenericArguments(),
        _ => [],
    }).Select(p => p.Name);
}

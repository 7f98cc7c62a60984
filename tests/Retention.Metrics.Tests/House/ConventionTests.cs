using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Tests.House;

/// <summary>What holds for every type of the library.</summary>
public sealed class ConventionTests
{
    /// <summary>Without these overloads a selector of DateTime would become one of DateTimeOffset, in the time zone of the machine.</summary>
    private static readonly string[] UtcDoors =
    [
        "ActivityLog.From", "ActivityLog.FromAsync", "ActivityLogBuilder`1.Add", "OrderLog.From", "OrderLogBuilder`1.Add", "OrderLogBuilder`1.AddRange", "OrderLogBuilder`1.AddRangeAsync", "SubscriptionLedger.From",
    ];

    private static readonly string[] Namespaces =
    [
        "Retention.Metrics", "Retention.Metrics.Activity", "Retention.Metrics.AiVisibility", "Retention.Metrics.Benchmarks", "Retention.Metrics.Cohorts", "Retention.Metrics.Economics",
        "Retention.Metrics.Experiments", "Retention.Metrics.Lifetime", "Retention.Metrics.Models", "Retention.Metrics.Orders", "Retention.Metrics.Revenue", "Retention.Metrics.Risk", "Retention.Metrics.Surveys",
        "Retention.Metrics.Survival",
    ];

    private static readonly string[] EmptyWords = ["Calculator", "Helper", "Helpers", "Manager", "Service", "Util", "Utils", "Utility"];

    [Fact]
    public void Public_types_live_in_the_folders_of_the_field() => Offenders.None(
        Library.PublicTypes.Where(t => !Namespaces.Contains(t.Namespace, StringComparer.Ordinal) && !IsJsonContext(t)).Select(t => t.FullName));

    [Fact]
    public void Public_structs_are_readonly() => Offenders.None(
        Library.PublicTypes.Where(t => t is { IsValueType: true, IsEnum: false } && !t.IsDefined(typeof(IsReadOnlyAttribute))).Select(t => t.FullName));

    [Fact]
    public void Public_classes_are_sealed_or_static() => Offenders.None(
        Library.PublicTypes.Where(t => t is { IsClass: true, IsSealed: false }).Select(t => t.FullName));

    [Fact]
    public void No_type_is_named_like_a_namespace() => Offenders.None(
        Library.Types.Where(t => t.Name is "Retention" or "Metrics" || Namespaces.Any(n => n.EndsWith("." + t.Name, StringComparison.Ordinal))).Select(t => t.FullName));

    [Fact]
    public void No_two_public_types_have_one_name() => Offenders.None(
        Library.PublicTypes.Where(t => !t.IsNested).GroupBy(t => t.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g.Select(t => t.FullName))));

    [Fact]
    public void No_type_has_an_empty_word_for_a_name() => Offenders.None(
        Library.Types.Where(t => EmptyWords.Any(w => t.Name.EndsWith(w, StringComparison.Ordinal))).Select(t => t.FullName));

    [Fact]
    public void Nothing_public_can_be_changed() => Offenders.None(
        from t in Library.PublicTypes
        from m in Library.PublicMembers(t)
        where m is PropertyInfo { SetMethod: { } set } && Library.IsPublic(set) && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
            || m is FieldInfo { IsLiteral: false }
            || m is EventInfo
        select $"{t.FullName}.{m.Name}");

    [Fact]
    public void Nothing_global_can_be_changed() => Offenders.None(
        from t in Library.Types
        where !IsJsonContext(t)
        from f in t.GetFields(Library.Declared)
        where f is { IsStatic: true, IsLiteral: false, IsInitOnly: false } && !f.Name.Contains('<', StringComparison.Ordinal)
            || f.IsDefined(typeof(ThreadStaticAttribute))
        select $"{t.FullName}.{f.Name}");

    [Fact]
    public void No_static_property_can_be_changed() => Offenders.None(
        from t in Library.Types
        where !IsJsonContext(t)
        from p in t.GetProperties(Library.Declared)
        where p.SetMethod is { IsStatic: true }
        select $"{t.FullName}.{p.Name}");

    [Fact]
    public void No_public_record_is_positional() => Offenders.None(
        Library.PublicTypes.Where(t => t.GetMethod("Deconstruct") is { } m && m.IsDefined(typeof(CompilerGeneratedAttribute))).Select(t => t.FullName));

    [Fact]
    public void No_public_signature_holds_a_DateTime_but_the_doors_that_refuse_all_but_UTC() => Offenders.None(
        (from t in Library.PublicTypes
         from m in Library.PublicMembers(t)
         where Signature(m).SelectMany(Parts).Any(p => p == typeof(DateTime))
         select $"{t.Name}.{m.Name}").Except(UtcDoors, StringComparer.Ordinal));

    [Fact]
    public void Every_result_that_can_be_undefined_can_be_shown_in_HTML() => Offenders.None(
        Library.PublicTypes.Where(t => t.GetProperty("WhyUndefined") is not null && t.GetMethod("ToHtml", Type.EmptyTypes)?.ReturnType != typeof(string)).Select(t => t.FullName));

    [Fact]
    public void Every_result_that_can_be_shown_in_HTML_has_a_text_of_its_own() => Offenders.None(
        Library.PublicTypes.Where(t => t.GetMethod("ToHtml", Type.EmptyTypes) is not null && t.GetMethod("ToString", Type.EmptyTypes) is { } m && (m.DeclaringType != t || m.IsDefined(typeof(CompilerGeneratedAttribute)))).Select(t => t.FullName));

    [Fact]
    public void The_library_depends_on_the_BCL_alone() => Offenders.None(
        Library.Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && n is not "netstandard"));

    [Fact]
    public void The_rules_see_the_library()
    {
        Assert.Contains(typeof(RetentionRate), Library.PublicTypes);
        Assert.Contains(Library.PublicMembers(typeof(RetentionRate)), m => string.Equals(m.Name, nameof(RetentionRate.Value), StringComparison.Ordinal));
        Assert.DoesNotContain(Library.PublicMembers(typeof(RetentionRate)), m => string.Equals(m.Name, "PrintMembers", StringComparison.Ordinal));
    }

    private static bool IsJsonContext(Type type) => type.IsSubclassOf(typeof(JsonSerializerContext)) && string.Equals(type.Namespace, "Retention.Metrics.Serialization", StringComparison.Ordinal);

    private static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        FieldInfo f => [f.FieldType],
        PropertyInfo p => p.GetIndexParameters().Select(i => i.ParameterType).Append(p.PropertyType),
        MethodInfo m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType),
        ConstructorInfo c => c.GetParameters().Select(p => p.ParameterType),
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type),
        _ => [type],
    };
}

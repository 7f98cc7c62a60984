using System.Reflection;
using System.Runtime.CompilerServices;

namespace Retention.Metrics.Tests.House;

/// <summary>The assembly under test, as the house rules see it.</summary>
internal static class Library
{
    public const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Assembly Assembly { get; } = typeof(RetentionRate).Assembly;

    /// <summary>Every type that somebody wrote.</summary>
    public static IReadOnlyList<Type> Types { get; } = Assembly.GetTypes().Where(t => !IsGenerated(t)).OrderBy(t => t.FullName, StringComparer.Ordinal).ToList();

    /// <summary>Every type that users see.</summary>
    public static IReadOnlyList<Type> PublicTypes { get; } = Types.Where(t => t.IsVisible).ToList();

    /// <summary>The members that users see of a type and that somebody wrote: no accessors, no record members.</summary>
    public static IEnumerable<MemberInfo> PublicMembers(Type type) => type.GetMembers(Declared).Where(m => IsPublic(m) && !IsGeneratedMember(m)).OrderBy(m => m.ToString(), StringComparer.Ordinal);

    public static bool IsPublic(MemberInfo member) => member switch
    {
        MethodBase m => m.IsPublic || (m.IsFamily && !m.DeclaringType!.IsSealed) || m.IsFamilyOrAssembly,
        PropertyInfo p => (p.GetMethod is { } get && IsPublic(get)) || (p.SetMethod is { } set && IsPublic(set)),
        FieldInfo f => f.IsPublic || (f.IsFamily && !f.DeclaringType!.IsSealed),
        EventInfo e => IsPublic(e.AddMethod!),
        _ => false,
    };

    private static bool IsGeneratedMember(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } m when !m.Name.StartsWith("op_", StringComparison.Ordinal) => true,
        FieldInfo { IsSpecialName: true } => true,
        PropertyInfo { Name: "EqualityContract" } => true,
        ConstructorInfo { DeclaringType.IsEnum: true } => true,
        _ => Attribute.IsDefined(member, typeof(CompilerGeneratedAttribute), inherit: false),
    };

    private static bool IsGenerated(Type type) =>
        Attribute.IsDefined(type, typeof(CompilerGeneratedAttribute), inherit: false)
        || type.Name.Contains('<', StringComparison.Ordinal)
        || string.Equals(type.Namespace, "Microsoft.CodeAnalysis", StringComparison.Ordinal)
        || string.Equals(type.Namespace, "System.Runtime.CompilerServices", StringComparison.Ordinal)
        || type.Namespace?.StartsWith("Coverlet.", StringComparison.Ordinal) == true
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}

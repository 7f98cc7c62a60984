using System.Globalization;
using System.Reflection;
using System.Xml.Linq;

namespace Retention.Metrics.Tests.House;

/// <summary>The documentation file beside the assembly, by member.</summary>
internal static class XmlDocs
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(() =>
        XDocument.Load(Path.ChangeExtension(Library.Assembly.Location, ".xml")).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal));

    /// <summary>The documentation of a type or member; null when it has none.</summary>
    public static XElement? Of(MemberInfo member) => Members.Value.GetValueOrDefault(Id(member));

    /// <summary>The name that the compiler gives a type or member in the documentation file.</summary>
    public static string Id(MemberInfo member) => member switch
    {
        Type type => "T:" + TypeName(type),
        FieldInfo => $"F:{TypeName(member.DeclaringType!)}.{member.Name}",
        EventInfo => $"E:{TypeName(member.DeclaringType!)}.{member.Name}",
        PropertyInfo p => $"P:{TypeName(p.DeclaringType!)}.{p.Name}{Parameters(p.GetIndexParameters())}",
        ConstructorInfo c => $"M:{TypeName(c.DeclaringType!)}.{c.Name.Replace('.', '#')}{Parameters(c.GetParameters())}",
        MethodInfo m => $"M:{TypeName(m.DeclaringType!)}.{m.Name}{(m.IsGenericMethod ? "``" + m.GetGenericArguments().Length.ToString(CultureInfo.InvariantCulture) : "")}{Parameters(m.GetParameters())}{(m.Name is "op_Implicit" or "op_Explicit" ? "~" + Reference(m.ReturnType) : "")}",
        _ => throw new ArgumentException($"{member} has no documentation name.", nameof(member)),
    };

    private static string TypeName(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Parameters(ParameterInfo[] parameters) => parameters.Length == 0 ? "" : $"({string.Join(",", parameters.Select(p => Reference(p.ParameterType)))})";

    private static string Reference(Type type)
    {
        if (type.IsByRef)
        {
            return Reference(type.GetElementType()!) + "@";
        }

        if (type.IsArray)
        {
            var rank = type.GetArrayRank();
            return Reference(type.GetElementType()!) + (rank == 1 ? "[]" : $"[{string.Join(",", Enumerable.Repeat("0:", rank))}]");
        }

        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition.ToString(CultureInfo.InvariantCulture);
        }

        if (!type.IsGenericType)
        {
            return type.FullName!.Replace('+', '.');
        }

        // The arguments of a nested type stand at the level of the type that declares them: Outer{A}.Inner{B}.
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var path = new List<string>();
        var chain = new Stack<Type>();
        for (var t = type.GetGenericTypeDefinition(); t is not null; t = t.DeclaringType)
        {
            chain.Push(t);
        }

        foreach (var level in chain)
        {
            var name = level.Name.Split('`');
            var own = name.Length > 1 ? int.Parse(name[1], CultureInfo.InvariantCulture) : 0;
            path.Add(name[0] + (own == 0 ? "" : $"{{{string.Join(",", Enumerable.Range(0, own).Select(_ => Reference(arguments.Dequeue())))}}}"));
        }

        return $"{type.Namespace}.{string.Join(".", path)}";
    }
}

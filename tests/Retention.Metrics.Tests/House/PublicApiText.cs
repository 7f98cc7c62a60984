using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Retention.Metrics.Tests.House;

/// <summary>Writes the public surface of the library as C# declarations, sorted, one line each, so that a change of it is a line of a diff.</summary>
internal sealed class PublicApiText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(decimal)] = "decimal",
        [typeof(double)] = "double", [typeof(float)] = "float", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(object)] = "object",
        [typeof(short)] = "short", [typeof(string)] = "string", [typeof(uint)] = "uint", [typeof(ulong)] = "ulong",
    };

    private static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_Multiply"] = "*", ["op_Division"] = "/", ["op_Modulus"] = "%",
        ["op_CheckedAddition"] = "checked +", ["op_CheckedSubtraction"] = "checked -", ["op_CheckedMultiply"] = "checked *",
        ["op_UnaryNegation"] = "-", ["op_UnaryPlus"] = "+", ["op_LogicalNot"] = "!", ["op_Equality"] = "==", ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<", ["op_GreaterThan"] = ">", ["op_LessThanOrEqual"] = "<=", ["op_GreaterThanOrEqual"] = ">=",
        ["op_Implicit"] = "implicit", ["op_Explicit"] = "explicit",
    };

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The text of the surface.</summary>
    public static string Of(IEnumerable<Type> types)
    {
        var writer = new PublicApiText();
        var text = new StringBuilder();
        foreach (var space in types.GroupBy(t => t.Namespace, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append("namespace ").Append(space.Key).Append('\n');
            foreach (var type in space.OrderBy(t => t.FullName!.Split('`')[0], StringComparer.Ordinal).ThenBy(t => t.FullName, StringComparer.Ordinal))
            {
                text.Append('\n');
                foreach (var attribute in Attributes(type))
                {
                    text.Append("  ").Append(attribute).Append('\n');
                }

                text.Append("  ").Append(writer.Declaration(type)).Append('\n');
                foreach (var member in Library.PublicMembers(type).OrderBy(Order).ThenBy(m => m.Name, StringComparer.Ordinal).ThenBy(writer.Declaration, StringComparer.Ordinal))
                {
                    foreach (var line in Attributes(member).Append(writer.Declaration(member)))
                    {
                        text.Append("    ").Append(line).Append('\n');
                    }
                }
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static long Order(MemberInfo member) => member switch
    {
        FieldInfo { DeclaringType.IsEnum: true } f => long.MinValue / 2 + Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture),
        FieldInfo => 0,
        ConstructorInfo => 1,
        PropertyInfo => 2,
        _ => 3,
    };

    private string Declaration(Type type)
    {
        if (type.IsEnum)
        {
            return $"enum {Name(type)} : {Name(Enum.GetUnderlyingType(type))}";
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {Name(invoke.ReturnType, _nullability.Create(invoke.ReturnParameter))} {Name(type)}({Parameters(invoke)})";
        }

        var isRecord = type.GetMethod("<Clone>$", Library.Declared) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Library.Declared) is not null);
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{(isRecord ? "record " : "")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(isRecord ? "record" : "class")}",
        };
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Where(i => i.IsVisible).Select(i => Name(i)).Order(StringComparer.Ordinal).ToList();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
        {
            bases.Insert(0, Name(parent));
        }

        return $"{kind} {Name(type)}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}{Constraints(type.GetGenericArguments())}";
    }

    private string Declaration(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } f when f.DeclaringType!.IsEnum => string.Create(CultureInfo.InvariantCulture, $"{f.Name} = {Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}"),
        FieldInfo { IsLiteral: true } f => $"const {Name(f.FieldType)} {f.Name} = {Literal(f.GetRawConstantValue(), f.FieldType)}",
        FieldInfo f => $"{(f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{Name(f.FieldType, _nullability.Create(f))} {f.Name}",
        PropertyInfo p => Declaration(p),
        ConstructorInfo c => $"{Access(c)}{Plain(c.DeclaringType!)}({Parameters(c)})",
        MethodInfo m => Declaration(m),
        EventInfo e => $"event {Name(e.EventHandlerType!, _nullability.Create(e))} {e.Name}",
        _ => member.ToString()!,
    };

    private string Declaration(PropertyInfo property)
    {
        var any = property.GetMethod ?? property.SetMethod!;
        var get = property.GetMethod is { } g && Library.IsPublic(g) ? " get;" : "";
        var set = property.SetMethod is { } s && Library.IsPublic(s) ? s.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        return $"{Modifiers(any)}{required}{Name(property.PropertyType, _nullability.Create(property))}{Annotation(property.PropertyType, property, any)} {name} {{{get}{set} }}";
    }

    private string Declaration(MethodInfo method)
    {
        var type = Name(method.ReturnType, _nullability.Create(method.ReturnParameter)) + Annotation(method.ReturnType, method.ReturnParameter, method);
        var parameters = Parameters(method);
        if (method.IsSpecialName && Operators.TryGetValue(method.Name, out var sign))
        {
            return sign is "implicit" or "explicit" ? $"static {sign} operator {type}({parameters})" : $"static {type} operator {sign}({parameters})";
        }

        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        return $"{Modifiers(method)}{type} {method.Name}{generic}({parameters}){Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}";
    }

    private static string Annotation(Type type, ICustomAttributeProvider place, MemberInfo member)
    {
        if (!type.IsGenericParameter)
        {
            return "";
        }

        return NullableFlag(place, member) == 2 ? "?" : "";
    }

    // 1 for "not null", 2 for "may be null": on the place itself, or else on what encloses it.
    private static byte? NullableFlag(ICustomAttributeProvider place, MemberInfo member) =>
        place.GetCustomAttributes(inherit: false).OfType<NullableAttribute>().FirstOrDefault()?.NullableFlags[0]
        ?? member.GetCustomAttribute<NullableContextAttribute>()?.Flag
        ?? member.DeclaringType?.GetCustomAttribute<NullableContextAttribute>()?.Flag;

    private static string Modifiers(MethodInfo method)
    {
        var overrides = method.IsVirtual && method.GetBaseDefinition().DeclaringType != method.DeclaringType;
        var kind = method switch
        {
            { IsStatic: true, IsAbstract: true } => "static abstract ",
            { IsStatic: true } => "static ",
            _ when overrides => "override ",
            { IsAbstract: true } when !method.DeclaringType!.IsInterface => "abstract ",
            { IsVirtual: true, IsFinal: false } when method.DeclaringType is { IsInterface: false, IsSealed: false } => "virtual ",
            _ => "",
        };
        return Access(method) + kind;
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private string Parameter(ParameterInfo parameter)
    {
        var mode = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, type)}" : "";
        return $"{mode}{Name(type, _nullability.Create(parameter))}{Annotation(type, parameter, parameter.Member)} {parameter.Name}{value}";
    }

    private static string Literal(object? value, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => plain.IsValueType && plain == type ? "default" : "null",
            _ when plain.IsEnum && plain.GetFields().FirstOrDefault(f => f.IsLiteral && Equals(f.GetRawConstantValue(), value)) is { } name => $"{plain.Name}.{name.Name}",
            string text => $"\"{text}\"",
            bool truth => truth ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
    }

    private static string Constraints(Type[] arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments.Where(a => a.IsGenericParameter))
        {
            var flags = argument.GenericParameterAttributes;
            List<string> constraints = [];
            if (flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            {
                constraints.Add("struct");
            }
            else if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                constraints.Add("class");
            }
            else if (argument.GetGenericParameterConstraints().Length == 0 && NullableFlag(argument, (MemberInfo?)argument.DeclaringMethod ?? argument.DeclaringType!) == 1)
            {
                constraints.Add("notnull");
            }

            constraints.AddRange(argument.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(c => Name(c)));
            if (constraints.Count > 0)
            {
                text.Append(" where ").Append(argument.Name).Append(" : ").AppendJoin(", ", constraints);
            }
        }

        return text.ToString();
    }

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static string Name(Type type, NullabilityInfo? nullability = null)
    {
        var question = nullability is { ReadState: NullabilityState.Nullable } || (nullability is { WriteState: NullabilityState.Nullable, ReadState: NullabilityState.Unknown }) ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        if (type.IsValueType)
        {
            question = "";
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword + question;
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{question}";
        }

        // The nullability of a type parameter is told by Annotation: reflection calls every unconstrained one nullable.
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var outer = type.DeclaringType is { } declaring && !type.IsGenericParameter ? Plain(declaring) + "." : "";
        if (!type.IsGenericType)
        {
            return outer + type.Name + question;
        }

        var inner = nullability?.GenericTypeArguments;
        var arguments = type.GetGenericArguments().Select((a, i) => Name(a, inner is not null && i < inner.Length ? inner[i] : null)).ToList();
        return type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
            ? $"({string.Join(", ", arguments)}){question}"
            : $"{outer}{Plain(type)}<{string.Join(", ", arguments)}>{question}";
    }

    private static IEnumerable<string> Attributes(MemberInfo member) => member.CustomAttributes
        .Where(a => a.AttributeType.IsVisible
            && a.AttributeType.Namespace is not ("System.Runtime.CompilerServices" or "System.CodeDom.Compiler" or "System.Diagnostics" or "System.Diagnostics.CodeAnalysis")
            && a.AttributeType != typeof(DefaultMemberAttribute)
            && !(a.AttributeType == typeof(ObsoleteAttribute) && a.ConstructorArguments is [{ Value: string reason }, ..] && reason.StartsWith("Constructors of types with required members", StringComparison.Ordinal))
            && a.AttributeType.Name is not ("JsonSerializableAttribute" or "JsonSourceGenerationOptionsAttribute"))
        .Select(a =>
        {
            var arguments = a.ConstructorArguments.Select(c => Argument(c)).Concat(a.NamedArguments.Select(n => $"{n.MemberName} = {Argument(n.TypedValue)}")).ToList();
            var name = a.AttributeType.Name[..^"Attribute".Length];
            return arguments.Count == 0 ? $"[{name}]" : $"[{name}({string.Join(", ", arguments)})]";
        })
        .Order(StringComparer.Ordinal);

    private static string Argument(CustomAttributeTypedArgument argument) => argument.Value switch
    {
        Type type => $"typeof({Name(type)})",
        IReadOnlyCollection<CustomAttributeTypedArgument> items => $"[{string.Join(", ", items.Select(Argument))}]",
        var value => Literal(value, argument.ArgumentType),
    };
}

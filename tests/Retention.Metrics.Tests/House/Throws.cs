using System.Reflection;
using System.Reflection.Emit;

namespace Retention.Metrics.Tests.House;

/// <summary>Finds out from its instructions whether a method refuses arguments: makes an exception, or calls a guard.</summary>
internal static class Throws
{
    private static readonly Dictionary<ushort, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => unchecked((ushort)c.Value));

    /// <summary>What in the method throws, such as "Guard.Count" or "ArgumentException"; empty when nothing does.</summary>
    public static IReadOnlyList<string> By(MethodBase method) => Calls(method).Select(c => Thrower(c.Code, c.Called)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();

    private static string? Thrower(OpCode code, MethodBase called) => called switch
    {
        ConstructorInfo { DeclaringType: { } type } when code == OpCodes.Newobj && type.IsSubclassOf(typeof(Exception)) && type != typeof(System.Diagnostics.UnreachableException) => type.Name,
        MethodInfo { DeclaringType: { } type } when string.Equals(type.Name, "Guard", StringComparison.Ordinal) => $"Guard.{called.Name}",
        MethodInfo { DeclaringType: { } type } when type.IsSubclassOf(typeof(Exception)) && called.Name.StartsWith("ThrowIf", StringComparison.Ordinal) => $"{type.Name}.{called.Name}",
        _ => null,
    };

    private static IEnumerable<(OpCode Code, MethodBase Called)> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
        {
            yield break;
        }

        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            ushort value = il[at++];
            if (value == 0xFE)
            {
                value = (ushort)((value << 8) | il[at++]);
            }

            var code = Codes[value];
            if (code.OperandType == OperandType.InlineMethod && method.Module.ResolveMethod(BitConverter.ToInt32(il, at), typeArguments, methodArguments) is { } called)
            {
                yield return (code, called);
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}

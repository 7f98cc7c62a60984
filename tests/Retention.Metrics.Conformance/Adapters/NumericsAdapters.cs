using System.Text.Json;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    // The function is named by the source of the known values, the arguments stand beside them.
    static partial void Numerics(Dictionary<string, Adapter> calls) => calls.Add("special-function", (_, context) =>
    {
        Func<double[], double> function = SpecialFunctions.Find(context.Source) ?? throw VectorContext.Unsupported($"no function \"{context.Source}\"");
        return new
        {
            cases = context.GivenRows("cases", "args").Select(row =>
            {
                var value = function(row.GetProperty("args").EnumerateArray().Select(Argument).ToArray());
                return new { value, @double = value };
            }).ToList(),
        };
    });

    private static double Argument(JsonElement value) =>
        Number.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText())?.Value ?? throw new FormatException($"{value.GetRawText()} is no number.");
}

namespace Retention.Metrics.Models;

/// <summary>The columns of one customer, given by name: put into the order of a model.</summary>
internal static class NamedValues
{
    /// <summary>The values in the order of the names, each exactly once.</summary>
    /// <param name="names">The columns of the model.</param>
    /// <param name="given">What the caller gave.</param>
    /// <param name="argument">The name of the caller's argument.</param>
    /// <exception cref="ArgumentException">A column is missing, repeated, or not of the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public static double[] InOrder(IReadOnlyList<string> names, ReadOnlySpan<(string Name, double Value)> given, string argument)
    {
        var values = new double[names.Count];
        var seen = new bool[names.Count];
        foreach (var (name, value) in given)
        {
            var index = 0;
            while (index < names.Count && !string.Equals(names[index], name, StringComparison.Ordinal))
            {
                index++;
            }

            if (index == names.Count)
            {
                throw new ArgumentException($"The model has no column \"{name}\"; {Listed(names)}.", argument);
            }

            if (seen[index])
            {
                throw new ArgumentException($"The column \"{name}\" was given twice.", argument);
            }

            values[index] = Guard.Finite(value, $"{argument}[\"{name}\"]");
            seen[index] = true;
        }

        return Array.IndexOf(seen, false) is >= 0 and var missing ? throw new ArgumentException($"The column \"{names[missing]}\" has no value; {Listed(names)}.", argument) : values;
    }

    public static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "it has none" : $"its columns are {string.Join(", ", names)}";
}

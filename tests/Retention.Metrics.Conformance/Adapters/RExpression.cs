using System.Globalization;
using System.Text.RegularExpressions;

namespace Retention.Metrics.Conformance.Adapters;

/// <summary>
/// What the R expression of a vector says of its data and options: the Surv(...) columns, the groups and strata of the formula, and named arguments.
/// Only its form is read; nothing is evaluated.
/// </summary>
internal sealed partial class RExpression
{
    private readonly string _text;
    private readonly List<string> _response;

    public RExpression(string text)
    {
        _text = text;
        var at = text.IndexOf("Surv(", StringComparison.Ordinal);
        if (at < 0)
        {
            (_response, Terms, Strata, Offsets, Clusters) = ([], [], [], [], []);
            return;
        }

        var (inside, end) = Balanced(text, at + "Surv".Length);
        _response = Split(inside);
        var terms = Formula().Match(text, end) is { Success: true } formula && formula.Index == end ? formula.Groups["terms"].Value : "1";
        var all = terms.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Strata = Inside(all, "strata(");
        Offsets = Inside(all, "offset(");
        Clusters = Inside(all, "cluster(");
        Terms = [.. all.Where(t => t != "1" && !t.Contains('(', StringComparison.Ordinal))];
    }

    /// <summary>The terms of the formula but for strata; none for ~ 1.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The columns of strata(...).</summary>
    public IReadOnlyList<string> Strata { get; }

    /// <summary>The columns of offset(...).</summary>
    public IReadOnlyList<string> Offsets { get; }

    /// <summary>The columns of cluster(...) within the formula.</summary>
    public IReadOnlyList<string> Clusters { get; }

    /// <summary>The time, or the stop of (start, stop].</summary>
    public string Time => _response.Count switch { 0 => "time", 3 => _response[1], _ => _response[0] };

    /// <summary>The start of (start, stop]; null when observation starts at 0.</summary>
    public string? Start => _response.Count == 3 ? _response[0] : null;

    /// <summary>The column of the event or the reason, without what is done to it.</summary>
    public string Event => _response.Count == 0 ? "status" : Column().Match(_response[^1].Replace("factor(", "", StringComparison.Ordinal)).Value;

    /// <summary>The value that counts as an event, in "status==2"; null when the column itself is true or false.</summary>
    public double? EventValue => _response.Count > 0 && Comparison().Match(_response[^1]) is { Success: true } m ? double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>The column of weights=...; null when there is none.</summary>
    public string? Weights => Argument("weights") is { } name && name != "NULL" ? name : null;

    /// <summary>Whether near ties are merged, as R does unless told not to.</summary>
    public bool MergesNearTies => Argument("timefix") is not ("FALSE" or "F");

    /// <summary>A named argument such as rho=1, without its quotes; null when it is not there.</summary>
    public string? Argument(string name)
    {
        var match = Regex.Match(_text, $@"(?<![\w.]){Regex.Escape(name)}\s*=\s*(?<value>""[^""]*""|'[^']*'|c\([^)]*\)|[^,;)\s]+)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return match.Success ? match.Groups["value"].Value.Trim('"', '\'') : null;
    }

    /// <summary>A named argument that is a number or a vector of numbers.</summary>
    public double[]? Numbers(string name) => Argument(name) is { } text ? NumbersIn(text) : null;

    /// <summary>The first vector of numbers in a call, as in timepoints(c(60,120)).</summary>
    public double[]? NumbersOfCall(string function)
    {
        var at = _text.IndexOf(function + "(", StringComparison.Ordinal);
        return at < 0 ? null : NumbersIn(Balanced(_text, at + function.Length).Inside);
    }

    /// <summary>Whether the expression calls a function.</summary>
    public bool Calls(string function) => Regex.IsMatch(_text, $@"(?<![\w.]){Regex.Escape(function)}\(", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static string[] Inside(string[] terms, string call) => [.. terms.Where(t => t.StartsWith(call, StringComparison.Ordinal)).Select(t => t[call.Length..^1])];

    /// <summary>The names in a call, as in cbind(age,male).</summary>
    public IReadOnlyList<string> NamesOfCall(string function)
    {
        var at = _text.IndexOf(function + "(", StringComparison.Ordinal);
        return at < 0 ? [] : Split(Balanced(_text, at + function.Length).Inside);
    }

    private static double[]? NumbersIn(string text)
    {
        var numbers = Number().Matches(text).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray();
        return numbers.Length == 0 ? null : numbers;
    }

    private static (string Inside, int End) Balanced(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return (text[(open + 1)..i], i + 1);
            }
        }

        throw new FormatException($"The parentheses of \"{text}\" do not close.");
    }

    private static List<string> Split(string arguments)
    {
        var (parts, depth, from) = (new List<string>(), 0, 0);
        for (var i = 0; i <= arguments.Length; i++)
        {
            if (i == arguments.Length || (arguments[i] == ',' && depth == 0))
            {
                parts.Add(arguments[from..i].Trim());
                from = i + 1;
            }
            else
            {
                depth += arguments[i] == '(' ? 1 : arguments[i] == ')' ? -1 : 0;
            }
        }

        return parts;
    }

    [GeneratedRegex(@"\s*~\s*(?<terms>((strata|offset|cluster)\([^)]*\)|[\w.]+)(\s*\+\s*((strata|offset|cluster)\([^)]*\)|[\w.]+))*)", RegexOptions.CultureInvariant)]
    private static partial Regex Formula();

    [GeneratedRegex(@"[A-Za-z.][\w.]*", RegexOptions.CultureInvariant)]
    private static partial Regex Column();

    [GeneratedRegex(@"==\s*(?<value>[\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"-?\d+(\.\d+)?(e[+-]?\d+)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}

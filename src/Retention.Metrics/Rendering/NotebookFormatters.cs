namespace Retention.Metrics.Rendering;

/// <summary>What a notebook shows of a result: <c>ToHtml()</c> when it takes HTML, <c>ToString()</c> otherwise.</summary>
internal interface IRendersHtml
{
    string ToHtml();
}

/// <summary>
/// .NET Interactive and the kernels derived from it look for an attribute of this name (in any namespace, public or not) on the type of a value.
/// That convention needs no reference, so the package stays free of dependencies.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute : Attribute
{
    public TypeFormatterSourceAttribute(Type formatterSourceType) => FormatterSourceType = formatterSourceType;

    public Type FormatterSourceType { get; }

    public string[]? PreferredMimeTypes { get; set; }
}

/// <summary>The formatters that the attribute names; found by the names of these members.</summary>
internal sealed class NotebookFormatters
{
#pragma warning disable CA1822 // Justification: the convention asks for an instance method.
    public IEnumerable<object> CreateTypeFormatters() => [new Formatter("text/html"), new Formatter("text/plain")];
#pragma warning restore CA1822

    private sealed class Formatter
    {
        public Formatter(string mimeType) => MimeType = mimeType;

        public string MimeType { get; }

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not IRendersHtml shown)
            {
                return false;
            }

            writer.Write(string.Equals(MimeType, "text/html", StringComparison.Ordinal) ? shown.ToHtml() : shown.ToString());
            return true;
        }
    }
}

namespace Retention.Metrics.Tests.Support;

/// <summary>Asserts of a rule that nothing breaks it, and else lists all that does, uncut.</summary>
internal static class Offenders
{
    public static void None(IEnumerable<string?> offenders)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, string.Join(Environment.NewLine, list.Prepend(FormattableString.Invariant($"{list.Count} against the rule:"))));
    }
}

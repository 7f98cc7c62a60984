using System.Runtime.CompilerServices;

namespace Retention.Metrics.Activity;

/// <summary>Sets of user keys.</summary>
internal static class Keys
{
    public static HashSet<T> Distinct<T>(IEnumerable<T> users, [CallerArgumentExpression(nameof(users))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(users, name);
        var set = new HashSet<T>();
        foreach (var user in users)
        {
            set.Add(user is null ? throw new ArgumentException("A user key was null.", name) : user);
        }

        return set;
    }
}

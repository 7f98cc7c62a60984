using System.Globalization;
using System.Reflection;
using FsCheck;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit.Sdk;

namespace Retention.Metrics.Tests.Support;

/// <summary>Tries a property on generated arguments; a failure says with which, and how to see it again.</summary>
internal static class Laws
{
    /// <summary>Fixes the seed of every property ("seed,gamma" or one number), so that two runs of the suite see the same cases, as mutation testing needs.</summary>
    public const string SeedVariable = "RETENTION_METRICS_SEED";

    /// <summary>How many cases an ordinary property tries instead of 100; those that ask for more or fewer keep their proportion to it.</summary>
    public const string CasesVariable = "RETENTION_METRICS_CASES";

    /// <summary>The number of cases of a property that asks for <paramref name="maxTest"/> of them.</summary>
    /// <param name="maxTest">What the property says.</param>
    /// <param name="text">What <see cref="CasesVariable"/> says; nothing changes nothing.</param>
    public static int Cases(int maxTest, string? text) =>
        string.IsNullOrWhiteSpace(text) ? maxTest
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cases) && cases > 0 ? (int)Math.Max(1, (long)maxTest * cases / 100)
        : throw new FormatException($"{CasesVariable} is a whole number above 0, not \"{text}\".");

    public static void Check(MethodInfo method, object? target, PropertyAttribute attribute)
    {
        var verdict = new Verdict(method);
        var config = Config.Quick
            .WithMaxTest(attribute.MaxTest)
            .WithQuietOnSuccess(true)
            .WithArbitrary([.. Generators(method, attribute)])
            .WithRunner(verdict);
        var seed = Seed(attribute.Replay) ?? Seed(Environment.GetEnvironmentVariable(SeedVariable));
        if (seed is { } replay)
        {
            config = config.WithReplay(FSharpOption<Replay>.Some(replay));
        }

        FsCheck.Check.Method(config, method, target is null ? null! : FSharpOption<object>.Some(target));

        // Thrown here because the engine wraps whatever its runner throws.
        if (verdict.Failure is { } message)
        {
            throw new XunitException(message);
        }
    }

    private static IEnumerable<Type> Generators(MethodInfo method, PropertyAttribute attribute) =>
        attribute.Arbitrary
            .Concat(method.DeclaringType?.GetCustomAttribute<PropertiesAttribute>()?.Arbitrary ?? [])
            .Concat(typeof(Laws).Assembly.GetCustomAttribute<PropertiesAttribute>()?.Arbitrary ?? []);

    private static Replay? Seed(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var parts = text.Trim().Trim('(', ')').Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 3 || !parts.All(p => ulong.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new FormatException($"A seed is \"seed\", \"seed,gamma\" or \"seed,gamma,size\" in whole numbers, not \"{text}\".");
        }

        ulong Part(int index) => ulong.Parse(parts[index], CultureInfo.InvariantCulture);
        var random = parts.Length == 1 ? new Rnd(Part(0)) : new Rnd(Part(0), Part(1));
        return new Replay(random, parts.Length == 3 ? FSharpOption<int>.Some((int)Part(2)) : FSharpOption<int>.None);
    }

    private sealed class Verdict(MethodInfo method) : IRunner
    {
        public string? Failure { get; private set; }

        public void OnStartFixture(Type _)
        {
        }

        public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
        {
        }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
        {
        }

        public void OnFinished(string _, TestResult result)
        {
            if (result.IsPassed)
            {
                return;
            }

            var name = method.DeclaringType?.Name + "." + method.Name;
            var message = Runner.onFinishedToString(name, result).TrimEnd();
            if (result is TestResult.Failed failed)
            {
                message += string.Create(CultureInfo.InvariantCulture, $"""


                    To see this case again: [Property(Replay = "{failed.Item6.Seed},{failed.Item6.Gamma},{failed.Item7}")]
                    To run every property from the same seed: {SeedVariable}={failed.Item5.Seed},{failed.Item5.Gamma} dotnet test
                    """);
            }

            Failure = message;
        }
    }
}

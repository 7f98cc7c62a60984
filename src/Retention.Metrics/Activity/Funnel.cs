using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// A funnel: how many reached each of several ordered steps, with the conversion of every step and of the whole.
/// </summary>
/// <remarks>
/// <para>Every count contains those of the later steps: whoever reached step 3 is counted at steps 1 and 2 as well. Counts that rise are refused, since they
/// are counts of events or of customers who skipped a step, and no share can be read from them.</para>
/// <para>Funnels of disjoint customers pool by <c>+</c>. Undefined conversions, where nobody began or nobody reached the step before, are null.</para>
/// </remarks>
/// <example>
/// <code>
/// Funnel funnel = Funnel.FromCounts([("Visit", 1_000), ("Sign-up", 300), ("Paid", 120)]);
/// funnel.Overall                     // 12.0 % (120 of 1,000; 95 % CI 10.1–14.2)
/// funnel.WeakestStep                 // Sign-up: 300 (30.0 % of the step before, 30.0 % of the start)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Funnel : IRendersHtml, IEquatable<Funnel>, IAdditionOperators<Funnel, Funnel, Funnel>
{
    private readonly FunnelStep[] _steps;

    [JsonConstructor]
    internal Funnel(IReadOnlyList<FunnelStep> steps, FunnelPolicy? policy = null)
        : this([.. (steps ?? []).Select(step => (step.Name, step.Count))], policy)
    {
    }

    internal Funnel((string Name, long Count)[] steps, FunnelPolicy? policy)
    {
        Policy = policy;
        if (steps.Length == 0)
        {
            throw new ArgumentException("A funnel has at least one step.", nameof(steps));
        }

        _steps = new FunnelStep[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var (name, count) = steps[i];
            if (name is null)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Step {i + 1} has no name."), nameof(steps));
            }

            if (count < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(steps), count, string.Create(CultureInfo.InvariantCulture, $"Step {i + 1}, {name}, was {count}. A count is zero or more."));
            }

            if (i > 0 && count > steps[i - 1].Count)
            {
                throw new ArgumentException(
                    $"Step {Text.Count(i + 1)}, {name}, has {Text.Count(count)}, more than the {Text.Count(steps[i - 1].Count)} of step {Text.Count(i)}, {steps[i - 1].Name}. Each step is a part of the one before: count customers, not events, and only those who did the steps before.",
                    nameof(steps));
            }

            _steps[i] = new(name, new(count, steps[0].Count), i > 0 ? new Proportion(count, steps[i - 1].Count) : null);
        }
    }

    /// <summary>The steps from first to last.</summary>
    public IReadOnlyList<FunnelStep> Steps => _steps;

    /// <summary>The window, the modes and the days that the counts were made with; null when the funnel was made of counts, which do not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FunnelPolicy? Policy { get; }

    /// <summary>How many began.</summary>
    [JsonIgnore]
    public long Started => _steps[0].Count;

    /// <summary>Those who reached the last step, of those who began.</summary>
    public Proportion Overall => _steps[^1].FromStart;

    /// <summary>The step with the lowest conversion from the step before, the earlier one of equals; null when there is none.</summary>
    [JsonIgnore]
    public FunnelStep? WeakestStep => Find(static (step, best) => step.FromPrevious!.Value.Value < best.FromPrevious!.Value.Value);

    /// <summary>The step before which most customers were lost, the earlier one of equals; null when there is none. It need not be the weakest: early steps have more to lose.</summary>
    [JsonIgnore]
    public FunnelStep? BiggestLoss => Find(static (step, best) => step.Lost > best.Lost);

    /// <summary>Why <see cref="Overall"/> is undefined; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Started == 0 ? "nobody began the funnel" : null;

    /// <summary>Pools two funnels of disjoint customers with the same steps by adding their counts.</summary>
    /// <param name="left">One funnel.</param>
    /// <param name="right">The other one; no customer may be in both.</param>
    /// <returns>The funnel of all customers.</returns>
    /// <exception cref="ArgumentNullException">A funnel is null.</exception>
    /// <exception cref="ArgumentException">The steps have different names, or the policies differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static Funnel operator +(Funnel left, Funnel right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (!left._steps.Select(step => step.Name).SequenceEqual(right._steps.Select(step => step.Name), StringComparer.Ordinal))
        {
            throw new ArgumentException("The two funnels have different steps.", nameof(right));
        }

        if (left.Policy != right.Policy)
        {
            throw new ArgumentException($"The two funnels were counted by different definitions: {left.Policy?.ToString() ?? "unknown, from counts"}; {right.Policy?.ToString() ?? "unknown, from counts"}.", nameof(right));
        }

        return new([.. left._steps.Zip(right._steps, (a, b) => (a.Name, checked(a.Count + b.Count)))], left.Policy);
    }

    /// <summary>Makes a funnel from counts.</summary>
    /// <param name="steps">The steps in order, each with the number of customers who reached it and all steps before; at least one.</param>
    /// <returns>The funnel.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="steps"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no step, a step has no name, or a count exceeds that of the step before.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static Funnel FromCounts(IEnumerable<(string Name, long Count)> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new([.. steps], null);
    }

    /// <summary>Whether the other funnel has the same steps, counts and policy.</summary>
    /// <param name="other">The other funnel.</param>
    /// <returns>True when all steps are equal.</returns>
    public bool Equals(Funnel? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps) && Policy == other.Policy;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Funnel);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_steps.Length, Overall);

    /// <summary>The overall conversion and every step, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WhyUndefined is { } why ? $"{Text.NotAvailable} ({why})" : $"{Overall}; {string.Join("; ", _steps)}{(Policy?.How is { Length: > 0 } how ? "; " + how : string.Empty)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = Overall.AddEvidence(new HtmlCard("Funnel", Text.Percent(Overall.Value)));
        foreach (var step in _steps)
        {
            card.Row(step.Name, Text.Count(step.Count) + (step.FromPrevious is { } rate ? $" ({Text.Percent(rate.Value)})" : string.Empty));
        }

        return card.Note(Policy?.How is { Length: > 0 } how ? how : null).Note(WeakestStep is { } weakest ? $"Weakest step: {weakest.Name}." : null).ToString();
    }

    private FunnelStep? Find(Func<FunnelStep, FunnelStep, bool> isWorse)
    {
        FunnelStep? worst = null;
        foreach (var step in _steps.AsSpan(1))
        {
            if (step.FromPrevious is { Total: > 0 } && (worst is not { } best || isWorse(step, best)))
            {
                worst = step;
            }
        }

        return worst;
    }
}

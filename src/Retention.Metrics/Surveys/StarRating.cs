using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>What is believed of a rating before its votes: a mean, and how many votes that belief is worth.</summary>
/// <remarks>Commonly the mean over all rated items and a typical number of votes. The default value is worth no vote.</remarks>
/// <example>
/// <code>
/// rating.BayesianAverage(new RatingPrior(mean: 3.5, votes: 10))
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct RatingPrior
{
    /// <summary>Makes a prior.</summary>
    /// <param name="mean">The mean rating that is expected without votes.</param>
    /// <param name="votes">How many votes the expectation is worth; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not finite, or the votes are negative or not finite.</exception>
    [JsonConstructor]
    public RatingPrior(double mean, double votes)
    {
        Mean = Guard.Finite(mean);
        Votes = Guard.AtLeast(votes, 0);
    }

    /// <summary>The mean rating that is expected without votes.</summary>
    public double Mean { get; }

    /// <summary>How many votes the expectation is worth.</summary>
    public double Votes { get; }
}

/// <summary>
/// A rating in stars: its mean, and two figures that can be sorted by when items have few votes.
/// </summary>
/// <remarks>
/// <para>Sort by <see cref="LowerBound"/> or <see cref="BayesianAverage"/>, not by <see cref="Mean"/>: one vote of 5 has the highest mean of all.</para>
/// </remarks>
/// <example>
/// <code>
/// StarRating rating = StarRating.FromCounts([2, 3, 5, 20, 30]);           // from 1 star to 5
/// rating.Mean                                                             // 4.217
/// rating.BayesianAverage(new RatingPrior(mean: 3.5, votes: 10))           // 4.114
/// rating.LowerBound()                                                     // 3.857
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class StarRating : IRendersHtml, IEquatable<StarRating>, IAdditionOperators<StarRating, StarRating, StarRating>
{
    private readonly ScoreHistogram _votes;

    [JsonConstructor]
    internal StarRating(IReadOnlyList<long> counts)
        : this(Checked([.. counts]))
    {
    }

    private StarRating(ScoreHistogram votes) => _votes = votes;

    /// <summary>How often each number of stars was given, from one star on.</summary>
    public IReadOnlyList<long> Counts => _votes.Counts;

    /// <summary>The highest number of stars.</summary>
    [JsonIgnore]
    public int Stars => _votes.Maximum;

    /// <summary>How many voted.</summary>
    [JsonIgnore]
    public long Votes => _votes.Count;

    /// <summary>The mean number of stars; null when nobody voted.</summary>
    public double? Mean => _votes.Mean;

    /// <summary>Why <see cref="Mean"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Votes == 0 ? "nobody voted" : null;

    /// <summary>Pools the votes of two disjoint groups for the same thing.</summary>
    /// <param name="left">One rating.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The rating of all votes.</returns>
    /// <exception cref="ArgumentNullException">A rating is null.</exception>
    /// <exception cref="ArgumentException">The numbers of stars differ.</exception>
    public static StarRating operator +(StarRating left, StarRating right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Stars == right.Stars
            ? new(left._votes.Plus(right._votes))
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"One rating has {left.Stars} stars, the other {right.Stars}."), nameof(right));
    }

    /// <summary>Makes the rating from counts.</summary>
    /// <param name="counts">How often each number of stars was given, from one star on: five counts for five stars. At least two.</param>
    /// <returns>The rating; its mean is undefined when all counts are 0.</returns>
    /// <exception cref="ArgumentException">There are fewer than two counts, or more than 10,000.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static StarRating FromCounts(ReadOnlySpan<long> counts) => new(Checked(counts));

    /// <summary>Makes the rating from votes.</summary>
    /// <param name="stars">The votes, each inside [1..<paramref name="highest"/>].</param>
    /// <param name="highest">The highest number of stars; 5 unless told. Inside [2..10,000].</param>
    /// <returns>The rating; its mean is undefined when there is no vote.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stars"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A vote is not on the scale (the message has its value and position), or the scale is not possible.</exception>
    public static StarRating FromVotes(IEnumerable<int> stars, int highest = 5)
    {
        ArgumentNullException.ThrowIfNull(stars);
        if (highest is < 2 or > 10_000)
        {
            throw Guard.OutOfRange(nameof(highest), highest, "It must be inside [2..10000]");
        }

        return new(ScoreHistogram.Tally(stars, static vote => vote, 1, highest, nameof(stars)).Histogram);
    }

    /// <summary>Student's t interval for the mean.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval in stars, cut to the scale; its unclipped ends are what the formula gave. Null for fewer than two votes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? MeanInterval(double level = 0.95) => _votes.MeanInterval(level);

    /// <summary>The mean pulled towards a prior: (votes₀·mean₀ + Σstars) ÷ (votes₀ + n).</summary>
    /// <param name="prior">What is believed without votes; its mean must be on the scale.</param>
    /// <returns>The Bayesian average; null when there is neither a vote nor a prior worth one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mean of the prior is not on the scale.</exception>
    public double? BayesianAverage(RatingPrior prior)
    {
        if (prior.Votes > 0 && !(prior.Mean >= 1 && prior.Mean <= Stars))
        {
            throw Guard.OutOfRange(nameof(prior), prior.Mean, string.Create(CultureInfo.InvariantCulture, $"The mean of the prior must be inside [1..{Stars}]"));
        }

        var total = prior.Votes + Votes;
        return total == 0 ? null : prior.Mean + ((Mean ?? prior.Mean) - prior.Mean) * (Votes / total);
    }

    /// <summary>
    /// A cautious mean to sort by: with one imagined vote for each number of stars (the uniform Dirichlet prior), the posterior mean less z posterior standard deviations.
    /// </summary>
    /// <param name="level">The confidence level of the two-sided interval whose lower end it is, strictly between 0 and 1.</param>
    /// <returns>The lower bound in stars, 1 or more. It exists without votes, too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <remarks>
    /// With αₖ = countₖ + 1 and A their sum: m − z·√((Σk²αₖ/A − m²) ÷ (A + 1)), m = Σkαₖ/A. Source: the normal approximation to the posterior, as E. Miller,
    /// "Ranking Items With Star Ratings", 2014, popularised it.
    /// </remarks>
    public double LowerBound(double level = 0.95)
    {
        Guard.Level(level);
        double total = 0;
        double sum = 0;
        for (var k = 1; k <= Stars; k++)
        {
            var alpha = Counts[k - 1] + 1.0;
            total += alpha;
            sum += k * alpha;
        }

        var mean = sum / total;
        double squares = 0;
        for (var k = 1; k <= Stars; k++)
        {
            squares += (Counts[k - 1] + 1.0) * (k - mean) * (k - mean);
        }

        return Math.Max(1, mean - (NormalDistribution.TwoSidedCritical(level) * Math.Sqrt(squares / total / (total + 1))));
    }

    /// <summary>Whether the other rating has the same counts.</summary>
    /// <param name="other">The other rating.</param>
    /// <returns>True when all counts are equal.</returns>
    public bool Equals(StarRating? other) => other is not null && _votes.Equals(other._votes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StarRating);

    /// <inheritdoc/>
    public override int GetHashCode() => _votes.GetHashCode();

    /// <summary>The mean with its interval and the votes, as "4.22 of 5 (60 votes; 95 % CI 3.95 to 4.48)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Mean is { } mean
            ? $"{Text.Number(mean)} of {Text.Count(Stars)} ({Text.Count(Votes)} votes{(MeanInterval() is { } interval ? "; " + SurveyText.Ends(interval, 2) : string.Empty)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => _votes.AddAnswers(new HtmlCard("Star rating", SurveyText.OrNotAvailable(Mean, 2))
            .Row("Votes", Text.Count(Votes))
            .Row("Interval of the mean", SurveyText.Line(MeanInterval(), 2))
            .Row("Lower bound to sort by", Text.Number(LowerBound())))
        .Note(WhyUndefined)
        .ToString();

    private static ScoreHistogram Checked(ReadOnlySpan<long> counts) => counts.Length is >= 2 and <= 10_000
        ? new(1, counts, nameof(counts))
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"counts has {counts.Length} entries. There must be 2 to 10,000, one for each number of stars."), nameof(counts));
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Retention.Metrics.Activity;
using Retention.Metrics.Models;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests;

/// <summary>What <see cref="JsonSerializer"/> does with results when the context is forgotten.</summary>
public class DefaultOptionsTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { TypeInfoResolverChain = { RetentionMetricsJsonContext.Default } };

    [Fact]
    public void A_document_of_the_context_is_refused_rather_than_read_as_a_result_of_nobody()
    {
        var context = RetentionMetricsJsonContext.Default.Options;
        Refuses(RetentionRate.FromCounts(950, 1_000));
        Refuses(Proportion.Of(1, 2));
        Refuses(Stickiness.FromCounts(StickinessRatio.DailyOverWeekly, 1, 2));
        Refuses(MrrBridge.From(100, 1, 2, 3, 4));
        Refuses(MrrPolicy.Stripe);

        void Refuses<T>(T result) =>
            Assert.Contains("could not be mapped", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(result, context))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retention.Metrics.Models", 2)]
    [InlineData("Retention.Metrics.Survival", 20)]
    public void Whatever_can_be_read_refuses_a_name_that_it_does_not_have(string domain, int atLeast)
    {
        var read = Library.PublicTypes.Where(t => t.Namespace == domain && t.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(c => c.IsDefined(typeof(JsonConstructorAttribute), inherit: false))).ToList();
        Assert.True(read.Count >= atLeast);
        Offenders.None(read.Where(t => t.GetCustomAttribute<JsonUnmappedMemberHandlingAttribute>()?.UnmappedMemberHandling != JsonUnmappedMemberHandling.Disallow).Select(t => t.Name));
    }

    [Fact]
    public void A_model_read_without_the_context_is_refused_or_itself()
    {
        var model = CoxModel.Fit([1.0, 2, 3, 4], [true, true, false, true], Covariates.Of("seats", [3, 1, 2, 2]));
        Refuses(model);
        Refuses(model["seats"]);
        Refuses(model.Report);
        Refuses(model.WaldTest);
        Refuses(model.Baselines[0]);

        void Refuses<T>(T result)
        {
            var json = JsonSerializer.Serialize(result, RetentionMetricsJsonContext.Default.Options);
            Assert.Contains("could not be mapped", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<T>(json)).Message, StringComparison.Ordinal);
            Assert.Equal(result, JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(result)));
            Assert.Equal(result, JsonSerializer.Deserialize<T>(json, RetentionMetricsJsonContext.Default.Options));
        }
    }

    [Fact]
    public void A_document_of_the_default_options_is_refused_by_the_context() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(JsonSerializer.Serialize(Proportion.Of(1, 2)), RetentionMetricsJsonContext.Default.Proportion));

    [Fact]
    public void What_the_default_options_write_they_read()
    {
        Assert.Equal(Proportion.Of(1, 2), JsonSerializer.Deserialize<Proportion>(JsonSerializer.Serialize(Proportion.Of(1, 2))));
        Assert.Equal(RetentionRate.FromCounts(95, 100), JsonSerializer.Deserialize<RetentionRate>(JsonSerializer.Serialize(RetentionRate.FromCounts(95, 100))));
    }

    [Fact]
    public void Options_that_have_the_context_first_write_as_it_does()
    {
        var sticky = Stickiness.FromCounts(StickinessRatio.DailyOverWeekly, 1, 2);
        Assert.Equal(JsonSerializer.Serialize(sticky, RetentionMetricsJsonContext.Default.Stickiness), JsonSerializer.Serialize(sticky, Web));
    }
}

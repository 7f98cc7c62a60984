using System.Text.Json;
using Retention.Metrics;
using Retention.Metrics.Serialization;

// Exits with an error unless the packed library computes, renders and serializes; it is run as built and once more trimmed.
CustomerRetention q1 = CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150);
Console.WriteLine(q1.RetentionRate);

string json = JsonSerializer.Serialize(q1.RetentionRate, RetentionMetricsJsonContext.Default.RetentionRate);
RetentionRate back = JsonSerializer.Deserialize(json, RetentionMetricsJsonContext.Default.RetentionRate);
Console.WriteLine(json);

return q1.RetentionRate.Value == 0.95 && back == q1.RetentionRate && q1.ToHtml().Contains("95.0", StringComparison.Ordinal) ? 0 : 1;

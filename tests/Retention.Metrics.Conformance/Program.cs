using System.Globalization;
using Retention.Metrics.Conformance;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return Runner.RunFiles(args, Console.Out, Console.Error);

using System.Globalization;
using System.Runtime.CompilerServices;

namespace Retention.Metrics.Tests.Support;

/// <summary>
/// Runs the whole suite under a culture that breaks whatever listens to it. The cultures of the names are exaggerated by hand,
/// so that they are hostile on a machine without culture data (no ICU) as well.
/// </summary>
internal static class HostileCulture
{
    /// <summary>Names the culture of the run: tr-TR, fa-IR, da-DK, or nothing for the culture of the machine.</summary>
    public const string Variable = "RETENTION_METRICS_TEST_CULTURE";

    /// <summary>The name asked for, or null.</summary>
    public static string? Asked { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : null;

    /// <summary>The culture of a name, made worse.</summary>
    public static CultureInfo Create(string name)
    {
        var culture = (CultureInfo)Known(name).Clone();
        var (numbers, dates) = (culture.NumberFormat, culture.DateTimeFormat);
        switch (name)
        {
            case "tr-TR":
                // The dotted and dotless i come with the culture data; the rest is here.
                Separate(numbers, point: ",", group: ".", minus: "-");
                (dates.DateSeparator, dates.ShortDatePattern, dates.FirstDayOfWeek) = (".", "d.MM.yyyy", DayOfWeek.Monday);
                numbers.PercentPositivePattern = 2;
                break;
            case "fa-IR":
                Separate(numbers, point: "\u066B", group: "\u066C", minus: "\u200E\u2212");
                (numbers.PercentSymbol, numbers.NaNSymbol, numbers.PositiveInfinitySymbol) = ("\u066A", "\u0646\u0627\u0639\u062F\u062F", "\u0628\u06CC");
                numbers.NativeDigits = ["\u06F0", "\u06F1", "\u06F2", "\u06F3", "\u06F4", "\u06F5", "\u06F6", "\u06F7", "\u06F8", "\u06F9"];
                numbers.DigitSubstitution = DigitShapes.NativeNational;
                (dates.DateSeparator, dates.ShortDatePattern, dates.FirstDayOfWeek) = ("/", "yyyy/M/d", DayOfWeek.Saturday);
                break;
            case "da-DK":
                Separate(numbers, point: ",", group: ".", minus: "\u2212");
                (dates.TimeSeparator, dates.DateSeparator, dates.ShortDatePattern, dates.FirstDayOfWeek) = (".", "-", "dd-MM-yyyy", DayOfWeek.Monday);
                break;
            default:
                throw new ArgumentException($"{Variable} is tr-TR, fa-IR or da-DK, not \"{name}\".", nameof(name));
        }

        return culture;
    }

    [ModuleInitializer]
    internal static void Apply()
    {
        if (Asked is null)
        {
            return;
        }

        var culture = Create(Asked);
        CultureInfo.DefaultThreadCurrentCulture = culture;
        CultureInfo.DefaultThreadCurrentUICulture = culture;
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
    }

    private static CultureInfo Known(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    private static void Separate(NumberFormatInfo numbers, string point, string group, string minus)
    {
        (numbers.NumberDecimalSeparator, numbers.PercentDecimalSeparator, numbers.CurrencyDecimalSeparator) = (point, point, point);
        (numbers.NumberGroupSeparator, numbers.PercentGroupSeparator, numbers.CurrencyGroupSeparator) = (group, group, group);
        numbers.NegativeSign = minus;
    }
}

using System.Globalization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Performance.Rig;

/// <summary>W6 promoters and detractors of a column of survey answers.</summary>
internal static class SurveyRig
{
    public static Func<string> NetPromoterScores(RigArguments arguments)
    {
        var scores = RigColumns.Read<byte>(arguments.RowsFile("survey", ".u8"));
        return () =>
        {
            var nps = NetPromoterScore.FromScores(scores, arguments.Threads);
            return string.Create(CultureInfo.InvariantCulture, $"{nps.Promoters}:{nps.Detractors}:{nps.Responses}");
        };
    }
}

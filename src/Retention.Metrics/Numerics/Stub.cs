namespace Retention.Metrics.Numerics;

internal static class RootFinder
{
    public static double Brent(Func<double, double> f, double a, double b)
    {
        var fa = f(a);
        for (var i = 0; i < 200 && b - a > 0; i++)
        {
            var m = 0.5 * (a + b);
            if (m <= a || m >= b)
            {
                break;
            }

            var fm = f(m);
            if (fm == 0)
            {
                return m;
            }

            if (fa < 0 == fm < 0)
            {
                (a, fa) = (m, fm);
            }
            else
            {
                b = m;
            }
        }

        return 0.5 * (a + b);
    }
}

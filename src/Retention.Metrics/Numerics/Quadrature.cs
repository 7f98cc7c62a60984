using System.Globalization;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Numerics;

/// <summary>
/// Globally adaptive Gauss–Kronrod quadrature: 21 points on a finite interval, 15 on a transformed semi-infinite one.
/// </summary>
/// <remarks>
/// The scheme of QUADPACK (Piessens, de Doncker-Kapenga, Überhuber, Kahaner, 1983), qag and qagi, without extrapolation: the interval of largest error is halved until
/// the sum of errors meets the tolerance. Nodes and weights recomputed to 20 digits.
/// </remarks>
internal static class Quadrature
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>∫ f from <paramref name="low"/> to <paramref name="high"/>; either or both may be infinite.</summary>
    /// <param name="integrand">Finite at every interior point; the ends are never evaluated.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end, not below the lower.</param>
    /// <param name="relativeTolerance">Stop when the error is below this share of the value …</param>
    /// <param name="absoluteTolerance">… or below this.</param>
    /// <param name="maxIntervals">The bound of subdivisions.</param>
    public static QuadratureResult Integrate(
        Func<double, double> integrand, double low, double high, double relativeTolerance = 1e-12, double absoluteTolerance = 0, int maxIntervals = 500)
    {
        Domain.NotNaN(low);
        Domain.NotNaN(high);
        if (high < low) Domain.Refuse(high, string.Create(CultureInfo.InvariantCulture, $"at least the lower end, {low:R}"), nameof(high));
        Domain.NonNegative(relativeTolerance);
        Domain.NonNegative(absoluteTolerance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxIntervals);
        if (low == high) return new QuadratureResult(0, 0, 0, true);

        bool below = double.IsNegativeInfinity(low);
        bool above = double.IsPositiveInfinity(high);
        if (!below && !above) return Adapt(integrand, low, high, fine: true, relativeTolerance, absoluteTolerance, maxIntervals);

        // x = end ± (1-t)/t maps the half line to (0, 1]; the whole line is folded at 0.
        Func<double, double> folded = (below, above) switch
        {
            (true, true) => t => (integrand((1 - t) / t) + integrand((t - 1) / t)) / (t * t),
            (false, true) => t => integrand(low + ((1 - t) / t)) / (t * t),
            _ => t => integrand(high - ((1 - t) / t)) / (t * t),
        };
        return Adapt(folded, 0, 1, fine: false, relativeTolerance, absoluteTolerance, maxIntervals);
    }

    private static QuadratureResult Adapt(
        Func<double, double> f, double low, double high, bool fine, double relativeTolerance, double absoluteTolerance, int maxIntervals)
    {
        int points = fine ? 21 : 15;
        // A heap by error; sums are taken afresh at the end, so that the order of refinement leaves no trace.
        var queue = new PriorityQueue<Panel, double>();
        Panel first = Panel.Of(f, low, high, fine);
        queue.Enqueue(first, -first.Error);
        double value = first.Value;
        double error = first.Error;
        int intervals = 1;
        while (error > Math.Max(absoluteTolerance, relativeTolerance * Math.Abs(value)) && intervals < maxIntervals)
        {
            Panel worst = queue.Dequeue();
            double middle = 0.5 * (worst.Low + worst.High);
            if (!(middle > worst.Low && middle < worst.High))
            {
                queue.Enqueue(worst, 0);
                break;
            }

            Panel left = Panel.Of(f, worst.Low, middle, fine);
            Panel right = Panel.Of(f, middle, worst.High, fine);
            value += left.Value + right.Value - worst.Value;
            error += left.Error + right.Error - worst.Error;
            queue.Enqueue(left, -left.Error);
            queue.Enqueue(right, -right.Error);
            intervals++;
        }

        CompensatedSum values = default;
        CompensatedSum errors = default;
        foreach ((Panel panel, _) in queue.UnorderedItems)
        {
            values.Add(panel.Value);
            errors.Add(panel.Error);
        }

        bool converged = errors.Value <= Math.Max(absoluteTolerance, relativeTolerance * Math.Abs(values.Value));
        return new QuadratureResult(values.Value, errors.Value, ((2 * intervals) - 1) * points, converged);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Panel(double Low, double High, double Value, double Error)
    {
        public static Panel Of(Func<double, double> f, double low, double high, bool fine)
        {
            ReadOnlySpan<double> nodes = fine ? Nodes21 : Nodes15;
            ReadOnlySpan<double> kronrod = fine ? Kronrod21 : Kronrod15;
            ReadOnlySpan<double> gauss = fine ? Gauss10 : Gauss7;
            Span<double> left = stackalloc double[10];
            Span<double> right = stackalloc double[10];
            double centre = 0.5 * (low + high);
            double half = 0.5 * (high - low);

            double middle = Evaluate(f, centre);
            int last = nodes.Length;
            double k = middle * kronrod[last];
            double g = fine ? 0 : middle * gauss[^1];
            double magnitude = Math.Abs(k);
            for (int i = 0; i < last; i++)
            {
                double offset = half * nodes[i];
                left[i] = Evaluate(f, centre - offset);
                right[i] = Evaluate(f, centre + offset);
                double pair = left[i] + right[i];
                k += kronrod[i] * pair;
                if ((i & 1) == 1) g += gauss[i / 2] * pair;
                magnitude += kronrod[i] * (Math.Abs(left[i]) + Math.Abs(right[i]));
            }

            double mean = 0.5 * k;
            double spread = kronrod[last] * Math.Abs(middle - mean);
            for (int i = 0; i < last; i++) spread += kronrod[i] * (Math.Abs(left[i] - mean) + Math.Abs(right[i] - mean));

            // QUADPACK's rule: the difference of the two rules, sharpened where it is small beside the variation, never below rounding.
            double error = Math.Abs((k - g) * half);
            spread *= half;
            magnitude *= half;
            if (spread > 0 && error > 0) error = spread * Math.Min(1, Math.Pow(200 * error / spread, 1.5));
            if (magnitude > 1e-290) error = Math.Max(error, 50 * Epsilon * magnitude);
            return new Panel(low, high, k * half, error);
        }

        private static double Evaluate(Func<double, double> f, double x)
        {
            double y = f(x);
            return double.IsFinite(y)
                ? y
                : throw new ArithmeticException(string.Create(CultureInfo.InvariantCulture, $"The integrand is {y} at {x:R}; it must be finite inside the interval."));
        }
    }

    private static ReadOnlySpan<double> Nodes15 =>
    [
        0.99145537112081263921, 0.94910791234275852453, 0.86486442335976907279, 0.74153118559939443986,
        0.58608723546769113029, 0.40584515137739716691, 0.2077849550078984676,
    ];

    private static ReadOnlySpan<double> Kronrod15 =>
    [
        0.022935322010529224964, 0.063092092629978553291, 0.10479001032225018384, 0.14065325971552591875,
        0.16900472663926790283, 0.19035057806478540991, 0.20443294007529889241, 0.20948214108472782801,
    ];

    private static ReadOnlySpan<double> Gauss7 => [0.12948496616886969327, 0.2797053914892766679, 0.38183005050511894495, 0.41795918367346938776];

    private static ReadOnlySpan<double> Nodes21 =>
    [
        0.99565716302580808074, 0.97390652851717172008, 0.930157491355708226, 0.86506336668898451073, 0.78081772658641689706,
        0.67940956829902440623, 0.56275713466860468334, 0.4333953941292471908, 0.29439286270146019813, 0.14887433898163121088,
    ];

    private static ReadOnlySpan<double> Kronrod21 =>
    [
        0.011694638867371874278, 0.032558162307964727479, 0.054755896574351996031, 0.075039674810919952767, 0.093125454583697605535, 0.1093871588022976419,
        0.12349197626206585108, 0.13470921731147332593, 0.1427759385770600808, 0.14773910490133849137, 0.14944555400291690566,
    ];

    private static ReadOnlySpan<double> Gauss10 =>
        [0.066671344308688137594, 0.14945134915058059315, 0.219086362515982044, 0.26926671930999635509, 0.29552422471475287017];
}

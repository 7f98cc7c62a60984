namespace Retention.Metrics.Numerics;

internal static partial class Minimizer
{
    /// <summary>
    /// A step that lowers the function enough and flattens the slope enough: f(α) &lt;= f(0) + 1e-4 α f'(0) and |f'(α)| &lt;= 0.9 |f'(0)|.
    /// </summary>
    /// <remarks>
    /// Nocedal and Wright, algorithms 3.5 and 3.6, with cubic interpolation kept off the ends of the interval. Near the minimum, where the first condition drowns in rounding,
    /// a decrease of the slope at an equal value counts as well (Hager and Zhang, SIAM J. Optim. 16 (2005) 170–192, the approximate Wolfe condition).
    /// A point outside the domain (infinite or NaN) halves the step.
    /// </remarks>
    private sealed class LineSearch(ObjectiveWithGradient objective, Box box, int n)
    {
        private const double Decrease = 1e-4;
        private const double Flattening = 0.9;

        public double[] Point { get; } = new double[n];

        public double[] Gradient { get; } = new double[n];

        public double Value { get; private set; }

        public double Step { get; private set; }

        public int Evaluations { get; private set; }

        private double Slope { get; set; }

        public bool Run(double[] x, double value, double[] gradient, double[] direction, double slope, double first, double longest)
        {
            Evaluations = 0;
            double lowStep = 0;
            double lowValue = value;
            double lowSlope = slope;
            double highStep = longest;
            double highValue = double.NaN;
            double highSlope = double.NaN;
            bool bracketed = false;
            double step = first;
            double blur = 4 * Epsilon * Math.Abs(value);
            for (int i = 0; i < 60; i++)
            {
                if (!(step > 0) || !Evaluate(x, direction, step)) return false;
                if (!double.IsFinite(Value) || !double.IsFinite(Slope))
                {
                    highStep = step;
                    highValue = double.NaN;
                    bracketed = true;
                    step = lowStep + (0.5 * (step - lowStep));
                    continue;
                }

                bool lower = Value <= value + (Decrease * step * slope);
                bool level = Value <= value + blur && Slope <= -0.5 * slope && Math.Abs(Slope) <= Math.Abs(slope);
                if (!(lower || level) || (Value >= lowValue + blur && lowStep > 0))
                {
                    highStep = step;
                    highValue = Value;
                    highSlope = Slope;
                    bracketed = true;
                }
                else
                {
                    if (Math.Abs(Slope) <= Flattening * -slope || (Slope < 0 && step >= longest)) return true;
                    if (Slope * (highStep - lowStep) >= 0)
                    {
                        highStep = lowStep;
                        highValue = lowValue;
                        highSlope = lowSlope;
                        bracketed = true;
                    }

                    lowStep = step;
                    lowValue = Value;
                    lowSlope = Slope;
                }

                double width = highStep - lowStep;
                if (!bracketed)
                {
                    step = Math.Min(4 * step, longest);
                }
                else if (double.IsNaN(highValue))
                {
                    step = lowStep + (0.5 * width);
                }
                else
                {
                    double trial = Cubic(lowStep, lowValue, lowSlope, highStep, highValue, highSlope);
                    double nearest = lowStep + (0.1 * width);
                    double farthest = lowStep + (0.9 * width);
                    step = double.IsFinite(trial) ? Math.Clamp(trial, Math.Min(nearest, farthest), Math.Max(nearest, farthest)) : lowStep + (0.5 * width);
                }

                if (bracketed && Math.Abs(width) <= 1e-14 * Math.Max(lowStep, highStep))
                {
                    // The interval is exhausted; its better end is still a descent, if it moved at all.
                    return lowStep > 0 && lowValue < value && Evaluate(x, direction, lowStep);
                }
            }

            return lowStep > 0 && lowValue < value && Evaluate(x, direction, lowStep);
        }

        /// <summary>False when the step no longer changes the point.</summary>
        private bool Evaluate(double[] x, double[] direction, double step)
        {
            bool moved = false;
            for (int i = 0; i < n; i++)
            {
                Point[i] = box.Clamp(i, x[i] + (step * direction[i]));
                moved |= Point[i] != x[i];
            }

            if (!moved) return false;
            Step = step;
            Value = objective(Point, Gradient);
            Slope = Dot(Gradient, direction);
            Evaluations++;
            return true;
        }

        /// <summary>The minimum of the cubic through two values and slopes; NaN where it has none.</summary>
        private static double Cubic(double a, double fa, double da, double b, double fb, double db)
        {
            double d1 = da + db - (3 * (fa - fb) / (a - b));
            double d2 = Math.CopySign(Math.Sqrt((d1 * d1) - (da * db)), b - a);
            return b - ((b - a) * ((db + d2 - d1) / (db - da + (2 * d2))));
        }
    }
}

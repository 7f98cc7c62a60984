using System.Text.Json;
using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Parametric(Dictionary<string, Adapter> calls)
    {
        calls.Add("parametric-aft", (_, context) => context.Asked().ToDictionary(name => name, name => (object?)AcceleratedFailureTime(context, name), StringComparer.Ordinal));
        calls.Add("gompertz", (_, context) =>
        {
            var model = Gompertz.Fit(new SurvivalData(context).Lifetimes());
            return new
            {
                shape = model.Shape,
                rate = model.Rate,
                loglik = model.LogLikelihood,
                seShape = model.ShapeCoefficient.StandardError,
                seLogRate = model.LogRateCoefficient.StandardError,
                aic = model.Aic,
            };
        });
        calls.Add("piecewise-exponential", (_, context) =>
        {
            var cuts = context.Given("cuts").EnumerateArray().Select(c => c.GetDouble()).ToArray();
            var model = PiecewiseExponential.Fit(new SurvivalData(context).Lifetimes(), cuts);
            return new
            {
                events = model.Hazards.Select(h => h.Ended),
                exposure = model.Hazards.Select(h => h.Exposure),
                hazard = model.Hazards.Select(h => h.Rate),
                seLogHazard = model.Hazards.Select(h => h.LogRateStandardError),
                loglik = model.LogLikelihood,
                aic = model.Aic,
            };
        });
        calls.Add("interval-censoring", (_, context) => Turnbull(new ParametricData(context)));
    }

    /// <summary>As R lists it: a step at the middle of each interval, and a line where customers were last seen, which is no step.</summary>
    private static object Turnbull(ParametricData data)
    {
        var bounds = data.Bounds() ?? throw VectorContext.Unsupported("rows that are not between bounds");
        var curve = TurnbullCurve.Fit(bounds);
        // R reports a first step whose lower bound is missing at its end.
        var steps = curve.Steps.Select(s => (Time: s.From == 0 && data.HasUnknownLower ? s.To : s.Middle, s.Survival)).ToList();
        var seen = bounds.Lower.ToArray().Where((_, i) => bounds.Upper[i] is null).Distinct().Where(t => !steps.Exists(s => s.Time == t)).Select(t => (Time: t, Survival: curve.At(t).Highest!.Value));
        var lines = steps.Concat(seen).OrderBy(l => l.Time).ToList();
        return new { time = lines.Select(l => l.Time), survival = lines.Select(l => l.Survival) };
    }

    private static Dictionary<string, object?> AcceleratedFailureTime(VectorContext context, string name)
    {
        var family = name switch
        {
            "exponential" => LifetimeDistribution.Exponential,
            "weibull" => LifetimeDistribution.Weibull,
            "lognormal" => LifetimeDistribution.LogNormal,
            "loglogistic" => LifetimeDistribution.LogLogistic,
            _ => throw VectorContext.Unsupported($"the distribution {name}"),
        };
        var data = new ParametricData(context);
        var covariates = data.Covariates();
        var model = data.Bounds() is { } bounds
            ? ParametricSurvival.Fit(bounds, family, covariates)
            : ParametricSurvival.Fit(data.Tenures, data.Ended, family, covariates, data.Entered, data.Weights);
        var parameters = model.Coefficients.Count + (family == LifetimeDistribution.Exponential ? 0 : 1);
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["coefNames"] = model.Coefficients.Select(c => c.Name),
            ["coef"] = model.Coefficients.Select(c => c.Estimate),
            ["scale"] = model.Scale,
            ["shape"] = model.Shape,
            ["weibullScale"] = Math.Exp(model.Coefficients[0].Estimate ?? double.NaN),
            ["rate"] = Math.Exp(-model.Coefficients[0].Estimate ?? double.NaN),
            ["vcov"] = Enumerable.Range(0, parameters).Select(i => Enumerable.Range(0, parameters).Select(j => model.Covariance(i, j))),
            ["loglikNull"] = model.NullLogLikelihood,
            ["loglik"] = model.LogLikelihood,
            ["aic"] = model.Aic,
            ["bic"] = model.Bic,
        };
        if (context.Asks(name, "quantiles"))
        {
            var probabilities = context.Given(name, "quantiles", "p").EnumerateArray().Select(p => p.GetDouble()).ToList();
            var customers = Customers(context.Given(name, "quantiles", "newdata"), model);
            answer["quantiles"] = new
            {
                q = customers.Select(c => probabilities.Select(p => c.Quantile(p).Value)),
                se = customers.Select(c => probabilities.Select(p => c.Quantile(p).StandardError)),
            };
        }

        return answer;
    }

    /// <summary>One customer per row of a data frame, which may have columns that the model does not.</summary>
    private static List<FittedLifetime> Customers(JsonElement frame, ParametricSurvival model)
    {
        var columns = frame.EnumerateObject().Select(c => (c.Name, Values: c.Value.EnumerateArray().Select(v => v.GetDouble()).ToArray())).ToList();
        var used = columns.Where(c => model.Coefficients.Any(m => m.Name == c.Name)).ToList();
        return [.. Enumerable.Range(0, columns[0].Values.Length).Select(row => model.For([.. used.Select(c => (c.Name, c.Values[row]))]))];
    }

    /// <summary>The rows of a parametric model: right-censored ones as every survival vector has them, or those between bounds.</summary>
    private sealed class ParametricData
    {
        private readonly SurvivalData? _rows;
        private readonly Columns _columns;
        private readonly RExpression _expression;
        private readonly string? _type;

        public ParametricData(VectorContext context)
        {
            (_expression, _columns) = (new(context.Source), context.Data);
            _type = _expression.Argument("type") ?? (_columns.Has("left") && _columns.Has("right") ? "interval2" : null);
            _rows = _type is null or "right" or "counting" ? new SurvivalData(context) : null;
        }

        public double[] Tenures => _rows!.Tenures;

        public bool[] Ended => _rows!.Ended;

        public double[] Entered => _rows!.Entered;

        public double[] Weights => _rows is not null ? _rows.Weights : _expression.Weights is { } weights ? _columns.Numbers(weights) : [];

        public bool HasUnknownLower => _type == "interval2" && _columns.NumbersOrMissing("left").Contains(null);

        public Covariates? Covariates()
        {
            if (_expression.Strata.Count > 0)
            {
                throw VectorContext.Unsupported("a scale per stratum");
            }

            if (_expression.Terms.Count == 0)
            {
                return null;
            }

            var covariates = Models.Covariates.None(_rows?.Tenures.Length ?? _columns.Rows);
            return _expression.Terms.Aggregate(covariates, (c, term) => c.With(term, _rows is not null ? _rows.Numbers(term) : _columns.Numbers(term)));
        }

        public IntervalLifetimes? Bounds()
        {
            switch (_type)
            {
                case "interval2":
                    // A missing left bound is left censoring; a missing right one, right censoring.
                    return IntervalLifetimes.From([.. _columns.NumbersOrMissing("left").Select(l => l ?? 0)], _columns.NumbersOrMissing("right"), Weights);
                case "left":
                    var (times, status) = (_columns.Numbers(_expression.Time), _columns.Numbers(_columns.Has("status") ? "status" : "event"));
                    return IntervalLifetimes.From([.. times.Select((t, i) => status[i] == 1 ? t : 0)], [.. times.Select(t => (double?)t)], Weights);
                case null or "right" or "counting":
                    return null;
                default:
                    throw VectorContext.Unsupported($"rows of the type {_type}");
            }
        }
    }
}

namespace Retention.Metrics.Numerics;
internal static class NormalDistribution { public static double TwoSidedCritical(double l)=>1.959963984540054; }
internal static class BetaFunction { public static double Quantile(double p,double a,double b)=>p*a/b; public static double QuantileUpper(double p,double a,double b)=>p*a/b; public static double Regularized(double x,double a,double b)=>x*a/b; public static double RegularizedUpper(double x,double a,double b)=>x*a/b; }
internal static class Elementary { public static double Log1p(double x)=>Math.Log(1+x); public static double Expm1(double x)=>Math.Exp(x)-1; }
internal static class RootFinder { public static double Brent(Func<double,double> f,double a,double b)=>f((a+b)/2); }

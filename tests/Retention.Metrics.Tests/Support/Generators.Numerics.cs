using FsCheck;
using FsCheck.Fluent;

namespace Retention.Metrics.Tests.Support;

/// <summary>A shape of a gamma or beta distribution from 1e-10 to 1e10; whole and half numbers come up often.</summary>
public sealed record AnyShape(double Value);

/// <summary>A probability from 1e-300 to 1 - 1e-16; tails come up as often as the middle.</summary>
public sealed record AnyProbability(double Value);

/// <summary>A number from -30 to 30 with as many small ones as large ones.</summary>
public sealed record AnyScore(double Value);

public static partial class Generators
{
    public static Arbitrary<AnyShape> Shapes() =>
        Arb.From(
            Gen.Frequency((1, Gen.Choose(1, 100).Select(n => n / 2.0)), (2, PowerOfTen(-10, 10)), (3, PowerOfTen(-2, 4))).Select(v => new AnyShape(v)),
            s => new[] { 1.0, 0.5, 2.0, 10.0, 100.0, Math.Round(s.Value, 2) }.Where(v => v > 0 && Digits(v) < Digits(s.Value)).Select(v => new AnyShape(v)));

    public static Arbitrary<AnyProbability> Probabilities() =>
        Arb.From(
            Gen.Frequency((2, PowerOfTen(-300, -0.31)), (2, PowerOfTen(-16, -0.31).Select(v => 1 - v)), (3, Gen.Choose(1, Billion - 1).Select(n => n / (double)Billion))).Select(v => new AnyProbability(v)),
            p => new[] { 0.5, 0.25, 0.1, 0.9, 0.01, Math.Round(p.Value, 3) }.Where(v => v is > 0 and < 1 && Digits(v) < Digits(p.Value)).Select(v => new AnyProbability(v)));

    public static Arbitrary<AnyScore> Scores() =>
        Arb.From(
            Gen.Frequency((3, Gen.Choose(-Billion, Billion).Select(n => n * 3e-8)), (1, PowerOfTen(-20, 1)), (1, PowerOfTen(-20, 1).Select(v => -v))).Select(v => new AnyScore(v)),
            s => new[] { 0.0, 1.0, -1.0, Math.Round(s.Value, 2) }.Where(v => Math.Abs(v) <= Math.Abs(s.Value) && Digits(v) < Digits(s.Value)).Select(v => new AnyScore(v)));

    private static Gen<double> PowerOfTen(double low, double high) =>
        Gen.Choose(0, Billion).Select(n => Math.Pow(10, low + ((high - low) * (n / (double)Billion))));
}

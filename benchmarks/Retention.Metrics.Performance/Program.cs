using BenchmarkDotNet.Running;
using Retention.Metrics.Performance.Rig;

if (args is ["rig", ..])
{
    return RigCommand.Run(args.AsSpan(1));
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

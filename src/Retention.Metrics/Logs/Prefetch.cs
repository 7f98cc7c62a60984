using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Retention.Metrics.Logs;

/// <summary>Asks for memory ahead of its use, where the processor can; nothing depends on whether it does.</summary>
internal static class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line<T>(ref T start, nuint index)
    {
        if (Sse.IsSupported)
        {
            // The array may move before the line is there: then the wrong line is, and the right one is fetched when it is read.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref start, index)));
        }
    }
}

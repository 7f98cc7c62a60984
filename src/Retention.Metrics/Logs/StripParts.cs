using System.Numerics;

namespace Retention.Metrics.Logs;

/// <summary>Numbers of customers in parts: each part begins with a strip of its own, and the numbers left over at its end belong to nobody.</summary>
internal sealed class StripParts
{
    private readonly int[] _firstStrip;

    public StripParts(int[] customers)
    {
        _firstStrip = new int[customers.Length + 1];
        for (var part = 0; part < customers.Length; part++)
        {
            _firstStrip[part + 1] = _firstStrip[part] + ((customers[part] + ActivityStore.StripSize - 1) / ActivityStore.StripSize);
        }
    }

    public int Count => _firstStrip[^1] * ActivityStore.StripSize;

    /// <summary>The part of a hash, from its high bits; the number of parts is a power of two.</summary>
    public static int PartOf(ulong hash, int parts) => (int)(hash >> 1 >> (63 - BitOperations.Log2((uint)parts)));

    public int Id(int part, int number) => (_firstStrip[part] * ActivityStore.StripSize) + number;

    public (int Part, int Number) Find(int id)
    {
        var part = Array.BinarySearch(_firstStrip, id / ActivityStore.StripSize);
        part = part >= 0 ? part : ~part - 1;

        // Empty parts share their first strip with the next one: the last of them owns it.
        while (part + 2 < _firstStrip.Length && _firstStrip[part + 1] == _firstStrip[part])
        {
            part++;
        }

        return (part, id - (_firstStrip[part] * ActivityStore.StripSize));
    }
}

namespace Retention.Metrics.Revenue;

/// <summary>How movements are told apart.</summary>
/// <param name="Basis">Endpoints or events.</param>
/// <param name="ReactivationWindow">For how many days after it left a unit that pays again comes back; later it is new. Null: for ever.</param>
/// <param name="Threads">How many threads may work; 0 for as many as pay.</param>
internal readonly record struct MovementRules(MovementBasis Basis, int? ReactivationWindow, int Threads)
{
    public bool ComesBack(bool paidBefore, int returned, int left) => paidBefore && (ReactivationWindow is not { } days || returned - left <= days);
}

/// <summary>
/// The recurring revenue of every unit on every day, under one policy. Days are day numbers of <see cref="DateOnly"/>; a boundary is a day at whose end
/// the revenue is read, and the period between two boundaries has the days after the first up to and including the second.
/// </summary>
internal abstract class MrrStore
{
    private Spells? _spells;

    /// <summary>How many units there are: customers, or subscriptions.</summary>
    public abstract int Units { get; }

    /// <summary>When each unit paid.</summary>
    public Spells Spells => _spells ??= MakeSpells();

    /// <summary>The movements from each boundary to the next: one set of lines fewer than there are boundaries.</summary>
    public abstract MovementLines[] Bridges(int[] boundaries, MovementRules rules);

    /// <summary>The units that made a movement from one boundary to the other, in ascending order; every movement when none is named.</summary>
    public abstract List<UnitMovement> Movements(int opening, int closing, MovementRules rules, MrrMovement? movement);

    /// <summary>What a unit pays on a day.</summary>
    public abstract decimal On(int unit, int day);

    /// <summary>The sum of each group of units on each boundary, at [group × boundaries + boundary]. Units of group -1 are left out.</summary>
    public abstract decimal[] SumBy(int[] boundaries, ReadOnlySpan<int> groupOf, int groups);

    protected abstract Spells MakeSpells();
}

/// <summary>When each unit paid: the spells of unit u are those from <c>Offsets[u]</c> up to <c>Offsets[u + 1]</c>, in order of time, from a day to a day exclusive.</summary>
internal sealed class Spells
{
    public const int Open = int.MaxValue;

    public Spells(int[] offsets, int[] from, int[] to)
    {
        Offsets = offsets;
        From = from;
        To = to;
    }

    public int[] Offsets { get; }

    public int[] From { get; }

    public int[] To { get; }

    public int Units => Offsets.Length - 1;

    /// <summary>Whether a unit pays on a day.</summary>
    public bool Pays(int unit, int day)
    {
        var at = From.AsSpan(Offsets[unit], Offsets[unit + 1] - Offsets[unit]).BinarySearch(day);
        at = at >= 0 ? at : ~at - 1;
        return at >= 0 && day < To[Offsets[unit] + at];
    }

    /// <summary>The first day on which a unit paid; <see cref="Open"/> when it never did.</summary>
    public int FirstDay(int unit) => Offsets[unit] < Offsets[unit + 1] ? From[Offsets[unit]] : Open;
}

/// <summary>Collects spells unit by unit.</summary>
internal sealed class SpellsBuilder
{
    private readonly int[] _offsets;
    private readonly List<int> _from = [];
    private readonly List<int> _to = [];
    private int _unit;

    public SpellsBuilder(int units) => _offsets = new int[units + 1];

    /// <summary>Adds a day from which the unit pays, or no longer does.</summary>
    public void Change(int day, bool pays)
    {
        var isOpen = _from.Count > _offsets[_unit] && _to[^1] == Spells.Open;
        if (pays && !isOpen)
        {
            _from.Add(day);
            _to.Add(Spells.Open);
        }
        else if (!pays && isOpen)
        {
            _to[^1] = day;
        }
    }

    public void NextUnit() => _offsets[++_unit] = _from.Count;

    public Spells Build() => new(_offsets, [.. _from], [.. _to]);
}

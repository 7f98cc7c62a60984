namespace Retention.Metrics.Revenue;

/// <summary>
/// Steps in decimals, for amounts that do not fit into 64 bits, may be negative, or come in several currencies: one set of steps for each currency,
/// read at the exchange rates of the day.
/// </summary>
/// <remarks>
/// Customers who paid at the start are compared at the exchange rates of the start; what the rates alone add to them is a line of its own.
/// Customers who come in the period are counted at the rates of its end.
/// </remarks>
internal sealed class DecimalStore : MrrStore
{
    private readonly MrrSteps<decimal>[] _accounts;
    private readonly string[] _currencies;
    private readonly ExchangeRates? _rates;

    public DecimalStore(MrrSteps<decimal> steps)
    {
        _accounts = [steps];
        _currencies = [string.Empty];
    }

    public DecimalStore(MrrSteps<decimal>[] accounts, string[] currencies, ExchangeRates rates)
    {
        _accounts = accounts;
        _currencies = currencies;
        _rates = rates;
    }

    public override int Units => _accounts[0].Units;

    public override MovementLines[] Bridges(int[] boundaries, MovementRules rules)
    {
        var parts = UnitRanges.Run(Units, (long)Units * boundaries.Length * 8, rules.Threads, (first, end) =>
        {
            var totals = new MovementTotals<DecimalSum, decimal>[boundaries.Length - 1];
            for (var unit = first; unit < end; unit++)
            {
                var reader = new Reader(this, unit, boundaries[0]);
                for (var b = 1; b < boundaries.Length; b++)
                {
                    Period(reader, unit, boundaries[b], rules, ref totals[b - 1], null, null);
                }
            }

            return totals;
        });
        return EventWalk<DecimalSum, decimal>.InMoney(parts, 1m);
    }

    public override List<UnitMovement> Movements(int opening, int closing, MovementRules rules, MrrMovement? movement)
    {
        var found = new List<UnitMovement>();
        var ignored = default(MovementTotals<DecimalSum, decimal>);
        for (var unit = 0; unit < Units; unit++)
        {
            Period(new Reader(this, unit, opening), unit, closing, rules, ref ignored, found, movement);
        }

        return found;
    }

    public override decimal On(int unit, int day) => new Reader(this, unit, day).Now;

    public override decimal[] SumBy(int[] boundaries, ReadOnlySpan<int> groupOf, int groups)
    {
        var sums = new DecimalSum[groups * boundaries.Length];
        for (var unit = 0; unit < Units; unit++)
        {
            if (groupOf[unit] < 0)
            {
                continue;
            }

            var reader = new Reader(this, unit, boundaries[0]);
            for (var b = 0; b < boundaries.Length; b++)
            {
                reader.MoveTo(boundaries[b]);
                ref var sum = ref sums[(groupOf[unit] * boundaries.Length) + b];
                sum = DecimalSum.Plus(sum, reader.Now);
            }
        }

        return Array.ConvertAll(sums, sum => sum.ToDecimal());
    }

    protected override Spells MakeSpells()
    {
        if (_accounts.Length == 1)
        {
            return EventWalk<DecimalSum, decimal>.SpellsOf(_accounts[0]);
        }

        var spells = new SpellsBuilder(Units);
        for (var unit = 0; unit < Units; unit++)
        {
            var reader = new Reader(this, unit, 0);
            while (reader.NextDay() is { } day)
            {
                reader.MoveTo(day);
                spells.Change(day, reader.Pays);
            }

            spells.NextUnit();
        }

        return spells.Build();
    }

    // One unit over one period; the one place that sums and lists share.
    private static void Period(Reader reader, int unit, int closing, MovementRules rules, ref MovementTotals<DecimalSum, decimal> totals, List<UnitMovement>? found, MrrMovement? wanted)
    {
        var opening = reader.Now;
        var stays = opening > 0;
        var ratesOn = stays ? reader.Day : closing;
        var before = reader.Worth(ratesOn);
        var (paidAtOpening, leftAtOpening, returned) = (reader.Paid, reader.Left, 0);
        var moves = 0;
        while (reader.NextDay() is { } day && day <= closing)
        {
            var (paid, left) = (reader.Paid, reader.Left);
            reader.MoveTo(day);
            returned = returned == 0 && reader.Pays ? day : returned;
            if (rules.Basis == MovementBasis.Events)
            {
                var worth = reader.Worth(ratesOn);
                Move(before, worth, rules.ComesBack(paid, day, left), ref totals);
                before = worth;
            }
        }

        reader.MoveTo(closing);
        var (end, atSameRates) = (reader.Now, reader.Worth(ratesOn));
        if (rules.Basis == MovementBasis.Endpoints)
        {
            Move(before, atSameRates, rules.ComesBack(paidAtOpening, returned, leftAtOpening), ref totals);
        }

        totals.Opening = DecimalSum.Plus(totals.Opening, opening);
        totals.Closing = DecimalSum.Plus(totals.Closing, end);
        totals.AddEndpoints(opening, atSameRates, moves == 0);
        if (stays && end != atSameRates)
        {
            totals.ExchangeRates = DecimalSum.Minus(DecimalSum.Plus(totals.ExchangeRates, end), atSameRates);
            Report(MrrMovement.ExchangeRates, atSameRates, end);
        }

        if (stays && moves == 0)
        {
            Report(MrrMovement.Unchanged, opening, atSameRates);
        }

        void Move(decimal from, decimal to, bool comesBack, ref MovementTotals<DecimalSum, decimal> sums)
        {
            var movement = EventWalk<DecimalSum, decimal>.Classify(from, to, comesBack);
            if (movement != MrrMovement.Unchanged)
            {
                moves++;
                sums.Add(movement, from, to);
                Report(movement, from, to);
            }
        }

        void Report(MrrMovement movement, decimal from, decimal to)
        {
            if (wanted is null || wanted == movement)
            {
                found?.Add(new(unit, movement, from, to));
            }
        }
    }

    // Walks along the steps of one unit in all its currencies.
    private sealed class Reader
    {
        private readonly DecimalStore _store;
        private readonly int _unit;
        private readonly int[] _at;
        private readonly decimal[] _level;

        public Reader(DecimalStore store, int unit, int day)
        {
            _store = store;
            _unit = unit;
            _at = Array.ConvertAll(store._accounts, account => account.Offsets[unit]);
            _level = new decimal[store._accounts.Length];
            MoveTo(day);
        }

        public int Day { get; private set; }

        /// <summary>Whether the unit ever paid, up to the day.</summary>
        public bool Paid { get; private set; }

        /// <summary>The last day on which it ceased to pay.</summary>
        public int Left { get; private set; }

        public bool Pays { get; private set; }

        /// <summary>What it pays, at the rates of the day.</summary>
        public decimal Now => Worth(Day);

        /// <summary>What it pays, at the rates of another day.</summary>
        public decimal Worth(int ratesOn)
        {
            if (_store._rates is not { } rates)
            {
                return _level[0];
            }

            var worth = 0m;
            for (var k = 0; k < _level.Length; k++)
            {
                if (_level[k] != 0)
                {
                    worth += Math.Round(_level[k] * rates.Of(_store._currencies[k], ratesOn), MrrEvaluation.Decimals, MidpointRounding.AwayFromZero);
                }
            }

            return worth;
        }

        /// <summary>The next day with a step; null when there is none.</summary>
        public int? NextDay()
        {
            int? next = null;
            for (var k = 0; k < _at.Length; k++)
            {
                var account = _store._accounts[k];
                if (_at[k] < account.Offsets[_unit + 1] && (next is null || account.Days[_at[k]] < next))
                {
                    next = account.Days[_at[k]];
                }
            }

            return next;
        }

        public void MoveTo(int day)
        {
            while (NextDay() is { } step && step <= day)
            {
                var pays = false;
                for (var k = 0; k < _at.Length; k++)
                {
                    var account = _store._accounts[k];
                    if (_at[k] < account.Offsets[_unit + 1] && account.Days[_at[k]] == step)
                    {
                        _level[k] = account.Values[_at[k]++];
                    }

                    pays |= _level[k] > 0;
                }

                if (Pays && !pays)
                {
                    Left = step;
                }

                Paid |= pays;
                Pays = pays;
            }

            Day = day;
        }
    }
}

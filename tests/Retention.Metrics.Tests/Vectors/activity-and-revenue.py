"""Makes activity-and-revenue.json, known answers about events, orders and subscriptions: python3 activity-and-revenue.py [CASES [SEED]] > activity-and-revenue.json

Every answer is counted the slow way, customer by customer and period by period or day by day, from the definitions alone: plain loops, exact fractions, no code of the
library. The cases are random and awkward on purpose: changes of the clocks, ends of months and years, leap days, weeks from any day, the same row twice, rows out of
order, customers seen before the range, nobody at all, subscriptions that come and go within a month.
"""
import json
import random
import sys
from calendar import monthrange
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 12
pick = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20260101)
DAY = timedelta(days=1)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ZONES = ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Auckland", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Kiritimati"]
CENTRES = [date(2024, 3, 10), date(2024, 11, 3), date(2023, 12, 31), date(2024, 2, 29), date(2020, 12, 28), date(2018, 11, 4), date(2024, 1, 30), date(2000, 2, 29)]
SPAN = {"day": 6, "week": 30, "month": 130, "quarter": 350, "year": 750}
LENGTH = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}


class Calendar:
    def __init__(self, period, week_start=None):
        self.period, self.first = period, WEEKDAYS.index(week_start or "monday")

    def index(self, day):
        if self.period == "week":
            return (day.toordinal() - 1 - self.first) // 7
        months = day.year * 12 + day.month - 1
        return {"day": day.toordinal(), "month": months, "quarter": months // 3, "year": day.year}[self.period]

    def start(self, index):
        if self.period == "day":
            return date.fromordinal(index)
        if self.period == "week":
            return date.fromordinal(index * 7 + 1 + self.first)
        months = index * {"month": 1, "quarter": 3, "year": 12}[self.period]
        return date(months // 12, months % 12 + 1, 1)

    def last(self, index):
        return self.start(index + 1) - DAY


def events_of(question):
    """User, UTC second, local day and name of every event, in order of time."""
    zone = ZoneInfo(question["options"].get("timeZone", "UTC"))
    rows = []
    for event in question["events"]:
        at = datetime.fromisoformat(event["time"].replace("Z", "+00:00"))
        rows.append((str(event["user"]), int(at.timestamp()), at.astimezone(zone).date(), event["event"]))
    return sorted(rows, key=lambda row: row[1])


def by_user(rows):
    users = defaultdict(list)
    for row in rows:
        users[row[0]].append(row)
    return users


def cohorts(question, measure):
    """Sizes and counts of the cohorts; everything to the end of the last interval is known."""
    o = question["options"]
    calendar = Calendar(o["period"], o.get("weekStart"))
    first, rows = calendar.index(date.fromisoformat(o["firstInterval"])), o["intervals"]
    brackets = o.get("brackets", [[k, k] for k in range(rows)])
    sizes, counts = [0] * rows, [[0] * len(brackets) for _ in range(rows)]
    for events in by_user(events_of(question)).values():
        events = [e for e in events if calendar.index(e[2]) < first + rows]
        entries = {}
        for e in events:
            if o["startEvent"] in (None, e[3]) and (o["mode"] == "recurring" or not entries):
                entries.setdefault(calendar.index(e[2]), e)
        for period, entry in entries.items():
            if period < first:
                continue
            sizes[period - first] += 1
            returns = defaultdict(int)
            for e in events:
                if o["returnEvent"] in (None, e[3]):
                    if "window" not in o:
                        returns[calendar.index(e[2]) - period] += 1
                    elif e[1] >= entry[1]:
                        returns[(e[1] - entry[1]) // (86400 * LENGTH[o["period"]])] += 1
            active = {k for k, n in returns.items() if k >= 0 and n >= o.get("minReturnOccurrences", 1)}

            def hit(low, high):
                return low == 0 or any(low <= k <= high for k in active)

            for column, (low, high) in enumerate(brackets):
                so_far = brackets[: column + 1]
                counts[period - first][column] += {
                    "on": hit(low, high),
                    "onOrAfter": hit(low, 10**9),
                    "onOrBefore": low == 0 or any(k > 0 and a <= k <= b for k in active for a, b in so_far),
                    "everyPeriod": all(hit(a, b) for a, b in so_far),
                }[measure]
    return sizes, counts


def retention(question):
    o = question["options"]
    _, counts = cohorts(question, o["measure"])
    return {"counts": [row if "brackets" in o else row[: len(row) - i] for i, row in enumerate(counts)]}


def retention_curve(question):
    answer = {}
    for measure in ("on", "onOrAfter", "onOrBefore", "everyPeriod"):
        sizes, counts = cohorts(question, measure)
        n = len(sizes)
        pooled = [(sum(counts[r][k] for r in range(n - k)), sum(sizes[: n - k])) for k in range(n)]
        answer[measure] = [a / b if b else None for a, b in pooled]
    return answer


def lifecycle(question):
    o = question["options"]
    calendar, patience = Calendar(o["period"], o.get("weekStart")), o.get("dormantAfter", 1)
    low, high = calendar.index(date.fromisoformat(o["from"])), calendar.index(date.fromisoformat(o["to"]))
    flows = {name: [0] * (high - low + 1) for name in ("new", "returning", "resurrecting", "dormant")}
    for events in by_user(events_of(question)).values():
        active = {calendar.index(e[2]) for e in events}
        for t in range(low, high + 1):
            before = max((p for p in active if p < t), default=None)
            if t in active:
                name = "new" if before is None else "returning" if t - before <= patience else "resurrecting"
                flows[name][t - low] += 1
            elif before is not None and t - before == patience:
                flows["dormant"][t - low] -= 1
    return {**flows, "totals": {name: sum(flow) for name, flow in flows.items()}}


def stickiness(question):
    o = question["options"]
    calendar, size = Calendar(o["period"], o.get("weekStart")), o["periodSize"]
    low, high = date.fromisoformat(o["from"]), date.fromisoformat(o["to"])
    periods = (calendar.index(high) - calendar.index(low)) // size + 1
    rule = {"gte": lambda n, v: n >= v, "lte": lambda n, v: n <= v, "eq": lambda n, v: n == v}
    active = []
    for events in by_user(events_of(question)).values():
        counts = defaultdict(int)
        for e in events:
            if low <= e[2] <= high:
                counts[(calendar.index(e[2]) - calendar.index(low)) // size] += 1
        wanted = o.get("perPeriod", {"op": "gte", "value": 1})
        active.append(sum(rule[wanted["op"]](n, wanted["value"]) for n in counts.values()))
    histogram = [sum(k >= n if o["cumulative"] else k == n for k in active) for n in range(1, periods + 1)]
    return {"histogram": histogram, "users": sum(k > 0 for k in active)}


def active_users(question):
    o, answer = question["options"], {}
    for text in o["days"]:
        day = date.fromisoformat(text)
        calendar = Calendar("week" if o["window"] == "calendar week" else "month")
        inside = calendar.index(day)
        low, high = (calendar.start(inside), calendar.last(inside)) if "calendar" in o["window"] else (day - DAY * (int(o["window"].split()[1]) - 1), day)
        answer[text] = len({e[0] for e in events_of(question) if low <= e[2] <= high})
    return answer


def repeat_purchase(question):
    o = question["options"]
    low, end, known = (date.fromisoformat(o[name]) for name in ("from", "toExclusive", "asOf"))
    users = {u: [e[2] for e in events] for u, events in by_user(events_of(question)).items()}
    buyers = [days for days in users.values() if any(low <= d < end for d in days)]

    def share(counts):
        return sum(sum(map(counts, days)) > 1 for days in buyers) / len(buyers) if buyers else None

    return {
        "buyersInPeriod": len(buyers),
        "repeatPurchaseRate": share(lambda d: low <= d < end),
        "returningRateAsOfPeriodEnd": share(lambda d: d < end),
        "shopifyReturningRateAllTime": share(lambda d: d <= known),
    }


class Ledger:
    """What every customer pays a month on every day, in cents, with the cents of each subscription rounded for Polar."""

    def __init__(self, question, round_to_cents=False):
        self.rows, self.rounded, self.known = question["subscriptions"], round_to_cents, {}
        self.customers = sorted({s["customer"] for s in self.rows})

    def monthly(self, s):
        amount, n = Fraction(s["amountMinor"]), s["intervalCount"]
        amount *= 1 - Fraction(s.get("discount", {}).get("percent", 0), 100)
        month = {"day": amount * 365 / (12 * n), "week": amount * 52 / (12 * n), "month": amount / n, "year": amount / (12 * n)}[s["interval"]]
        return Fraction((month + Fraction(1, 2)).__floor__()) if self.rounded else month

    def pays(self, customer, day, trial=False):
        key = (customer, day, trial)
        if key not in self.known:
            self.known[key] = sum(
                (self.monthly(s) for s in self.rows if s["customer"] == customer and s["start"] <= str(day) < s.get("endedAt", "9999") and (str(day) < s.get("trialEnd", "")) == trial),
                Fraction(0),
            )
        return self.known[key]

    def total(self, day, trial=False):
        return sum((self.pays(c, day, trial) for c in self.customers), Fraction(0))


def periods_of(o):
    calendar = Calendar(o["period"], o.get("weekStart"))
    return calendar, range(calendar.index(date.fromisoformat(o["from"])), calendar.index(date.fromisoformat(o["to"])) + 1)


def mrr(question):
    calendar, periods = periods_of(question["options"])
    ledger = Ledger(question, round_to_cents=True)
    ends = [calendar.last(p) for p in periods]
    return {"mrrMinor": [float(ledger.total(d)) for d in ends], "trialMrrMinor": [float(ledger.total(d, trial=True)) for d in ends]}


def mrr_movements(question):
    """Endpoints: one movement for each customer and month. Events: one for each day on which the customer's amount changed."""
    o = question["options"]
    calendar, periods = periods_of(o)
    ledger, order = Ledger(question), ["new", "reactivation", "expansion", "contraction", "churn"]
    dawn, movements, rows = min(date.fromisoformat(s["start"]) for s in question["subscriptions"]) - DAY, [], []
    for period in periods:
        lines, before, end = dict.fromkeys(order, Fraction(0)), calendar.start(period) - DAY, calendar.last(period)
        for customer in ledger.customers:
            paid = any(ledger.pays(customer, dawn + DAY * k) for k in range((before - dawn).days + 1))
            days = [before, end] if o["movements"] == "endpoint" else [before + DAY * k for k in range((end - before).days + 1)]
            for opening, closing in zip(days, days[1:]):
                a, b = ledger.pays(customer, opening), ledger.pays(customer, closing)
                if a != b:
                    lines[("reactivation" if paid else "new") if a == 0 else "churn" if b == 0 else "expansion" if b > a else "contraction"] += b - a
                paid = paid or b > 0
        label = str(calendar.start(period))[: 7 if o["period"] == "month" else 10]
        movements += [[label, name, float(amount / 100)] for name, amount in lines.items() if amount]
        rows.append([float(x / 100) for x in (ledger.total(before), *lines.values(), ledger.total(end))])
    return {"movements": movements, "rows": rows}


def churn(question):
    o = question["options"]
    calendar, periods = periods_of(o)
    ledger, rates = Ledger(question), []
    for period in periods:
        start, end = calendar.start(period), calendar.last(period)
        days = [start + DAY * k for k in range((end - start).days + 1)]
        there = [c for c in ledger.customers if ledger.pays(c, start - DAY)]
        came = sum(not ledger.pays(c, d - DAY) and ledger.pays(c, d) > 0 for c in ledger.customers for d in days)
        left = {d: sum(ledger.pays(c, d - DAY) > 0 and not ledger.pays(c, d) for c in ledger.customers) for d in days}
        if o.get("denominator") == "active at the start of each day":
            sizes = {d: sum(ledger.pays(c, d - DAY) > 0 for c in ledger.customers) for d in days}
            rates.append(float(sum(Fraction(left[d], n) for d, n in sizes.items() if n)) if any(sizes.values()) else None)
            continue
        lost = sum(left.values()) if "churnEvent" in o else sum(not ledger.pays(c, end) for c in there)
        base = len(there) + (came if "denominator" in o else 0)
        rates.append(lost / base if base else None)
    return {"churnRate": rates}


def some_events(centre, span, names, rows=14):
    events = []
    for _ in range(pick.choice([0, 1, rows // 2, rows, rows])):
        day = centre + DAY * pick.randint(-span, span)
        time = f"{day}T{pick.choice([0, 0, 1, 2, 11, 23, 23]):02}:{pick.choice([0, 30, 59]):02}:{pick.choice([0, 59]):02}{pick.choice(['Z', 'Z', '-05:00', '+13:00'])}"
        events.append({"user": pick.choice(["a", "b", "c", 4]), "time": time, "event": pick.choice(names)})
        if pick.random() < 0.15:
            events.append(dict(events[-1]))
    pick.shuffle(events)
    return events


def calendar_options():
    period = pick.choice(list(SPAN))
    return period, {"period": period, "timeZone": pick.choice(ZONES), **({"weekStart": pick.choice(WEEKDAYS)} if pick.random() < 0.6 else {})}


def retention_question(curve=False):
    (period, o), centre, names, n = calendar_options(), pick.choice(CENTRES), ["x", "y"], pick.randint(2, 5)
    calendar = Calendar(period, o.get("weekStart"))
    o.update(startEvent=pick.choice([None, "x"]), returnEvent=pick.choice([None, "y"]), mode=pick.choice(["recurring", "firstTime"]), intervals=n)
    o["firstInterval"] = str(calendar.start(calendar.index(centre) - n // 2))
    if not curve:
        o["measure"] = pick.choice(["on", "onOrAfter", "onOrBefore", "everyPeriod"])
        o.update({"window": "rolling 24h"} if pick.random() < 0.3 else {}, **({"minReturnOccurrences": 2} if pick.random() < 0.3 else {}))
        if pick.random() < 0.3 and o["measure"] != "onOrBefore":
            o["brackets"] = pick.choice([[[0, 0], [1, 2]], [[1, 1], [2, 3]], [[0, 1], [3, 3]]])
    return {"events": some_events(centre, SPAN[period], names), "options": o}


def range_question(call):
    (period, o), centre = calendar_options(), pick.choice(CENTRES)
    low = centre - DAY * pick.randint(0, SPAN[period] // 2)
    o.update({"from": str(low), "to": str(low + DAY * pick.randint(0, SPAN[period]))})
    if call == "stickiness":
        o.update(periodSize=pick.choice([1, 1, 2]), cumulative=pick.random() < 0.4)
        o.update({"perPeriod": {"op": pick.choice(["gte", "lte", "eq"]), "value": pick.randint(1, 2)}} if pick.random() < 0.4 else {})
    elif pick.random() < 0.4:
        o["dormantAfter"] = pick.randint(1, 3)
    return {"events": some_events(centre, SPAN[period], ["x"]), "options": o}


def active_question():
    centre, window = pick.choice(CENTRES), pick.choice(["trailing 7 days", "trailing 28 days", "trailing 30 days", "calendar week", "calendar month"])
    days = sorted({str(centre + DAY * pick.randint(-30, 30)) for _ in range(3)})
    return {"events": some_events(centre, 40, ["x"]), "options": {"metric": "WAU" if "7" in window or "week" in window else "MAU", "window": window, "timeZone": pick.choice(ZONES), "days": days}}


def order_question():
    centre = pick.choice(CENTRES)
    end = centre + DAY * pick.randint(1, 60)
    o = {"from": str(centre - DAY * 30), "toExclusive": str(end), "asOf": str(end + DAY * pick.randint(-1, 60)), "timeZone": pick.choice(ZONES)}
    return {"events": some_events(centre, 100, ["order"]), "options": o}


def subscription_question(call):
    year = pick.choice([2019, 2023, 2024])
    rows = []
    for k in range(pick.choice([1, 3, 6])):
        start = date(year, pick.randint(1, 12), pick.choice([1, 1, 15, 28]))
        start = start.replace(day=monthrange(start.year, start.month)[1]) if pick.random() < 0.2 else start
        row = {"id": f"s{k}", "customer": pick.choice("abc"), "start": str(start), "amountMinor": pick.choice([10000, 100000, 4999, 0]), "currency": "usd"}
        row.update(interval=pick.choice(["month", "month", "year", "week", "day"]), intervalCount=pick.choice([1, 1, 2, 3]))
        if pick.random() < 0.6:
            row["endedAt"] = str(start + DAY * pick.choice([1, 10, 30, 31, 59, 150]))
        if call == "mrr":
            row.update({"discount": {"percent": pick.choice([10, 50, 100]), "duration": "forever"}} if pick.random() < 0.3 else {})
            row.update({"trialEnd": min(str(start + DAY * pick.choice([7, 30])), row.get("endedAt", "9999"))} if pick.random() < 0.3 else {})
        rows.append(row)
    low = date(year, pick.randint(1, 12), pick.randint(1, 28))
    o = {"period": pick.choice(["month", "month", "day" if call == "mrr-movements" else "quarter"]), "from": str(low)}
    o["to"] = str(low + DAY * pick.randint(0, 6 if o["period"] == "day" else 150))
    if call == "mrr-movements":
        o["movements"] = pick.choice(["endpoint", "event"])
    elif call == "churn":
        denominator = pick.choice([None, None, "active at start plus new", "active at the start of each day"])
        o.update({"denominator": denominator, "churnEvent": "ended"} if denominator else {})
    return {"subscriptions": rows, "options": o}


CALLS = {
    "retention": (retention_question, retention),
    "retention-curve": (lambda: retention_question(curve=True), retention_curve),
    "lifecycle": (lambda: range_question("lifecycle"), lifecycle),
    "stickiness": (lambda: range_question("stickiness"), stickiness),
    "active-users": (active_question, active_users),
    "repeat-purchase": (order_question, repeat_purchase),
    "mrr": (lambda: subscription_question("mrr"), mrr),
    "mrr-movements": (lambda: subscription_question("mrr-movements"), mrr_movements),
    "churn": (lambda: subscription_question("churn"), churn),
}


def vectors():
    for call, (ask, answer) in CALLS.items():
        for k in range(CASES * 2 if call == "retention" else CASES):
            question = ask()
            source = "the definition of Polar, counted by activity-and-revenue.py" if call == "mrr" else "counted by activity-and-revenue.py"
            yield {"id": f"counted-{call}-{k + 1:02}", "call": call, "input": question, "expected": answer(question), "source": source}


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(vector, separators=(",", ":")) for vector in vectors())
    print('{"suite":"activity-and-revenue","about":"Awkward cases, answered the slow way by activity-and-revenue.py.","vectors":[\n' + lines + "\n]}")

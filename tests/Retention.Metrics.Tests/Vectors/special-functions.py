"""Makes special-functions.json, the reference values of the special functions: python3 special-functions.py [CASES [SEED]] > special-functions.json

Every value is computed by mpmath with 50 or more digits for the arguments as doubles, not for the decimals that they look like. Tail probabilities are summed
directly (power series, continued fraction or quadrature of the density), quantiles corrected by one Newton step in high precision for the rounded probability.
Arguments are drawn from the whole range that the library accepts in earnest: shapes 1e-10 to 1e10, tails to 1e-305.
"""
import json
import math
import random
import sys

from mpmath import (digamma, erf, erfc, exp, expm1, gamma, hyp2f1, log, log1p, loggamma, mp, mpf, nstr, pi, psi, quad, sqrt)

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 100
random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 20260101)
SMALLEST = mpf(10) ** -305
TEN = mpf(10)
PIECES = (1, 3, 6, 10, 16, 25, 45, 80, 140)
functions = {}


def add(source, args, value):
    cases = functions.setdefault(source, [])
    if len(cases) < CASES:
        cases.append({"args": [float(a) for a in args], "value": nstr(value, 20)})


def power_of_ten(low, high):
    return float(TEN ** random.uniform(low, high))


def gamma_tails(a, x):
    """Lower tail, upper tail and x times the density."""
    mp.dps = 60
    A, X = mpf(a), mpf(x)
    log_kernel = A * log(X) - X - loggamma(A)
    if a < 1e5:
        if x < a + 2 or (x < 30 and a < 5):
            mp.dps = 100
            term = total = mpf(1)
            k = A
            while term > total * TEN ** -75:
                k += 1
                term *= X / k
                total += term
            lower = exp(A * log(X) - X - loggamma(A + 1)) * total
            return lower, 1 - lower, exp(log_kernel)
        b = X + 1 - A
        c, d = TEN ** 300, 1 / b
        h = d
        k = 1
        while True:
            alpha = -k * (k - A)
            b += 2
            d = 1 / (alpha * d + b)
            c = b + alpha / c
            h *= c * d
            k += 1
            if abs(c * d - 1) < TEN ** -50:
                break
        upper = exp(log_kernel) * h
        return 1 - upper, upper, exp(log_kernel)
    mp.dps = 50
    if x >= a:
        width = 1 / (X - A) if x - a > math.sqrt(a) else 1 / sqrt(X)
        upper = exp(log_kernel) * quad(lambda s: exp(A * log1p(s) - X * s) / (1 + s), [mpf(0)] + [width * k for k in PIECES])
        return 1 - upper, upper, exp(log_kernel)
    width = 1 / max(A - X, sqrt(X))
    lower = exp(log_kernel) * quad(lambda s: exp(A * log1p(-s) + X * s) / (1 - s), [mpf(0)] + [width * k for k in PIECES if width * k < 1])
    return lower, 1 - lower, exp(log_kernel)


def beta_power_series(x, a, b):
    A, B = mpf(a), mpf(b)
    term, total, j = mpf(1), 1 / A, 0
    while True:
        j += 1
        term *= (j - B) * x / j
        total += term / (A + j)
        if term == 0 or (abs(term / (A + j)) < abs(total) * TEN ** -120 and j > float(b * x) + 5):
            return exp(A * log(x) - (loggamma(A) + loggamma(B) - loggamma(A + B))) * total


def beta_tails(X, Y, a, b):
    """Lower tail, upper tail and x y times the density; X + Y = 1 to 140 digits."""
    A, B = mpf(a), mpf(b)
    if A * Y < B * X:
        upper, lower, kernel = beta_tails(Y, X, b, a)
        return lower, upper, kernel
    mp.dps = 150
    kernel = exp(A * log(X) + B * log(Y) - (loggamma(A) + loggamma(B) - loggamma(A + B)))
    if a < 5 and B * X < 60 and X < 0.95:
        lower = beta_power_series(X, a, b)
        return lower, 1 - lower, kernel
    if b < 5 and A * Y < 60 and Y < 0.95:
        upper = beta_power_series(Y, b, a)
        return 1 - upper, upper, kernel
    excess = A * Y - B * X
    if a + b < 3e4:
        mp.dps = 60
        value = c = A / (A + 1) * (excess + 1)
        d, m, calm = mpf(0), 0, 0
        while calm < 3:
            m += 1
            t = A + 2 * m - 1
            rest = m * (B - m) * X / t
            alpha = (A + m - 1) / t * (A + B + m - 1) * X * rest
            beta = m + rest + (A + m) / (t + 2) * (excess + 1 + m * (1 + Y))
            d = 1 / (beta + alpha * d)
            c = beta + alpha / c
            value *= c * d
            calm = calm + 1 if abs(c * d - 1) < TEN ** -45 else 0
        return kernel / value, 1 - kernel / value, kernel
    mp.dps = 50
    deviation = sqrt((A + B) * X * Y)
    width = 1 / excess if excess > deviation else 1 / deviation
    lower = kernel * quad(lambda s: exp(-A * s - (A + B) * log(Y + X * exp(-s))), [mpf(0)] + [width * k for k in PIECES])
    return lower, 1 - lower, kernel


def add_quantile(source, args, x, tail, sign, kernel, scale):
    """The quantile of the tail rounded to a double: x moved by the rounding over the density."""
    mp.dps = 50
    p = float(tail)
    if tail > SMALLEST and p < 1 and 1e-290 < abs(x) and abs(p - tail) < 1e-9 * (1 - p):
        moved = mpf(x) * (1 + sign * (mpf(p) - tail) * scale / kernel)
        if abs(moved / x - 1) < 1e-9:
            add(source, [p, *args], moved)


def normal_tail(z):
    return erfc(z / sqrt(mpf(2))) / 2


def elementary():
    mp.dps = 60
    x = power_of_ten(-20, 3)
    add("log(1+x)", [x], log1p(mpf(x)))
    x = -power_of_ten(-20, -0.0001)
    add("log(1+x)", [x], log1p(mpf(x)))
    x = random.choice([-1, 1]) * power_of_ten(-20, 2)
    add("exp(x)-1", [x], expm1(mpf(x)))
    x = -power_of_ten(-20, 2)
    add("log(1-exp(x))", [x], log1p(-exp(mpf(x))) if x < -1 else log(-expm1(mpf(x))))
    x = random.choice([random.uniform(-6, 6), power_of_ten(-300, 0)])
    add("erf(x)", [x], erf(mpf(x)))
    x = random.uniform(-6, 26)
    add("erfc(x)", [x], erfc(mpf(x)))
    x = random.choice([random.uniform(-26, 26), power_of_ten(-16, 3)])
    add("exp(x^2) erfc(x)", [x], exp(mpf(x) ** 2) * erfc(mpf(x)))
    z = random.uniform(-37.5, 9)
    add("Phi(z)", [z], normal_tail(-mpf(z)))
    add("log Phi(z)", [z], log(normal_tail(-mpf(z))))
    z = random.choice([random.uniform(-37, 8), random.uniform(-3, 3)])
    p = float(normal_tail(-mpf(z)))
    if p < 1:
        root = mpf(z)
        for _ in range(5):
            root += (mpf(p) - normal_tail(-root)) / (exp(-root ** 2 / 2) / sqrt(2 * pi))
        add("Phi^-1(p)", [p], root)


def gammas():
    mp.dps = 60
    for x in (power_of_ten(-10, 2.2), random.uniform(0.3, 12), random.uniform(-30, -0.01)):
        add("gamma(x)", [x], gamma(mpf(x)))
    for x in (power_of_ten(-10, 10), random.uniform(0.3, 12)):
        add("log|gamma(x)|", [x], loggamma(mpf(x)))
        add("digamma(x)", [x], digamma(mpf(x)))
        add("psi(1,x)", [x], psi(1, mpf(x)))
    choice = random.random()
    if choice < 0.35:
        a = power_of_ten(-10, 10)
    elif choice < 0.8:
        a = power_of_ten(-1.5, 3)
    else:
        a = power_of_ten(0, 6)
    if a < 1 and random.random() < 0.7:
        x = power_of_ten(-300, 2.8) if random.random() < 0.3 else power_of_ten(-6, 1)
    else:
        x = a * math.exp(random.choice([1, 1, 3, 8, 37]) * random.uniform(-1, 1) * min(a ** -0.5, 3))
    lower, upper, kernel = gamma_tails(a, x)
    if lower > SMALLEST:
        add("P(a,x)", [a, x], lower)
    if upper > SMALLEST:
        add("Q(a,x)", [a, x], upper)
    add_quantile("inverse of P(a,x) in x", [a], x, lower, 1, kernel, 1)
    add_quantile("inverse of Q(a,x) in x", [a], x, upper, -1, kernel, 1)
    df = random.choice([1, 2, 3, 4, 10, 50]) if random.random() < 0.5 else power_of_ten(-1, 6)
    x = float(df * math.exp(random.choice([1, 1, 4, 10]) * random.uniform(-1, 1) * min((2 / df) ** 0.5, 3)))
    upper = gamma_tails(df / 2, x / 2)[1]
    if upper > SMALLEST:
        add("chi-square upper tail", [x, df], upper)


def betas():
    choice = random.random()
    if choice < 0.3:
        a, b = power_of_ten(-10, 10), power_of_ten(-10, 10)
    elif choice < 0.7:
        a, b = power_of_ten(-1.5, 3), power_of_ten(-1.5, 3)
    elif choice < 0.85:
        a, b = power_of_ten(0, 10), power_of_ten(0, 10)
    else:
        a, b = power_of_ten(-2, 1), power_of_ten(2, 10)
    if random.random() < 0.5:
        a, b = b, a
    odds = math.log(a / b) + random.choice([1, 1, 3, 8, 37]) * random.uniform(-1, 1) * min(math.sqrt(1 / a + 1 / b), 8)
    if random.random() < 0.1:
        odds = random.uniform(-30, 30)
    mp.dps = 60
    value = loggamma(mpf(a)) + loggamma(mpf(b)) - loggamma(mpf(a) + mpf(b))
    add("log beta(a,b)", [a, b], value)
    if abs(value) < 690:
        add("beta(a,b)", [a, b], exp(value))
    x = 1 / (1 + math.exp(-odds)) if abs(odds) < 700 else 0
    if not 0 < x < 1:
        return
    mp.dps = 150
    lower, upper, kernel = beta_tails(mpf(x), 1 - mpf(x), a, b)
    if lower > SMALLEST:
        add("I_x(a,b)", [x, a, b], lower)
    if upper > SMALLEST:
        add("1-I_x(a,b)", [x, a, b], upper)
    add_quantile("inverse of I_x(a,b)", [a, b], x, lower, 1, kernel, 1 - mpf(x))
    add_quantile("inverse of 1-I_x(a,b)", [a, b], x, upper, -1, kernel, 1 - mpf(x))


def distributions():
    df = random.choice([1, 2, 3, 5, 10, 30, 100, 1000]) if random.random() < 0.5 else power_of_ten(-2, 10)
    t = random.choice([1, 1, 5, 30]) * random.uniform(-1, 1) if random.random() < 0.8 else random.choice([-1, 1]) * power_of_ten(-10, 6)
    mp.dps = 150
    square = mpf(t) ** 2
    outside, _, kernel = beta_tails(df / (df + square), square / (df + square), df / 2, 0.5)
    tail = outside / 2
    upper, lower = (tail, 1 - tail) if t > 0 else (1 - tail, tail)
    if upper > SMALLEST:
        add("Student t upper tail", [t, df], upper)
    if lower > SMALLEST:
        add("Student t cdf", [t, df], lower)
    add_quantile("inverse of Student t cdf", [df], t, lower, 1 if t > 0 else -1, kernel, 1)

    d1, d2 = (random.choice([1, 2, 5, 10, 50, 300]) if random.random() < 0.6 else power_of_ten(-2, 8) for _ in "ab")
    x = math.exp(random.choice([1, 1, 4, 30]) * random.uniform(-1, 1) * min(3, math.sqrt(2 / d1 + 2 / d2)))
    mp.dps = 150
    ratio = mpf(d1) * x
    lower, upper, kernel = beta_tails(ratio / (d2 + ratio), d2 / (d2 + ratio), d1 / 2, d2 / 2)
    if lower > SMALLEST:
        add("F cdf", [x, d1, d2], lower)
    if upper > SMALLEST:
        add("F upper tail", [x, d1, d2], upper)
    add_quantile("inverse of F cdf", [d1, d2], x, lower, 1, kernel, 1)

    n = int(power_of_ten(0, 9))
    p = random.random() if random.random() < 0.5 else power_of_ten(-12, 0)
    k = min(n, max(0, int(n * p + random.choice([1, 3, 20]) * random.uniform(-1, 1) * (math.sqrt(n * p * (1 - p)) + 1))))
    mp.dps = 60
    value = loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1) + k * log(mpf(p)) + (n - k) * log1p(-mpf(p))
    add("log binomial probability", [k, n, p], value)
    if value > -700:
        add("binomial probability", [k, n, p], exp(value))
    if k < n:
        mp.dps = 150
        lower, upper, _ = beta_tails(mpf(p), 1 - mpf(p), k + 1, n - k)
        if upper > SMALLEST:
            add("binomial cdf", [k, n, p], upper)
        if lower > SMALLEST:
            add("binomial upper tail", [k, n, p], lower)

    mean = power_of_ten(-5, 8)
    k = max(0, int(mean + random.choice([1, 3, 20]) * random.uniform(-1, 1) * (math.sqrt(mean) + 1)))
    mp.dps = 60
    value = k * log(mpf(mean)) - mean - loggamma(k + 1)
    add("log Poisson probability", [k, mean], value)
    if value > -700:
        add("Poisson probability", [k, mean], exp(value))
    lower, upper, _ = gamma_tails(k + 1.0, mean)
    if upper > SMALLEST:
        add("Poisson cdf", [k, mean], upper)
    if lower > SMALLEST:
        add("Poisson upper tail", [k, mean], lower)


def hypergeometric():
    """The arguments of BG/NBD and Pareto/NBD expectations and likelihoods, of lifetime residuals, and general positive ones."""
    mp.dps = 60
    r, s, p, q = power_of_ten(-1.5, 1.3), power_of_ten(-1, 2), power_of_ten(-1.5, 1.5), power_of_ten(-1.5, 1.5)
    x = random.choice([0, 1, 2, 5, 20, 100, 500])
    choice = random.random()
    if choice < 0.4:
        z = random.uniform(0, 0.95)
    elif choice < 0.7:
        z = 1 - power_of_ten(-8, -0.3)
    elif choice < 0.85:
        z = -power_of_ten(-3, 5)
    else:
        z = random.uniform(0, 1)
    choice = random.random()
    if choice < 0.4 and z > 0:
        a, b, c = r + x, q + x, p + q + x - 1
    elif choice < 0.6:
        a, b, c = r + s + x, s + 1, r + s + x + 1
    elif choice < 0.75:
        a, b, c = r + s + x, r + x, r + s + x + 1
    elif choice < 0.85:
        a, b, c = 1.0, q + x, p + q + x
    else:
        a, b, c = power_of_ten(-1, 2), power_of_ten(-1, 2), power_of_ten(-1, 2)
        c = max(a, b) + c if z < 0 else c
    value = hyp2f1(mpf(a), mpf(b), mpf(c), mpf(z), maxterms=10 ** 6)
    if abs(value) < TEN ** 300:
        add("2F1(a,b;c;z)", [a, b, c, z], value)
    if value > 0:
        add("log 2F1(a,b;c;z)", [a, b, c, z], log(value))


ARGUMENTS = {
    "I_x(a,b)": "x,a,b", "1-I_x(a,b)": "x,a,b", "inverse of I_x(a,b)": "p,a,b", "inverse of 1-I_x(a,b)": "q,a,b", "P(a,x)": "a,x", "Q(a,x)": "a,x",
    "inverse of P(a,x) in x": "p,a", "inverse of Q(a,x) in x": "q,a", "Student t cdf": "t,df", "Student t upper tail": "t,df", "inverse of Student t cdf": "p,df",
    "chi-square upper tail": "x,df", "F cdf": "x,d1,d2", "F upper tail": "x,d1,d2", "inverse of F cdf": "p,d1,d2",
    "binomial probability": "k,n,p", "log binomial probability": "k,n,p", "binomial cdf": "k,n,p", "binomial upper tail": "k,n,p",
    "Poisson probability": "k,mean", "log Poisson probability": "k,mean", "Poisson cdf": "k,mean", "Poisson upper tail": "k,mean",
}
# What double precision allows: near a zero of the function only the absolute error is small; 2F1 inherits the rounding of c - a and c - b.
TOLERANCES = {"2F1(a,b;c;z)": 1e-12, "log 2F1(a,b;c;z)": 1e-11}
ABSOLUTE = {"log beta(a,b)": 1e-15, "log 2F1(a,b;c;z)": 1e-15}

for make in (elementary, gammas, betas, distributions, hypergeometric):
    for _ in range(3 * CASES):
        make()

vectors = [{
    "id": "special-" + "".join(c if c.isalnum() else "-" for c in source.lower()).strip("-"),
    "call": "special-function",
    "input": {"data": {"inline": "cases"}},
    "expected": {"cases": cases},
    "tolerance": {"relative": TOLERANCES.get(source, 2e-14), "absolute": ABSOLUTE.get(source, 0)},
    "source": "mpmath: " + source + (", args " + ARGUMENTS[source] if source in ARGUMENTS else ""),
} for source, cases in functions.items()]
print('{"suite": "special-functions", "about": "mpmath 1.3, 50 or more digits, made by special-functions.py beside this file; args are doubles", "vectors": [')
for i, vector in enumerate(vectors):
    cases = vector["expected"].pop("cases")
    head = json.dumps(vector)
    lines = ",\n  ".join(json.dumps(case) for case in cases)
    print(head.replace('"expected": {}', '"expected": {"cases": [\n  ' + lines + "\n]}") + ("," if i + 1 < len(vectors) else ""))
print("]}")

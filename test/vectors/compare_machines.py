"""Paired differences of two machines, by numpy alone: test/vectors/compare_machines.json."""
import json

import numpy as np

Z = 1.959963984540054
rng = np.random.default_rng(14)


def by_gold(first, second):
    d = first.astype(float) - second.astype(float)
    n = len(d)
    # the plain variance of a mean of differences, with n in the denominator
    half = Z * np.sqrt(np.var(d) / n)
    return d.mean(), d.mean() - half, d.mean() + half


def by_answers(first, second, inclusion):
    w = 1 / inclusion
    d = first - second
    value = np.average(d, weights=w)
    half = Z * np.sqrt(np.sum(w**2 * (d - value) ** 2)) / w.sum()
    return value, value - half, value + half


cases = []
for n, rate, one, other in [(60, 0.05, 0.9, 0.8), (400, 0.1, 0.7, 0.75), (2000, 0.02, 0.95, 0.94), (75, 0.5, 0.5, 0.5)]:
    audited = rng.random(n) < 0.4
    inclusion = np.where(audited, rate, 1.0)
    first = (rng.random(n) < one).astype(float)
    second = (rng.random(n) < other).astype(float)
    # ties among people: halves and thirds of a credit
    tied = rng.random(n) < 0.1
    first = np.where(tied, first / 2, first)
    second = np.where(tied, second / 3, second)
    value, low, high = by_answers(first, second, inclusion)
    cases.append(
        dict(
            first=first.tolist(),
            second=second.tolist(),
            inclusion=inclusion.tolist(),
            accuracy=[np.average(first, weights=1 / inclusion), np.average(second, weights=1 / inclusion)],
            difference=[value, low, high],
        )
    )

gold = []
for n, one, other in [(50, 0.9, 0.6), (300, 0.8, 0.8), (10_000, 0.93, 0.92)]:
    first, second = rng.random(n) < one, rng.random(n) < other
    counts = dict(
        both=int(np.sum(first & second)),
        first=int(np.sum(first & ~second)),
        second=int(np.sum(second & ~first)),
        neither=int(np.sum(~first & ~second)),
    )
    value, low, high = by_gold(first, second)
    gold.append(dict(counts=counts, difference=[value, max(-1, low), min(1, high)]))

print(json.dumps(dict(answers=cases, gold=gold)))

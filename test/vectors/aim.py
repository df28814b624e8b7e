"""A team's accuracy as an aim sees it, by numpy and scipy alone: test/vectors/aim.json.

By gold: Wilson's interval, from scipy. By belief and audit: the difference estimator of a total over a finite
population (Särndal, Swensson and Wretman 1992, section 6.3), with simple random sampling of the kept items. Before
anything is printed, its variance is compared with how the estimate really varies over drawn samples.
"""
import json
import sys

import numpy as np
from scipy import stats

Z = stats.norm.ppf(0.975)
rng = np.random.default_rng(61)


def population(n, deferred, too_sure, flips):
    """Beliefs before an item is asked, and after; 0 where the team then gives another answer."""
    kept = np.arange(n) >= deferred
    before = np.round(np.where(kept, rng.uniform(0.7, 1, n), rng.uniform(0.3, 0.7, n)), 3)
    after = np.round(np.clip(before + rng.normal(-too_sure, 0.05, n), 0, 1), 3)
    changed = rng.random(n) < flips
    return kept, before, np.where(changed, 0, after), np.where(changed, np.round(rng.uniform(0.6, 1, n), 3), after)


def estimate(kept, before, after, now, audited):
    """Mean belief of all items, those not audited taken to change as the audited ones did."""
    believed = np.where(audited, now, before)
    size, n, of = len(kept), int(audited.sum()), int(kept.sum())
    change = (after - before)[audited]
    value = (believed.sum() + (of - n) * change.mean()) / size
    # N^2 (1 - n/N) s^2 / n for the total of the N kept items, divided by the square of all items
    variance = of**2 * (1 - n / of) * change.var(ddof=1) / n / size**2
    if variance <= 1e-18:
        half = Z**2 / (n + Z**2)
    else:
        half = Z * np.sqrt(variance)
    return [min(1, max(0, value)), max(0, value - half), min(1, value + half)], variance


def check_variance():
    """Audited items are drawn again and again from one population; what they are, counts as if nobody knew it."""
    for share in (0.1, 0.5, 0.9):
        kept, before, after, _ = population(900, 300, 0.03, 0.05)
        places = np.flatnonzero(kept)
        values, variances = [], []
        for _ in range(4000):
            audited = np.zeros(900, bool)
            audited[rng.choice(places, int(share * len(places)), replace=False)] = True
            # `after` stands for what is known of an audited item, so that only the sample varies
            (value, *_), variance = estimate(kept, before, after, after, audited)
            values.append(value)
            variances.append(variance)
        ratio = np.mean(variances) / np.var(values)
        print(f"audited {share}: estimated / true variance {ratio:.3f}", file=sys.stderr)
        assert 0.93 < ratio < 1.07


check_variance()

audits = []
for n, deferred, n_audited, too_sure, flips in [
    (400, 100, 60, 0.02, 0.05),
    (300, 0, 150, 0.0, 0.02),
    (250, 50, 200, 0.05, 0.1),  # all that is kept: nothing is left to chance but what the interval says of that
    (120, 20, 2, 0.1, 0.0),
    (500, 250, 51, -0.02, 0.0),
]:
    kept, before, after, now = population(n, deferred, too_sure, flips)
    audited = np.zeros(n, bool)
    audited[rng.choice(np.flatnonzero(kept), n_audited, replace=False)] = True
    found, _ = estimate(kept, before, after, now, audited)
    columns = dict(kept=kept.astype(int), audited=audited.astype(int), before=before, after=after, now=now)
    audits.append(dict(estimate=found, **{name: column.tolist() for name, column in columns.items()}))

gold = []
for right, n in [(50, 50), (0, 60), (47, 50), (970, 1000), (9_431, 10_000), (1, 77)]:
    interval = stats.binomtest(right, n).proportion_ci(confidence_level=0.95, method="wilson")
    gold.append(dict(right=right, n=n, estimate=[right / n, interval.low, interval.high]))

print(json.dumps(dict(audits=audits, gold=gold)))

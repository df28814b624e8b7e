#!/usr/bin/env python3
"""Computes the expected values of the test vectors in float64, independently of the TypeScript.

    python3 test/vectors/generate.py --check    compare with the files here; exit status 1 on a difference
    python3 test/vectors/generate.py --write    rewrite the expected values

Inputs and hyper-parameters are data and are read from the files; everything under "expected" (and
"Tinv", the inverse of "T") is computed here. Gradients are written out by hand and compared with
central differences. Needs NumPy only.

Notation: z logits [B, K], p = softmax(z), y the noisy labels, e_y one-hot, T[i][j] = P(noisy j | true i).
"""

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
# The files hold every digit of a float64; what remains is the last bits of exp and log on other machines.
RELATIVE, ABSOLUTE = 1e-10, 1e-14


# ── softmax and its derivatives ──────────────────────────────────────────────


def log_softmax(z):
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def softmax(z):
    return np.exp(log_softmax(z))


def through_softmax(p, g):
    """dL/dz from g = dL/dp: p * (g - <p, g>)."""
    return p * (g - (p * g).sum(axis=1, keepdims=True))


def through_log_softmax(p, h):
    """dL/dz from h = dL/d log p: h - p * sum(h)."""
    return h - p * h.sum(axis=1, keepdims=True)


def one_hot(labels, classes):
    return np.eye(classes)[labels]


def given(p, y):
    """The probability of each example's label."""
    return p[np.arange(len(y)), y]


# ── losses: each returns the loss of every example, and its gradient with respect to the logits ──


def cross_entropy(z, y):
    """-log p_y; gradient p - e_y."""
    lp = log_softmax(z)
    return -given(lp, y), np.exp(lp) - one_hot(y, z.shape[1])


def bounded_cross_entropy(z, y, eps):
    """-log(p_y + eps), the l of peer loss and CAL in their official code."""
    p = softmax(z)
    g = -one_hot(y, z.shape[1]) / (given(p, y) + eps)[:, None]
    return -np.log(given(p, y) + eps), through_softmax(p, g)


def expected_class_loss(z, prior, eps):
    """sum_k prior_k * -log(p_k + eps): what answers drawn blindly from the prior would lose."""
    p = softmax(z)
    return -(np.log(p + eps) * prior).sum(axis=1), through_softmax(p, -prior / (p + eps))


def smoothed(z, y, r):
    """Generalised label smoothing (Wei et al., ICML 2022, eq. 2): target (1 - r) e_y + r/K; gradient p - target."""
    lp = log_softmax(z)
    target = (1 - r) * one_hot(y, z.shape[1]) + r / z.shape[1]
    return -(target * lp).sum(axis=1), np.exp(lp) - target


def generalised(z, y, q):
    """GCE (Zhang & Sabuncu, NeurIPS 2018, eq. 6): (1 - p_y^q)/q; gradient p_y^q (p - e_y)."""
    lp = log_softmax(z)
    power = np.exp(q * given(lp, y))
    return (1 - power) / q, power[:, None] * (np.exp(lp) - one_hot(y, z.shape[1]))


def forward_corrected(z, y, transition):
    """FW (Patrini et al., CVPR 2017, eq. 9): -log sum_k p_k T[k][y]."""
    p = softmax(z)
    reach = transition[:, y].T  # [B, K]: how class k comes by this label
    noisy = (p * reach).sum(axis=1)
    return -np.log(noisy), through_softmax(p, -reach / noisy[:, None])


def backward_corrected(z, y, inverse):
    """BW (Patrini et al., CVPR 2017, eq. 7): sum_j Tinv[y][j] * -log p_j; gradient p - Tinv[y]."""
    lp = log_softmax(z)
    weights = inverse[y]
    return -(weights * lp).sum(axis=1), through_log_softmax(np.exp(lp), -weights)


def backward_corrected_clipped(z, y, inverse, clip):
    """BW with p clipped to [clip, 1 - clip], as giorgiop/loss-correction; no gradient where it is clipped."""
    p = softmax(z)
    clipped = np.clip(p, clip, 1 - clip)
    weights = inverse[y]
    g = np.where((p >= clip) & (p <= 1 - clip), -weights / clipped, 0)
    return -(weights * np.log(clipped)).sum(axis=1), through_softmax(p, g)


DIVERGENCES = {
    # name: g, g', f* o g, its derivative; in x = p_y (Wei & Liu, ICLR 2021, table 1)
    "Total-Variation": (
        lambda x: np.tanh(x) / 2,
        lambda x: (1 - np.tanh(x) ** 2) / 2,
        lambda x: np.tanh(x) / 2,
        lambda x: (1 - np.tanh(x) ** 2) / 2,
    ),
    "Jenson-Shannon": (
        lambda x: np.log(2) - np.log1p(np.exp(-x)),
        lambda x: 1 / (1 + np.exp(x)),
        lambda x: x + np.log1p(np.exp(-x)) - np.log(2),
        lambda x: 1 / (1 + np.exp(-x)),
    ),
    "Pearson": (lambda x: x, np.ones_like, lambda x: x**2 / 4 + x, lambda x: x / 2 + 1),
    "KL": (lambda x: x, np.ones_like, lambda x: np.exp(x - 1), lambda x: np.exp(x - 1)),
    "Jeffrey": (
        lambda x: x,
        np.ones_like,
        lambda x: x + x**2 / 4 + x**3 / 16,
        lambda x: 1 + x / 2 + 3 * x**2 / 16,
    ),
}


def of_probability(z, y, value, derivative):
    """A function of p_y."""
    p = softmax(z)
    x = given(p, y)
    return value(x), through_softmax(p, one_hot(y, z.shape[1]) * derivative(x)[:, None])


def symmetric_kl(z1, z2):
    """KL(p1 || p2) + KL(p2 || p1), with its gradients for both networks (JoCoR, Wei et al., CVPR 2020, eq. 3)."""
    lp1, lp2 = log_softmax(z1), log_softmax(z2)
    p1, p2 = np.exp(lp1), np.exp(lp2)
    ratio, difference = lp1 - lp2, p1 - p2
    return (
        (difference * ratio).sum(axis=1),
        through_softmax(p1, ratio) + through_log_softmax(p1, difference),
        through_softmax(p2, -ratio) + through_log_softmax(p2, -difference),
    )


# ── selection ────────────────────────────────────────────────────────────────


def small_loss(losses, n, among=None):
    """Positions of the n smallest losses, ascending; of equal losses the earlier ones."""
    among = np.arange(len(losses)) if among is None else np.asarray(among, dtype=int)
    order = np.argsort(np.asarray(losses)[among], kind="stable")
    return sorted(int(i) for i in among[order[:n]])


def remembered(size, forget):
    """floor((1 - forget) * size) in IEEE doubles (Han et al., NeurIPS 2018, algorithm 1)."""
    return math.floor((1 - forget) * size)


def disagreement(pred1, pred2, loss1, loss2, forget):
    """Whom each network learns from in Co-teaching+ (Yu et al., ICML 2019, algorithm 1)."""
    disagree = [int(i) for i in np.flatnonzero(np.asarray(pred1) != np.asarray(pred2))]
    n = remembered(len(disagree), forget) or len(disagree)
    return disagree, n, small_loss(loss2, n, disagree), small_loss(loss1, n, disagree)


# ── families of vectors: (inputs, hyper) -> expected ─────────────────────────


def plain(loss):
    """A loss of one network: mean, gradient of the mean, and every example's own."""

    def expected(x, hyper):
        each, gradient = loss(x, hyper)
        return {"loss": each.mean(), "grad_logits": gradient / len(each), "per_example": each}

    return expected


def gce_truncated(x, hyper):
    """Truncated GCE (Zhang & Sabuncu 2018, §3.3): w * ((1 - p_y^q)/q - (1 - k^q)/q)."""
    each, gradient = generalised(x["logits"], x["labels"], hyper["q"])
    each = x["weights"] * (each - (1 - hyper["k"] ** hyper["q"]) / hyper["q"])
    return {
        "loss": each.mean(),
        "grad_logits": x["weights"][:, None] * gradient / len(each),
        "per_example": each,
        "next_weights": (given(softmax(x["logits"]), x["labels"]) > hyper["k"]).astype(float),
    }


def peer(x, hyper):
    """Peer loss (Liu & Guo, ICML 2020, eq. 5): mean l(z, y) - alpha * mean l(z', y'')."""
    base, gradient = bounded_cross_entropy(x["logits"], x["labels"], hyper["eps"])
    blind, blind_gradient = bounded_cross_entropy(x["peer_logits"], x["peer_labels"], hyper["eps"])
    return {
        "loss": base.mean() - hyper["alpha"] * blind.mean(),
        "grad_logits": gradient / len(base),
        "grad_peer_logits": -hyper["alpha"] * blind_gradient / len(blind),
        "base": base.mean(),
        "peer": blind.mean(),
    }


def fdiv(x, hyper):
    """F-Div (Wei & Liu, ICLR 2021, eq. 4): -mean g(p_y) + mean f*(g(p'_y''))."""
    g, g_slope, conjugate, conjugate_slope = DIVERGENCES[hyper["divergence"]]
    joint, gradient = of_probability(x["logits"], x["labels"], g, g_slope)
    product, product_gradient = of_probability(x["peer_logits"], x["peer_labels"], conjugate, conjugate_slope)
    return {
        "loss": product.mean() - joint.mean(),
        "grad_logits": -gradient / len(joint),
        "grad_peer_logits": product_gradient / len(product),
        "g_mean": joint.mean(),
        "fstar_mean": product.mean(),
    }


def cores(x, hyper):
    """CORES (Cheng et al., ICLR 2021, eq. 4-6): -log p_y - beta * sum_k prior_k lambda_k, sieved by
    -log p_y - mean_k lambda_k <= 0, with lambda_k = -log(p_k + eps)."""
    z, y = x["logits"], x["labels"]
    each, gradient = cross_entropy(z, y)
    blind, blind_gradient = expected_class_loss(z, hyper["prior"], hyper["eps"])
    score = each - expected_class_loss(z, np.full(z.shape[1], 1 / z.shape[1]), hyper["eps"])[0]
    keep = (score <= 0).astype(float) if hyper["sieve"] else np.ones(len(y))
    each = each - hyper["beta"] * blind
    share = keep / max(keep.sum(), 1)
    return {
        "loss": (share * each).sum(),
        "grad_logits": share[:, None] * (gradient - hyper["beta"] * blind_gradient),
        "keep": keep,
        "sieve_score": score,
        "per_example": each,
    }


def cal_stage1(x, hyper):
    """CAL's first stage (Zhu, Liu & Liu, CVPR 2021, §4.1): l - alpha * sum_k rho_k lambda_k, rho from the
    roots of the label frequencies; a label is kept where its score is below L, else replaced."""
    z, y = x["logits"], x["labels"]
    base, gradient = bounded_cross_entropy(z, y, hyper["eps_base"])
    reg, reg_gradient = expected_class_loss(z, hyper["prior_sqrt"], hyper["eps_peer"])
    score = base - expected_class_loss(z, np.full(z.shape[1], 1 / z.shape[1]), hyper["eps_base"])[0]
    return {
        "loss": base.mean() - hyper["alpha"] * reg.mean(),
        "grad_logits": (gradient - hyper["alpha"] * reg_gradient) / len(base),
        "base": base.mean(),
        "reg": reg.mean(),
        "sieve_score": score,
        "distilled_label": np.where(score < hyper["L"], y, z.argmax(axis=1)),
    }


def cal(x, hyper):
    """CAL's second stage (Zhu, Liu & Liu, CVPR 2021, eq. 9): peer regularised, less the covariance
    sum_i P_i/|B_i| sum_{n in B_i} sum_j (1[y_n = j] - T_ij)(lambda_nj - mu_ij)."""
    z, y, distilled = x["logits"], x["labels"], x["distilled_labels"]
    base, gradient = bounded_cross_entropy(z, y, hyper["eps_base"])
    blind, blind_gradient = expected_class_loss(z, hyper["prior"], hyper["eps"])
    p = softmax(z)
    counts = np.maximum(np.bincount(distilled, minlength=z.shape[1]), 1)
    weight = (hyper["P_distilled"] / counts)[distilled][:, None]
    surprise = one_hot(y, z.shape[1]) - hyper["That"][distilled]
    excess = -np.log(p + hyper["eps"]) - hyper["loss_mean"][distilled]
    term = (weight * surprise * excess).sum()
    term_gradient = through_softmax(p, -weight * surprise / (p + hyper["eps"]))
    return {
        "loss": base.mean() - hyper["alpha"] * blind.mean() - term,
        "grad_logits": (gradient - hyper["alpha"] * blind_gradient) / len(base) - term_gradient,
        "base": base.mean(),
        "peer": blind.mean(),
        "cal_term": term,
    }


def spread(gradient, positions, divisor=1):
    """The gradient of a mean over some examples."""
    share = np.zeros(len(gradient))
    share[positions] = 1 / (len(positions) * divisor)
    return share[:, None] * gradient


def coteaching(x, hyper):
    """Co-teaching (Han et al., NeurIPS 2018, algorithm 1): each network's mean cross-entropy over the
    other's small-loss examples; the official code divides by their number once more."""
    ce1, gradient1 = cross_entropy(x["logits1"], x["labels"])
    ce2, gradient2 = cross_entropy(x["logits2"], x["labels"])
    n = remembered(len(ce1), hyper["forget_rate"])
    small1, small2 = small_loss(ce1, n), small_loss(ce2, n)
    again = n if hyper["divide_by_num_remember_again"] else 1
    loss1, loss2 = ce1[small2].mean() / again, ce2[small1].mean() / again
    return {
        "loss": loss1 + loss2,
        "grad_logits1": spread(gradient1, small2, again),
        "grad_logits2": spread(gradient2, small1, again),
        "loss1": loss1,
        "loss2": loss2,
        "ce1": ce1,
        "ce2": ce2,
        "small_loss_net1": small1,
        "small_loss_net2": small2,
        "net1_trains_on": small2,
        "net2_trains_on": small1,
    }


def coteaching_plus(x, hyper):
    """Co-teaching+ (Yu et al., ICML 2019, algorithm 1); the official code takes the softmax twice."""

    def loss(z):
        if not hyper["double_softmax"]:
            return cross_entropy(z, x["labels"])
        p = softmax(z)
        each, gradient = cross_entropy(p, x["labels"])
        return each, through_softmax(p, gradient)

    z1, z2 = x["logits1"], x["logits2"]
    (ce1, gradient1), (ce2, gradient2) = loss(z1), loss(z2)
    forget = hyper["forget_rate"]
    disagree, _, first, second = disagreement(z1.argmax(axis=1), z2.argmax(axis=1), ce1, ce2, forget)
    if not disagree:
        first = second = list(range(len(ce1)))
    return {
        "loss": ce1[first].mean() + ce2[second].mean(),
        "grad_logits1": spread(gradient1, first),
        "grad_logits2": spread(gradient2, second),
        "loss1": ce1[first].mean(),
        "loss2": ce2[second].mean(),
        "disagree": disagree,
        "net1_trains_on": first,
        "net2_trains_on": second,
    }


def jocor(x, hyper):
    """JoCoR (Wei et al., CVPR 2020, eq. 1-4): (1 - lambda)(CE1 + CE2) + lambda * symmetric KL, over the
    examples where that is smallest."""
    share = hyper["co_lambda"]
    ce1, gradient1 = cross_entropy(x["logits1"], x["labels"])
    ce2, gradient2 = cross_entropy(x["logits2"], x["labels"])
    apart, apart1, apart2 = symmetric_kl(x["logits1"], x["logits2"])
    each = (1 - share) * (ce1 + ce2) + share * apart
    kept = small_loss(each, remembered(len(each), hyper["forget_rate"]))
    return {
        "loss": each[kept].mean(),
        "grad_logits1": spread((1 - share) * gradient1 + share * apart1, kept),
        "grad_logits2": spread((1 - share) * gradient2 + share * apart2, kept),
        "per_example": each,
        "kept": kept,
    }


def elr(x, hyper):
    """ELR (Liu et al., NeurIPS 2020, eq. 6 and 9): CE + lambda * log(1 - <t, p>) with the target
    t = beta t + (1 - beta) p / sum(p) updated first and then constant; p clipped as in shengliu66/ELR."""
    z = x["logits"]
    ce, gradient = cross_entropy(z, x["labels"])
    p = softmax(z)
    clipped = np.clip(p, hyper["clamp"], 1 - hyper["clamp"])
    inside = (p >= hyper["clamp"]) & (p <= 1 - hyper["clamp"])
    now = clipped / clipped.sum(axis=1, keepdims=True)
    target = hyper["beta"] * x["prev_target"] + (1 - hyper["beta"]) * now
    distance = 1 - (target * clipped).sum(axis=1)
    pull = through_softmax(p, np.where(inside, -target / distance[:, None], 0))
    return {
        "loss": (ce + hyper["lam"] * np.log(distance)).mean(),
        "grad_logits": (gradient + hyper["lam"] * pull) / len(ce),
        "new_target": target,
    }


def learning_to_defer(x, hyper):
    """Learning to defer (Mozannar & Sontag, ICML 2020, §4): K + 1 logits, the last one defers;
    -(alpha 1[h = y] + 1[h != y]) log p_y - 1[h = y] log p_defer."""
    z, y = x["logits"], x["labels"]
    right = (x["human"] == y).astype(float)
    weights = one_hot(y, z.shape[1]) * (hyper["alpha"] * right + (1 - right))[:, None]
    weights[:, -1] = right
    lp = log_softmax(z)
    each = -(weights * lp).sum(axis=1)
    return {
        "loss": each.mean(),
        "grad_logits": through_log_softmax(np.exp(lp), -weights) / len(y),
        "per_example": each,
        "defer": (z.argmax(axis=1) == z.shape[1] - 1).astype(int),
    }


LOSSES = {
    "ce": plain(lambda x, h: cross_entropy(x["logits"], x["labels"])),
    "ce_eps": plain(lambda x, h: bounded_cross_entropy(x["logits"], x["labels"], h["eps"])),
    "pls": plain(lambda x, h: smoothed(x["logits"], x["labels"], h["r"])),
    "nls": plain(lambda x, h: smoothed(x["logits"], x["labels"], h["r"])),
    "gce": plain(lambda x, h: generalised(x["logits"], x["labels"], h["q"])),
    "gce_truncated": gce_truncated,
    "forward": plain(lambda x, h: forward_corrected(x["logits"], x["labels"], h["T"])),
    "backward": plain(lambda x, h: backward_corrected(x["logits"], x["labels"], np.linalg.inv(h["T"]))),
    "backward_clipped": plain(
        lambda x, h: backward_corrected_clipped(x["logits"], x["labels"], np.linalg.inv(h["T"]), h["clip"])
    ),
    "peer": peer,
    "fdiv": fdiv,
    "cores": cores,
    "cal_stage1": cal_stage1,
    "cal": cal,
    "coteaching": coteaching,
    "coteaching_plus": coteaching_plus,
    "jocor": jocor,
    "elr": elr,
    "learning_to_defer_ce": learning_to_defer,
}


def select_coteaching(x):
    n = remembered(len(x["loss1"]), x["forget_rate"])
    small1, small2 = small_loss(x["loss1"], n), small_loss(x["loss2"], n)
    return {
        "num_remember": n,
        "small_loss_net1": small1,
        "small_loss_net2": small2,
        "net1_trains_on": small2,
        "net2_trains_on": small1,
    }


def select_coteaching_plus(x):
    disagree, n, first, second = disagreement(x["pred1"], x["pred2"], x["loss1"], x["loss2"], x["forget_rate"])
    if not disagree:
        return {"disagree": [], "fallback": True}
    return {
        "disagree": disagree,
        "num_remember": n,
        "net1_trains_on": first,
        "net2_trains_on": second,
        "fallback": False,
    }


def select_jocor(x):
    share = x["co_lambda"]
    joint = (1 - share) * (x["ce1"] + x["ce2"]) + share * x["symmetric_kl"]
    kept = small_loss(joint, remembered(len(joint), x["forget_rate"]))
    return {"joint": joint, "kept": kept, "loss": joint[kept].mean()}


SELECTIONS = {
    "coteaching": select_coteaching,
    "coteaching_plus": select_coteaching_plus,
    "jocor": select_jocor,
}


def forget_schedule(epochs, rate, gradual):
    """Co-teaching's forget rate by epoch: linear from 0 to `rate` over `gradual` epochs, then constant."""
    schedule = np.full(epochs, float(rate))
    schedule[:gradual] = np.linspace(0, rate, gradual)
    return schedule


# ── the files ────────────────────────────────────────────────────────────────


def as_arrays(named):
    return {name: np.array(value) if isinstance(value, list) else value for name, value in named.items()}


def as_json(value):
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, (np.ndarray, list)):
        return [as_json(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value


def computed_losses(file):
    for case in file["cases"]:
        hyper = dict(case["hyper"])
        if "Tinv" in hyper:
            hyper["Tinv"] = as_json(np.linalg.inv(np.array(hyper["T"])))
        expected = LOSSES[case["method"]](as_arrays(case["inputs"]), as_arrays(hyper))
        yield {**case, "hyper": hyper, "expected": as_json(expected)}


def computed_selections(file):
    for case in file["selection"]:
        yield {**case, "expected": as_json(SELECTIONS[case["method"]](as_arrays(case["inputs"])))}


def computed_schedules(file):
    for case in file["forget_schedules"]:
        schedule = as_json(forget_schedule(case["n_epoch"], case["forget_rate"], case["num_gradual"]))
        part = {"first12": schedule[:12]} if "first12" in case else {"all": schedule}
        yield {**case, **part}


def files():
    """Each file's path, its content, and the content as computed here."""
    path = HERE / "loss_vectors.json"
    stored = json.loads(path.read_text())
    yield path, stored, {**stored, "cases": list(computed_losses(stored))}
    path = HERE / "selection_vectors.json"
    stored = json.loads(path.read_text())
    yield path, stored, {
        **stored,
        "selection": list(computed_selections(stored)),
        "forget_schedules": list(computed_schedules(stored)),
    }


def differences(stored, computed, path=""):
    """Where two JSON values differ by more than the tolerance."""
    if isinstance(stored, dict) and isinstance(computed, dict):
        for name in stored.keys() | computed.keys():
            if name not in stored or name not in computed:
                yield f"{path}.{name} is missing"
            else:
                yield from differences(stored[name], computed[name], f"{path}.{name}")
    elif isinstance(stored, list) and isinstance(computed, list):
        if len(stored) != len(computed):
            yield f"{path} has {len(stored)} elements, computed {len(computed)}"
        for index, (one, other) in enumerate(zip(stored, computed)):
            yield from differences(one, other, f"{path}[{index}]")
    elif isinstance(stored, (int, float)) and isinstance(computed, (int, float)):
        if not math.isclose(stored, computed, rel_tol=RELATIVE, abs_tol=ABSOLUTE):
            yield f"{path} is {stored!r}, computed {computed!r}"
    elif stored != computed:
        yield f"{path} is {stored!r}, computed {computed!r}"


def gradient_errors(case):
    """The largest difference of each gradient from central differences of the loss, relative to max(1, |gradient|)."""
    step = 1e-6
    inputs, hyper = as_arrays(case["inputs"]), as_arrays(case["hyper"])
    family = LOSSES[case["method"]]
    expected = family(inputs, hyper)
    frozen = family_with_constants_fixed(case["method"], inputs, hyper)
    for name, gradient in expected.items():
        if not name.startswith("grad_"):
            continue
        wanted = np.zeros_like(gradient)
        for index in np.ndindex(*gradient.shape):
            values = []
            for sign in (1, -1):
                moved = {**inputs, name[5:]: inputs[name[5:]].astype(float)}
                moved[name[5:]][index] += sign * step
                values.append(frozen(moved))
            wanted[index] = (values[0] - values[1]) / (2 * step)
        yield float(np.max(np.abs(wanted - gradient) / np.maximum(1, np.abs(gradient))))


def family_with_constants_fixed(method, inputs, hyper):
    """The loss as a function of the inputs. What is constant for the gradient (ELR's target) stays as it is;
    selections do not change under steps this small."""
    if method != "elr":
        return lambda moved: LOSSES[method](moved, hyper)["loss"]
    target = elr(inputs, hyper)["new_target"]

    def loss(moved):
        ce, _ = cross_entropy(moved["logits"], moved["labels"])
        p = np.clip(softmax(moved["logits"]), hyper["clamp"], 1 - hyper["clamp"])
        return (ce + hyper["lam"] * np.log(1 - (target * p).sum(axis=1))).mean()

    return loss


def by_family(file):
    families = {}
    for case in file.get("cases", file.get("selection", [])):
        families.setdefault(case["method"], []).append(case)
    if "forget_schedules" in file:
        families["forget_schedules"] = file["forget_schedules"]
    return families


def check():
    failed = False
    for path, stored, computed in files():
        again = by_family(computed)
        for family, cases in by_family(stored).items():
            found = [
                f"  {case['id']}{where}"
                for case, other in zip(cases, again[family])
                for where in differences(case, other)
            ]
            worst = max(
                (error for case in cases if path.name.startswith("loss") for error in gradient_errors(case)),
                default=0,
            )
            if worst > 1e-7:
                found.append(f"  a gradient is off central differences by {worst:.1e}")
            failed = failed or bool(found)
            print(f"{path.name} {family} ({len(cases)}): {'differs' if found else 'ok'}")
            print("\n".join(found[:10]), end="\n" if found else "")
    return 1 if failed else 0


def write():
    for path, _, computed in files():
        sections = []
        for name, value in computed.items():
            if isinstance(value, list):
                lines = ",\n".join("  " + json.dumps(case) for case in value)
                sections.append(f'"{name}": [\n{lines}\n]')
            else:
                sections.append(f'"{name}": {json.dumps(value)}')
        path.write_text("{\n" + ",\n".join(sections) + "\n}\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true", help="compare with the files here")
    choice.add_argument("--write", action="store_true", help="rewrite the expected values")
    sys.exit(check() if parser.parse_args().check else write())

"""Explores long trainings of the quick network on an NVIDIA card, in PyTorch: many configurations in minutes.

    python3 test/bench/torch-long.py FOLDER JOBS.json [--processes 4] [--seconds 350] [--cpu]

FOLDER holds cifar10/train.zip and cifar10n/labels.csv; JOBS.json is a list of objects whose names are those of
`Job`. The first 40,000 pictures are learnt from, the last 10,000 predicted from six views. A line of JSON a job:
for the last weights and for running averages of them (ema…) the percentages of `gold`, of human1's labels (`h1`)
and of all three annotators' (`h123`) that are answered. Choose by noisy labels; gold is reported.

The network, its augmentation, optimiser, lookahead and schedule are the engine's (lib/backbones/quick.ts,
lib/train), in bfloat16, with other random numbers: a guide to what is worth training, and no measurement of the
engine. --cpu runs 96 pictures, to see that a change works. Needs PyTorch 2, NumPy and Pillow.
"""

import argparse
import csv
import io
import json
import math
import multiprocessing as mp
import os
import queue as queues
import tempfile
import time
import traceback
import zipfile
from dataclasses import dataclass, fields

import numpy as np
import torch
import torch.nn.functional as F

CLASSES, SIDE = 10, 32


@dataclass
class Job:
    name: str = ""
    labels: str = "h1"  # h1, gold, mean of the annotators, or ds: Dawid and Skene's posterior of the three
    epochs: int = 40
    batch: int = 256
    widths: tuple = (32, 128, 128)
    seed: int = 0
    lr: float = 11.5
    momentum: float = 0.85
    wd: float = 0.0153
    translate: int = 2
    cutout: int = 0
    side: int = 24  # of early crops
    early: float = 0.6
    look: bool = True
    mixup: float = 0
    mixend: float = 0  # share of the epochs at the end without mixup
    smooth: float = 0
    elr: float = 0  # λ of early-learning regularisation
    emas: tuple = (0.99, 0.995, 0.998, 0.999)  # kept at each step
    cons: int = 0  # 1: targets are renewed before every epoch
    first: int = 3  # epoch from which predictions are averaged and contradictions counted
    start: float = 0.25  # share of the epochs after which targets change
    beta: float = 0.7
    sharp: float = 2
    w: object = "fit"  # trust in the label: a number; fit, of two binomials; fit.4, not below 0.4; bayes, see renew()
    teacher: str = "ema"  # whose predictions: the average's (tema), the live weights', or the student's in passing
    tema: float = 0.99


def decode(folder, rows):
    from PIL import Image

    archive = zipfile.ZipFile(os.path.join(folder, "cifar10", "train.zip"))
    image = lambda row: Image.open(io.BytesIO(archive.read(f"{row:05d}.jpg"))).convert("RGB")
    return np.stack([np.asarray(image(row)) for row in rows])


def dawid_skene(labels, rounds=100):
    """labels [n, annotators] -> posterior [n, classes]"""
    q = np.stack([(labels == k).mean(1) for k in range(CLASSES)], 1)
    for _ in range(rounds):
        log = np.tile(np.log(q.mean(0) + 1e-12), (len(labels), 1))
        for said in labels.T:
            errors = np.zeros((CLASSES, CLASSES))
            np.add.at(errors, said, q)
            errors = np.maximum(errors, 1e-10)
            log += np.log((errors / errors.sum(0))[said])
        q = np.exp(log - log.max(1, keepdims=True))
        q /= q.sum(1, keepdims=True)
    return q


def triangle(p):
    return 0.2 + 0.8 * p / 0.23 if p < 0.23 else 1 - 0.93 * (p - 0.23) / 0.77


def gelu(x):
    return F.gelu(x, approximate="tanh")


def reflect(i, size):
    i = i.abs()
    return torch.where(i >= size, 2 * size - 2 - i, i)


def whitening(images):
    patches = images.unfold(2, 2, 1).unfold(3, 2, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, 12).float()
    values, vectors = torch.linalg.eigh((patches.T @ patches / len(patches)).double().cpu())
    filters = (vectors / torch.sqrt(values.clamp(min=0) + 5e-4)).T.reshape(12, 3, 2, 2).float().to(images.device)
    return torch.cat([filters, -filters])


def initial(widths, seed, device):
    draw = torch.Generator().manual_seed(seed)
    uniform = lambda shape, fan: (torch.rand(shape, generator=draw) * 2 - 1) / math.sqrt(fan)
    P, S, into = {"wb": torch.zeros(24)}, {}, 24
    for group, width in enumerate(widths):
        for layer, channels in (("a", into), ("b", width)):
            name = f"{group}{layer}"
            P[name], P[name + "B"] = uniform((width, channels, 3, 3), channels * 9), torch.zeros(width)
            same = min(width, channels)
            P[name][:same] = 0
            P[name][range(same), range(same), 1, 1] = 1
            S[name + "m"], S[name + "v"] = torch.zeros(width), torch.ones(width)
        into = width
    P["head"] = uniform((into, CLASSES), into)
    placed = lambda v: v.to(device).contiguous(memory_format=torch.channels_last) if v.dim() == 4 else v.to(device)
    return {k: placed(v) for k, v in P.items()}, {k: placed(v) for k, v in S.items()}


def forward(P, S, white, ones, x, training):
    x = gelu(F.conv2d(x, white, P["wb"]))
    for group in range(3):
        for layer in "ab":
            name = f"{group}{layer}"
            x = F.conv2d(x, P[name], padding=1)
            if layer == "a":
                x = F.max_pool2d(x, 2)
            x = gelu(F.batch_norm(x, S[name + "m"], S[name + "v"], ones[name], P[name + "B"], training, 0.4, 1e-5))
    return (x.amax((2, 3)).float() @ P["head"]) / 9


class Training:
    def __init__(self, job, data, device):
        self.job, self.data, self.device = job, data, device
        self.fit, self.rows = data["fit"], data["rows"]  # learnt from, and all
        torch.manual_seed(job.seed + 1)
        self.P, self.S = initial(job.widths, job.seed, device)
        self.white = whitening(data["plain"][: min(2000, self.fit)])
        self.ones = {name[:-1]: torch.ones_like(v) for name, v in self.S.items() if name.endswith("m")}
        self.M = {name: torch.zeros_like(v) for name, v in self.P.items()}
        self.weights = [*self.P.values(), *self.S.values()]
        copy = lambda: [v.clone() for v in self.weights]
        self.slow, self.emas, self.asked = copy(), [copy() for _ in job.emas], copy()
        self.flip = torch.randint(0, 2, (self.rows,), device=device)
        self.given = data["targets"][job.labels][: self.fit].clone()
        self.target, self.hard = self.given.clone(), self.given.argmax(1)
        zero = lambda dtype=torch.float32: torch.zeros((), device=device, dtype=dtype)
        self.index = torch.zeros(job.batch, dtype=torch.long, device=device)
        self.parity, self.blend = zero(torch.long), zero() + 1
        self.lr, self.white_lr, self.keep, self.loss = zero(), zero(), zero(), zero()
        self.mean = torch.zeros(self.fit, CLASSES, device=device)
        self.contradicted, self.predictions = torch.zeros(self.fit, device=device), 0
        self.graphs, self.components = {}, None

    def state(self):
        kept = [*self.weights, *self.M.values(), *self.slow, self.mean, self.contradicted, self.loss]
        return kept + [v for ema in self.emas for v in ema]

    def run(self, name, function, *args):
        """The function, as a CUDA graph from the second time on."""
        if self.device == "cpu":
            return function(*args)
        if name not in self.graphs:
            before, stream = [v.clone() for v in self.state()], torch.cuda.Stream()
            stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(stream):
                for _ in range(3):
                    function(*args)
            torch.cuda.current_stream().wait_stream(stream)
            self.graphs[name] = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self.graphs[name]):
                function(*args)
            for v, old in zip(self.state(), before):
                v.copy_(old)
        self.graphs[name].replay()

    def batch(self, side):
        job, index, device = self.job, self.index, self.device
        room, line = SIDE - side + 2 * job.translate + 1, torch.arange(side, device=device)[None]
        dx, dy = (torch.randint(0, room, (job.batch, 1), device=device) - job.translate for _ in "xy")
        mirrored = ((self.flip[index] + self.parity) % 2 == 1)[:, None]
        xs = reflect(torch.where(mirrored, side - 1 - line, line) + dx, SIDE)
        ys = reflect(line + dy, SIDE)
        x = self.data["pixels"][index[:, None, None] * SIDE**2 + ys[:, :, None] * SIDE + xs[:, None, :]]
        if job.cutout:
            left, top = (torch.randint(0, side, (job.batch, 1), device=device) - job.cutout // 2 for _ in "xy")
            within = lambda start: (line >= start) & (line < start + job.cutout)
            x = x * (~(within(top)[:, :, None] & within(left)[:, None, :]))[..., None]
        y = self.target[index]
        if job.mixup:
            x = (self.blend * x + (1 - self.blend) * x.flip(0)).to(self.data["pixels"].dtype)
            y = self.blend * y + (1 - self.blend) * y.flip(0)
        return x.permute(0, 3, 1, 2), y * (1 - job.smooth) + job.smooth / CLASSES

    def step(self, side):
        job, index = self.job, self.index
        x, y = self.batch(side)
        leaves = [v.detach().requires_grad_() for v in self.P.values()]
        with torch.autocast(self.device, dtype=torch.bfloat16, cache_enabled=False):
            logits = forward(dict(zip(self.P, leaves)), self.S, self.white, self.ones, x, True)
        log = F.log_softmax(logits.float(), 1)
        loss = -(y * log).sum(1).mean()
        if job.elr:
            p = log.exp().clamp(1e-4, 1 - 1e-4)
            p = p / p.sum(1, keepdim=True)
            self.mean[index] = 0.7 * self.mean[index] + 0.3 * p.detach()
            agreement = (self.mean[index].detach() * p).sum(1).clamp(max=1 - 1e-4)
            loss = loss + job.elr * torch.log(1 - agreement).mean()
        elif job.cons and job.teacher == "student":
            self.mean[index] = job.beta * self.mean[index] + (1 - job.beta) * log.detach().exp()
            self.contradicted[index] += (logits.detach().argmax(1) != self.hard[index]).float()
        slopes = dict(zip(self.P, torch.autograd.grad(loss, leaves)))
        with torch.no_grad():
            self.update(slopes)
            for kept, ema in zip(job.emas, self.emas):
                torch._foreach_mul_(ema, kept)
                torch._foreach_add_(ema, self.weights, alpha=1 - kept)
            self.loss.mul_(0.98).add_(0.02 * loss.detach())

    def update(self, slopes):
        job, decay = self.job, self.job.wd / self.job.lr
        names = [name for name in self.P if name != "wb"]
        rates = [64.0 if name.endswith("B") else 1.0 for name in names]
        W, M = [self.P[name] for name in names], [self.M[name] for name in names]
        slope = torch._foreach_add([slopes[name] for name in names], torch._foreach_mul(W, [decay / r for r in rates]))
        torch._foreach_mul_(M, job.momentum)
        torch._foreach_add_(M, slope)
        move = torch._foreach_mul(torch._foreach_add(slope, torch._foreach_mul(M, job.momentum)), rates)
        torch._foreach_sub_(W, [v * self.lr for v in move])
        slope = slopes["wb"] + self.P["wb"] * decay
        self.M["wb"].mul_(job.momentum).add_(slope)
        self.P["wb"].sub_((slope + job.momentum * self.M["wb"]) * self.white_lr)

    @torch.no_grad()
    def lookahead(self):
        for slow, w in zip(self.slow, self.weights):
            slow.mul_(self.keep).add_(w * (1 - self.keep))
            w.copy_(slow)

    @torch.no_grad()
    def answer(self):
        n = len(self.P)
        P, S = dict(zip(self.P, self.asked[:n])), dict(zip(self.S, self.asked[n:]))
        with torch.autocast(self.device, dtype=torch.bfloat16, cache_enabled=False):
            self.answers.copy_(forward(P, S, self.white, self.ones, self.questions, False))

    def predict(self, weights, start, end, six_views=False):
        """Logits of rows start … end."""
        for to, v in zip(self.asked, weights):
            to.copy_(v)
        plain, many = self.data["plain"], min(2000, self.fit)
        if not hasattr(self, "questions"):
            shape = (many, 3, SIDE, SIDE)
            self.questions = torch.empty(shape, dtype=plain.dtype, device=self.device)
            self.questions = self.questions.contiguous(memory_format=torch.channels_last)
            self.answers = torch.empty((many, CLASSES), device=self.device)
        out, line = torch.zeros(end - start, CLASSES, device=self.device), torch.arange(SIDE, device=self.device)
        for first in range(start, end, many):
            rows = plain[first : min(end, first + many)]
            full = torch.cat([rows, rows[:1].expand(many - len(rows), -1, -1, -1)]) if len(rows) < many else rows
            for by, weight in ((0, 0.5), (-1, 0.25), (1, 0.25)) if six_views else ((0, 1.0),):
                at = reflect(line + by, SIDE)
                shifted = full[:, :, at][:, :, :, at]
                for mirrored in (False, True) if six_views else (False,):
                    self.questions.copy_(shifted.flip(3) if mirrored else shifted)
                    self.run("answer", self.answer)
                    out[first - start : first - start + len(rows)] += self.answers[: len(rows)] * weight / (2 if six_views else 1)
        return out

    def rarely(self):
        """P(a label is of those that are rarely contradicted): two binomials, by expectation-maximisation."""
        c, n = self.contradicted.double(), max(self.predictions, 1e-9)
        rare, often, share = (torch.tensor(v, device=self.device).double() for v in (0.1, 0.8, 0.8))
        chance = lambda p: c * torch.log(p) + (n - c) * torch.log(1 - p)
        for _ in range(60):
            own = torch.sigmoid(torch.log(share / (1 - share)) + chance(rare) - chance(often))
            share = own.mean().clamp(0.02, 0.98)
            rare = ((own * c).sum() / (own.sum() * n)).clamp(1e-3, 1 - 1e-3)
            often = (((1 - own) * c).sum() / ((1 - own).sum() * n).clamp(min=1e-9)).clamp(1e-3, 1 - 1e-3)
        self.components = [round(float(v), 3) for v in (share, rare, often)]
        return own.float()

    def renew(self, epoch):
        """Before an epoch: running averages, contradictions, and the targets that follow."""
        job = self.job
        if job.teacher != "student":
            if epoch < job.first:
                return
            weights = self.emas[job.emas.index(job.tema)] if job.teacher == "ema" else self.weights
            p = F.softmax(self.predict(weights, 0, self.fit), 1)
            self.mean.copy_(p if self.predictions == 0 else job.beta * self.mean + (1 - job.beta) * p)
            self.contradicted += (p.argmax(1) != self.hard).float()
        self.predictions += 1
        if epoch < job.start * job.epochs:
            return
        guess = self.mean.clamp(min=1e-6) ** job.sharp
        if job.w == "bayes":  # the label is evidence: by how often each class gets it, as in lib/methods/mbem.ts
            q = guess / guess.sum(1, keepdim=True)
            for _ in range(5):
                confusion = torch.zeros(CLASSES, CLASSES, device=self.device).index_add_(0, self.hard, q).T
                confusion = confusion + torch.eye(CLASSES, device=self.device)
                confusion = confusion / confusion.sum(1, keepdim=True)
                q = guess * (confusion[:, self.hard].T if job.labels == "h1" else self.given + 1e-3)
                q = q / q.sum(1, keepdim=True)
            self.target.copy_(q)
            return
        guess = guess / guess.sum(1, keepdim=True)
        if job.w == "fit":
            trust = self.rarely()[:, None]
        elif job.w == "fit.4":
            trust = 0.4 + 0.6 * self.rarely()[:, None]
        else:
            trust = float(job.w)
        self.target.copy_(trust * self.given + (1 - trust) * guess)

    def train(self):
        job, start = self.job, time.time()
        steps = self.fit // job.batch
        total = job.epochs * steps
        most = job.lr * job.batch / (1024 * (1 + 1 / (1 - job.momentum)))
        early = min(round(job.epochs * job.early), job.epochs - 1)
        draws = np.random.default_rng(job.seed)
        for epoch in range(job.epochs):
            if job.cons:
                self.renew(epoch)
            side = job.side if epoch < early else SIDE
            order = torch.randperm(self.fit, device=self.device)
            self.parity.fill_(epoch % 2)
            mixing = job.mixup > 0 and epoch < job.epochs * (1 - job.mixend)
            for i in range(steps):
                done = epoch * steps + i
                rate = triangle(done / total) * most
                self.index.copy_(order[i * job.batch : (i + 1) * job.batch])
                self.lr.fill_(rate)
                self.white_lr.fill_(rate if done / total < 0.3 else 0)
                own = draws.beta(job.mixup, job.mixup) if mixing else 1
                self.blend.fill_(max(own, 1 - own))
                self.run(f"step {side}", self.step, side)
                if job.look and (done + 1) % 5 == 0:
                    self.keep.fill_(0.95**5 * ((done + 1) / total) ** 3)
                    self.run("lookahead", self.lookahead)
        if job.look:
            self.keep.fill_(1)
            self.run("lookahead", self.lookahead)
        return self.outcome(total * job.batch, start)

    def outcome(self, images, start):
        labels, percent = self.data["labels"], lambda right: round(100 * float(right.float().mean()), 2)
        low = self.rows - min(10_000, self.fit)

        def score(weights):
            p, y = self.predict(weights, low, self.rows, True).argmax(1), labels[low:]
            return {"gold": percent(p == y[:, 0]), "h1": percent(p == y[:, 1]), "h123": percent(p[:, None] == y[:, 1:])}

        result = {"last": score(self.weights)}
        result |= {f"ema{kept:g}": score(ema) for kept, ema in zip(self.job.emas, self.emas)}
        p, y = self.predict(self.weights, 0, self.fit).argmax(1), labels[: self.fit]
        wrong = y[:, 0] != y[:, 1]
        result |= {"wrong learnt": percent((p == y[:, 1])[wrong]), "right in training": percent(p == y[:, 0])}
        if self.job.cons:
            result |= {"targets right": percent(self.target.argmax(1) == y[:, 0]), "components": self.components}
        seconds = time.time() - start
        return result | {"seconds": round(seconds, 1), "images/s": int(images / seconds)}


def loaded(folder, file, cpu):
    device = "cpu" if cpu else "cuda"
    images = torch.from_numpy(np.load(file)).to(device)
    fit = 96 if cpu else 40_000
    rows = list(csv.DictReader(open(os.path.join(folder, "cifar10n", "labels.csv"))))
    number = {name: k for k, name in enumerate(sorted({row["clean"] for row in rows}))}
    columns = ("clean", "human1", "human2", "human3")
    table = np.array([[number[row[column]] for column in columns] for row in rows[: len(images)]])
    labels = torch.from_numpy(table).to(device)
    part = images[:fit].float() / 255
    mean, deviation = part.mean((0, 1, 2)), part.reshape(-1, 3).std(0)
    dtype = torch.float32 if cpu else torch.bfloat16
    normal = torch.cat([((some.float() / 255 - mean) / deviation).to(dtype) for some in images.split(10_000)])
    one = lambda j: F.one_hot(labels[:, j], CLASSES).float()
    posterior = torch.from_numpy(dawid_skene(table[:fit, 1:])).float().to(device)
    targets = {"h1": one(1), "gold": one(0), "mean": (one(1) + one(2) + one(3)) / 3, "ds": posterior}
    return {
        **{"fit": fit, "rows": len(images), "labels": labels, "targets": targets},
        **{"pixels": normal.reshape(-1, 3), "plain": normal.permute(0, 3, 1, 2)},
    }


def work(queue, folder, file, cpu, deadline):
    torch.backends.cudnn.benchmark = True
    data = loaded(folder, file, cpu)
    while True:
        try:
            given = queue.get(timeout=1)
        except queues.Empty:
            return
        job = Job(**given)
        if time.time() > deadline - (26 if max(job.widths) > 200 else 14):
            print(json.dumps({"job": given, "skipped": True}), flush=True)
            continue
        try:
            print(json.dumps({"job": given, **Training(job, data, "cpu" if cpu else "cuda").train()}), flush=True)
        except Exception:
            print(json.dumps({"job": given, "failed": traceback.format_exc()}), flush=True)
        if not cpu:
            torch.cuda.empty_cache()


if __name__ == "__main__":
    started = time.time()
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("jobs")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=1e9, help="begin no job that would end later")
    parser.add_argument("--cpu", action="store_true")
    asked = parser.parse_args()
    jobs = json.load(open(asked.jobs))
    unknown = {name for job in jobs for name in job} - {field.name for field in fields(Job)}
    assert not unknown, f"no such fields: {unknown}"
    rows = np.array_split(np.arange(200 if asked.cpu else 50_000), 32)
    with tempfile.TemporaryDirectory() as place:
        file = os.path.join(place, "images.npy")
        with mp.get_context("fork").Pool() as pool:
            np.save(file, np.concatenate(pool.starmap(decode, [(asked.folder, part) for part in rows])))
        context = mp.get_context("spawn")
        queue = context.Queue()
        for job in jobs:
            queue.put(job)
        given = (queue, asked.folder, file, asked.cpu, started + asked.seconds)
        workers = [context.Process(target=work, args=given) for _ in range(asked.processes)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

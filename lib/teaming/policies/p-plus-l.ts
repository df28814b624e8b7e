import { z } from "zod";
import { at } from "#lib/array.ts";
import { randomSource, permutation } from "#lib/random.ts";
import { normalised } from "#lib/teaming/belief.ts";
import {
  calibrated,
  calibration,
  type Evidence,
  fitCalibration,
  type StoredCalibration,
} from "#lib/teaming/calibration.ts";
import {
  confusions,
  type Confusions,
  confusionsFrom,
  type Counts,
  likelihoodOf,
} from "#lib/teaming/confusions.ts";
import { beliefPolicy, leastGold, type Seen } from "#lib/teaming/policies/policy.ts";
import { machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

/** Probabilities times likelihoods: the machine's calibrated word times what each person's answer says. */

const params = z.object({
  /** P(class) where the machine says nothing [K] */
  prior: z.array(z.number().positive()).transform((values) => Float64Array.from(values)),
  machine: calibration,
  people: confusions,
  /** what one answer weighs beside the machine: 1 says that they err independently */
  weight: z.number().positive(),
  /** n people's answers weigh as much as n^exponent independent ones: 1 says that they err independently */
  exponent: z.number().min(0).max(1),
});
type Stored = z.input<typeof params>;
type Params = z.output<typeof params>;

function belief(
  { machine, answers }: Seen,
  { prior, machine: scale, people, weight, exponent }: Params,
): Float64Array {
  const classes = prior.length;
  const logs = new Float64Array(classes);
  if (machine !== null && !Number.isNaN(machine[0])) calibrated(scale, machine, 0, logs);
  else for (let k = 0; k < classes; k++) logs[k] = Math.log(at(prior, k));
  if (answers.length > 0) {
    const each = weight * answers.length ** (exponent - 1);
    for (const { rater, label } of answers)
      for (let k = 0; k < classes; k++) logs[k]! += each * Math.log(likelihoodOf(people, rater, label, k));
  }
  return normalised(logs);
}

/** Items that a fit looks at, at most: more would not move what it finds. */
const [mostItems, mostForScale] = [50_000, 10_000];
/** Rounds of expectation and maximisation between two calibrations, and calibrations. */
const [steps, rounds] = [25, 2];
/** Between two rounds, of any number of the matrix of everybody together: less is no change. */
const leastMove = 1e-4;

function fit(data: TeamData, seed: number): Stored {
  const gold = sample(data, mostItems, seed, (i) => at(data.gold, i) >= 0);
  return gold.length >= leastGold ? fitWithGold(data, gold, seed) : fitWithout(data, seed);
}

function fitWithGold(data: TeamData, items: Int32Array, seed: number): Stored {
  const { classes } = data;
  const q = new Float64Array(items.length * classes);
  items.forEach((i, row) => (q[row * classes + at(data.gold, i)] = 1));
  const people = confusionsFrom(counted(data, items, q), classes);
  const machine = scaled(data, items, q, seed);
  const draft = { prior: shares(data, items, q), machine, people, ...usual };
  return { ...draft, ...bestWeights(data, items, draft) };
}

/** How far from independent errors are, where gold cannot tell: as it was found on CIFAR-10N. */
const usual = { weight: 0.9, exponent: 0.8 };

/**
 * Without gold: expectation–maximisation over the items' classes, the machine as their prior.
 * Source: Kerrigan et al., NeurIPS 2021 (P+L-EM), with several people.
 */
function fitWithout(data: TeamData, seed: number): Stored {
  const { classes } = data;
  const answered = (i: number) => at(data.start, i + 1) > at(data.start, i);
  const items = sample(data, mostItems, seed, answered);
  let stored: Stored = {
    prior: new Array<number>(classes).fill(1 / classes),
    machine: {
      floor: 3e-3,
      weights: new Array<number>(classes).fill(1),
      bias: new Array<number>(classes).fill(0),
    },
    people: confusionsFrom(new Map(), classes),
    ...usual,
  };
  if (items.length === 0) return stored;
  for (let round = 0; round < rounds; round++) {
    const word = machineAlone(data, items, params.parse(stored));
    for (let step = 0, moved = 1; step < steps && moved > leastMove; step++) {
      const before = stored.people.pooled;
      const q = expected(data, items, word, params.parse(stored));
      stored = {
        ...stored,
        prior: shares(data, items, q),
        people: confusionsFrom(counted(data, items, q), classes),
      };
      moved = stored.people.pooled.reduce((most, p, j) => Math.max(most, Math.abs(p - at(before, j))), 0);
    }
    const said = answersAlone(data, items, params.parse(stored).people);
    stored = { ...stored, machine: scaled(data, items, said, seed) };
  }
  return stored;
}

/** At most so many of the items that `wanted` names, drawn by the seed, in their order. */
function sample(data: TeamData, most: number, seed: number, wanted: (i: number) => boolean): Int32Array {
  const all = Int32Array.from({ length: data.n }, (_, i) => i).filter(wanted);
  if (all.length <= most) return all;
  const order = permutation(all.length, randomSource(seed, 13));
  return order
    .subarray(0, most)
    .map((place) => at(all, place))
    .sort();
}

/** log-probabilities of the machine alone; NaN where it says nothing [items × K] */
function machineAlone(data: TeamData, items: Int32Array, { machine }: Params): Float64Array {
  const { classes } = data;
  const word = new Float64Array(items.length * classes).fill(NaN);
  const logs = new Float64Array(classes);
  items.forEach((i, row) => {
    if (machineSpeaks(data, i)) word.set(calibrated(machine, data.machine, i * classes, logs), row * classes);
  });
  return word;
}

/** Classes of the items as the parameters make them [items × K]. */
function expected(data: TeamData, items: Int32Array, word: Float64Array, now: Params): Float64Array {
  const { classes } = data;
  const q = new Float64Array(items.length * classes);
  const answers = logTable(now.people);
  const prior = now.prior.map(Math.log);
  items.forEach((i, row) => {
    const logs = q.subarray(row * classes, (row + 1) * classes);
    logs.set(Number.isNaN(word[row * classes]) ? prior : word.subarray(row * classes, (row + 1) * classes));
    addAnswers(data, i, answers, logs);
    normalised(logs);
  });
  return q;
}

/** Likelihood of an item's answers by its class, up to a factor [items × K]. */
function answersAlone(data: TeamData, items: Int32Array, people: Confusions): Float64Array {
  const { classes } = data;
  const answers = logTable(people);
  const likelihood = new Float64Array(items.length * classes);
  const logs = new Float64Array(classes);
  items.forEach((i, row) => {
    logs.fill(0);
    addAnswers(data, i, answers, logs);
    likelihood.set(normalised(logs), row * classes);
  });
  return likelihood;
}

/** log P(answer | class) by person, [answer × K] each. */
function logTable(people: Confusions): (rater: number) => Float64Array {
  const tables = new Map<number, Float64Array>();
  const { classes } = people;
  return (rater) => {
    const known = tables.get(rater);
    if (known) return known;
    const table = new Float64Array(classes * classes);
    for (let label = 0; label < classes; label++)
      for (let k = 0; k < classes; k++)
        table[label * classes + k] = Math.log(likelihoodOf(people, rater, label, k));
    tables.set(rater, table);
    return table;
  };
}

function addAnswers(
  { start, rater, label, classes }: TeamData,
  i: number,
  table: (rater: number) => Float64Array,
  logs: Float64Array,
): void {
  for (let a = at(start, i); a < at(start, i + 1); a++) {
    const own = table(at(rater, a));
    const from = at(label, a) * classes;
    for (let k = 0; k < classes; k++) logs[k]! += own[from + k]!;
  }
}

/** @param q classes of the items, known or believed [items × K] */
function counted(
  { classes, start, rater, label, weight }: TeamData,
  items: Int32Array,
  q: Float64Array,
): Counts {
  const counts: Counts = new Map();
  items.forEach((i, row) => {
    for (let a = at(start, i); a < at(start, i + 1); a++) {
      const own = counts.get(at(rater, a)) ?? new Float64Array(classes * classes);
      counts.set(at(rater, a), own);
      for (let k = 0; k < classes; k++) own[k * classes + label[a]!]! += weight[i]! * q[row * classes + k]!;
    }
  });
  return counts;
}

/** Share of each class, with one item of each put to them. */
function shares({ classes, weight }: TeamData, items: Int32Array, q: Float64Array): number[] {
  const sums = new Float64Array(classes).fill(1);
  items.forEach((i, row) => {
    for (let k = 0; k < classes; k++) sums[k]! += weight[i]! * q[row * classes + k]!;
  });
  const all = sums.reduce((sum, value) => sum + value, 0);
  return Array.from(sums, (sum) => sum / all);
}

/** @param likelihood of what else is known of the items [items × K] */
function scaled(
  data: TeamData,
  items: Int32Array,
  likelihood: Float64Array,
  seed: number,
): StoredCalibration {
  const { classes } = data;
  const rows = Int32Array.from(items.keys()).filter((row) => machineSpeaks(data, at(items, row)));
  if (rows.length === 0)
    return {
      floor: 3e-3,
      weights: new Array<number>(classes).fill(1),
      bias: new Array<number>(classes).fill(0),
    };
  const order = permutation(rows.length, randomSource(seed, 14)).subarray(0, mostForScale);
  const evidence: Evidence = {
    classes,
    machine: new Float32Array(order.length * classes),
    likelihood: new Float64Array(order.length * classes),
    weight: new Float64Array(order.length),
  };
  order.forEach((place, at_) => {
    const row = at(rows, place);
    const i = at(items, row);
    evidence.machine.set(data.machine.subarray(i * classes, (i + 1) * classes), at_ * classes);
    evidence.likelihood.set(likelihood.subarray(row * classes, (row + 1) * classes), at_ * classes);
    evidence.weight[at_] = at(data.weight, i);
  });
  return fitCalibration(evidence);
}

/** What is tried for `weight` and `exponent`. */
const tried = { weight: inSteps(0.6, 1.2), exponent: inSteps(0.5, 1) };

function inSteps(from: number, to: number): number[] {
  return Array.from({ length: Math.round((to - from) / 0.05) + 1 }, (_, step) => from + 0.05 * step);
}

/**
 * The weight with which single answers, and then the exponent with which several, make the team right most
 * often. By right answers and not by likelihood: the pictures on which everybody errs alike rule the
 * likelihood, and no weight would put those right.
 */
function bestWeights(data: TeamData, items: Int32Array, stored: Stored): Pick<Stored, "weight" | "exponent"> {
  const { classes, start, rater, label, gold } = data;
  const { machine, prior, people } = params.parse(stored);
  const table = logTable(people);
  const looked = items.filter((i) => at(start, i + 1) > at(start, i)).subarray(0, mostForScale);
  const answers = looked.reduce((sum, i) => sum + at(start, i + 1) - at(start, i), 0);
  if (answers < leastGold) return usual;
  const one = {
    weight: new Float64Array(tried.weight.length),
    exponent: new Float64Array(tried.exponent.length),
  };
  const [word, said] = [new Float64Array(classes), new Float64Array(classes)];
  const isRight = (weight: number, i: number) => {
    let top = 0;
    for (let k = 1; k < classes; k++)
      if (word[k]! + weight * said[k]! > word[top]! + weight * said[top]!) top = k;
    return Number(top === gold[i]);
  };
  const eachItem = (visit: (i: number) => void) => {
    for (const i of looked) {
      if (machineSpeaks(data, i)) calibrated(machine, data.machine, i * classes, word);
      else for (let k = 0; k < classes; k++) word[k] = Math.log(at(prior, k));
      visit(i);
    }
  };
  eachItem((i) => {
    for (let a = at(start, i); a < at(start, i + 1); a++) {
      said.set(table(at(rater, a)).subarray(at(label, a) * classes, (at(label, a) + 1) * classes));
      tried.weight.forEach((weight, t) => (one.weight[t]! += isRight(weight, i)));
    }
  });
  const weight = mostRight(tried.weight, one.weight, usual.weight);
  let several = 0;
  eachItem((i) => {
    const n = at(start, i + 1) - at(start, i);
    if (n < 2) return;
    several++;
    said.fill(0);
    addAnswers(data, i, table, said);
    tried.exponent.forEach((exponent, t) => (one.exponent[t]! += isRight(weight * n ** (exponent - 1), i)));
  });
  const exponent =
    several < leastGold ? usual.exponent : mostRight(tried.exponent, one.exponent, usual.exponent);
  return { weight, exponent };
}

/** Where the counts, each with its two neighbours, are largest; of equal ones the nearest to what is usual. */
function mostRight(values: readonly number[], right: Float64Array, usually: number): number {
  let [best, most] = [usually, -1];
  values.forEach((value, t) => {
    const beside = [right[t - 1], right[t], right[t + 1]].filter((count) => count !== undefined);
    const mean = beside.reduce((a, b) => a + b, 0) / beside.length;
    const nearer = mean === most && Math.abs(value - usually) < Math.abs(best - usually);
    if (mean > most || nearer) [best, most] = [value, mean];
  });
  return best;
}

export const pPlusL = beliefPolicy({
  id: "p-plus-l",
  name: "Probabilities × likelihoods",
  assumption:
    "Given an item's class, people and machine err independently of each other, but for what the fitted exponent makes up for.",
  source: "Kerrigan, Smyth & Steyvers, NeurIPS 2021, eq. 3",
  params,
  fit,
  belief,
});

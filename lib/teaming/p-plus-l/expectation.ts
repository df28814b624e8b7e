import { permutation, randomSource } from "#lib/random.ts";
import { normalised } from "#lib/teaming/belief.ts";
import { calibrated } from "#lib/teaming/calibration.ts";
import { type Confusions, type Counts, likelihoodOf } from "#lib/teaming/confusions.ts";
import type { PPlusL } from "#lib/teaming/p-plus-l/params.ts";
import { machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

/*
 * The steps of expectation–maximisation over the classes of some items of a TeamData. Tables have a row
 * for each of those items.
 */

/** At most so many of the items that `wanted` names, drawn by the seed, in their order. */
export function sample(
  data: TeamData,
  most: number,
  seed: number,
  wanted: (i: number) => boolean,
): Int32Array {
  const all = Int32Array.from({ length: data.n }, (_, i) => i).filter(wanted);
  if (all.length <= most) return all;
  const order = permutation(all.length, randomSource(seed, 13));
  return order
    .subarray(0, most)
    .map((place) => all[place] ?? NaN)
    .sort();
}

/** log-probabilities of the machine alone; NaN where it says nothing [items × K] */
export function machineAlone(data: TeamData, items: Int32Array, { machine }: PPlusL): Float64Array {
  const { classes } = data;
  const word = new Float64Array(items.length * classes).fill(NaN);
  const logs = new Float64Array(classes);
  items.forEach((i, row) => {
    if (machineSpeaks(data, i)) word.set(calibrated(machine, data.machine, i * classes, logs), row * classes);
  });
  return word;
}

/** Classes of the items as gold says or the parameters make them [items × K]. */
export function expected(data: TeamData, items: Int32Array, word: Float64Array, now: PPlusL): Float64Array {
  const { classes } = data;
  const q = new Float64Array(items.length * classes);
  const answers = logTable(now.people);
  const prior = now.prior.map(Math.log);
  items.forEach((i, row) => {
    const logs = q.subarray(row * classes, (row + 1) * classes);
    logs.set(Number.isNaN(word[row * classes]) ? prior : word.subarray(row * classes, (row + 1) * classes));
    addAnswers(data, i, answers, logs);
    normalised(logs);
    keepGold(data, i, logs);
  });
  return q;
}

/** An item whose class is known is of that class. */
function keepGold({ gold }: TeamData, i: number, p: Float64Array): void {
  const known = gold[i] ?? -1;
  if (known >= 0) p.fill(0)[known] = 1;
}

/** Likelihood of what is known of an item beside the machine, gold or answers, by its class, up to a factor [items × K]. */
export function answersAlone(data: TeamData, items: Int32Array, people: Confusions): Float64Array {
  const { classes } = data;
  const answers = logTable(people);
  const likelihood = new Float64Array(items.length * classes);
  const logs = new Float64Array(classes);
  items.forEach((i, row) => {
    logs.fill(0);
    addAnswers(data, i, answers, logs);
    keepGold(data, i, normalised(logs));
    likelihood.set(logs, row * classes);
  });
  return likelihood;
}

/** log P(answer | class) by person, [answer × K] each. */
export function logTable(people: Confusions): (rater: number) => Float64Array {
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

export function addAnswers(
  { start, rater, label, classes }: TeamData,
  i: number,
  table: (rater: number) => Float64Array,
  logs: Float64Array,
): void {
  for (let a = start[i] ?? NaN; a < (start[i + 1] ?? NaN); a++) {
    const own = table(rater[a] ?? NaN);
    const from = (label[a] ?? NaN) * classes;
    for (let k = 0; k < classes; k++) logs[k] = (logs[k] ?? NaN) + (own[from + k] ?? NaN);
  }
}

/** @param q classes of the items, known or believed [items × K] */
export function counted(
  { classes, start, rater, label, weight }: TeamData,
  items: Int32Array,
  q: Float64Array,
): Counts {
  const counts: Counts = new Map();
  items.forEach((i, row) => {
    for (let a = start[i] ?? NaN; a < (start[i + 1] ?? NaN); a++) {
      const own = counts.get(rater[a] ?? NaN) ?? new Float64Array(classes * classes);
      counts.set(rater[a] ?? NaN, own);
      for (let k = 0; k < classes; k++)
        own[k * classes + (label[a] ?? NaN)] =
          (own[k * classes + (label[a] ?? NaN)] ?? NaN) + (weight[i] ?? NaN) * (q[row * classes + k] ?? NaN);
    }
  });
  return counts;
}

/** Share of each class, with one item of each put to them. */
export function shares({ classes, weight }: TeamData, items: Int32Array, q: Float64Array): number[] {
  const sums = new Float64Array(classes).fill(1);
  items.forEach((i, row) => {
    for (let k = 0; k < classes; k++)
      sums[k] = (sums[k] ?? NaN) + (weight[i] ?? NaN) * (q[row * classes + k] ?? NaN);
  });
  const all = sums.reduce((sum, value) => sum + value, 0);
  return Array.from(sums, (sum) => sum / all);
}

import { at } from "#lib/array.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { type Evidence, fitCalibration, type StoredCalibration } from "#lib/teaming/calibration.ts";
import { confusionsFrom } from "#lib/teaming/confusions.ts";
import {
  answersAlone,
  counted,
  expected,
  machineAlone,
  sample,
  shares,
} from "#lib/teaming/p-plus-l/expectation.ts";
import { pPlusLParams, type StoredPPlusL } from "#lib/teaming/p-plus-l/params.ts";
import { bestWeights, usual } from "#lib/teaming/p-plus-l/weights.ts";
import { enoughGold } from "#lib/teaming/policies/policy.ts";
import { machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

/** Items that a fit looks at, at most: more would not move what it finds. Fewer of many classes, where each costs more. */
const itemsFor = (classes: number): number => Math.min(50_000, Math.ceil(5e6 / classes));
const mostForScale = 10_000;
/** Rounds of expectation and maximisation between two calibrations, and calibrations. */
const [steps, rounds] = [25, 2];
/** Between two rounds, of any number of the matrix of everybody together: less is no change. */
const leastMove = 1e-4;

export function fitPPlusL(data: TeamData, seed: number): StoredPPlusL {
  const gold = sample(data, itemsFor(data.classes), seed, (i) => at(data.gold, i) >= 0);
  return gold.length >= enoughGold ? fitWithGold(data, gold, seed) : fitByAnswers(data, seed);
}

function fitWithGold(data: TeamData, items: Int32Array, seed: number): StoredPPlusL {
  const { classes } = data;
  const q = new Float64Array(items.length * classes);
  items.forEach((i, row) => (q[row * classes + at(data.gold, i)] = 1));
  const people = confusionsFrom(counted(data, items, q), classes);
  const machine = scaled(data, items, q, seed);
  const draft = { prior: shares(data, items, q), machine, people, ...usual };
  return { ...draft, ...bestWeights(data, items, draft) };
}

/**
 * With little gold or none: expectation–maximisation over the items' classes, the machine as their prior; items with
 * gold keep their class.
 * Source: Kerrigan et al., NeurIPS 2021 (P+L-EM), with several people.
 */
function fitByAnswers(data: TeamData, seed: number): StoredPPlusL {
  const { classes } = data;
  const speaks = (i: number) => at(data.gold, i) >= 0 || at(data.start, i + 1) > at(data.start, i);
  const items = sample(data, itemsFor(classes), seed, speaks);
  let stored: StoredPPlusL = {
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
    const word = machineAlone(data, items, pPlusLParams.parse(stored));
    for (let step = 0, moved = 1; step < steps && moved > leastMove; step++) {
      const before = stored.people.pooled;
      const q = expected(data, items, word, pPlusLParams.parse(stored));
      stored = {
        ...stored,
        prior: shares(data, items, q),
        // how much people differ is asked once a round: it hardly moves, and costs the most
        people: confusionsFrom(
          counted(data, items, q),
          classes,
          step === 0 ? undefined : stored.people.strength,
        ),
      };
      moved = stored.people.pooled.reduce((most, p, j) => Math.max(most, Math.abs(p - at(before, j))), 0);
    }
    const said = answersAlone(data, items, pPlusLParams.parse(stored).people);
    stored = { ...stored, machine: scaled(data, items, said, seed) };
  }
  return stored;
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

import { permutation, randomSource } from "#lib/random.ts";
import { type Evaluated, counted, evaluated } from "#lib/study/data/evaluated.ts";
import { failedMachines } from "#lib/study/failed-machines.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { type EtaSweep, bestPlace, deferredFrom, etaGrid, etaSweep } from "#lib/teaming/eta-sweep.ts";

/** The η that the study fixes for all machines. Source: Liu et al. §5. */
export const studyEta = 0.6;

/** η is chosen among 0, 0.005, … 1. */
const steps = 200;

export type PairTeam = {
  machine: StudyRater;
  partner: StudyRater;
  /** on the items that η is chosen on */
  fit: EtaSweep;
  /** on the others, where accuracies are measured */
  rest: EtaSweep;
  /** place on the grid of η*, which is best on the fitting part */
  best: number;
};

/** Those who answer what the machine defers, under one name: each person on its own, averaged, or one rater. */
export type Role = { name: string; partners: readonly StudyRater[] };

/** Every machine with every partner, on the items that all of them answered. */
export type Teams = {
  joint: Evaluated;
  machines: readonly StudyRater[];
  /** machines without those whose training failed: means and tests are over these */
  sound: readonly StudyRater[];
  failed: readonly StudyRater[];
  /** single humans */
  people: readonly StudyRater[];
  aggregate: StudyRater | undefined;
  grid: Float64Array;
  /** items: those of the fitting part come first in every column */
  n: number;
  fitted: number;
  /** 1 where right, else 0 [n] */
  right: (rater: StudyRater) => Uint8Array;
  /** place of the first η on the grid that defers each item [n] */
  from: (machine: StudyRater) => Uint16Array;
  pair: (machine: StudyRater, partner: StudyRater) => PairTeam;
};

/**
 * Splits the jointly answered items at random into those that η is chosen on and those that accuracies are
 * measured on. Sweeps are made when first asked for and kept.
 * @param settings `fit` is the share of the first part, `seed` names the split
 */
export function teamsOf(
  study: Study,
  { fit, seed }: Pick<StudySettings, "fit" | "seed">,
  tallies: Tallies,
): Teams {
  const joint = evaluated(study);
  const n = joint.items.length;
  const order = permutation(n, randomSource(seed, 5, 1));
  // loops, since from() with a function is many times slower on long columns
  const items = new Int32Array(n);
  for (let at = 0; at < n; at++) items[at] = joint.items[order[at]!]!;
  const fitted = Math.round(fit * n);
  const grid = etaGrid(steps, [studyEta, study.eta]);
  const { gold } = study;
  const right = keptFor(({ answers }) => {
    const column = new Uint8Array(n);
    for (let at = 0; at < n; at++) column[at] = answers[items[at]!]! === gold[items[at]!]! ? 1 : 0;
    return column;
  });
  const from = keptFor((rater) => {
    const column = new Float64Array(n).fill(NaN);
    if (rater.machine) {
      const { confidence } = rater.machine;
      for (let at = 0; at < n; at++) column[at] = confidence[items[at]!]!;
    }
    return deferredFrom(column, grid);
  });
  const pairs = new Map<string, PairTeam>();
  const sweep = (machine: StudyRater, partner: StudyRater, first: number, end: number) =>
    etaSweep(
      grid,
      from(machine).subarray(first, end),
      right(machine).subarray(first, end),
      right(partner).subarray(first, end),
    );
  const machines = joint.raters.filter(({ kind }) => kind === "machine");
  const failed = failedMachines(machines, tallies);
  return {
    joint,
    machines,
    sound: machines.filter((machine) => !failed.includes(machine)),
    failed,
    people: joint.raters.filter(({ kind, source }) => kind === "human" && source !== "aggregate"),
    aggregate: joint.raters.find(({ source }) => source === "aggregate"),
    ...{ grid, n, fitted, right, from },
    pair(machine, partner) {
      const name = `${machine.id}/${partner.id}`;
      const known = pairs.get(name);
      if (known) return known;
      const fit = sweep(machine, partner, 0, fitted);
      const made = { machine, partner, fit, rest: sweep(machine, partner, fitted, n), best: bestPlace(fit) };
      pairs.set(name, made);
      return made;
    },
  };
}

function keptFor<Column>(make: (rater: StudyRater) => Column): (rater: StudyRater) => Column {
  const known = new Map<string, Column>();
  return (rater) => {
    const column = known.get(rater.id) ?? make(rater);
    known.set(rater.id, column);
    return column;
  };
}

/** "the 5,000 items of the measuring part of …" */
export const measuredOn = ({ joint, n, fitted }: Teams): string =>
  `${counted(n - fitted)} items to measure on, after η was chosen on ${counted(fitted)} others, of ${joint.sentence}`;

/** Why there is no team; null where there is one. */
export function noTeam({ machines, people, aggregate, n }: Teams): string | null {
  if (machines.length === 0)
    return "Needs a machine with predictions on items whose gold label is known; start a training.";
  if (people.length === 0 && !aggregate && machines.length < 2)
    return "Nobody else answered at least half of the items that the machine predicted; the watch page shows what the people's answers to deferred items bring.";
  return n === 0 ? "No item with gold was answered by all of the raters compared." : null;
}

import { counted } from "#lib/numbers.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { type Evaluated, evaluated } from "#lib/study/data/evaluated.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Need } from "#lib/study/needs.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { type EtaSweep, bestPlace, deferredFrom, etaGrid, etaSweep } from "#lib/teaming/eta-sweep.ts";

/** The η that the study fixes for all machines. Source: Liu et al. §5. */
export const studyEta = 0.6;

export type TeamSettings = Pick<StudySettings, "fit" | "seed">;

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
export type PartnerRole = { name: string; partners: readonly StudyRater[] };

/** Every machine with every partner, on the items that all of them answered. */
export type Teams = Pick<Evaluated, "people" | "aggregate" | "machines" | "sound" | "failed"> & {
  joint: Evaluated;
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
 * measured on. Sweeps are made when first asked for and remembered.
 * @param settings `fit` is the share of the first part, `seed` names the split
 */
export function teamsOf(study: Study, { fit, seed }: TeamSettings): Teams {
  const joint = evaluated(study);
  const n = joint.items.length;
  const items = permuted(joint.items, permutation(n, randomSource(seed, 5, 1)));
  const fitted = Math.round(fit * n);
  const grid = etaGrid(steps, [studyEta, study.eta]);
  const right = oncePerRater(({ answers }) => rightAmong(items, answers, study.gold));
  const from = oncePerRater((rater) => deferredFrom(confidencesOf(rater, items), grid));
  const pairs = new Map<string, PairTeam>();
  const sweep = (machine: StudyRater, partner: StudyRater, first: number, end: number) =>
    etaSweep(
      grid,
      from(machine).subarray(first, end),
      right(machine).subarray(first, end),
      right(partner).subarray(first, end),
    );
  const { people, aggregate, machines, sound, failed } = joint;
  return {
    joint,
    people,
    aggregate,
    machines,
    sound,
    failed,
    grid,
    n,
    fitted,
    right,
    from,
    pair: (machine, partner) => {
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

// Loops, since from() with a function is many times slower on long columns.

function permuted(items: Int32Array, order: ArrayLike<number>): Int32Array {
  const moved = new Int32Array(items.length);
  for (let at = 0; at < moved.length; at++) moved[at] = items[order[at]!]!;
  return moved;
}

function rightAmong(items: Int32Array, answers: Int16Array, gold: Int16Array): Uint8Array {
  const column = new Uint8Array(items.length);
  let at = 0;
  for (const item of items) column[at++] = answers[item] === gold[item] ? 1 : 0;
  return column;
}

/** NaN for raters without a confidence. */
function confidencesOf({ machine }: StudyRater, items: Int32Array): Float64Array {
  const column = new Float64Array(items.length).fill(NaN);
  if (!machine) return column;
  let at = 0;
  for (const item of items) column[at++] = machine.confidence[item] ?? NaN;
  return column;
}

function oncePerRater<Column>(make: (rater: StudyRater) => Column): (rater: StudyRater) => Column {
  const known = new Map<string, Column>();
  return (rater) => {
    const column = known.get(rater.id) ?? make(rater);
    known.set(rater.id, column);
    return column;
  };
}

/** The partners of a team that are human: people, then their aggregate. */
export const humanPartners = ({ people, aggregate }: Teams): StudyRater[] =>
  aggregate ? [...people, aggregate] : [...people];

/** For Block.items: "measured on 5,000 items, with η chosen on the other 5,000, of …" */
export const measuredOn = ({ joint, n, fitted }: Teams): string =>
  `measured on ${counted(n - fitted)} items, with η chosen on the other ${counted(fitted)}, of ${joint.sentence}`;

/** What is missing for a team; null where there is one. */
export function teamNeed({ machines, people, aggregate, n }: Teams): Need | null {
  if (machines.length === 0) return "machine with gold";
  if (people.length === 0 && !aggregate && machines.length < 2) return "partner";
  return n === 0 ? "common items" : null;
}

/** The same where η is chosen on one part of the items and measured on the other. */
export const splitNeed = (teams: Teams): Need | null =>
  teamNeed(teams) ?? (teams.fitted === 0 || teams.fitted === teams.n ? "more items" : null);

import { likelihoodOf } from "#lib/teaming/confusions.ts";
import type { PPlusL } from "#lib/teaming/p-plus-l/params.ts";
import type { Team } from "#lib/teaming/policies/policy.ts";
import { answersTo, machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

/*
 * Where the machine is misled people are, too, and where one person is, so are others. A belief makes up for
 * that by a weight and an exponent; who reckons with answers that are not there yet has to know it item by item.
 */

/** How people's errors on an item hang together with the machine's and with each other's. */
export type Dependence = {
  /** how often people are right where the machine gives the true class so much, over how often they are in all */
  ease: (likely: number) => number;
  /** with which probability a second person repeats a first one's mistake for the first one's reasons */
  echo: number;
};

/** Parts of the items by how likely the machine holds the true class to be. */
const ends = [0.02, 0.1, 0.3, 0.6, 0.85, 0.97, 1];
/** Answers that speak for no difference. */
const prior = 20;

/** What is taken for granted of mistakes in common before any are seen, and how many mistakes that is worth. */
const usualEcho = { share: 0.15, worth: 20 };

/**
 * @param worldOf belief and parameters for each of data's items, fitted without it
 */
export function dependenceIn(
  data: TeamData,
  worldOf: (i: number) => { team: Team; people: PPlusL["people"] },
): Dependence {
  const right = new Float64Array(ends.length);
  const expected = new Float64Array(ends.length);
  const repeated = { found: usualEcho.share * usualEcho.worth, chance: 0, mistakes: usualEcho.worth };
  const { classes, gold, n } = data;
  for (let i = 0; i < n; i++) {
    const answers = answersTo(data, i);
    if (answers.length === 0 || !machineSpeaks(data, i)) continue;
    const machine = data.machine.subarray(i * classes, (i + 1) * classes);
    const { team, people } = worldOf(i);
    const before = team.belief({ machine, answers: [], eta: 1 });
    const known = gold[i] ?? -1;
    const q = known >= 0 ? null : team.belief({ machine, answers, eta: 1 });
    for (let k = 0; k < classes; k++) {
      const share = q === null ? Number(k === known) : (q[k] ?? NaN);
      if (share < 1e-3) continue;
      const part = partOf(before[k] ?? NaN);
      for (const [a, { rater, label }] of answers.entries()) {
        if (label === k) right[part] = (right[part] ?? NaN) + share;
        expected[part] = (expected[part] ?? NaN) + share * likelihoodOf(people, rater, k, k);
        if (label === k) continue;
        for (const later of answers.slice(a + 1)) {
          repeated.mistakes += share;
          repeated.chance += share * likelihoodOf(people, later.rater, label, k);
          if (later.label === label) repeated.found += share;
        }
      }
    }
  }
  const factors = Array.from(right, (count, part) => (count + prior) / ((expected[part] ?? NaN) + prior));
  const [found, chance] = [repeated.found / repeated.mistakes, repeated.chance / repeated.mistakes];
  return {
    ease: (likely) => factors[partOf(likely)] ?? 1,
    echo: Math.min(0.9, Math.max(0, (found - chance) / (1 - chance))),
  };
}

function partOf(likely: number): number {
  const part = ends.findIndex((end) => likely <= end);
  return part < 0 ? ends.length - 1 : part;
}

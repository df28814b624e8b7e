import type { Random } from "#lib/random.ts";
import { argmax } from "#lib/stats/argmax.ts";
import { likelihoodOf } from "#lib/teaming/confusions.ts";
import type { Dependence } from "#lib/teaming/dependence.ts";
import type { PPlusL } from "#lib/teaming/p-plus-l/params.ts";
import { decide, type Policy, type Team } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";

/*
 * What asking on is expected to bring: answers that are not there yet are drawn from the people as they are
 * known, and the policy is let run on them.
 */

/** An item as it stands. */
export type OpenItem = {
  machine: ArrayLike<number> | null;
  answers: readonly Answer[];
  team: Team;
  /** the team's belief by probabilities times likelihoods, whatever the policy: what classes are drawn by */
  world: Team;
  /** the parameters of that */
  people: PPlusL["people"];
  dependence: Dependence;
};

/** Expected at one η, of all items: what is still to be asked, and how often the team is right then. */
export type Expectation = {
  eta: number;
  /** questions per item, from now on */
  questions: number;
  /** share right */
  accuracy: number;
  /** standard error of the accuracy from looking at a sample of the items */
  error: number;
};

/** One item, asked on: after j more answers, what the queue goes by and whether the team is right; and so if it is kept. */
type Path = { scores: Float64Array; right: Float64Array; kept: number };

/** Somebody of whom nothing is known yet. */
const stranger = -1;

/** How items are asked. */
export type Asking = {
  asks: Policy["asks"];
  /** answers an item, at most */
  most: number;
  /** "now": after the answers that are there; "nothing": with these given first */
  from: "now" | "nothing";
};

/**
 * @param items a random sample of the project's
 * @returns one expectation an η, in the order given
 */
export function forecast(
  items: readonly OpenItem[],
  { asks, ...asking }: Asking,
  etas: readonly number[],
  random: Random,
): Expectation[] {
  const paths = drawnPaths(items, asking, random);
  return etas.map((eta) => expected(paths, asks, eta));
}

/** The same items asked in random order: expected after 0, 1, 2 … answers of every item. */
export function inRandomOrder(
  items: readonly OpenItem[],
  asking: Omit<Asking, "asks">,
  random: Random,
): { questions: number; accuracy: number }[] {
  const paths = drawnPaths(items, asking, random);
  return Array.from({ length: asking.most + 1 }, (_, j) => ({
    questions: j,
    accuracy:
      paths.reduce((sum, { right }) => sum + (right[Math.min(j, right.length - 1)] ?? NaN), 0) / paths.length,
  }));
}

function expected(paths: readonly Path[], asks: Policy["asks"], eta: number): Expectation {
  let [questions, sum] = [0, 0];
  for (const { scores, right, kept } of paths) {
    let asked = 0;
    const last = scores.length - 1;
    if (asks === "together") asked = (scores[0] ?? 1) <= eta ? last : 0;
    else while (asked < last && (scores[asked] ?? 1) <= eta) asked++;
    const stays = asks === "together" && (scores[0] ?? 1) > eta;
    const p = stays ? kept : (right[asked] ?? NaN);
    questions += asked;
    sum += p;
  }
  const n = paths.length;
  const mean = sum / n;
  const items = n / draws;
  // Agresti and Coull's centre: a sample in which all are right is no certainty
  const softened = (mean * items + 2) / (items + 4);
  const error = Math.sqrt((softened * (1 - softened)) / (items + 4));
  return { eta, questions: questions / n, accuracy: mean, error };
}

/** Truths drawn for each item: so many that what is drawn matters less than which items are looked at. */
const draws = 4;

const drawnPaths = (items: readonly OpenItem[], asking: Omit<Asking, "asks">, random: Random): Path[] =>
  Array.from({ length: draws }, () => items.map((item) => pathOf(item, asking, random))).flat();

function pathOf(
  { machine, answers, team, world, people, dependence: { ease, echo } }: OpenItem,
  { most, from }: Omit<Asking, "asks">,
  random: Random,
): Path {
  const now = world.belief({ machine, answers, eta: 1 });
  const truth = drawn(now, random);
  const easy = ease(world.belief({ machine, answers: [], eta: 1 })[truth] ?? 1);
  const given = from === "now" ? [...answers] : [];
  const steps = Math.max(0, most - given.length);
  const scores = new Float64Array(steps + 1);
  const right = new Float64Array(steps + 1);
  /** The answer of somebody who may be misled by what has misled another. */
  function next(before: readonly Answer[]): Answer {
    const wrong = before.find(({ label }) => label !== truth);
    const repeats = wrong !== undefined && random.unit() < echo;
    const label = repeats ? wrong.label : answerOf(people, easy, truth, now.length, random);
    return { rater: stranger, label };
  }
  const isRight = (eta: number) => Number(decide(team, { machine, answers: given, eta }).label === truth);
  const kept = isRight(-1);
  for (let j = 0; j <= steps; j++) {
    if (j > 0) {
      const there = from === "now" ? undefined : answers[j - 1];
      given.push(there ?? next(given));
    }
    scores[j] = team.score({ machine, answers: given, eta: 1 });
    right[j] = isRight(1);
  }
  return { scores, right, kept };
}

function drawn(p: Float64Array, random: Random): number {
  let left = random.unit();
  for (let k = 0; k < p.length; k++) if ((left -= p[k] ?? 0) < 0) return k;
  return argmax(p);
}

function answerOf(
  people: PPlusL["people"],
  ease: number,
  truth: number,
  classes: number,
  random: Random,
): number {
  const usually = likelihoodOf(people, stranger, truth, truth);
  const right = Math.min(0.999, usually * ease);
  let left = random.unit() - right;
  if (left < 0) return truth;
  for (let k = 0; k < classes; k++) {
    if (k === truth) continue;
    left -= (likelihoodOf(people, stranger, k, truth) * (1 - right)) / (1 - usually);
    if (left < 0) return k;
  }
  return truth;
}

/**
 * The expectation where so many questions per item are still asked, between two that were computed.
 * @param curve ascending in η, and so in questions
 * @returns null beyond the last
 */
export function accuracyAfter(curve: readonly Expectation[], questions: number): number | null {
  const after = curve.findIndex((each) => each.questions >= questions);
  const [low, high] = [curve[after - 1], curve[after]];
  if (!high) return null;
  if (!low || high.questions === low.questions) return high.accuracy;
  const part = (questions - low.questions) / (high.questions - low.questions);
  return low.accuracy + part * (high.accuracy - low.accuracy);
}

/**
 * The η at which questions and mistakes together cost least.
 * @param worth questions that one wrong label costs as much as, ≥ 0
 */
export function bestEta(curve: readonly Expectation[], worth: number): Expectation | null {
  let best: Expectation | null = null;
  const cost = ({ questions, accuracy }: Expectation) => questions + worth * (1 - accuracy);
  for (const each of curve) if (best === null || cost(each) < cost(best) - 1e-12) best = each;
  return best;
}

/** Errors are not stretched to less than this of what is believed, even where none was found. */
export const leastFactor = 0.25;

/**
 * Expectations brought into line with how often the team was found to be right: errors stretched by the same
 * factor everywhere.
 * @param believed error of the team as it stands, as the forecast has it; @param found as gold has it
 */
export function corrected(curve: readonly Expectation[], believed: number, found: number): Expectation[] {
  const factor = believed > 0 ? Math.min(4, Math.max(leastFactor, found / believed)) : 1;
  return curve.map((each) => ({
    ...each,
    accuracy: Math.max(0, 1 - factor * (1 - each.accuracy)),
    error: factor * each.error,
  }));
}

import { at } from "#lib/array.ts";
import { permutation, randomSource } from "#lib/random.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { FittedPolicy } from "#lib/teaming/policies/policy.ts";
import { type BudgetPoint, type Replay, replay } from "#lib/teaming/replay.ts";
import { type Answer, itemsOf, type TeamData, TeamDataBuilder } from "#lib/teaming/team-data.ts";

/** A policy asked of known answers: what a section about teams is made of. */

const folds = 2;
export const seed = 1;

/** The people's answers in an order of its own for each item, so that nobody is always the first. */
export function teamDataOf(
  { classes, gold }: Study,
  probabilities: Float32Array,
  people: readonly StudyRater[],
  items: Int32Array,
): TeamData {
  const K = classes.length;
  const builder = new TeamDataBuilder(K);
  items.forEach((item, place) => {
    const answers = people.map((_, nth): Answer => {
      const rater = (place + nth) % people.length;
      return { rater, label: at(at(people, rater).answers, item) };
    });
    builder.push(probabilities.subarray(item * K, (item + 1) * K), at(gold, item), answers);
  });
  return builder.done();
}

/** So many of the items, drawn. */
export const someOf = (items: Int32Array, most: number): Int32Array =>
  permutation(items.length, randomSource(seed, 16))
    .subarray(0, most)
    .map((place) => at(items, place));

export type Belief = Replay["belief"];

/**
 * Beliefs of a policy, each half of the items with what was fitted on the other.
 * @param gold items with gold that a fit may see; the others' answers are there all the same
 */
export function crossFitted({ fit, team }: FittedPolicy, data: TeamData, gold = Infinity): Belief {
  const teams = Array.from({ length: folds }, (_, fold) => {
    const others = Int32Array.from({ length: data.n }, (_, i) => i).filter((i) => i % folds !== fold);
    const half = itemsOf(data, others);
    const seen =
      gold >= half.n ? half : { ...half, gold: half.gold.map((label, i) => (i < gold ? label : -1)) };
    return team(fit(seen, seed), data.classes);
  });
  return (i, seen) => at(teams, i % folds).belief({ ...seen, eta: 1 });
}

/** The team after each share of questions per item; fewer points where nobody is left to ask. */
export function played(
  data: TeamData,
  shares: readonly number[],
  more: Pick<Replay, "most" | "belief" | "score">,
): BudgetPoint[] {
  const { n, classes, gold, start, rater, label } = data;
  const questions = shares.map((share) => Math.round(share * n));
  const { points } = replay(
    {
      n,
      machine: (i) => data.machine.subarray(i * classes, (i + 1) * classes),
      answer(i, nth) {
        const place = at(start, i) + nth;
        return place < at(start, i + 1) ? { rater: at(rater, place), label: at(label, place) } : null;
      },
      gold: (i) => at(gold, i),
      ...more,
    },
    questions,
  );
  return points.filter((point, b) => point.questions === questions[b]);
}

/** The study's rule: one person an item, the machine's least sure items first. */
export const byThreshold = (classes: number): Pick<Replay, "most" | "belief"> => ({
  most: 1,
  belief: (_, { machine: row, answers: [answer] }) =>
    Float64Array.from({ length: classes }, (_, k) =>
      answer ? Number(k === answer.label) : at(row ?? [], k),
    ),
});

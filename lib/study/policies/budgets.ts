import { at } from "#lib/array.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import type { Need } from "#lib/study/needs.ts";
import { projectMachine } from "#lib/study/data/project-machine.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { beliefPolicies } from "#lib/teaming/policies/index.ts";
import type { Seen } from "#lib/teaming/policies/policy.ts";
import { type BudgetPoint, type Replay, replay } from "#lib/teaming/replay.ts";
import { type Answer, itemsOf, type TeamData, TeamDataBuilder } from "#lib/teaming/team-data.ts";

/** Teams of the project's machine and its people at equal numbers of questions, each replayed on answers that are known. */

/** Questions per item that are looked at. */
export const shares: readonly number[] = Array.from({ length: 21 }, (_, step) => step / 20);

/** One way of asking and combining. */
export type Budget = {
  id: string;
  name: string;
  /** at each of `shares`; fewer where nobody is left to ask */
  points: readonly BudgetPoint[];
};

export type Budgets = {
  machine: StudyRater;
  people: readonly StudyRater[];
  /** items measured on, and their gold [n] */
  n: number;
  gold: Int32Array;
  /** right if the machine or any person is */
  oracle: number;
  /** the study's rule, one person an item */
  threshold: Budget;
  /** asked until sure, one a policy */
  policies: readonly Budget[];
  /** the first policy, with the items in random order */
  random: Budget;
};

/** More items would not change what is seen, and would take as much longer. */
const mostItems = 10_000;
const leastItems = 100;
const folds = 2;
const seed = 1;

/** @returns what is missing where there is nothing to replay */
export const budgetsOf = memoise((study: Study): Budgets | Need => {
  const { items: all, people, machines } = evaluated(study);
  const machine = projectMachine(study, machines);
  if (!machine?.machine || people.length === 0) return "person and machine";
  if (all.length < leastItems) return "items for fits";
  const order = permutation(all.length, randomSource(seed, 16)).subarray(0, mostItems);
  const items = order.map((place) => at(all, place));
  const data = dataOf(study, machine.machine.probabilities, people, items);
  return compare(machine, people, data);
});

/** The people's answers in an order of its own for each item, so that nobody is always the first. */
function dataOf(
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

function compare(machine: StudyRater, people: readonly StudyRater[], data: TeamData): Budgets {
  const { n, classes, gold, start, rater, label } = data;
  const rowOf = (i: number) => data.machine.subarray(i * classes, (i + 1) * classes);
  const answerOf = (i: number, nth: number): Answer | null => {
    const place = at(start, i) + nth;
    return place < at(start, i + 1) ? { rater: at(rater, place), label: at(label, place) } : null;
  };
  const base = { n, machine: rowOf, answer: answerOf, gold: (i: number) => at(gold, i) };
  const questions = shares.map((share) => Math.round(share * n));
  const run = (more: Pick<Replay, "most" | "belief" | "score">): BudgetPoint[] =>
    replay({ ...base, ...more }, questions).points.filter((point, b) => point.questions === questions[b]);

  const policies = beliefPolicies.map(({ id, name, fit, team }) => {
    const teams = Array.from({ length: folds }, (_, fold) => {
      const others = Int32Array.from({ length: n }, (_, i) => i).filter((i) => i % folds !== fold);
      return team(fit(itemsOf(data, others), seed), classes).belief;
    });
    const belief = (i: number, seen: Omit<Seen, "eta">) => at(teams, i % folds)({ ...seen, eta: 1 });
    return { id, name, belief };
  });
  const first = at(policies, 0);
  const chance = permutation(n, randomSource(seed, 17));
  let oracle = 0;
  for (let i = 0; i < n; i++) {
    const answers = label.subarray(at(start, i), at(start, i + 1));
    const row = rowOf(i);
    const top = row.indexOf(Math.max(...row));
    oracle += Number(top === gold[i] || answers.includes(at(gold, i)));
  }
  return {
    machine,
    people,
    n,
    gold,
    oracle: oracle / n,
    threshold: {
      id: "threshold",
      name: "Threshold, one person an item",
      points: run({
        most: 1,
        belief: (_, { machine: row, answers: [answer] }) =>
          Float64Array.from({ length: classes }, (_, k) =>
            answer ? Number(k === answer.label) : at(row ?? [], k),
          ),
      }),
    },
    policies: policies.map(({ belief, ...policy }) => ({
      ...policy,
      points: run({ most: people.length, belief }),
    })),
    random: {
      id: "random",
      name: `${first.name}, random order`,
      points: run({
        most: people.length,
        belief: first.belief,
        score: (i, answers) => answers.length + at(chance, i) / n,
      }),
    },
  };
}

import { at } from "#lib/array.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { byThreshold, crossFitted, played, seed, someOf, teamDataOf } from "#lib/study/policies/played.ts";
import { argmax } from "#lib/stats/argmax.ts";
import type { Need } from "#lib/study/needs.ts";
import { projectMachine } from "#lib/study/data/project-machine.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { beliefPolicies } from "#lib/teaming/policies/index.ts";
import type { BudgetPoint } from "#lib/teaming/replay.ts";
import type { TeamData } from "#lib/teaming/team-data.ts";

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
export const leastItems = 100;

/** @returns what is missing where there is nothing to replay */
export const budgetsOf = memoise((study: Study): Budgets | Need => {
  const { items: all, people, machines } = evaluated(study);
  const machine = projectMachine(study, machines);
  if (!machine?.machine || people.length === 0) return "person and machine";
  if (all.length < leastItems) return "items for fits";
  const data = teamDataOf(study, machine.machine.probabilities, people, someOf(all, mostItems));
  return compare(machine, people, data);
});

function compare(machine: StudyRater, people: readonly StudyRater[], data: TeamData): Budgets {
  const { n, classes, gold, start, label } = data;
  const run = (more: Parameters<typeof played>[2]) => played(data, shares, more);
  const policies = beliefPolicies.map((policy) => ({
    id: policy.id,
    name: policy.name,
    belief: crossFitted(policy, data),
  }));
  const first = at(policies, 0);
  const chance = permutation(n, randomSource(seed, 17));
  let oracle = 0;
  for (let i = 0; i < n; i++) {
    const answers = label.subarray(at(start, i), at(start, i + 1));
    const top = argmax(data.machine, i * classes, classes);
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
      points: run(byThreshold(classes)),
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

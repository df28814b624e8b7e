import type { Lines } from "#lib/figures/figure.ts";
import type { Cell } from "#lib/figures/table.ts";
import { counted } from "#lib/numbers.ts";
import { pairedDifference } from "#lib/stats/difference.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { plural, refusal, worded } from "#lib/study/blocks.ts";
import { namesOf } from "#lib/study/data/names.ts";
import { projectMachineRule } from "#lib/study/data/project-machine.ts";
import type { Need } from "#lib/study/needs.ts";
import type { Block } from "#lib/study/section.ts";
import { type Budget, type Budgets, shares } from "#lib/study/policies/budgets.ts";
import { type BudgetFinding, budgetWords } from "#lib/study/policies/words.ts";

/** Where the study's threshold rule usually is at its best: a question for three items in ten. */
export const compared = 0.3;

export const measuredOn = ({ n, machine, people }: Budgets): string =>
  `${counted(n)} items with gold that ${machine.name} and ${plural(people.length, "person").replace("persons", "people")} (${namesOf(people)}) answered`;

/** Share right at a number of questions per item; null where nobody was left to ask. */
export const accuracyAt = ({ n }: Pick<Budgets, "n">, { points }: Budget, share: number): number | null => {
  const point = points[shares.indexOf(share)];
  return point ? point.right / n : null;
};

/** One team against another at the same questions, item by item. */
export function ahead({ n, gold }: Budgets, a: Budget, b: Budget, share: number): Estimate | null {
  const [first, second] = [a, b].map(({ points }) => points[shares.indexOf(share)]);
  if (!first || !second) return null;
  let [onlyFirst, onlySecond] = [0, 0];
  gold.forEach((label, i) => {
    const [x, y] = [first.labels[i] === label, second.labels[i] === label];
    if (x && !y) onlyFirst++;
    if (y && !x) onlySecond++;
  });
  return pairedDifference(onlyFirst, onlySecond, n);
}

/** Team accuracy against questions asked. */
export function budgetBlock(budgets: Budgets | Need): Block {
  const head = {
    id: "budget",
    title: "Accuracy against questions",
    definition: [
      "A question is one answer asked of one person. The item of which the team is least sure is asked next; after each answer its belief is renewed, so that an item answered against the machine comes back by itself, to somebody else. The threshold rule asks one person about each item, the machine's least sure first, and takes that person's answer.",
      "Beliefs are cross-fitted: the items are split in two, and each half is measured with what was fitted, with gold, on the other. People are asked in an order of its own for each item. Differences are paired: at the same questions, on the same items, with a 95 % interval over the items.",
      projectMachineRule,
      "Source: Kerrigan, Smyth & Steyvers, NeurIPS 2021 (machine × likelihood of the answers); the rule that it is compared with: Liu et al. §5.",
    ],
  };
  if (typeof budgets === "string") return refusal(head, budgets);
  const { policies, threshold, random } = budgets;
  const [best] = policies;
  if (!best) return refusal(head, "person and machine");
  const line = (of: Budget) =>
    shares.flatMap((x) => {
      const y = accuracyAt(budgets, of, x);
      return y === null ? [] : [{ x, y }];
    });
  const figure: Lines = {
    kind: "lines",
    x: { name: "questions per item", format: "percent" },
    y: { name: `team accuracy with ${budgets.machine.name}`, format: "percent" },
    diagonal: false,
    series: [
      { name: best.name, tone: "team", points: line(best) },
      { name: random.name, tone: "neutral", dashed: true, points: line(random) },
      { name: threshold.name, tone: "people", points: line(threshold) },
    ],
    marks: [],
  };
  return {
    ...head,
    items: measuredOn(budgets),
    body: {
      kind: "figure",
      figure,
      table: {
        columns: [
          { name: "Questions per item", format: "percent" },
          ...[best, random, threshold].map(({ name }) => ({ name, format: "percent" as const })),
          { name: "Over the threshold rule", format: "points" },
          { name: "Over random order", format: "points" },
        ],
        rows: shares.map((share): Cell[] => [
          share,
          ...[best, random, threshold].map((of) => accuracyAt(budgets, of, share)),
          ahead(budgets, best, threshold, share),
          ahead(budgets, best, random, share),
        ]),
      },
    },
    reading: worded(findingOf(budgets, best), budgetWords),
    failed: [],
  };
}

function findingOf(budgets: Budgets, policy: Budget): BudgetFinding {
  const { machine, people, threshold } = budgets;
  const difference = ahead(budgets, policy, threshold, compared);
  const rule = shares.flatMap((share) => {
    const accuracy = accuracyAt(budgets, threshold, share);
    return accuracy === null ? [] : [{ share, threshold: accuracy }];
  });
  const best = rule.reduce<(typeof rule)[number] | null>(
    (most, point) => (most === null || point.threshold > most.threshold ? point : most),
    null,
  );
  const asGood = shares.find((share) => (accuracyAt(budgets, policy, share) ?? 0) >= (best?.threshold ?? 1));
  return {
    verdict:
      difference === null
        ? null
        : difference.low > 0
          ? "better"
          : difference.high < 0
            ? "worse"
            : "no difference shown",
    numbers: {
      machine: machine.name,
      people: people.length,
      policy: policy.name,
      alone: accuracyAt(budgets, threshold, 0) ?? 0,
      share: compared,
      team: accuracyAt(budgets, policy, compared),
      threshold: accuracyAt(budgets, threshold, compared),
      difference: difference?.value ?? null,
      best: best && { ...best, asGood: asGood ?? null },
    },
  };
}

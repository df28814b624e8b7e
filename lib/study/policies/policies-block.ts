import { beliefPolicies } from "#lib/teaming/policies/index.ts";
import type { Cell, Column } from "#lib/figures/table.ts";
import { refusal } from "#lib/study/blocks.ts";
import type { Need } from "#lib/study/needs.ts";
import { accuracyAt, ahead, compared, measuredOn } from "#lib/study/policies/budget-block.ts";
import type { Budgets } from "#lib/study/policies/budgets.ts";
import type { Block } from "#lib/study/section.ts";

const shown = [0, 0.1, 0.2, 0.3, 0.4, 0.6, 1];

/** All policies side by side at the same questions. */
export function policiesBlock(budgets: Budgets | Need): Block {
  const head = {
    id: "policies",
    title: "Policies at equal questions",
    definition: [
      ...beliefPolicies.map(({ name, assumption }) => `${name}: ${assumption}`),
      "Each policy makes belief of the machine's probabilities and people's answers in its own way; all ask the item of which they are least sure. Fitted and measured as above. The last column compares with the threshold rule at three questions for ten items.",
      "The oracle is right where the machine or any of the people is: what no rule that picks one of their answers can exceed, with every person asked about every item.",
      "Sources: Dawid & Skene 1979; Goh, Tkachenko & Mueller 2022 (CROWDLAB); Kerrigan et al. 2021; Wolpert 1992 (stacking).",
    ],
  };
  if (typeof budgets === "string") return refusal(head, budgets);
  const { policies, threshold, oracle } = budgets;
  const percentColumn = (share: number): Column => ({
    name: share === 0 ? "Nobody asked" : `${Math.round(100 * share)} %`,
    format: "percent",
  });
  return {
    ...head,
    items: measuredOn(budgets),
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Policy", format: "text" },
          ...shown.map(percentColumn),
          { name: `Over threshold at ${Math.round(100 * compared)} %`, format: "points" },
        ],
        rows: [
          ...[...policies, threshold].map((of): Cell[] => [
            of.name,
            ...shown.map((share) => accuracyAt(budgets, of, share)),
            of === threshold ? null : ahead(budgets, of, threshold, compared),
          ]),
          ["Oracle, everybody asked", ...shown.map((share) => (share === 1 ? oracle : null)), null],
        ],
      },
    },
    reading: null,
    failed: [],
  };
}

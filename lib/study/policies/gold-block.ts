import { at } from "#lib/array.ts";
import type { Cell } from "#lib/figures/table.ts";
import { counted } from "#lib/numbers.ts";
import { plural, refusal } from "#lib/study/blocks.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { namesOf } from "#lib/study/data/names.ts";
import { projectMachine } from "#lib/study/data/project-machine.ts";
import type { Study } from "#lib/study/data/study.ts";
import { leastItems } from "#lib/study/policies/budgets.ts";
import { crossFitted, played, someOf, teamDataOf } from "#lib/study/policies/played.ts";
import type { Block } from "#lib/study/section.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";

const mostItems = 4000;
/** Questions per item that are shown. */
const shown = [0.1, 0.3, 0.6, 1];

/** How much a fit loses with less gold. */
const byGold = memoise((study: Study) => {
  const { items: all, people, machines } = evaluated(study);
  const machine = projectMachine(study, machines);
  if (!machine?.machine || people.length === 0) return "person and machine";
  if (all.length < leastItems) return "items for fits";
  const items = someOf(all, mostItems);
  const data = teamDataOf(study, machine.machine.probabilities, people, items);
  const amounts = [0, 50, 200, 500, 1000, Infinity].filter((gold) => gold === Infinity || 2 * gold < data.n);
  const rows = amounts.map((gold) => ({
    gold: Math.min(gold, data.n >> 1),
    points: played(data, shown, { most: people.length, belief: crossFitted(pPlusL, data, gold) }),
  }));
  return { rows, machine, n: data.n, people };
});

export function goldBlock(study: Study): Block {
  const head = {
    id: "gold",
    title: "How much gold a fit needs",
    definition: [
      "The first policy, fitted with so many items with gold. The answers to all the other items are there as well; without gold they are all there is: classes and people's errors are then estimated from each other.",
      "Each half of the items is measured with what was fitted on the other, so that a fit never has gold for more than half of them.",
    ],
  };
  const found = byGold(study);
  if (typeof found === "string") return refusal(head, found);
  const { rows, machine, n, people } = found;
  return {
    ...head,
    items: `${counted(n)} items with gold, ${machine.name} and ${plural(people.length, "person").replace("persons", "people")} (${namesOf(people)})`,
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Items with gold", format: "count" },
          ...shown.map((share) => ({
            name: `${Math.round(100 * share)} % asked`,
            format: "percent" as const,
          })),
        ],
        rows: rows.map(({ gold, points }): Cell[] => [
          gold,
          ...shown.map((_, b) => (points[b] === undefined ? null : at(points, b).right / n)),
        ]),
      },
    },
    reading: null,
    failed: [],
  };
}

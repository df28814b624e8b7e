import type { Cell } from "#lib/figures/table.ts";
import { counted } from "#lib/numbers.ts";
import { plural, refusal } from "#lib/study/blocks.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { namesOf } from "#lib/study/data/names.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Need } from "#lib/study/needs.ts";
import { leastItems } from "#lib/study/policies/budgets.ts";
import { byThreshold, crossFitted, played, someOf, teamDataOf } from "#lib/study/policies/played.ts";
import type { Block } from "#lib/study/section.ts";
import { beliefPolicies } from "#lib/teaming/policies/index.ts";

/** Fewer than where one machine is looked at closely: this is computed for every machine. */
const mostItems = 2000;
/** Questions per item at which machines are compared. */
const compared = 0.3;

type Row = { machine: StudyRater; alone: number; threshold: number | null; policies: (number | null)[] };

const table = memoise((study: Study): { rows: Row[]; n: number; people: readonly StudyRater[] } | Need => {
  const { items: all, people, machines } = evaluated(study);
  if (machines.length === 0 || people.length === 0) return "person and machine";
  if (all.length < leastItems) return "items for fits";
  const items = someOf(all, mostItems);
  const rows = machines.flatMap((machine): Row[] => {
    if (!machine.machine) return [];
    const data = teamDataOf(study, machine.machine.probabilities, people, items);
    const share = (right: number | undefined) => (right === undefined ? null : right / data.n);
    const [alone, threshold] = played(data, [0, compared], byThreshold(data.classes));
    return [
      {
        machine,
        alone: (alone?.right ?? 0) / data.n,
        threshold: share(threshold?.right),
        policies: beliefPolicies.map((policy) => {
          const team = { most: people.length, belief: crossFitted(policy, data) };
          return share(played(data, [compared], team)[0]?.right);
        }),
      },
    ];
  });
  return { rows, n: items.length, people };
});

/** Every machine with every policy, at the same questions. */
export function machinesBlock(study: Study): Block {
  const head = {
    id: "machines-and-policies",
    title: "Every machine with every policy",
    definition: [
      `Share right at ${compared} questions per item: machine and people combined by each policy, asked until sure and cross-fitted, beside the threshold rule at as many questions. Machines whose probabilities say more of where they err make better teams than machines that are right a little more often.`,
      "Computed on a random part of the items, so that numbers differ from those above by a point or so.",
    ],
  };
  const found = table(study);
  if (typeof found === "string") return refusal(head, found);
  const { rows, n, people } = found;
  return {
    ...head,
    items: `${counted(n)} items with gold that every machine and ${plural(people.length, "person").replace("persons", "people")} (${namesOf(people)}) answered`,
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Machine", format: "text" },
          { name: "Alone", format: "percent" },
          { name: "Threshold", format: "percent" },
          ...beliefPolicies.map(({ name }) => ({ name, format: "percent" as const })),
        ],
        rows: rows.map(({ machine, alone, threshold, policies }): Cell[] => [
          machine.name,
          alone,
          threshold,
          ...policies,
        ]),
      },
    },
    reading: null,
    failed: [],
  };
}

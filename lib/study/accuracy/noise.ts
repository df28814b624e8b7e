import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { type Shares, rest, rightOn } from "#lib/study/accuracy/shares.ts";
import type { ItemFilter } from "#lib/items/filter.ts";
import { refusal } from "#lib/study/blocks.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { answeredBy, answeredByAll, leads, said, withGold } from "#lib/study/data/items.ts";
import { type Study, humansOf, machinesOf } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import type { Block } from "#lib/study/section.ts";

/** The label noise that machines met when they learnt from a source. */
export function noiseBlock(study: Study, shares: Shares, tallies: Tallies): Block {
  const head = {
    id: "noise",
    title: "Label noise of each source",
    definition: [
      "The share of a source's labels that differ from gold: 1 − accuracy. “Training items” are those that no machine predicted. With a fixed split these are the items that machines were trained on, so this is the noise they met; with cross-fitting every item is predicted once and none are left.",
      "“Machines” counts the machines trained on this source.",
      "Source: the noise rates of Liu et al. and of Wei et al. 2022 (CIFAR-10N), printed as 17.23, 18.12 and 17.64 % for the three columns of CIFAR-10N and 9.03 % for the aggregate (9.01 % by our count).",
    ],
  };
  const joint = evaluated(study);
  const machines = machinesOf(study);
  const unpredicted: number[] = [];
  for (const [item, label] of study.gold.entries())
    if (label >= 0 && machines.every(({ answers }) => answers[item] === -1)) unpredicted.push(item);
  const unseen = { ...withGold, ...answeredBy(machines, 0, 0) };
  const common = { ...withGold, ...answeredByAll(joint.raters) };
  const rows = humansOf(study).flatMap((rater): (Cell | Led)[][] => {
    const own = tallies.own(rater);
    if (own.n === 0) return [];
    const learnt = machines.length === 0 ? [] : unpredicted.filter((item) => rater.answers[item] !== -1);
    const [any, wrong] = [{ said: [said(rater, "any")] }, { said: [said(rater, "wrong")] }];
    const noiseOn = (items: ArrayLike<number>, filter: Partial<ItemFilter>): Led => {
      const [n, right] = [items.length, rightOn(study, items, rater)];
      return { cell: rest(shares(right, n)), leads: leads({ ...filter, ...wrong }, n - right, n) };
    };
    return [
      [
        rater.name,
        {
          cell: rest(shares(own.right, own.n)),
          leads: leads({ ...withGold, ...wrong }, own.n - own.right, own.n),
        },
        { cell: own.n, leads: leads({ ...withGold, ...any }, own.n) },
        noiseOn(learnt, unseen),
        { cell: learnt.length || null, leads: leads({ ...unseen, ...any }, learnt.length) },
        joint.raters.includes(rater) ? noiseOn(joint.items, common) : null,
        machines.filter(({ machine }) => machine?.labels === rater.name).length,
      ],
    ];
  });
  if (rows.length === 0) return refusal(head, "people with gold");
  return {
    ...head,
    items: "each source's own items with gold",
    body: {
      kind: "table",
      table: ledTable(
        [
          { name: "Source", format: "text" },
          { name: "Noise", format: "percent" },
          { name: "Items", format: "count" },
          { name: "On training items", format: "percent" },
          { name: "Training items", format: "count" },
          { name: "On evaluated items", format: "percent" },
          { name: "Machines", format: "count" },
        ],
        rows,
      ),
    },
    reading: null,
    failed: [],
  };
}

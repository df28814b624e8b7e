import type { Cell } from "#lib/figures/table.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { type RaterPair, pairsOf } from "#lib/study/data/pairs.ts";
import { type Study, type StudyRater, machinesOf } from "#lib/study/data/study.ts";
import { type MatchingMeans, meanDefinition } from "#lib/study/matching/means.ts";
import { type GroupsFinding, comparisonOf, groupsWords } from "#lib/study/matching/words.ts";
import type { Block } from "#lib/study/section.ts";

const dimensions = [
  { key: "labels", name: "labels learnt from" },
  { key: "backbone", name: "backbone" },
  { key: "group", name: "kind of training" },
] as const;

/** Do machines that have something in common match each other more? */
export function groupsBlock(study: Study, means: MatchingMeans): Block {
  const head = {
    id: "groups",
    title: "Machines by labels, backbone and kind of training",
    definition: [
      "Mean matching of two machines that share the labels, the backbone or the kind of training, and of two that do not. A group is listed where it has at least two machines. If what two machines learnt from decided how alike they are, pairs within groups would match clearly more than pairs between.",
      meanDefinition,
      "Machines may differ in all three at once, so a difference in one need not be its effect.",
      "Source: Liu et al. Fig. 6; the kinds of training are those of its appendix B.4.",
    ],
  };
  const machines = machinesOf(study);
  if (machines.length < 3) return refusal(head, "three machines");
  const pairs = pairsOf(study, "machine–machine");
  const rows: Cell[][] = [];
  const by: GroupsFinding["numbers"]["by"][number][] = [];
  for (const { key, name } of dimensions) {
    const valueOf = ({ machine }: StudyRater) => machine?.[key] ?? "";
    const values = [...new Set(machines.map(valueOf))];
    if (values.length < 2) continue;
    const alike = ([a, b]: RaterPair) => valueOf(a) === valueOf(b);
    const add = (group: string, chosen: (pair: RaterPair) => boolean) => {
      const found = means.of(pairs.filter(chosen));
      if (found) rows.push([name, group, found.mean, found.pairs]);
      return found?.mean;
    };
    for (const value of values) add(`both ${value}`, (pair) => alike(pair) && valueOf(pair[0]) === value);
    const within = add("all of the same", alike);
    const between = add("all of different ones", (pair) => !alike(pair));
    if (within && between)
      by.push({ name, within: within.value, between: between.value, how: comparisonOf(within, between) });
  }
  if (rows.length === 0) return refusal(head, "groups");
  const alike = dimensions.flatMap(({ key, name }) =>
    new Set(machines.map(({ machine }) => machine?.[key])).size === 1 ? [name] : [],
  );
  return {
    ...head,
    items: means.items,
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "By", format: "text" },
          { name: "Two machines", format: "text" },
          { name: "Mean matching", format: "percent" },
          { name: "Pairs", format: "count" },
        ],
        rows,
      },
    },
    reading: worded({ verdict: null, numbers: { by, alike } }, groupsWords),
    failed: [],
  };
}

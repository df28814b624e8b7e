import { formatCell } from "#lib/figures/format.ts";
import { type MatchingMeans, estimateOf, meanDefinition } from "#lib/study/matching/means.ts";
import type { Cell } from "#lib/figures/table.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import { type Study, type StudyRater, machinesOf } from "#lib/study/data/study.ts";
import { type RaterPair, pairsOf } from "#lib/study/data/wrong-answers.ts";

const percent = (share: number): string => formatCell(share, "percent");

const dimensions = [
  { key: "labels", name: "labels learnt from" },
  { key: "backbone", name: "backbone" },
  { key: "group", name: "kind of training" },
] as const;

/** Block of the section on matching: do machines that have something in common match each other more? */
export function byGroup(study: Study, means: MatchingMeans): Block {
  const head = {
    id: "groups",
    title: "Machines by labels, backbone and kind of training",
    definition: [
      "Mean matching of two machines that have the labels, the backbone or the kind of training in common, and of two that do not. A group stands alone where it has at least two machines. If what two machines learnt from decided how alike they are, pairs within groups would match clearly more than pairs between.",
      meanDefinition,
      "Machines differ in all three at once, so a difference in one need not be its doing.",
      "Source: Liu et al. Fig. 6; the kinds of training are those of its appendix B.4.",
    ],
  };
  const machines = machinesOf(study);
  if (machines.length < 3) return refusal(head, "Needs at least three machines.");
  const pairs = pairsOf(study, "machine–machine");
  const rows: Cell[][] = [];
  const sentences: string[] = [];
  for (const { key, name } of dimensions) {
    const valueOf = ({ machine }: StudyRater) => machine?.[key] ?? "";
    const values = [...new Set(machines.map(valueOf))];
    if (values.length < 2) continue;
    const within = ([a, b]: RaterPair) => valueOf(a) === valueOf(b);
    const add = (group: string, chosen: readonly RaterPair[]) => {
      const mean = means(chosen);
      if (mean) rows.push([name, group, estimateOf(mean), mean.pairs]);
      return mean;
    };
    for (const value of values)
      add(
        `both ${value}`,
        pairs.filter((pair) => within(pair) && valueOf(pair[0]) === value),
      );
    const same = add("all of the same", pairs.filter(within));
    const other = add(
      "all of different ones",
      pairs.filter((pair) => !within(pair)),
    );
    if (same && other)
      sentences.push(
        `By ${name}: ${percent(same.value)} within groups, ${percent(other.value)} between${same.low > other.high || same.high < other.low ? "" : ", intervals overlap"}.`,
      );
  }
  if (rows.length === 0)
    return refusal(
      head,
      "All machines have the same labels, backbone and kind of training, so there are no groups to compare.",
    );
  const alike = dimensions.filter(
    ({ key }) => new Set(machines.map(({ machine }) => machine?.[key])).size === 1,
  );
  if (alike.length > 0)
    sentences.push(`All machines have the same ${alike.map(({ name }) => name).join(" and ")}.`);
  return {
    ...head,
    items: "the items with gold that both of a pair answered",
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
    reading: sentences.join(" "),
  };
}

import type { Intervals } from "#lib/figures/figure.ts";
import type { Table } from "#lib/figures/table.ts";
import { median } from "#lib/stats/median.ts";
import { meanRank, type Placed } from "#lib/study/times/timed.ts";

/** Answers of one kind, by its name. */
export type Group = { name: string; answers: readonly Placed[] };

/** Mean rank and median of each group: a row each, empty ones left out. */
export function drawnGroups(groups: readonly Group[]): { figure: Intervals; table: Table } {
  const known = groups.flatMap(({ name, answers }) => {
    const rank = meanRank(answers);
    return rank ? [{ name, rank, n: answers.length, typical: median(answers.map(({ ms }) => ms)) }] : [];
  });
  return {
    figure: {
      kind: "intervals",
      x: { name: "rank of the time", format: "percent" },
      rows: known.map(({ name, rank }) => ({ name, tone: "people", estimate: rank })),
    },
    table: {
      columns: [
        { name: "Answers", format: "text" },
        { name: "Number", format: "count" },
        { name: "Mean rank of the time", format: "percent" },
        { name: "Median time", format: "ms" },
      ],
      rows: known.map(({ name, n, rank, typical }) => [name, n, rank, typical]),
    },
  };
}

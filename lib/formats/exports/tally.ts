import type { ExportedItem } from "#lib/formats/exports/dataset.ts";

/** What went through an export, counted on the way. */
export type Tally = {
  items: number;
  /** by split; "" is none */
  splits: Record<string, number>;
  withGold: number;
  /** items by the team's label, in the order of the classes, and those without one */
  labels: Record<string, number>;
  unlabelled: number;
  /** whose word the team's labels are */
  sources: Record<string, number>;
  /** answers that were given, and those that stand */
  answers: number;
  current: number;
  /** raters by what they are */
  raters: Record<string, number>;
  reviewed: number;
};

/** Pages as they are, and what is in them counted while they are gone through. */
export function tallied(
  pages: Iterable<readonly ExportedItem[]>,
  classes: readonly string[],
): { pages: Iterable<readonly ExportedItem[]>; tally: Tally } {
  const tally: Tally = {
    ...{ items: 0, withGold: 0, unlabelled: 0, answers: 0, current: 0, reviewed: 0 },
    splits: {},
    labels: Object.fromEntries(classes.map((name) => [name, 0])),
    sources: {},
    raters: {},
  };
  const seen = new Set<string>();
  const add = (counts: Record<string, number>, key: string) => (counts[key] = (counts[key] ?? 0) + 1);
  function count(item: ExportedItem): void {
    tally.items++;
    add(tally.splits, item.split ?? "");
    if (item.gold !== null) tally.withGold++;
    if (item.review !== null) tally.reviewed++;
    if (item.team.label === null) tally.unlabelled++;
    else add(tally.labels, item.team.label);
    add(tally.sources, item.team.source);
    tally.answers += item.judgments.length;
    for (const { rater, raterSource, current } of item.judgments) {
      if (current) tally.current++;
      const who = `${raterSource} ${rater}`;
      if (seen.has(who)) continue;
      seen.add(who);
      add(tally.raters, raterSource);
    }
  }
  return {
    tally,
    pages: (function* () {
      for (const page of pages) {
        page.forEach(count);
        yield page;
      }
    })(),
  };
}

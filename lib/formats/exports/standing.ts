import type { ExportedItem, ExportedJudgment } from "#lib/formats/exports/dataset.ts";

/** The labels of people and columns for an item that stand: what crowds are judged by. */
export const standing = (item: ExportedItem): ExportedJudgment[] =>
  item.judgments.filter(
    ({ current, label, raterSource }) =>
      current && label !== null && (raterSource === "person" || raterSource === "column"),
  );

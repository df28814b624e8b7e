import type { Cell, Column } from "#lib/figures/table.ts";
import type { Tone } from "#lib/figures/figure.ts";
import type { StudyRater } from "#lib/study/data/study.ts";

/** What tables and figures say of a rater. */

export const toneOf = ({ kind }: StudyRater): Tone => (kind === "human" ? "people" : "machine");

export const machineColumns: readonly Column[] = [
  { name: "Method", format: "text" },
  { name: "Backbone", format: "text" },
  { name: "Labels", format: "text" },
  { name: "Group", format: "text" },
];
/** The cells of `machineColumns`; empty for humans. */
export const machineCells = ({ machine }: StudyRater): Cell[] =>
  machine ? [machine.method, machine.backbone, machine.labels, machine.group] : [null, null, null, null];

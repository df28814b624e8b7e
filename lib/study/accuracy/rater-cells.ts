import type { Cell, Column } from "#lib/figures/table.ts";
import type { StudyRater } from "#lib/study/data/study.ts";

/** What tables say of a machine. */
export const machineColumns: readonly Column[] = [
  { name: "Method", format: "text" },
  { name: "Backbone", format: "text" },
  { name: "Labels", format: "text" },
  { name: "Group", format: "text" },
];
/** The cells of `machineColumns`; empty for humans. */
export const machineCells = ({ machine }: StudyRater): Cell[] =>
  machine ? [machine.method, machine.backbone, machine.labels, machine.group] : [null, null, null, null];

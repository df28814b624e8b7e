import type { Figure } from "#lib/figures/figure.ts";
import type { Table } from "#lib/figures/table.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";

/**
 * A part of the study: computed once as blocks of plain data, which the pages, the printed report
 * and the CSV files all show. Blocks hold no functions, so that a server may send them to a browser.
 * A new part is one file in lib/study/sections and one line in lib/study/index.ts.
 */

export type Block = {
  /** unique in its section; names the CSV file */
  id: string;
  title: string;
  /** what it means and where it comes from, one string a paragraph; one click away */
  definition: readonly string[];
  /** the items it stands on: "10,000 items with gold that all 17 raters answered" */
  items: string;
  body:
    | { kind: "table"; table: Table }
    | { kind: "figure"; figure: Figure; /** every number of the figure */ table: Table }
    | { kind: "pictures"; groups: readonly { title: string; itemIds: readonly number[] }[] }
    /** why it cannot be computed here, one sentence */
    | { kind: "refusal"; sentence: string };
  /** what the numbers show, in a sentence or two computed from them; "" for nothing to add */
  reading: string;
};

export type Section = {
  /** part of the address */
  id: string;
  title: string;
  /** one sentence under the title */
  lead: string;
  compute(study: Study, settings: StudySettings, tallies: Tallies): Block[];
};

export const refusal = (block: Pick<Block, "id" | "title" | "definition">, sentence: string): Block => ({
  ...block,
  items: "",
  reading: "",
  body: { kind: "refusal", sentence },
});

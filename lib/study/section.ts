import type { Figure } from "#lib/figures/figure.ts";
import type { Leads } from "#lib/items/leads.ts";
import type { Table } from "#lib/figures/table.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import type { Need } from "#lib/study/needs.ts";

/**
 * A part of the study: computed once as blocks of plain data, which the pages, the printed report
 * and the CSV files all show. Blocks hold no functions, so that a server may send them to a browser.
 * A new part is a folder in lib/study with a section.ts, and one line in lib/study/index.ts.
 */

/** What a block's numbers show, as data: a verdict in the block's own terms and the numbers behind it. */
export type Finding<Verdict = unknown, Numbers = Readonly<Record<string, unknown>>> = {
  verdict: Verdict;
  numbers: Numbers;
};

/** A finding with its wording, which the section's words.ts gives it. */
export type Reading = Finding & { text: string };

/** Some pictures of a group. */
export type PictureGroup = {
  title: string;
  itemIds: readonly number[];
  /** all of them; null where no address says which */
  leads: Leads | null;
};

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
    | { kind: "pictures"; groups: readonly PictureGroup[] }
    /** why it cannot be computed here */
    | { kind: "refusal"; need: Need; sentence: string };
  /** null where the numbers speak for themselves */
  reading: Reading | null;
  /** machines that are left out of what is said of machines as a group, by name; see data/failed.ts */
  failed: readonly string[];
};

export type Head = Pick<Block, "id" | "title" | "definition">;

type Setting = keyof StudySettings;

export type Section<Reads extends Setting = Setting> = {
  /** part of the address */
  id: string;
  title: string;
  /** one sentence under the title */
  lead: string;
  /** whether people are one rater to it where each has answered few items (data/pooled.ts) */
  pools?: boolean;
  /** the settings that change what it shows: pages offer these, and `compute` is given no others */
  settings: readonly Reads[];
  compute: (study: Study, settings: Pick<StudySettings, Reads>, tallies: Tallies) => Block[];
};

/** A section whose `compute` sees the settings it declares and no others, by type. */
export const defineSection = <const Reads extends Setting>(section: Section<Reads>): Section<Reads> =>
  section;

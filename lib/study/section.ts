import type { Study } from "#lib/study/study.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Tallies } from "#lib/study/tallies.ts";

/**
 * A part of the study: computed once as blocks of plain data, which the pages, the printed report
 * and the CSV files all show. Blocks hold no functions, so that a server may send them to a browser.
 * A new part is one file in lib/study/sections and one line in lib/study/index.ts.
 */

/** A number with its 95 % interval. */
export type Estimate = { value: number; low: number; high: number };
export type Cell = string | number | null | Estimate;

/**
 * How a column's numbers are written: percent (0.853 → 85.3 %), points (0.012 → +1.2, percentage
 * points with sign), number (four significant digits), count (10,000), p (9.2e-26), text.
 */
export type Format = "text" | "percent" | "points" | "number" | "count" | "p" | "ms";
export type Column = {
  name: string;
  format: Format;
  /** said in a popover at the head */ definition?: readonly string[];
};
export type Table = { columns: readonly Column[]; rows: readonly (readonly Cell[])[] };

/** Whose colour a mark has: people, machines and teams look the same on every page. */
export type Tone = "people" | "machine" | "team" | "neutral";

/** Shaded cells in a grid; several panels share one scale. */
export type HeatMap = {
  kind: "heat-map";
  /** the axes' names: "gold", "answer of the row rater" */
  row: string;
  column: string;
  format: Format;
  /** sequential from 0 (or `domain[0]`); diverging around 0 for differences */
  scale: "sequential" | "diverging";
  panels: readonly {
    title: string;
    rows: readonly string[];
    columns: readonly string[];
    /** [rows × columns]; null where undefined */
    values: readonly (number | null)[];
    /** search part of the address that shows a cell's pictures, one a cell ("?a=…&b=…"); absent: no link */
    links?: readonly (string | null)[];
  }[];
};

/** Mean lines in a band from least to most, one panel each: accuracy by difficulty. */
export type Bands = {
  kind: "bands";
  y: { name: string; format: Format };
  panels: readonly {
    title: string;
    x: { name: string; format: Format };
    series: readonly {
      name: string;
      tone: Tone;
      points: readonly { x: number; mean: number; low: number; high: number; n: number }[];
      /** fitted line over the same x; null where it cannot be fitted */
      line: { slope: number; offset: number } | null;
    }[];
  }[];
};

/** Lines over one axis: η sweeps, learning curves, reliability. */
export type Lines = {
  kind: "lines";
  x: { name: string; format: Format };
  y: { name: string; format: Format };
  /** draw y = x behind the lines */
  diagonal: boolean;
  series: readonly {
    name: string;
    tone: Tone;
    points: readonly { x: number; y: number }[];
    dashed?: boolean;
  }[];
  /** upright lines with a name, such as the η in force */
  marks: readonly { x: number; name: string }[];
};

/** Dots with intervals on one scale, a row each. */
export type Intervals = {
  kind: "intervals";
  x: { name: string; format: Format };
  rows: readonly { name: string; tone: Tone; estimate: Estimate }[];
};

export type Figure = HeatMap | Bands | Lines | Intervals;

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

import type { Leads } from "#lib/items/leads.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import type { Format } from "#lib/figures/table.ts";

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
    /** the items of each cell; absent: none */
    leads?: readonly (Leads | null)[];
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
      points: readonly {
        x: number;
        mean: number;
        low: number;
        high: number;
        n: number;
        leads?: Leads | null;
      }[];
      /** fitted line over the same x; null where it cannot be fitted */
      line: { slope: number; intercept: number } | null;
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
    points: readonly { x: number; y: number; leads?: Leads | null }[];
    dashed?: boolean;
  }[];
  /** upright lines with a name, such as the η in force */
  marks: readonly { x: number; name: string }[];
};

/** Dots with intervals on one scale, a row each. */
export type Intervals = {
  kind: "intervals";
  x: { name: string; format: Format };
  rows: readonly { name: string; tone: Tone; estimate: Estimate; leads?: Leads | null }[];
};

export type Figure = HeatMap | Bands | Lines | Intervals;

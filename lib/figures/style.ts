import type * as Plot from "@observablehq/plot";
import { formatTick } from "#lib/figures/format.ts";
import { type Leads, leadsHref } from "#lib/items/leads.ts";
import type { Format } from "#lib/figures/table.ts";
import type { Tone } from "#lib/figures/figure.ts";

/** Colour of a tone, as a CSS variable of app/globals.css. */
export const toneColour: Record<Tone, string> = {
  people: "var(--people)",
  machine: "var(--machine)",
  team: "var(--accent)",
  neutral: "var(--oracle)",
};

/** Width of a text in the pages' font, pixels: Inter's average advance is 0.56 of its size. */
export const textWidth = (text: string, size: number): number => text.length * size * 0.56;

/** A name cut to a width, with an ellipsis; the whole name stands in the numbers beneath a figure. */
export function cutTo(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  return `${text.slice(0, Math.max(1, Math.floor(width / (size * 0.56)) - 1)).trimEnd()}…`;
}

/** Where a mark leads; undefined, as Plot has it, for nowhere. */
export const hrefOf = (leads: Leads | null | undefined): string | undefined =>
  leads ? leadsHref(leads) : undefined;

/** What all figures share. */
export const base = (width: number): Plot.PlotOptions => ({
  width,
  style: {
    background: "none",
    color: "var(--muted)",
    fontSize: "12px",
    fontFamily: "inherit",
    overflow: "visible",
  },
});

/** An axis of numbers: quiet ticks in the axis' format. */
export const numberAxis = (
  { name, format }: { name: string; format: Format },
  domain: readonly [number, number],
  ticks: number,
) => ({
  label: name,
  labelAnchor: "center" as const,
  labelArrow: "none" as const,
  type: "linear" as const,
  domain: [...domain],
  // between whole numbers there is nothing to name
  ticks: format === "count" ? Math.max(1, Math.min(ticks, Math.floor(domain[1] - domain[0]))) : ticks,
  tickFormat: (value: number) => formatTick(value, format),
  tickSize: 0,
});

/**
 * Ends of an axis that hold all values with some air.
 * @param limits an axis never runs beyond these (shares: 0 and 1)
 */
export function span(
  values: readonly number[],
  limits: readonly [number, number] = [-Infinity, Infinity],
  air = 0.06,
): [number, number] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [0, 1];
  // Not Math.min(...known): a sweep may have more points than a call has room for.
  let [min, max] = [Infinity, -Infinity];
  for (const value of known) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const reach = max - min;
  const margin = (reach > 1e-9 ? reach : Math.abs(max) > 1e-6 ? Math.abs(max) * 0.1 : 0.1) * air;
  return [Math.max(limits[0], min - margin), Math.min(limits[1], max + margin)];
}

/** Shares lie in [0, 1]; other formats have no ends of their own. */
export const limitsOf = (format: Format): [number, number] =>
  format === "percent" || format === "p" ? [0, 1] : [-Infinity, Infinity];

/** How a series is drawn, beside what it is. */
export type SeriesStyle = { colour: string; dash: string | null };

const dashes = [null, "7 3", "2 3", "9 3 2 3"];
const shades = [
  (colour: string) => colour,
  (colour: string) => `color-mix(in oklab, ${colour} 62%, var(--ink))`,
  (colour: string) => `color-mix(in oklab, ${colour} 62%, var(--surface))`,
];

/**
 * Colours and dashes that tell apart series of the same tone: the first has the pure colour and is
 * unbroken, the following are darker or lighter, then dashed as well.
 */
export function styled<Series extends { tone: Tone; dashed?: boolean }>(
  series: readonly Series[],
): (Series & SeriesStyle)[] {
  const seen = new Map<string, number>();
  return series.map((one) => {
    const { tone, dashed = false } = one;
    const key = `${tone} ${String(dashed)}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    const round = Math.floor(nth / shades.length);
    return {
      ...one,
      colour: shades[nth % shades.length]!(toneColour[tone]),
      dash: dashed ? "5 4" : dashes[round % dashes.length]!,
    };
  });
}

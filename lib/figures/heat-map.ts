import * as Plot from "@observablehq/plot";
import { base, cutTo, hrefOf, textWidth } from "#lib/figures/style.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Format } from "#lib/figures/table.ts";
import type { HeatMap } from "#lib/figures/figure.ts";

/** Up to this many columns the cells have their value written in, where it fits. */
const maxColumnsWithText = 20;
/** A cell is never smaller; a page lets the figure scroll instead, pixels. */
const minCell = 20;
const maxCell = 64;
const nameSize = 12;
/** Longer names of columns are cut, pixels. */
const maxHead = 150;
/** Air at the right and below. */
const edge = 4;

/**
 * The values that the ends of the colour scale stand for, the same for all panels. Sequential: from 0,
 * or from just below the least value where all are so far from 0 that they would look alike.
 * Diverging: as far below 0 as above.
 */
export function heatMapDomain({ panels, scale }: HeatMap): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const { values } of panels)
    for (const value of values) {
      if (value === null) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  if (min > max) return scale === "diverging" ? [-1, 1] : [0, 1];
  if (scale === "diverging") {
    const reach = Math.max(-min, max) || 1;
    return [-reach, reach];
  }
  const low = min > max / 2 ? min - (max - min) * 0.15 : Math.min(0, min);
  return [low, max > low ? max : low + 1];
}

/** Depth of a value's colour, 0 … 1; negative below 0 on a diverging scale. */
function depth(value: number, scale: HeatMap["scale"], [low, high]: readonly [number, number]): number {
  return scale === "diverging" ? value / high : (value - low) / (high - low);
}

/** Fill of a cell: the ground with as much colour mixed in as the value is large. */
export function cellFill(depth: number): string {
  const share = Math.min(100, Math.round(100 * Math.abs(depth)));
  return `color-mix(in oklab, var(--sunken), ${depth < 0 ? "var(--people)" : "var(--machine)"} ${share}%)`;
}

/**
 * Colour of the text on such a cell, with a contrast of at least 4.5 everywhere. The full colours have
 * another lightness in the dark, and people's another than the machine's: black and white change
 * places at different depths.
 */
export function cellText(depth: number): string {
  const deep = Math.abs(depth);
  const light = deep < (depth < 0 ? 0.885 : 0.855) ? "black" : "white";
  return `light-dark(${light}, ${deep < 0.69 ? "white" : "black"})`;
}

type Write = (value: number, format: Format) => string;

/** A value as short as a cell wants it: "12.3" for 12.3 %, two decimals of a coefficient. */
const short: Write = (value, format) =>
  format === "number" && Math.abs(value) < 1000
    ? value
        .toFixed(2)
        .replace(/^-(0\.00)$/, "$1")
        .replace("-", "−")
    : formatCell(value, format).replace(/ %$/, "");
/** Where that is too long: "12". */
const whole: Write = (value, format) => {
  if (format !== "percent" && format !== "points") return short(value, format);
  const rounded = Math.round(100 * value);
  return rounded > 0 && format === "points" ? `+${rounded}` : String(rounded).replace("-", "−");
};

const textSize = (cell: number): number => (cell < 28 ? 9.5 : cell < 34 ? 10.5 : 11.5);

/** How values are written into the cells, alike in all panels; null where they do not fit. */
function writeOf({ panels, format }: HeatMap, width: number): Write | null {
  const fits = (write: Write) =>
    panels.every((panel) => {
      const { size } = layout(panel, width);
      return (
        panel.columns.length <= maxColumnsWithText &&
        panel.values.every(
          (value) => value === null || textWidth(write(value, format), textSize(size)) <= size - 2,
        )
      );
    });
  return [short, whole].find(fits) ?? null;
}

/** Shaded cells, rows downwards in the given order. */
export function heatMapOptions(
  figure: HeatMap,
  width: number,
): { title: string; options: Plot.PlotOptions }[] {
  const domain = heatMapDomain(figure);
  const write = writeOf(figure, width);
  return figure.panels.map((panel) => ({
    title: panel.title,
    options: panelOptions(figure, panel, domain, write, width),
  }));
}

/** Where a panel's parts lie, pixels. */
function layout(panel: HeatMap["panels"][number], width: number) {
  const { rows, columns } = panel;
  const names = Math.max(...rows.map((name) => textWidth(name, nameSize)), 24);
  const left = Math.min(names + 12, width * 0.36, 190);
  const size = Math.max(minCell, Math.min(maxCell, (width - left - edge) / Math.max(1, columns.length)));
  const heads = Math.min(Math.max(...columns.map((name) => textWidth(name, nameSize)), 0), maxHead);
  const upright = heads > size - 4;
  return {
    left,
    size,
    upright,
    /** room for the axes' names and the columns' names */
    top: (upright ? heads : nameSize) + 36,
    rowHeight: Math.min(size, rows.length > 12 ? 34 : 46),
  };
}

function panelOptions(
  figure: HeatMap,
  panel: HeatMap["panels"][number],
  domain: readonly [number, number],
  write: Write | null,
  width: number,
): Plot.PlotOptions {
  const { rows, columns } = panel;
  const { left, size, upright, top, rowHeight } = layout(panel, width);
  const cells = panel.values.map((value, at) => {
    const row = Math.floor(at / columns.length);
    const column = at % columns.length;
    return {
      row,
      column,
      value,
      deep: value === null ? 0 : depth(value, figure.scale, domain),
      says: `${figure.row} ${rows[row]}, ${figure.column} ${columns[column]}: ${formatCell(value, figure.format)}`,
      href: hrefOf(panel.leads?.[at]),
    };
  });
  const fontSize = textSize(size);
  const known = cells.flatMap((cell) => (cell.value === null ? [] : [{ ...cell, value: cell.value }]));
  const axisName = { frameAnchor: "top-left", textAnchor: "start", fontSize: 11 } as const;
  return {
    ...base(left + size * columns.length + edge),
    height: top + rowHeight * rows.length + edge,
    marginLeft: left,
    marginTop: top,
    marginRight: edge,
    marginBottom: edge,
    padding: 0,
    ariaLabel: panel.title || `${figure.row} by ${figure.column}`,
    x: { type: "band", domain: columns.map((_, at) => at), axis: null },
    y: { type: "band", domain: rows.map((_, at) => at), axis: null },
    marks: [
      Plot.text([`${figure.column} →`], { ...axisName, dy: -(top - 4) }),
      Plot.text([`${figure.row} ↓`], { ...axisName, dx: -left, dy: -17 }),
      Plot.axisY({
        label: null,
        tickSize: 0,
        tickPadding: 6,
        tickFormat: (at: number) => cutTo(rows[at] ?? "", left - 8, nameSize),
        fontSize: nameSize,
        fill: "var(--ink)",
      }),
      Plot.axisX({
        anchor: "top",
        label: null,
        tickSize: 0,
        tickPadding: 6,
        tickRotate: upright ? -90 : 0,
        tickFormat: (at: number) => cutTo(columns[at] ?? "", upright ? maxHead : size - 2, nameSize),
        fontSize: nameSize,
        fill: "var(--ink)",
      }),
      Plot.cell(cells, {
        x: "column",
        y: "row",
        inset: 0.75,
        rx: 2,
        fill: {
          value: cells.map(({ value, deep }) => (value === null ? "none" : cellFill(deep))),
          scale: null,
        },
        stroke: { value: cells.map(({ value }) => (value === null ? "var(--line)" : "none")), scale: null },
        href: "href",
        title: "says",
        ariaLabel: "says",
      }),
      Plot.text(write ? known : [], {
        x: "column",
        y: "row",
        text: known.map(({ value }) => write?.(value, figure.format) ?? ""),
        fontSize,
        fill: { value: known.map(({ deep }) => cellText(deep)), scale: null },
        pointerEvents: "none",
        ariaHidden: "true",
        fontVariant: "tabular-nums",
      }),
    ],
  };
}

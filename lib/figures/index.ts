import type * as Plot from "@observablehq/plot";
import { bandsOptions } from "#lib/figures/bands.ts";
import { heatMapOptions } from "#lib/figures/heat-map.ts";
import { intervalsOptions } from "#lib/figures/intervals.ts";
import { linesOptions } from "#lib/figures/lines.ts";
import type { Figure } from "#lib/figures/figure.ts";

/** One drawing of a figure, of which there is one a panel: its title ("" for a figure of one) and what Plot draws. */
export type Drawing = { title: string; options: Plot.PlotOptions };

/** How each kind of figure is drawn. A new kind is one file here and one line in this list. */
const kinds: { [K in Figure["kind"]]: (figure: Extract<Figure, { kind: K }>, width: number) => Drawing[] } = {
  "heat-map": heatMapOptions,
  bands: bandsOptions,
  lines: linesOptions,
  intervals: intervalsOptions,
};

const draw = <K extends Figure["kind"]>(figure: Extract<Figure, { kind: K }>, kind: K, width: number) =>
  kinds[kind](figure, width);

/**
 * What Observable Plot draws of a figure, one a panel. Nothing touches a document, so a server draws
 * the same with one of its own. Colours are CSS variables (app/globals.css).
 * @param width pixels of one panel
 */
export function figureOptions(figure: Figure, width: number): Drawing[] {
  return draw(figure, figure.kind, width);
}

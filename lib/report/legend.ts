import { cellFill, heatMapDomain } from "#lib/figures/heat-map.ts";
import { legendOf } from "#lib/figures/legend.ts";
import { formatTick } from "#lib/figures/format.ts";
import { escaped } from "#lib/report/escape.ts";
import type { Figure, HeatMap } from "#lib/figures/figure.ts";

/** What a figure's colours stand for, as HTML: names of lines, or the scale of a heat map; "" where neither is needed. */
export function legendHtml(figure: Figure): string {
  if (figure.kind === "heat-map") return scaleHtml(figure);
  const lines = legendOf(figure).map(
    ({ name, colour, dash }) =>
      `<li><svg aria-hidden="true" width="22" height="8"><line x1="1" x2="21" y1="4" y2="4" stroke="${escaped(colour)}" stroke-width="2.5" stroke-linecap="round"${dash === null ? "" : ` stroke-dasharray="${escaped(dash)}"`}/></svg>${escaped(name)}</li>`,
  );
  return lines.length === 0 ? "" : `<ul class="legend">${lines.join("")}</ul>`;
}

function scaleHtml(figure: HeatMap): string {
  const stops = figure.scale === "diverging" ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const [low, high] = heatMapDomain(figure).map((end) =>
    escaped(formatTick(Number(end.toPrecision(3)), figure.format)),
  );
  const colours = stops.map(cellFill).join(", ");
  return `<p class="scale" aria-hidden="true">${low}<i style="background:linear-gradient(to right in oklab, ${colours})"></i>${high}</p>`;
}

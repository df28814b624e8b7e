import { cellFill, heatMapDomain } from "#lib/figures/heat-map.ts";
import { formatTick } from "#lib/figures/format.ts";
import type { HeatMap } from "#lib/figures/figure.ts";

/** What the depths of colour stand for. */
export function HeatScale({ figure }: { figure: HeatMap }) {
  const [low, high] = heatMapDomain(figure);
  const stops = figure.scale === "diverging" ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const rounded = (value: number) => formatTick(Number(value.toPrecision(3)), figure.format);
  return (
    <p aria-hidden className="mt-4 flex items-center gap-2.5 text-xs text-muted tabular-nums">
      {rounded(low)}
      <span
        className="h-2 w-32 rounded-full"
        style={{ background: `linear-gradient(to right in oklab, ${stops.map(cellFill).join(", ")})` }}
      />
      {rounded(high)}
    </p>
  );
}

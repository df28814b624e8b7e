import * as Plot from "@observablehq/plot";
import { formatTick } from "#lib/figures/format.ts";
import { base, numberAxis, textWidth } from "#lib/figures/style.ts";

export type TeamCurvePoint = { labels: number; team: number };

/** The vertical axis spans at least this share, so that one early answer is not a mountain. */
const minSpan = 0.02;
const fontSize = 12;

/**
 * Ends of the vertical axis: all points and the machine's level with air, at least two points of
 * accuracy, within [0, 1].
 */
export function curveDomain(points: readonly TeamCurvePoint[], machine: number): [number, number] {
  const shares = [machine, ...points.map(({ team }) => team)];
  const [min, max] = [Math.min(...shares), Math.max(...shares)];
  const span = Math.max(minSpan, (max - min) * 1.25);
  const low = Math.min(Math.max(0, (min + max - span) / 2), 1 - span);
  return [Math.max(0, low), Math.min(1, low + span)];
}

/**
 * Team accuracy as the labels came in, over the machine's level.
 * @param points labels given so far and the team's share right then; at least one
 * @param machine the machine's share right, drawn as the reference
 * @param width pixels
 */
export function teamCurveFigure(
  points: readonly TeamCurvePoint[],
  machine: number,
  width: number,
): Plot.PlotOptions {
  const labels = Math.max(1, points.at(-1)?.labels ?? 0);
  return {
    ...base(width),
    height: 240,
    marginTop: 12,
    // room for "85.5 %", and for half of the last number below the line
    marginLeft: Math.ceil(textWidth("100.0 %", fontSize)) + 12,
    marginRight: Math.max(16, Math.ceil(textWidth(formatTick(labels, "count"), fontSize) / 2) + 4),
    marginBottom: 40,
    x: {
      ...numberAxis({ name: "labels", format: "count" }, [0, labels], Math.min(labels, width < 480 ? 4 : 8)),
      tickPadding: 8,
    },
    y: {
      ...numberAxis({ name: "", format: "percent" }, curveDomain(points, machine), 5),
      label: null,
      grid: true,
    },
    marks: [
      Plot.ruleY([machine], { stroke: "var(--machine)", strokeDasharray: "4 4" }),
      Plot.lineY(points, {
        x: "labels",
        y: "team",
        stroke: "var(--accent)",
        strokeWidth: 2,
        curve: "step-after",
      }),
      Plot.dot(points.slice(-1), { x: "labels", y: "team", fill: "var(--accent)", r: 4.5 }),
    ],
  };
}

import * as Plot from "@observablehq/plot";

/**
 * Team accuracy as the answers came in, over the machine's level.
 * @param points labels given so far and the team's share right then; at least one
 * @param machine the machine's share right, drawn as the reference
 * @param width pixels
 */
export function teamCurveFigure(
  points: readonly { labels: number; team: number }[],
  machine: number,
  width: number,
): Plot.PlotOptions {
  return {
    width,
    height: 220,
    marginLeft: 52,
    marginRight: 16,
    marginBottom: 36,
    style: { background: "none", color: "var(--muted)", fontSize: "12px", fontFamily: "inherit" },
    x: {
      label: "labels",
      nice: true,
      ticks: Math.min(6, Math.max(1, points.at(-1)?.labels ?? 1)),
      tickFormat: "d",
    },
    y: {
      label: null,
      tickFormat: (share: number) => `${(100 * share).toFixed(1)} %`,
      ticks: 4,
      nice: true,
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
      Plot.dot(points.slice(-1), { x: "labels", y: "team", fill: "var(--accent)", r: 4 }),
    ],
  };
}

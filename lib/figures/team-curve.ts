import * as Plot from "@observablehq/plot";

export type TeamCurvePoint = { labels: number; team: number };

/** The vertical axis spans at least this share, so that one early answer is not a mountain. */
const leastSpan = 0.02;

/**
 * Ends of the vertical axis: all points and the machine's level with air, at least two points of
 * accuracy, within [0, 1].
 */
export function curveDomain(points: readonly TeamCurvePoint[], machine: number): [number, number] {
  const shares = [machine, ...points.map(({ team }) => team)];
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const span = Math.max(leastSpan, (most - least) * 1.25);
  const low = Math.min(Math.max(0, (least + most - span) / 2), 1 - span);
  return [Math.max(0, low), Math.min(1, low + span)];
}

/**
 * Team accuracy as the answers came in, over the machine's level.
 * @param points answers given so far and the team's share right then; at least one
 * @param machine the machine's share right, drawn as the reference
 * @param width pixels
 */
export function teamCurveFigure(
  points: readonly TeamCurvePoint[],
  machine: number,
  width: number,
): Plot.PlotOptions {
  const answers = points.at(-1)?.labels ?? 0;
  return {
    width,
    height: 240,
    marginTop: 12,
    marginLeft: 48,
    marginRight: 16,
    marginBottom: 40,
    style: { background: "none", color: "var(--muted)", fontSize: "12px", fontFamily: "inherit" },
    x: {
      label: "answers",
      labelAnchor: "center",
      labelArrow: "none",
      domain: [0, Math.max(1, answers)],
      ticks: Math.min(Math.max(1, answers), width < 480 ? 4 : 8),
      tickFormat: (n: number) => n.toLocaleString("en-GB"),
      tickSize: 0,
      tickPadding: 8,
    },
    y: {
      label: null,
      domain: curveDomain(points, machine),
      ticks: 5,
      tickFormat: (share: number) => `${Number((100 * share).toFixed(1))} %`,
      tickSize: 0,
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

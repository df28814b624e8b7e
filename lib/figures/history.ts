import * as Plot from "@observablehq/plot";
import { formatTick } from "#lib/figures/format.ts";
import { base, numberAxis, span, textWidth } from "#lib/figures/style.ts";

const fontSize = 12;

/** The loop at a look at it. */
export type HistoryPoint = {
  /** ms since 1970 */
  at: number;
  /** answers of people so far */
  answers: number;
  machine: number | null;
  team: number | null;
  low: number | null;
  high: number | null;
  /** another machine, policy, η or fit than at the look before: what became new, in a word or two */
  news: string | null;
};

/**
 * Machine and team as the loop went on, with a mark wherever another machine, policy or fit took over.
 * @param by questions, or time
 * @param aim accuracy that is to be reached; null without one
 * @param width pixels
 */
export function historyFigure(
  points: readonly HistoryPoint[],
  by: "questions" | "time",
  aim: number | null,
  width: number,
): Plot.PlotOptions {
  const x =
    by === "time" ? (point: HistoryPoint) => new Date(point.at) : (point: HistoryPoint) => point.answers;
  const known = points.flatMap(({ machine, team, low, high }) => [machine, team, low, high]);
  const heights = [...known, aim].filter((height) => height !== null);
  const last = points.at(-1)?.answers ?? 0;
  const news = points.filter((point) => point.news !== null);
  const line = { x, strokeWidth: 2.25, clip: true } as const;
  return {
    ...base(width),
    height: 260,
    marginTop: 12,
    marginLeft: Math.ceil(textWidth("100.0 %", fontSize)) + 12,
    marginRight: Math.max(16, Math.ceil(textWidth(formatTick(last, "count"), fontSize) / 2) + 4),
    marginBottom: 40,
    x:
      by === "time"
        ? { type: "time", label: null, ticks: width < 480 ? 3 : 6, tickSize: 0, tickPadding: 8 }
        : {
            ...numberAxis(
              { name: "questions", format: "count" },
              [0, Math.max(1, last)],
              // no more than there are whole numbers
              Math.min(width < 480 ? 4 : 8, Math.max(1, last)),
            ),
            tickPadding: 8,
          },
    y: { ...numberAxis({ name: "", format: "percent" }, span(heights, [0, 1]), 5), label: null, grid: true },
    marks: [
      Plot.ruleX(news, { x, stroke: "var(--line-strong)", strokeDasharray: "2 3" }),
      Plot.areaY(points, {
        x,
        y1: "low",
        y2: "high",
        fill: "var(--accent)",
        fillOpacity: 0.14,
        clip: true,
      }),
      ...(aim === null ? [] : [Plot.ruleY([aim], { stroke: "var(--accent)", strokeDasharray: "7 3" })]),
      // a machine is the same until another takes over; the team grows from answer to answer
      Plot.lineY(points, {
        ...line,
        ...{ y: "machine", stroke: "var(--machine)", strokeDasharray: "4 4", curve: "step-after" },
      }),
      Plot.lineY(points, { ...line, y: "team", stroke: "var(--accent)" }),
      Plot.dot(points.slice(-1), { x, y: "team", fill: "var(--accent)", r: 4.5 }),
    ],
  };
}

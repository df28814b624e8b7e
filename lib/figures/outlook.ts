import * as Plot from "@observablehq/plot";
import { formatTick } from "#lib/figures/format.ts";
import { base, numberAxis, span, textWidth } from "#lib/figures/style.ts";

const fontSize = 12;

type Point = { questions: number; accuracy: number };
type Expected = Point & { low: number; high: number };

/** The curves; lib/teaming/outlook.ts makes them. */
export type OutlookCurves = {
  /** the team as it stands */
  now: Expected;
  fromHere: readonly Expected[];
  fromNothing: readonly Point[];
  random: readonly Point[];
  threshold: readonly Point[];
};

/** The team so far: questions per item and its share right then. */
export type SoFar = readonly Point[];

/**
 * Team accuracy against questions: so far and from here on with its interval, beside random order and the
 * threshold rule at the same questions.
 * @param soFar empty where there is no gold; the team as reckoned is drawn then
 * @param width pixels
 */
export function outlookFigure(outlook: OutlookCurves, soFar: SoFar, width: number): Plot.PlotOptions {
  const { now, fromNothing, random, threshold } = outlook;
  const fromHere = [now, ...outlook.fromHere];
  const before = soFar.length > 0 ? soFar : fromNothing.filter(({ questions }) => questions <= now.questions);
  const most = Math.max(0.1, 1.2 * enough(fromHere), ...before.map(({ questions }) => questions));
  const shown = random.filter(
    ({ questions }, at) => questions <= most || (random[at - 1]?.questions ?? 0) < most,
  );
  const heights = [...before, ...fromHere, ...threshold, ...shown].map(({ accuracy }) => accuracy);
  const domain = span([...heights, ...fromHere.flatMap(({ low, high }) => [low, high])], [0, 1]);
  const line = { x: "questions", y: "accuracy", clip: true } as const;
  return {
    ...base(width),
    height: 280,
    marginTop: 12,
    marginLeft: Math.ceil(textWidth("100.0 %", fontSize)) + 12,
    marginRight: Math.max(16, Math.ceil(textWidth(formatTick(most, "number"), fontSize) / 2) + 4),
    marginBottom: 40,
    x: {
      ...numberAxis({ name: "questions per item", format: "number" }, [0, most], width < 480 ? 4 : 8),
      tickPadding: 8,
    },
    y: { ...numberAxis({ name: "", format: "percent" }, domain, 5), label: null, grid: true },
    marks: [
      Plot.areaY(fromHere, {
        x: "questions",
        y1: "low",
        y2: "high",
        fill: "var(--accent)",
        fillOpacity: 0.14,
        clip: true,
      }),
      Plot.lineY(shown, { ...line, stroke: "var(--oracle)", strokeDasharray: "2 3", strokeWidth: 1.5 }),
      Plot.lineY(threshold, { ...line, stroke: "var(--people)", strokeDasharray: "7 3", strokeWidth: 1.5 }),
      Plot.lineY(before, { ...line, stroke: "var(--accent)", strokeWidth: 2.25 }),
      Plot.lineY(fromHere, { ...line, stroke: "var(--accent)", strokeWidth: 2.25, strokeDasharray: "5 4" }),
      Plot.dot([now], { x: "questions", y: "accuracy", fill: "var(--accent)", r: 4.5 }),
    ],
  };
}

/** Questions after which nearly all is gained that asking can gain: what lies beyond is a flat line. */
function enough(fromHere: readonly Point[]): number {
  const best = Math.max(...fromHere.map(({ accuracy }) => accuracy));
  return fromHere.find(({ accuracy }) => accuracy >= best - 0.002)?.questions ?? 0;
}

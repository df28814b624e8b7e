import fc from "fast-check";
import { expect, test } from "vitest";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { curveDomain, teamCurveFigure } from "#lib/figures/team-curve.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });

test("the vertical axis holds all points and the machine, spans two points of accuracy, stays in [0, 1]", () => {
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 20 }), share, (team, machine) => {
      const [low, high] = curveDomain(
        team.map((value, labels) => ({ labels, team: value })),
        machine,
      );
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(high - low).toBeGreaterThanOrEqual(0.02 - 1e-12);
      for (const value of [...team, machine]) {
        expect(value).toBeGreaterThanOrEqual(low - 1e-12);
        expect(value).toBeLessThanOrEqual(high + 1e-12);
      }
    }),
  );
});

test("before the first answer there is an axis to begin on", () => {
  const { x, y } = teamCurveFigure([{ labels: 0, team: 0.8 }], 0.8, 320);
  expect(x?.domain).toEqual([0, 1]);
  expect(y?.domain).toEqual([0.79, 0.81]);
});

/** Inter's widest digits and signs, per character of its size. */
const maxAdvance = 0.63;

test.each([320, 360, 900])("at %d pixels no label of either axis is cut off", (width) => {
  const { document } = parseHTML("<html><body></body></html>");
  for (const [team, machine, labels] of [
    [0.8552, 0.8521, 29],
    [1, 0.995, 3],
    [0.101, 0.05, 1_234_567],
  ] as const) {
    const figure = teamCurveFigure(
      [
        { labels: 0, team: machine },
        { labels, team },
      ],
      machine,
      width,
    );
    const svg = Plot.plot({ ...figure, document });
    const ticks = [...svg.querySelectorAll("g[aria-label$='tick label'] text")];
    expect(ticks.length).toBeGreaterThan(4);
    for (const tick of ticks) {
      const text = tick.textContent ?? "";
      const at = Number(/translate\(([-\d.]+)/.exec(tick.getAttribute("transform") ?? "")?.[1]);
      const long = text.length * 12 * maxAdvance;
      const right = tick.parentElement?.getAttribute("text-anchor") === "end" ? at : at + long / 2;
      expect(right - long, text).toBeGreaterThanOrEqual(0);
      expect(right, text).toBeLessThanOrEqual(width);
    }
  }
});

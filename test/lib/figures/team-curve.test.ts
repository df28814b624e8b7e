import fc from "fast-check";
import { expect, test } from "vitest";
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

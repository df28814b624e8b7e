import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawingOf } from "#app/annotate/[project]/drawing.ts";
import { panBy, unzoomed, zoomAt } from "#app/annotate/[project]/zoom.ts";

const picture = (naturalWidth: number, naturalHeight = naturalWidth) => ({ naturalWidth, naturalHeight });
const square = (side: number) => ({ width: side, height: side });

describe("how a picture is drawn", () => {
  test.each([1, 2])(
    "a photo is reduced, and smoothly whatever the person prefers (%s screen pixels)",
    (dpr) => {
      const drawing = drawingOf(picture(6000, 4000), square(360), dpr, false);
      expect(drawing).toMatchObject({ width: 360, height: 240, smoothing: true, enlarged: false });
    },
  );

  test.each([1, 2])("a small picture is enlarged by a whole number, as the person prefers", (dpr) => {
    expect(drawingOf(picture(32), square(360), dpr, false)).toMatchObject({
      scale: 11,
      smoothing: false,
      enlarged: true,
    });
    expect(drawingOf(picture(32), square(360), dpr, true)).toMatchObject({
      scale: 11,
      smoothing: true,
      enlarged: true,
    });
  });

  test("a browser zoomed out reduces what the page enlarges not at all", () => {
    expect(drawingOf(picture(300), square(360), 0.5, false)).toMatchObject({
      scale: 1,
      smoothing: true,
      enlarged: false,
    });
  });

  test("a picture that could not be decoded keeps its place", () => {
    expect(drawingOf(picture(0), square(360), 1, false)).toMatchObject({ width: 360, height: 360 });
  });

  test("every picture fits its room", () => {
    const size = fc.integer({ min: 1, max: 20_000 });
    const rooms = fc.record({
      width: fc.integer({ min: 80, max: 4000 }),
      height: fc.integer({ min: 80, max: 3000 }),
    });
    fc.assert(
      fc.property(size, size, rooms, fc.boolean(), (width, height, room, smoothing) => {
        const drawn = drawingOf(picture(width, height), room, 1, smoothing);
        expect(drawn.width).toBeLessThanOrEqual(room.width + 1e-9);
        expect(drawn.height).toBeLessThanOrEqual(room.height + 1e-9);
        if (!drawn.smoothing) expect(Number.isInteger(drawn.scale)).toBe(true);
      }),
    );
  });

  test("whatever one does with wheel, pinch and drag, the picture never leaves its room, and the way back is exact", () => {
    const number = fc.double({ min: -500, max: 500, noNaN: true });
    const step = fc.oneof(
      fc.record({ by: fc.double({ min: 0.2, max: 5, noNaN: true }), x: number, y: number }),
      fc.record({ x: number, y: number }),
    );
    const drawn = { width: 300, height: 200 };
    const room = { width: 400, height: 300 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let zoom = unzoomed;
        for (const move of steps) {
          const next =
            "by" in move
              ? zoomAt(zoom, move.by, move, drawn, room)
              : panBy(zoom, move.x, move.y, drawn, room);
          zoom = next;
          for (const [side, at] of [
            ["width", zoom.x],
            ["height", zoom.y],
          ] as const)
            expect(Math.abs(at)).toBeLessThanOrEqual(
              Math.max(0, (drawn[side] * zoom.factor - room[side]) / 2) + 1e-9,
            );
          expect(zoom.factor).toBeGreaterThanOrEqual(1);
        }
        expect(zoomAt(zoom, 1e-3, { x: 10, y: 10 }, drawn, room)).toEqual(unzoomed);
      }),
    );
    // What is under the mouse stays under it, where the picture is larger than its room.
    const first = zoomAt(unzoomed, 4, { x: 0, y: 0 }, drawn, room);
    const second = zoomAt(first, 1.5, { x: 60, y: -20 }, drawn, room);
    const under = ({ factor, x, y }: typeof first) => [(60 - x) / factor, (-20 - y) / factor];
    expect(under(second)[0]).toBeCloseTo(under(first)[0] ?? NaN);
    expect(under(second)[1]).toBeCloseTo(under(first)[1] ?? NaN);
  });
});

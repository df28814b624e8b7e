import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawingOf } from "#app/annotate/[project]/drawing.ts";
import { panBy, unzoomed, zoomAt } from "#app/annotate/[project]/zoom.ts";

const picture = (naturalWidth: number, naturalHeight = naturalWidth) => ({ naturalWidth, naturalHeight });
const square = (side: number) => ({ width: side, height: side });

describe("how a picture is drawn", () => {
  const onADesk = { width: 900, height: 560 };
  test.each([1, 2])(
    "a photo is reduced, and smoothly whatever the person prefers (%s screen pixels)",
    (dpr) => {
      const drawing = drawingOf(picture(6000, 4000), square(360), dpr, false);
      expect(drawing).toMatchObject({ width: 360, height: 240, smoothing: true });
    },
  );

  test.each([1, 2])("a small picture is enlarged by a whole number, unless it is to be smooth", (dpr) => {
    expect(drawingOf(picture(32), square(360), dpr, false)).toMatchObject({ scale: 11, smoothing: false });
    expect(drawingOf(picture(32), square(360), dpr, true)).toMatchObject({ width: 360, smoothing: true });
    expect(drawingOf(picture(100), square(360), dpr, false)).toMatchObject({ width: 360, smoothing: true });
  });

  test.each([
    { of: picture(300), room: onADesk, width: 560, height: 560 },
    { of: picture(640, 480), room: { width: 1300, height: 840 }, width: 1120, height: 840 },
    { of: picture(200, 150), room: { width: 358, height: 320 }, width: 358, height: 268.5 },
    // no further than four times, where the screen is larger still
    { of: picture(200, 150), room: { width: 3000, height: 2000 }, width: 800, height: 600 },
  ])("a photo of middle size takes the room that there is, smoothly: $width × $height", (one) => {
    for (const smoothing of [true, false]) {
      const drawn = drawingOf(one.of, one.room, 1, smoothing);
      expect([drawn.width, drawn.height].map((side) => Math.round(side * 10) / 10)).toEqual([
        one.width,
        one.height,
      ]);
      expect(drawn.smoothing).toBe(true);
    }
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
        else if (drawn.scale < 4)
          expect(Math.max(drawn.width / room.width, drawn.height / room.height)).toBeCloseTo(1);
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

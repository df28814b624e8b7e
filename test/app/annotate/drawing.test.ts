import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawingOf, roomIn } from "#app/annotate/[project]/drawing.ts";

const picture = (naturalWidth: number, naturalHeight = naturalWidth) => ({ naturalWidth, naturalHeight });

describe("how a picture is drawn", () => {
  test.each([1, 2])(
    "a photo is reduced, and smoothly whatever the person prefers (%s screen pixels)",
    (dpr) => {
      const drawing = drawingOf(picture(6000, 4000), 360, dpr, false);
      expect(drawing).toMatchObject({ width: 360, height: 240, smoothing: true, enlarged: false });
    },
  );

  test.each([1, 2])("a small picture is enlarged by a whole number, as the person prefers", (dpr) => {
    expect(drawingOf(picture(32), 360, dpr, false)).toMatchObject({
      scale: 11,
      smoothing: false,
      enlarged: true,
    });
    expect(drawingOf(picture(32), 360, dpr, true)).toMatchObject({
      scale: 11,
      smoothing: true,
      enlarged: true,
    });
  });

  test("a browser zoomed out reduces what the page enlarges not at all", () => {
    expect(drawingOf(picture(300), 360, 0.5, false)).toMatchObject({
      scale: 1,
      smoothing: true,
      enlarged: false,
    });
  });

  test("a picture that could not be decoded keeps its place", () => {
    expect(drawingOf(picture(0), 360, 1, false)).toMatchObject({ width: 360, height: 360 });
  });

  test("every picture fits its room, and every room the window", () => {
    const size = fc.integer({ min: 1, max: 20_000 });
    const windows = fc.record({
      innerWidth: fc.integer({ min: 320, max: 4000 }),
      innerHeight: fc.integer({ min: 300, max: 3000 }),
    });
    fc.assert(
      fc.property(size, size, windows, fc.boolean(), (width, height, window, smoothing) => {
        const room = roomIn(window);
        expect(room).toBeLessThanOrEqual(Math.min(window.innerWidth, window.innerHeight));
        const drawn = drawingOf(picture(width, height), room, 1, smoothing);
        expect(Math.max(drawn.width, drawn.height)).toBeLessThanOrEqual(room + 1e-9);
        if (!drawn.smoothing) expect(Number.isInteger(drawn.scale)).toBe(true);
      }),
    );
  });
});

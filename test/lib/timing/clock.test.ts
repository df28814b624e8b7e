import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anticipationMs, type Clock, type Happening, newClock, read, tick } from "#lib/timing/clock.ts";

const after = (...happenings: Happening[]): Clock => happenings.reduce(tick, newClock());
const shown = after({ type: "inserted", at: 100, visible: true }, { type: "painted", at: 116 });

describe("response time", () => {
  test("runs from the first painted frame to the event's own time stamp", () => {
    expect(read(shown, 616)).toMatchObject({ responseMs: 500, visibleMs: 500, paintMs: 16, quality: "ok" });
  });

  test("there is nothing to answer before the picture is on the screen, nor for an older event", () => {
    expect(read(newClock(), 500)).toBeNull();
    expect(read(after({ type: "inserted", at: 100, visible: true }), 500)).toBeNull();
    expect(read(shown, 110)).toBeNull();
  });

  test("a frame that began before the insertion does not put the picture on the screen before it was there", () => {
    const early = after({ type: "inserted", at: 108, visible: true }, { type: "painted", at: 100 });
    expect(read(early, 608)).toMatchObject({ responseMs: 500, paintMs: 0 });
    expect(read(early, 104)).toBeNull();
  });

  test("hidden time is kept apart, also when the answer comes while still hidden", () => {
    const away = tick(tick(shown, { type: "hidden", at: 216 }), { type: "visible", at: 1216 });
    expect(read(away, 1316)).toMatchObject({
      responseMs: 1200,
      visibleMs: 200,
      hiddenCount: 1,
      quality: "hidden",
    });
    expect(read(tick(shown, { type: "hidden", at: 216 }), 1216)).toMatchObject({
      visibleMs: 100,
      hiddenCount: 1,
    });
  });

  test("a picture inserted in a hidden tab starts its time at the first frame after coming back", () => {
    const late = after(
      { type: "inserted", at: 0, visible: false },
      { type: "visible", at: 5000 },
      { type: "painted", at: 5016 },
    );
    expect(read(late, 5516)).toMatchObject({ responseMs: 500, visibleMs: 500, hiddenCount: 0 });
  });

  test("what makes a time doubtful is named, and the time is kept all the same", () => {
    expect(read(shown, 116 + anticipationMs - 1)).toMatchObject({ quality: "anticipation", responseMs: 99 });
    expect(read(shown, 116 + 60_001)).toMatchObject({ quality: "idle", responseMs: 60_001 });
    const slow = after({ type: "inserted", at: 0, visible: true }, { type: "painted", at: 900 });
    expect(read(slow, 1900)).toMatchObject({ quality: "slow-paint", responseMs: 1000, paintMs: 900 });
  });

  test("visible time is between 0 and the response time, and grows with it, whatever the tab does", () => {
    const change = fc.record({ hide: fc.boolean(), wait: fc.integer({ min: 0, max: 5000 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.integer({ min: 0, max: 5000 }), (changes, last) => {
        let clock = shown;
        let at = 116;
        let visible = 0;
        let isVisible = true;
        for (const { hide, wait } of changes) {
          at += wait;
          if (isVisible) visible += wait;
          clock = tick(clock, { type: hide ? "hidden" : "visible", at });
          isVisible = !hide;
        }
        at += last;
        if (isVisible) visible += last;
        const reading = read(clock, at);
        expect(reading?.responseMs).toBe(at - 116);
        expect(reading?.visibleMs).toBe(visible);
      }),
    );
  });
});

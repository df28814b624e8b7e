import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MeasuredTime } from "#lib/timing/measured.ts";
import { sampleTime } from "../../sample-time.ts";
import { judgeTime, toleranceMs } from "#lib/timing/plausible.ts";

const time = (extra: Partial<MeasuredTime> = {}): MeasuredTime => ({
  ...sampleTime,
  ...{ responseMs: 650, visibleMs: 650 },
  ...extra,
});

describe("what the server says of a time", () => {
  test.each([
    ["an ordinary answer", {}, "ok"],
    ["under 100 ms nobody has looked", { responseMs: 99, visibleMs: 99 }, "anticipation"],
    ["visible for longer than it took", { visibleMs: 700 }, "implausible"],
    ["longer than the task was out", { responseMs: 60_000, visibleMs: 60_000 }, "implausible"],
    ["hidden meanwhile, but not told so", { hiddenCount: 1, visibleMs: 300 }, "hidden"],
    ["what the browser doubts stays doubted", { quality: "slow-paint" }, "slow-paint"],
  ] as const)("%s", (_, extra, quality) => {
    expect(judgeTime(time(extra), { servedAt: 0, receivedAt: 3000, freeAt: 0 }).quality).toBe(quality);
  });

  test("94 answers in four seconds cannot have taken 650 ms each", () => {
    let freeAt = 0;
    const qualities = Array.from({ length: 94 }, (_, i) => {
      const verdict = judgeTime(time(), { servedAt: 0, receivedAt: 43 * (i + 1), freeAt });
      freeAt = verdict.freeAt;
      return verdict.quality;
    });
    // as many as fit into the time there was, and its tolerance
    expect(qualities.filter((quality) => quality === "ok").length).toBeLessThanOrEqual(
      (43 * 94 + toleranceMs) / 650,
    );
    expect(qualities.filter((quality) => quality === "implausible").length).toBeGreaterThan(80);
  });

  test("an honest person's times are all plausible, also when they arrive in one burst after a lost connection", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.integer({ min: 100, max: 20_000 }), pause: fc.nat(5000) }), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.nat(600_000),
        (answers, lost) => {
          let at = 1000;
          const given = answers.map(({ ms, pause }) => {
            at += ms;
            const done = at;
            at += pause;
            return { ms, done };
          });
          let freeAt = 0;
          for (const { ms, done } of given) {
            const receivedAt = Math.max(done, 1000 + lost);
            const verdict = judgeTime(time({ responseMs: ms, visibleMs: ms }), {
              servedAt: 1000,
              receivedAt,
              freeAt,
            });
            freeAt = verdict.freeAt;
            if (verdict.quality !== "ok") return false;
          }
          return true;
        },
      ),
    );
  });
});

import { expect, test } from "vitest";
import { after, ongoing, paceOf, type Session } from "#app/annotate/[project]/session.ts";

const minute = 60_000;

test("a session counts what stands, leaves pauses out of the pace, and ends after half an hour away", () => {
  let session: Session | null = null;
  let now = 1000;
  const deeds = ["label", "label", "unsure", "skip", "label", "label", "undo label", "label"] as const;
  for (const did of deeds) session = after(session, did, (now += 3000));
  expect(session).toMatchObject({ answers: 5, unsure: 1, skips: 1, workMs: 21_000 });
  expect(session && paceOf(session)).toBeCloseTo(5 / (21 / 60));
  for (const did of ["undo unsure", "undo skip"] as const)
    expect(after(session, did, now)).toMatchObject(
      did === "undo skip" ? { answers: 5, unsure: 1, skips: 0 } : { answers: 4, unsure: 0, skips: 1 },
    );
  session = after(session, "label", (now += 10 * minute)); // a pause is no work
  expect(session).toMatchObject({ answers: 6, workMs: 21_000 });
  expect(ongoing(session, now + 29 * minute)).toBe(session);
  expect(ongoing(session, now + 31 * minute)).toBeNull();
  expect(ongoing(session, now - minute)).toBeNull(); // the clock was set back
  expect(after(session, "label", now + 31 * minute)).toMatchObject({ answers: 1, workMs: 0 });
});

import { describe, expect, test } from "vitest";
import { write } from "#db/client.ts";
import {
  heartbeat,
  claimJob,
  enqueue,
  fenceOf,
  findJob,
  finishJob,
  giveUp,
  handBack,
  leaseMs,
  requestCancel,
} from "#db/jobs.ts";
import type { Job } from "#db/schema.ts";
import { newDatabase } from "./world.ts";

const queue = (kinds: string[] = ["train"]) => {
  const { db } = newDatabase();
  const ids = kinds.map(
    (kind) => write(db, (tx) => enqueue(tx, { kind, payload: {}, projectId: null, createdBy: null }, 0)).id,
  );
  return { db, ids, job: (i = 0) => findJob(db, ids[i] ?? -1) };
};

const claimed = (job: Job | null): Job => {
  if (!job) throw new Error("nothing was claimed");
  return job;
};

describe("a job", () => {
  test("is taken once, oldest first, each lane its own kind", () => {
    const { db, ids } = queue(["train", "import", "train"]);
    expect(claimJob(db, "a", "train", 1)?.id).toBe(ids[0]);
    expect(claimJob(db, "b", "train", 1)?.id).toBe(ids[2]);
    expect(claimJob(db, "c", "train", 1)).toBeNull();
    expect(claimJob(db, "c", "other", 1)?.id).toBe(ids[1]);
  });

  test("passes to another worker when its own falls silent, and the silent one can write nothing any more", () => {
    const { db, job } = queue();
    const first = fenceOf(claimed(claimJob(db, "a", "train", 0)));
    expect(claimJob(db, "b", "train", leaseMs - 1)).toBeNull();
    expect(heartbeat(db, first, { progress: 0.5, note: { epoch: 1 } }, leaseMs - 1)).toBe("go on");
    expect(claimJob(db, "b", "train", leaseMs + 1)).toBeNull();
    const second = claimed(claimJob(db, "b", "train", 2 * leaseMs));
    expect(second.attempt).toBe(2);
    expect(heartbeat(db, first, null, 2 * leaseMs)).toBe("lost");
    expect(write(db, (tx) => finishJob(tx, first, 2 * leaseMs))).toBe(false);
    giveUp(db, first, "failed", "too late", 2 * leaseMs);
    expect(job()?.state).toBe("running");
    expect(write(db, (tx) => finishJob(tx, fenceOf(second), 2 * leaseMs))).toBe(true);
    expect(job()).toMatchObject({ state: "finished", progress: 1 });
  });

  test("that keeps killing its worker fails after three attempts, with a sentence, and its rows are told", () => {
    const { db, job } = queue();
    const told: string[] = [];
    for (let attempt = 0; attempt < 3; attempt++)
      expect(claimJob(db, "a", "train", attempt * 2 * leaseMs)).not.toBeNull();
    expect(claimJob(db, "a", "train", 9 * leaseMs, (_, ended) => told.push(ended.state))).toBeNull();
    expect(told).toEqual(["failed"]);
    expect(job()?.error).toContain("several times");
  });

  test("that fails is tried again after a pause, then no more", () => {
    const { db, job } = queue();
    let now = 0;
    for (let attempt = 1; attempt <= 3; attempt++) {
      const fence = fenceOf(claimed(claimJob(db, "a", "train", now)));
      giveUp(db, fence, "retry", "It broke.", now);
      if (attempt < 3) expect(claimJob(db, "a", "train", now)).toBeNull();
      now += 3_600_000;
    }
    expect(job()).toMatchObject({ state: "failed", error: "It broke.", attempt: 3 });
  });

  test("that was cancelled while waiting ends at once; while running, its worker hears of it", () => {
    const { db, ids, job } = queue(["train", "train"]);
    const told: string[] = [];
    requestCancel(db, ids[0] ?? -1, 1, (_, ended) => told.push(ended.state));
    expect(job(0)?.state).toBe("cancelled");
    expect(told).toEqual(["cancelled"]);
    const fence = fenceOf(claimed(claimJob(db, "a", "train", 2)));
    requestCancel(db, ids[1] ?? -1, 3);
    expect(heartbeat(db, fence, null, 4)).toBe("cancel");
    giveUp(db, fence, "cancelled", null, 5);
    expect(job(1)?.state).toBe("cancelled");
  });

  test("handed back by a worker that stops in good order starts again at once and costs no attempt", () => {
    const { db } = queue();
    handBack(db, fenceOf(claimed(claimJob(db, "a", "train", 0))), 1);
    expect(claimed(claimJob(db, "b", "train", 1)).attempt).toBe(1);
  });
});

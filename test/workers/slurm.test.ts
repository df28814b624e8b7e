import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findRun } from "#db/machines/runs.ts";
import { slurmMissing, startCluster } from "../slurm/cluster.ts";
import { newWorld } from "../slurm/world.ts";

// The long form, with everything killed in turn, is `npm run bench:slurm`.
const missing = slurmMissing();

test.skipIf(missing !== null)(
  `two trainings go through Slurm as one array, one is killed, and both say what they say without it`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "tandem-slurm-"));
    const cluster = await startCluster(join(folder, "slurm"));
    const world = await newWorld(folder, { train: 200, test: 40 });
    onTestFinished(() => {
      world.close();
      cluster.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    world.startWorker(cluster);
    const options = { epochs: 3, batch: 50, views: "one", backboneOptions: { widths: [8, 8, 8] } };
    const here = world.panel(["ce", "gce"], options);
    await world.ended(here);
    world.launch("slurm");
    const there = world.panel(["ce", "gce"], options);
    await world.until("a checkpoint", () => world.anyCheckpoint(there));
    cluster.kill(/job .*--token/);
    await world.ended(there);
    expect(there.map(({ runId }) => world.said(runId))).toEqual(here.map(({ runId }) => world.said(runId)));
    const run = findRun(world.db, there[0]?.runId ?? 0);
    expect(run).toMatchObject({ state: "finished", launcher: "slurm", cardSeconds: 0 });
    expect(run?.workedSeconds).toBeGreaterThan(0);
    expect(world.folders(there)).toEqual([]);
    // what Slurm will never take fails with Slurm's words, once
    world.launch("slurm", { queue: "nowhere" });
    const refused = world.panel(["ce"], options);
    await world.ended(refused);
    expect(findRun(world.db, refused[0]?.runId ?? 0)).toMatchObject({
      ...{ state: "failed", launcher: "slurm", workedSeconds: 0 },
      error: "Slurm does not take it: Batch job submission failed: Invalid partition name specified.",
    });
  },
  300_000,
);

/**
 * `npm run bench:slurm`: trainings through a real Slurm with two nodes on this host.
 *   npm run bench:slurm -- --train 1000 --test 200 --epochs 6 --only panel,kills
 * The panel of thirteen with it and without, wall time and equality; folds, features and later pictures; kill -9 of
 * everything in turn; cancelling; a time limit; a node that goes down. `--only panel --nodes 1` has one node. Needs
 * Debian's slurm-wlm, and root.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { studied } from "#lib/methods/index.ts";
import { asOperator } from "#db/access.ts";
import { cancelPanel } from "#db/jobs/cancel.ts";
import { findJob } from "#db/job-queue.ts";
import { findRun } from "#db/machines/runs.ts";
import { filterEncoder } from "../lib/encoders/models.ts";
import { startCluster, slurmMissing } from "../slurm/cluster.ts";
import { newWorld, type Started } from "../slurm/world.ts";

const missing = slurmMissing();
if (missing !== null) {
  console.log(`Not measured: ${missing}`);
  process.exit(0);
}
const number = z.coerce.number().int().min(1);
const { train, test, epochs, nodes, only, keep } = z
  .object({
    train: number.default(600),
    test: number.default(200),
    epochs: number.default(4),
    nodes: number.default(2),
    only: z.string().default("panel,others,kills,cancel,limit,node"),
    keep: z.boolean().default(false),
  })
  .parse(
    parseArgs({
      options: {
        ...Object.fromEntries(
          ["train", "test", "epochs", "nodes", "only"].map((name) => [name, { type: "string" as const }]),
        ),
        keep: { type: "boolean" },
      },
    }).values,
  );
const parts = only.split(",");
const folder = mkdtempSync(join(tmpdir(), "tandem-slurm-"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
const atEnd: (() => void)[] = [() => keep || rmSync(folder, { recursive: true, force: true })];
process.on("exit", () => {
  for (const end of atEnd.toReversed()) end();
});
console.log("starting a controller and its nodes …");
const cluster = await startCluster(
  join(folder, "slurm"),
  Array.from({ length: nodes }, (_, i) => `n${i + 1}`),
);
atEnd.push(() => cluster.stop());
const world = await newWorld(folder, { train, test });
atEnd.push(() => world.close());
let wrong = 0;

/** Two lines of runs that ought to say the same. @returns how many do */
function equal(left: readonly Started[], right: readonly Started[]): number {
  const same = left.filter(({ runId }, place) => world.said(runId) === world.said(right[place]?.runId ?? 0));
  for (const [place, { runId, method }] of left.entries())
    if (!same.some((one) => one.runId === runId))
      console.log(`   ${method}: ${world.said(runId)} ≠ ${world.said(right[place]?.runId ?? 0)}`);
  if (same.length < left.length) wrong++;
  return same.length;
}

const four = ["ce", "nls", "gce", "pls"];
const options = { epochs, batch: 50, backboneOptions: { widths: [8, 16, 16] } };
let worker = world.startWorker(cluster);
console.log(
  `${train} items to learn from, ${test} predicted, ${epochs} epochs, the quick network with widths 8, 16, 16`,
);

if (parts.includes("panel")) {
  const all = studied.map(({ id }) => id);
  world.launch("local");
  const here = world.panel(all, options);
  const alone = await world.ended(here);
  world.launch("slurm");
  const there = world.panel(all, options);
  const spread = await world.ended(there);
  const hosts = new Set(there.flatMap(({ runId }) => findRun(world.db, runId)?.hosts ?? []));
  console.log(
    `panel of ${all.length}: ${alone.toFixed(1)} s in the worker, ${spread.toFixed(1)} s through Slurm on ${hosts.size === 0 ? "?" : [...hosts].join(" and ")}; ${equal(here, there)} of ${all.length} the same to the bit`,
  );
}

let reference: Started[] = [];
if (parts.some((part) => part !== "panel")) {
  world.launch("local");
  reference = world.panel(four, options);
  console.log(`four undisturbed, in the worker: ${(await world.ended(reference)).toFixed(1)} s`);
  world.launch("slurm");
}

if (parts.includes("others")) {
  // the digest is that of the values, whoever made them
  const filters = filterEncoder(16);
  const done = { local: new Array<string>(), slurm: new Array<string>() };
  for (const place of ["local", "slurm"] as const) {
    world.launch(place);
    const folds = world.panel(["ce"], { ...options, folds: 3 });
    await world.ended(folds);
    done[place].push(world.said(folds[0]?.runId ?? 0), await world.features(filters));
  }
  for (const place of ["local", "slurm"] as const) {
    world.launch(place);
    done[place].push(await world.later(place, 30));
  }
  for (const [i, what] of ["three folds as an array", "features", "pictures that came later"].entries()) {
    const same = done.local[i] === done.slurm[i];
    if (!same) wrong++;
    console.log(
      `${what}: ${same ? "the same to the bit" : `${done.local[i]} ≠ ${done.slurm[i]}`} (${done.slurm[i]})`,
    );
  }
}

if (parts.includes("kills")) {
  const victims: [string, () => number | Promise<number>][] = [
    ["nothing", () => 0],
    ["the script of every task", () => cluster.kill(/job .*--token/)],
    ["the step daemon of every task", () => cluster.kill(/slurmstepd/)],
    ["scripts and step daemons together", () => cluster.kill(/slurmstepd|job .*--token/)],
    [
      "the controller, back after 15 s",
      async () => {
        const killed = cluster.kill(/slurmctld/);
        await sleep(15_000);
        cluster.startController();
        // what it had not yet written down it gives out again, and drains the nodes for it until somebody resumes them
        await sleep(10_000);
        for (const node of ["n1", "n2"]) cluster.resume(node);
        return killed;
      },
    ],
    [
      "the worker",
      () => {
        worker.kill("SIGKILL");
        worker = world.startWorker(cluster);
        return 1;
      },
    ],
  ];
  console.log(
    "kill -9 of                          | killed | seconds | the same to the bit | tries of the job",
  );
  for (const [name, strike] of victims) {
    const shot = world.panel(four, options);
    const begun = performance.now();
    await world.until("a checkpoint", () => world.anyCheckpoint(shot));
    const killed = await strike();
    await world.ended(shot);
    const seconds = (performance.now() - begun) / 1000;
    const attempts = Math.max(...shot.map(({ jobId }) => findJob(world.db, jobId)?.attempt ?? 0));
    console.log(
      `${name.padEnd(35)} | ${String(killed).padStart(6)} | ${seconds.toFixed(1).padStart(7)} | ${`${equal(shot, reference)} of 4`.padStart(19)} | ${attempts}`,
    );
    await world.until("an empty queue", () => cluster.tasks() === 0);
  }
}

if (parts.includes("cancel")) {
  const unwanted = world.panel(four, { ...options, epochs: 500 });
  await world.until("a checkpoint", () => world.anyCheckpoint(unwanted));
  const begun = performance.now();
  const panelId = findRun(world.db, unwanted[0]?.runId ?? 0)?.panelId ?? 0;
  cancelPanel(world.db, asOperator(world.project()), panelId, Date.now());
  await world.ended(unwanted);
  await world.until("an empty queue", () => cluster.tasks() === 0);
  const states = new Set(unwanted.map(({ runId }) => findRun(world.db, runId)?.state));
  console.log(
    `cancelled: ${[...states].join()}, Slurm's queue empty after ${((performance.now() - begun) / 1000).toFixed(1)} s`,
  );
  if (states.size !== 1 || !states.has("cancelled")) wrong++;
}

if (parts.includes("node")) {
  // Slurm drains a node whose step daemons die
  for (const node of ["n1", "n2"]) cluster.resume(node);
  const shot = world.panel(four, options);
  const begun = performance.now();
  await world.until("a checkpoint", () => world.anyCheckpoint(shot));
  cluster.kill(/slurmd -D -N n2/);
  cluster.kill(/slurmstepd|job .*--token/, "n2");
  cluster.command("scontrol", "update", "NodeName=n2", "State=DOWN", "Reason=pulled");
  await world.ended(shot);
  console.log(
    `a node of two goes down: ${((performance.now() - begun) / 1000).toFixed(1)} s, ${equal(shot, reference)} of 4 the same to the bit`,
  );
  cluster.startNode("n2");
  cluster.resume("n2");
}

if (parts.includes("limit")) {
  // Slurm's limits are whole minutes: the training is made longer than one
  const each = (findRun(world.db, reference[0]?.runId ?? 0)?.seconds ?? 1) / epochs;
  const long = { ...options, epochs: Math.ceil(100 / each) };
  world.launch("slurm", { minutes: 1 });
  const limited = world.panel(["ce"], long);
  const seconds = await world.ended(limited);
  world.launch("local");
  const free = world.panel(["ce"], long);
  await world.ended(free);
  console.log(
    `a limit of a minute and ${long.epochs} epochs: ${seconds.toFixed(0)} s through Slurm; ${equal(limited, free)} of 1 the same to the bit as without a limit`,
  );
}
console.log(wrong === 0 ? "nothing differs" : `${wrong} differ`);
process.exit(wrong === 0 ? 0 : 1);

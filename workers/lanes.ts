/** The worker's lanes: in each, one job at a time, in a process of its own. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { type Fence, fenceOf } from "#db/job-queue.ts";
import { claimJob, giveUp, handBack, heartbeat, type Lane, laneOf, lanes } from "#db/jobs/lifecycle.ts";
import type { Overdue } from "#db/jobs/watch.ts";
import type { Job } from "#db/schema.ts";
import { newElsewhere } from "./elsewhere/elsewhere.ts";
import { guarded, log } from "./log.ts";
import { type Order, type Report, reports } from "./messages.ts";

/** A child that says nothing for this long is stuck. The slowest step of the largest network takes seconds. */
const silenceMs = 10 * 60_000;
const childFile = join(import.meta.dirname, "child.ts");

type Held = { job: Job; fence: Fence };
type Running = Held & {
  child: ChildProcess;
  news: { progress: number; note: Record<string, unknown> } | null;
  /** by the monotonic clock, as everything that is only measured here */
  heardAt: number;
  over: boolean;
};

/** A process of its own: the engine's memory is not this one's. */
export function startChild(hear: (report: Report) => void): ChildProcess {
  const child = fork(childFile, { serialization: "advanced" });
  // Also what becomes of an order to a process that has just ended; its exit is dealt with by itself.
  child.on("error", (error) => log.error({ err: error }, "job process"));
  child.on(
    "message",
    guarded("hearing a job process", (raw) => hear(reports.parse(raw))),
  );
  return child;
}

export const order = (child: ChildProcess, what: Order): boolean => child.connected && child.send(what);

export function newLanes(db: Db, dir: DataDir, workerId: string) {
  const running = new Map<Lane, Running>();
  /** what was done elsewhere and is to be stored, the oldest first */
  let returned: Held[] = [];
  let stopping = false;
  const elsewhere = newElsewhere(
    db,
    dir.shared,
    (job, fence) => returned.push({ job, fence }),
    () => running.has("train"),
  );

  /** Everything that this worker holds. */
  const own = (): Set<number> =>
    new Set([
      ...Array.from(running.values(), ({ job }) => job.id),
      ...returned.map(({ job }) => job.id),
      ...elsewhere.ids(),
    ]);

  function take(overdue: readonly Overdue[]): void {
    if (stopping) return;
    const held = own();
    const others = overdue.filter(({ id }) => !held.has(id));
    for (const lane of lanes) {
      if (running.has(lane)) continue;
      const next = nextIn(lane, others);
      if (next) begin(lane, next, newChild(lane));
    }
  }

  function nextIn(lane: Lane, overdue: readonly Overdue[]): Held | null {
    const back = returned.find(({ job }) => laneOf(job.kind) === lane);
    if (back) {
      returned = returned.filter((one) => one !== back);
      return back;
    }
    const job = claimJob(db, workerId, lane, Date.now(), overdue);
    if (!job) return null;
    log.info({ job: job.id, kind: job.kind, attempt: job.attempt }, "job taken");
    return { job, fence: fenceOf(job) };
  }

  function newChild(lane: Lane): ChildProcess {
    const child = startChild((report) => {
      const entry = running.get(lane);
      if (entry?.child === child) hear(lane, entry, report);
    });
    const died = guarded("giving a job back", (how: string) => {
      const entry = running.get(lane);
      if (entry?.child !== child) return;
      running.delete(lane);
      if (entry.over || stopping) return;
      log.error({ job: entry.job.id }, `job process ${how}`);
      giveUp(db, entry.fence, "retry", `The process that did this ${how}.`, Date.now());
    });
    child.on("exit", (code, signal) =>
      died(signal ? `was stopped by ${signal}` : `ended with code ${code ?? "none"}`),
    );
    // A process that could not be started never exits.
    child.on("error", () => child.pid === undefined && died("could not be started"));
    return child;
  }

  function begin(lane: Lane, held: Held, child: ChildProcess): void {
    running.set(lane, { ...held, child, news: null, heardAt: performance.now(), over: false });
    order(child, { type: "run", jobId: held.job.id, data: dir.root });
  }

  function hear(lane: Lane, entry: Running, report: Report): void {
    entry.heardAt = performance.now();
    const { job, fence, child } = entry;
    switch (report.type) {
      case "progress":
        entry.news = { progress: report.progress, note: report.note };
        break;
      case "finished":
        entry.over = true;
        log.info({ job: job.id }, "job finished");
        break;
      case "lost":
        entry.over = true;
        log.warn({ job: job.id }, "job is somebody else's now");
        break;
      case "probed":
        break;
      case "elsewhere":
        running.delete(lane);
        elsewhere.add(job, fence, report.folder, report.settings).catch((error: unknown) => {
          log.error({ err: error, job: job.id }, "a job that is to be done elsewhere");
          giveUp(db, fence, "retry", "Its folder is gone.", Date.now());
        });
        goOn(lane, child);
        break;
      case "ended":
        entry.over = true;
        log.warn({ job: job.id, outcome: report.outcome, message: report.message }, "job ended");
        giveUp(db, fence, report.outcome, report.message, Date.now());
        break;
    }
  }

  /** A process that has prepared a job for others prepares the next one, too. */
  function goOn(lane: Lane, child: ChildProcess): void {
    const next = stopping ? null : nextIn(lane, []);
    if (next) begin(lane, next, child);
    else child.kill("SIGKILL");
  }

  function tend(): void {
    for (const entry of running.values()) tendTo(entry);
    elsewhere.beat(Date.now());
    for (const one of returned) {
      const answer = heartbeat(db, one.fence, null, Date.now());
      if (answer === "go on") continue;
      returned = returned.filter((other) => other !== one);
      if (answer === "cancel") giveUp(db, one.fence, "cancelled", null, Date.now());
    }
  }

  function tendTo(entry: Running): void {
    if (entry.over) return;
    const answer = heartbeat(db, entry.fence, entry.news, Date.now());
    entry.news = null;
    if (answer === "lost") {
      log.warn({ job: entry.job.id }, "job is somebody else's now");
      entry.over = true;
      entry.child.kill("SIGKILL");
    } else if (answer === "cancel") {
      order(entry.child, { type: "cancel" });
    }
    if (performance.now() - entry.heardAt > silenceMs) {
      log.error({ job: entry.job.id }, "job process has gone silent");
      entry.child.kill("SIGKILL");
    }
  }

  /** Everything goes back into the queue; what schedulers do goes on meanwhile. */
  function stop(): void {
    stopping = true;
    for (const { child } of running.values()) child.kill("SIGKILL");
    for (const { fence, job } of [...running.values(), ...returned])
      guarded("handing a job back", () => {
        handBack(db, fence, Date.now());
        log.info({ job: job.id }, "job handed back; it goes on at its last checkpoint");
      })();
    guarded("handing jobs back", () => elsewhere.handBack(Date.now()))();
  }

  return { take, tend, stop, look: (at: number) => elsewhere.look(at) };
}

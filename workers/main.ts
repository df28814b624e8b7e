/** The worker process: takes jobs, gives each a child process, and shows signs of life for both. */
import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { openDatabase, write } from "#db/client.ts";
import { dataDir, keepToOneself } from "#db/data-dir.ts";
import { forgetEvents } from "#db/events.ts";
import { type Fence, fenceOf } from "#db/job-queue.ts";
import { claimJob, giveUp, handBack, heartbeat, type Lane, lanes } from "#db/jobs/lifecycle.ts";
import { sweepUploads } from "#db/dataset/upload-sweep.ts";
import { sweepExports } from "#db/exports/export.ts";
import { askForDuePredictions, type SeenItems } from "#db/labelling/waiting.ts";
import { openNeverRouted } from "#db/labelling/never-routed.ts";
import { askForDueFits } from "#db/machines/change-team.ts";
import { type SeenLabels, startDueFirstRuns } from "#db/machines/first-run.ts";
import { askForDueRuns } from "#db/machines/renewal.ts";
import { newJobWatch, type Overdue } from "#db/jobs/watch.ts";
import { beatMs, newWorkerWatch, workerGone, workerHeartbeat, type WorkerRow } from "#db/jobs/workers.ts";
import { askForDueLooks } from "#db/views/looks.ts";
import { endWithParent } from "#lib/end-with-parent.ts";
import { sweepInvitations } from "#db/people/invitations.ts";
import { sweepPasswordLinks } from "#db/people/password-links.ts";
import { sweepSessions } from "#db/people/sessions.ts";
import type { Job } from "#db/schema.ts";
import { workInDataDir } from "./data-folder.ts";
import { log } from "./log.ts";
import { type Order, type Report, reports } from "./messages.ts";
import { webhookMs, webhookPost } from "./webhooks/deliver.ts";

const pollMs = 500;
const heartbeatMs = 1000;
/** A child that says nothing for this long is stuck. The slowest step of the largest network takes seconds. */
const silenceMs = 10 * 60_000;
const childFile = join(import.meta.dirname, "child.ts");
const forgetEventsMs = 24 * 60 * 60_000;
const sweepMs = 3_600_000;
/** How often it looks for what is due by itself: fits, first trainings, predictions. */
const dueMs = 3000;

keepToOneself();
const dir = dataDir();
workInDataDir(dir);
const { db, close } = openDatabase(dir.database);
const worker: Omit<WorkerRow, "beats"> = {
  id: randomUUID(),
  pid: process.pid,
  host: hostname(),
  executor: null,
  startedAt: Date.now(),
};

type Running = {
  job: Job;
  fence: Fence;
  child: ChildProcess;
  news: { progress: number; note: Record<string, unknown> } | null;
  /** by the monotonic clock, as everything that is only measured here */
  heardAt: number;
  over: boolean;
};
const running = new Map<Lane, Running>();
let stopping = false;

/** A handler whose failure (a full disk, a locked database) is logged and takes no other job down. */
const guarded =
  <Args extends unknown[]>(what: string, fn: (...args: Args) => void) =>
  (...args: Args) => {
    try {
      fn(...args);
    } catch (error) {
      log.error({ err: error }, what);
    }
  };

/** A process of its own: the engine's memory is not this one's. */
function startChild(hear: (report: Report) => void): ChildProcess {
  const child = fork(childFile, { serialization: "advanced" });
  // Also what becomes of an order to a process that has just ended; its exit is dealt with by itself.
  child.on("error", (error) => log.error({ err: error }, "job process"));
  child.on(
    "message",
    guarded("hearing a job process", (raw) => hear(reports.parse(raw))),
  );
  return child;
}

const order = (child: ChildProcess, what: Order): boolean => child.connected && child.send(what);

let opening = false;

/** Rows are made some at a time, so this outlasts its timer. */
function openProjects(): void {
  if (opening || stopping) return;
  opening = true;
  openNeverRouted(db, Date.now)
    .then((opened) => {
      for (const project of opened) log.info({ project }, "it is open to people, without a machine");
    })
    .catch((error: unknown) => log.error({ err: error }, "opening projects"))
    .finally(() => (opening = false));
}

/** The self-test computes for a while without hearing anybody. */
let probing: ChildProcess | null = null;

function askForExecutor(): void {
  const child = startChild((report) => {
    if (report.type === "probed" && !stopping)
      workerHeartbeat(db, Object.assign(worker, { executor: report.executor }));
  });
  probing = child;
  child.once("exit", () => (probing = null));
  order(child, { type: "probe" });
}

const seenLabels: SeenLabels = new Map();
const seenItems: SeenItems = new Map();
const watchJobs = newJobWatch();
const watchWorkers = newWorkerWatch();

function takeJobs(): void {
  if (stopping) return;
  const own = new Set(Array.from(running.values(), ({ job }) => job.id));
  const overdue = watchJobs(db, performance.now()).filter(({ id }) => !own.has(id));
  for (const lane of lanes) if (!running.has(lane)) take(lane, overdue);
}

function take(lane: Lane, overdue: readonly Overdue[]): void {
  const job = claimJob(db, worker.id, lane, Date.now(), overdue);
  if (!job) return;
  log.info({ job: job.id, kind: job.kind, attempt: job.attempt }, "job taken");
  const child = startChild((report) => hear(entry, report));
  const entry: Running = {
    job,
    fence: fenceOf(job),
    child,
    news: null,
    heardAt: performance.now(),
    over: false,
  };
  running.set(lane, entry);
  const died = guarded("giving a job back", (how: string) => {
    if (running.get(lane) !== entry) return;
    running.delete(lane);
    if (entry.over || stopping) return;
    log.error({ job: job.id }, `job process ${how}`);
    giveUp(db, entry.fence, "retry", `The process that did this ${how}.`, Date.now());
  });
  child.on("exit", (code, signal) =>
    died(signal ? `was stopped by ${signal}` : `ended with code ${code ?? "none"}`),
  );
  // A process that could not be started never exits.
  child.on("error", () => child.pid === undefined && died("could not be started"));
  order(child, { type: "run", jobId: job.id, data: dir.root });
}

function hear(entry: Running, report: Report): void {
  entry.heardAt = performance.now();
  switch (report.type) {
    case "progress":
      entry.news = { progress: report.progress, note: report.note };
      break;
    case "finished":
      entry.over = true;
      log.info({ job: entry.job.id }, "job finished");
      break;
    case "lost":
      entry.over = true;
      log.warn({ job: entry.job.id }, "job is somebody else's now");
      break;
    case "probed":
      break;
    case "ended":
      entry.over = true;
      log.warn({ job: entry.job.id, outcome: report.outcome, message: report.message }, "job ended");
      giveUp(db, entry.fence, report.outcome, report.message, Date.now());
      break;
  }
}

function tend(entry: Running): void {
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

const sweep = guarded("sweeping uploads and exports", () => {
  const removed = sweepUploads(db, dir, Date.now());
  if (removed > 0) log.info({ removed }, "uploads that nobody came back for are removed");
  const expired = sweepExports(db, dir, Date.now());
  if (expired > 0) log.info({ removed: expired }, "exports that have expired are removed");
});

const timers = [
  setInterval(sweep, sweepMs),
  setInterval(guarded("taking a job", takeJobs), pollMs),
  setInterval(
    guarded("tending jobs", () => running.forEach(tend)),
    heartbeatMs,
  ),
  setInterval(
    guarded("worker heartbeat", () => {
      const { dead } = watchWorkers(db, performance.now());
      const others = dead.map(({ id }) => id).filter((id) => id !== worker.id);
      workerHeartbeat(db, worker, others);
    }),
    beatMs,
  ),
  setInterval(
    guarded("asking for fits", () => {
      for (const project of askForDueFits(db, Date.now()))
        log.info({ project }, "its policy is fitted again");
    }),
    dueMs,
  ),
  setInterval(openProjects, dueMs),
  setInterval(
    guarded("starting first trainings", () => {
      for (const run of startDueFirstRuns(db, seenLabels, Date.now()))
        log.info(
          { project: run.projectId, run: run.id, labels: run.trainItems },
          "its first training starts",
        );
    }),
    dueMs,
  ),
  setInterval(
    guarded("asking for looks", () => {
      askForDueLooks(db, Date.now());
    }),
    dueMs,
  ),
  setInterval(
    guarded("asking for predictions", () => {
      for (const project of askForDuePredictions(db, seenItems, Date.now()))
        log.info({ project }, "its new pictures are to be predicted");
    }),
    dueMs,
  ),
  setInterval(
    guarded("asking for trainings", () => {
      for (const project of askForDueRuns(db, Date.now()))
        log.info({ project }, "its machine learns again from people");
    }),
    dueMs,
  ),
  setInterval(guarded("telling webhooks", webhookPost(db)), webhookMs),
  setInterval(
    guarded("forgetting events", () => write(db, (tx) => forgetEvents(tx, Date.now() - forgetEventsMs))),
    3_600_000,
  ),
  setInterval(
    guarded("forgetting sessions and links", () => {
      sweepSessions(db, Date.now());
      sweepInvitations(db, Date.now());
      sweepPasswordLinks(db, Date.now());
    }),
    3_600_000,
  ),
];
workerHeartbeat(db, worker);
sweep();
askForExecutor();
log.info({ worker: worker.id, data: dir.root }, "worker ready");
process.send?.("ready");

function stop(): void {
  if (stopping) return;
  stopping = true;
  timers.forEach(clearInterval);
  probing?.kill("SIGKILL");
  for (const { child } of running.values()) child.kill("SIGKILL");
  for (const { fence, job } of running.values())
    guarded("handing a job back", () => {
      handBack(db, fence, Date.now());
      log.info({ job: job.id }, "job handed back; it goes on at its last checkpoint");
    })();
  guarded("leaving", () => {
    workerGone(db, worker.id);
    close();
  })();
  process.exit(0);
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
// Started by `npm start`: when that dies, the worker must not stay behind.
endWithParent(process, stop);

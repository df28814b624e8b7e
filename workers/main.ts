/** The worker process: takes jobs and shows signs of life, and asks for what is due by itself. */
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { openDatabase, write } from "#db/client.ts";
import { dataDir, keepToOneself } from "#db/data-dir.ts";
import { forgetEvents } from "#db/events.ts";
import { sweepUploads } from "#db/dataset/upload-sweep.ts";
import { sweepExports } from "#db/exports/export.ts";
import { askForDuePredictions, type SeenItems } from "#db/labelling/waiting.ts";
import { openNeverRouted } from "#db/labelling/never-routed.ts";
import { askForDueFits } from "#db/machines/change-team.ts";
import { type SeenLabels, startDueFirstRuns } from "#db/machines/first-run.ts";
import { askForDueRuns } from "#db/machines/renewal.ts";
import { sweepWeights } from "#db/machines/weights.ts";
import { newJobWatch } from "#db/jobs/watch.ts";
import { beatMs, newWorkerWatch, workerGone, workerHeartbeat, type WorkerRow } from "#db/jobs/workers.ts";
import { askForDueLooks } from "#db/views/looks.ts";
import { endWithParent } from "#lib/end-with-parent.ts";
import { bucketSettings } from "#db/packs/bucket-settings.ts";
import { askForDueMoves } from "#db/packs/placement.ts";
import { sweepInvitations } from "#db/people/invitations.ts";
import { sweepPasswordLinks } from "#db/people/password-links.ts";
import { sweepSessions } from "#db/people/sessions.ts";
import { workInDataDir } from "./data-folder.ts";
import { sweepFolders } from "./jobs/sweep-folders.ts";
import { newLanes, order, startChild } from "./lanes.ts";
import { guarded, log } from "./log.ts";
import { webhookMs, webhookPost } from "./webhooks/deliver.ts";

const pollMs = 500;
const heartbeatMs = 1000;
/** How often it looks what has become of what others do. */
const lookMs = 2000;
const forgetEventsMs = 24 * 60 * 60_000;
const sweepMs = 3_600_000;
/** How often it looks for what is due by itself: fits, first trainings, predictions. */
const dueMs = 3000;
/** And for packs that are not where they are to be. */
const movesMs = 10_000;

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

const lanes = newLanes(db, dir, worker.id);
let stopping = false;

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

const bucket = bucketSettings();

const sweep = guarded("sweeping uploads, exports and weights", () => {
  const removed = sweepUploads(db, dir, Date.now());
  if (removed > 0) log.info({ removed }, "uploads that nobody came back for are removed");
  const expired = sweepExports(db, dir, Date.now());
  if (expired > 0) log.info({ removed: expired }, "exports that have expired are removed");
  for (const { id, name } of sweepWeights(db, dir, Date.now()))
    log.info({ run: id, name }, "its weights are removed, as the rule for weights says");
  sweepFolders(db, dir, Date.now()).catch((error: unknown) =>
    log.error({ err: error }, "sweeping job folders"),
  );
});

const timers = [
  setInterval(sweep, sweepMs),
  setInterval(
    guarded("taking jobs", () => lanes.take(watchJobs(db, performance.now()))),
    pollMs,
  ),
  setInterval(
    guarded("tending jobs", () => lanes.tend()),
    heartbeatMs,
  ),
  setInterval(() => {
    lanes.look(performance.now()).catch((error: unknown) => log.error({ err: error }, "looking elsewhere"));
  }, lookMs),
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
  setInterval(
    guarded("asking for moves of packs", () => {
      if (bucket) askForDueMoves(db, dir, bucket, Date.now());
    }),
    movesMs,
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
  lanes.stop();
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

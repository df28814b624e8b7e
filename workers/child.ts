/**
 * One job, in a process of its own: training blocks its event loop, a crash takes nothing else with
 * it, and its memory comes back when it ends.
 */
import { diskSentence } from "#lib/disk-sentence.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir, keepToOneself } from "#db/data-dir.ts";
import { fenceOf, findJob, JobLost } from "#db/job-queue.ts";
import { isBucketError } from "#db/packs/bucket-error.ts";
import { probe } from "#lib/tensor/probe.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { useDataDir } from "./data-folder.ts";
import { JobCancelled, type JobContext, JobElsewhere, JobFailure } from "./job.ts";
import { findJobKind } from "./jobs/index.ts";
import { log } from "./log.ts";
import { orders, type Report } from "./messages.ts";

keepToOneself();
let cancelled = false;
const trainingThreads = trainingOptions.parse({}).threads;

/** The wall clock as it stood at the start, carried on by the monotonic one: durations survive its being set. */
const steadyNow = (): number => Math.round(performance.timeOrigin + performance.now());

const tell = (report: Report): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(report, undefined, undefined, () => resolve());
    else resolve();
  });

// Ctrl-C reaches the whole process group; the worker decides what becomes of the job.
process.on("SIGINT", () => undefined);
// The worker is gone: nobody would hear the result, and the lease will pass to another.
process.on("disconnect", () => process.exit(1));

process.on("message", (raw) => {
  const order = orders.parse(raw);
  if (order.type === "cancel")
    cancelled = true; // of its only job, after which it ends
  else if (order.type === "probe") void tellExecutor();
  else void run(order.jobId, order.data);
});

async function run(jobId: number, data: string): Promise<void> {
  const dir = dataDir(data);
  const release = useDataDir(dir);
  const { db, close } = openDatabase(dir.database);
  try {
    const job = findJob(db, jobId);
    if (!job) throw new JobFailure("The job is gone.");
    const context: JobContext = {
      db,
      dir,
      fence: fenceOf(job),
      now: steadyNow,
      log: log.child({ job: job.id, kind: job.kind }),
      report: (progress, note) => void tell({ type: "progress", progress, note }),
      cancelled: () => cancelled,
    };
    await findJobKind(job.kind).run(context, job.payload);
    await tell({ type: "finished" });
  } catch (error) {
    if (error instanceof JobElsewhere) {
      close();
      release();
      return tell({ type: "elsewhere", folder: error.folder, settings: error.settings });
    }
    await tell(ending(error));
  }
  close();
  process.exit(0);
}

/** The self-test of the training engine, once for each worker; every training repeats it for itself. */
async function tellExecutor(): Promise<void> {
  const { executor, attempts } = await probe(trainingThreads);
  log.info({ executor: executor.name, attempts }, "training engine");
  await tell({ type: "probed", executor: executor.name });
  process.exit(0);
}

function ending(error: unknown): Report {
  if (error instanceof JobLost) return { type: "lost" };
  if (error instanceof JobCancelled) return { type: "ended", outcome: "cancelled", message: null };
  if (error instanceof JobFailure) return { type: "ended", outcome: "failed", message: error.message };
  if (isBucketError(error)) {
    log.warn({ ailment: error.ailment }, error.message);
    return { type: "ended", outcome: "retry", message: error.message };
  }
  log.error({ err: error }, "job failed");
  const sentence = diskSentence(error);
  if (sentence !== null) return { type: "ended", outcome: "failed", message: sentence };
  return { type: "ended", outcome: "retry", message: "It failed unexpectedly; the log has the details." };
}

/** What the worker's jobs have done elsewhere: it keeps their holds, asks the schedulers, and looks into the folders. */
import type { Db } from "#db/client.ts";
import type { Fence } from "#db/job-queue.ts";
import { countAnew, giveUp, handBack, heartbeat } from "#db/jobs/lifecycle.ts";
import { saveCost } from "#db/machines/runs.ts";
import type { Job } from "#db/schema.ts";
import type { LaunchSettings } from "#lib/launching.ts";
import { grouped } from "#lib/grouped.ts";
import { newSilence } from "#lib/silence.ts";
import { costOf } from "#workers/job-folder/cost.ts";
import { findFolder } from "#workers/job-folder/folder.ts";
import { askToStop, findFailure, findGiven, findResult, listAttempts } from "#workers/job-folder/part.ts";
import { schedulerOf } from "#workers/launchers/index.ts";
import { taskKey } from "#workers/launchers/launcher.ts";
import { nextStep, type Patience, usualPatience } from "#workers/launchers/next-step.ts";
import type { Away, Part } from "./away.ts";
import { newsOf } from "./news.ts";
import { newLeftovers } from "./leftovers.ts";
import { log } from "#workers/log.ts";
import { newOrders } from "./orders.ts";

/** A task whose result is there should have ended after, ms; one that ended is taken back then, too. */
const leftoverMs = 20_000;

const key = (folder: string, part: number): string => `${folder}/${part}`;

/**
 * @param back takes a job whose folder is done, or cannot be done, to be run again under the same hold
 * @param preparing are jobs being prepared that may join the next order?
 */
export function newElsewhere(
  db: Db,
  shared: string,
  back: (job: Job, fence: Fence) => void,
  preparing: () => boolean,
  patience: Patience = usualPatience(process.env.TANDEM_TASK_SILENCE_SECONDS),
) {
  const all = new Map<number, Away>();
  const silence = newSilence();
  const leftovers = newLeftovers();
  const orders = newOrders(shared, leftovers, preparing);
  let looking = false;

  /** Another job's folder is to be done. */
  async function add(job: Job, fence: Fence, path: string, settings: LaunchSettings): Promise<void> {
    const folder = await findFolder(path);
    if (!folder) throw new Error(`${path} is no job folder`);
    countAnew(db, fence);
    const fresh = { news: null, cancelled: false, refused: null, over: new Set<number>() };
    all.set(job.id, { job, fence, folder, settings, ...fresh });
    log.info({ job: job.id, launcher: settings.launcher, folder: path }, "job is done elsewhere");
  }

  /** Signs of life for all holds. */
  function beat(now: number): void {
    for (const away of all.values()) {
      const answer = heartbeat(db, away.fence, away.news, now);
      away.news = null;
      if (answer === "cancel") away.cancelled = true;
      if (answer !== "lost") continue;
      log.warn({ job: away.job.id }, "job is somebody else's now");
      all.delete(away.job.id);
    }
  }

  /** Look at all folders and schedulers, and do what is next. @param at monotonic, ms */
  async function look(at: number): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      await leftovers.clear(at);
      if (all.size === 0) return;
      const parts = (await Promise.all([...all.values()].map(partsOf))).flat();
      await askSchedulers(parts);
      const signs = parts.map(({ away, part, given, last }) => {
        const sign = last ? `${last.startedAt} ${last.worked} ${last.progress}` : "none";
        return [key(away.folder.path, part), `${given?.token} ${sign}`] as const;
      });
      const silent = silence(signs, at);
      const steps = grouped(parts, (view) =>
        nextStep(
          {
            outcome: view.outcome,
            given: view.given !== null,
            seen: view.seen,
            silentMs: silent.get(key(view.away.folder.path, view.part)) ?? 0,
          },
          patience,
        ),
      );
      for (const view of steps.get("take back") ?? []) {
        log.warn({ job: view.away.job.id, part: view.part }, "a task shows no sign of life: taken back");
        await takeBack(view);
      }
      // it has ended without an outcome, and may still take the place that the next one needs
      for (const view of steps.get("give") ?? []) if (view.seen !== null) await takeBack(view);
      leaveOver(parts, at);
      await finish(parts);
      const wanted = [...(steps.get("give") ?? []), ...(steps.get("take back") ?? [])];
      await orders.give(
        wanted.filter(({ away }) => all.has(away.job.id) && (away.refused?.until ?? 0) <= at),
        at,
      );
    } finally {
      looking = false;
    }
  }

  async function partsOf(away: Away): Promise<Part[]> {
    const { path, description } = away.folder;
    return Promise.all(
      Array.from({ length: description.parts }, async (_, part): Promise<Part> => {
        const [given, result, failure] = await Promise.all([
          findGiven(path, part),
          findResult(path, part),
          findFailure(path, part),
        ]);
        const attempts = given && !result ? await listAttempts(path, part, given.token) : [];
        const outcome = result ? "done" : failure ? "failed" : null;
        return { away, part, given, outcome, last: attempts.at(-1) ?? null, seen: null };
      }),
    );
  }

  async function askSchedulers(parts: readonly Part[]): Promise<void> {
    const open = parts.filter(({ outcome, given }) => outcome === null && given !== null);
    for (const [id, views] of grouped(open, ({ away }) => away.settings.launcher)) {
      const given = views.map(({ given: known, away }) => ({
        token: known?.token ?? "",
        id: known?.id ?? null,
        settings: away.settings,
      }));
      const seen = await schedulerOf(id)
        .look(given)
        .catch((error: unknown) => {
          log.warn({ err: error, launcher: id }, "the scheduler cannot be asked");
          return null;
        });
      for (const view of views)
        view.seen =
          seen === null
            ? "silent"
            : (seen.get(taskKey(view.given?.token ?? "", view.given?.index ?? 0)) ?? null);
    }
  }

  async function takeBack({ away, part, given }: Part): Promise<void> {
    if (!given) return;
    await schedulerOf(away.settings.launcher)
      .take({ ...given, settings: away.settings }, [given.index])
      .catch((error: unknown) =>
        log.warn(
          { err: error, job: away.job.id, part, token: given.token },
          "a task could not be taken back",
        ),
      );
  }

  /** Tasks of parts that have an outcome. */
  function leaveOver(parts: readonly Part[], at: number): void {
    for (const { away, part, outcome, given } of parts) {
      if (outcome === null || given === null || away.over.has(part)) continue;
      away.over.add(part);
      leftovers.add({ given, settings: away.settings, from: at + leftoverMs });
    }
  }

  /** Jobs whose parts have all come to an end, or that are wanted no more. */
  async function finish(parts: readonly Part[]): Promise<void> {
    for (const [away, own] of grouped(parts, (view) => view.away)) {
      away.news = newsOf(away.folder, own, away.settings.launcher, away.refused?.why ?? "");
      const failed = own.some(({ outcome }) => outcome === "failed");
      if (!away.cancelled && !failed && own.some(({ outcome }) => outcome === null)) continue;
      const open = own.filter(({ outcome, given }) => outcome === null && given !== null);
      if (open.length > 0) {
        await askToStop(away.folder.path);
        for (const view of open) await takeBack(view);
      }
      if (!all.delete(away.job.id)) continue;
      if (away.cancelled) {
        giveUp(db, away.fence, "cancelled", null, Date.now());
        if (away.job.kind === "train")
          saveCost(
            db,
            away.job.id,
            { launcher: away.settings.launcher, ...(await costOf(away.folder)) },
            Date.now(),
          );
      } else back(away.job, away.fence);
    }
  }

  return {
    add,
    beat,
    look,
    holds: (jobId: number) => all.has(jobId),
    ids: () => [...all.keys()],
    /** What is being done goes on; whoever takes the jobs next finds it. */
    handBack: (now: number) => {
      for (const { fence } of all.values()) handBack(db, fence, now);
    },
  };
}

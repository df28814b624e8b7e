/** What the worker's jobs have done elsewhere: it keeps their holds, asks the schedulers, and looks into the folders. */
import { randomUUID } from "node:crypto";
import type { Db } from "#db/client.ts";
import type { Fence } from "#db/job-queue.ts";
import { countAnew, giveUp, handBack, heartbeat } from "#db/jobs/lifecycle.ts";
import type { Job } from "#db/schema.ts";
import type { ElsewhereNote, LauncherId, LaunchSettings } from "#lib/launching.ts";
import { grouped } from "#lib/grouped.ts";
import { newSilence } from "#lib/silence.ts";
import { findFolder, type Folder } from "#workers/job-folder/folder.ts";
import { notesOf } from "#workers/job-folder/kinds/index.ts";
import {
  askToStop,
  type Attempt,
  checkpointMark,
  dropGiven,
  findFailure,
  findGiven,
  findResult,
  type GivenPart,
  listAttempts,
  saveFailure,
  saveGiven,
} from "#workers/job-folder/part.ts";
import { findLauncher } from "#workers/launchers/index.ts";
import { type Scheduler, type Seen, taskKey } from "#workers/launchers/launcher.ts";
import { nextStep, type Patience, usualPatience } from "#workers/launchers/next-step.ts";
import { log } from "./log.ts";

/** A job whose folder others do. */
type Away = {
  job: Job;
  fence: Fence;
  folder: Folder;
  settings: LaunchSettings;
  news: { progress: number; note: Record<string, unknown> } | null;
  cancelled: boolean;
  /** why the scheduler did not take it the last time, and when it is asked again, ms, monotonic */
  refused: { why: string; until: number } | null;
};

/** A part as it was just looked at. */
type Part = {
  away: Away;
  part: number;
  given: GivenPart | null;
  last: Attempt | null;
  outcome: "done" | "failed" | null;
  seen: Seen | null | "silent";
};

/** Tasks of one order: Slurm's MaxArraySize is 1001 unless somebody raised it. */
const mostTasks = 1000;
/** A part that was begun so often and got no further is given up. */
const mostTries = 3;
/** What was prepared waits for others of the same panel to be, this long at most, ms. */
const gatherMs = 15_000;
/** A task whose result is there should have ended after, ms. */
const leftoverMs = 20_000;
/** A scheduler that refused an order, or is away, is asked again after, ms. */
const againMs = 15_000;

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
  /** tasks whose outcome is stored, by the time when the scheduler should have noticed, ms, monotonic */
  let leftovers: { given: GivenPart; settings: LaunchSettings; until: number }[] = [];
  let looking = false;
  let gatheringSince: number | null = null;

  /** Another job's folder is to be done. */
  async function add(job: Job, fence: Fence, path: string, settings: LaunchSettings): Promise<void> {
    const folder = await findFolder(path);
    if (!folder) throw new Error(`${path} is no job folder`);
    countAnew(db, fence);
    all.set(job.id, { job, fence, folder, settings, news: null, cancelled: false, refused: null });
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
      await clearLeftovers(at);
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
      for (const view of steps.get("take back") ?? []) await takeBack(view);
      await finish(parts, at);
      const wanted = [...(steps.get("give") ?? []), ...(steps.get("take back") ?? [])];
      await give(
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
    log.warn({ job: away.job.id, part, token: given.token }, "a task shows no sign of life: taken back");
    await schedulerOf(away.settings.launcher)
      .take({ ...given, settings: away.settings }, [given.index])
      .catch((error: unknown) => log.warn({ err: error }, "a task could not be taken back"));
  }

  /** Jobs whose parts have all come to an end, or that are wanted no more. */
  async function finish(parts: readonly Part[], at: number): Promise<void> {
    for (const [away, own] of grouped(parts, (view) => view.away)) {
      away.news = newsOf(away, own);
      const failed = own.some(({ outcome }) => outcome === "failed");
      if (!away.cancelled && !failed && own.some(({ outcome }) => outcome === null)) continue;
      const open = own.filter(({ outcome, given }) => outcome === null && given !== null);
      if (open.length > 0) {
        await askToStop(away.folder.path);
        for (const view of open) await takeBack(view);
      }
      for (const { outcome, given } of own)
        if (outcome === "done" && given)
          leftovers.push({ given, settings: away.settings, until: at + leftoverMs });
      if (!all.delete(away.job.id)) continue;
      if (away.cancelled) giveUp(db, away.fence, "cancelled", null, Date.now());
      else back(away.job, away.fence);
    }
  }

  /** A scheduler may take a task for running long after its process has ended, and keep its node for it. */
  async function clearLeftovers(at: number): Promise<void> {
    const due = leftovers.filter(({ until }) => until <= at);
    if (due.length === 0) return;
    leftovers = leftovers.filter(({ until }) => until > at);
    for (const [id, tasks] of grouped(due, ({ settings }) => settings.launcher)) {
      const scheduler = schedulerOf(id);
      const given = tasks.map((task) => ({ ...task.given, settings: task.settings }));
      const seen = await scheduler.look(given).catch(() => new Map<string, Seen>());
      for (const one of given)
        if (seen.has(taskKey(one.token, one.index)))
          await scheduler
            .take(one, [one.index])
            .catch((error: unknown) => log.warn({ err: error }, "a leftover task"));
    }
  }

  /** Give parts to their schedulers, those with the same settings in one order. */
  async function give(wanted: readonly Part[], at: number): Promise<void> {
    if (wanted.length === 0) gatheringSince = null;
    else gatheringSince ??= at;
    if (gatheringSince === null || (preparing() && at - gatheringSince < gatherMs)) return;
    gatheringSince = null;
    for (const same of grouped(wanted, ({ away }) => JSON.stringify(away.settings)).values())
      for (let from = 0; from < same.length; from += mostTasks)
        await giveOrder(same.slice(from, from + mostTasks), at);
  }

  async function giveOrder(views: readonly Part[], at: number): Promise<void> {
    const token = randomUUID();
    const tasks: { view: Part; pass: GivenPart }[] = [];
    for (const view of views) {
      const { away, part, given } = view;
      const mark = await checkpointMark(away.folder.path, part);
      const tries = given && given.mark === mark ? given.tries + 1 : 1;
      if (tries > mostTries) {
        const message = `It was begun ${mostTries} times without getting any further; its log says more.`;
        await saveFailure(away.folder.path, part, { outcome: "failed", message }, token);
        continue;
      }
      const pass = { token, index: tasks.length, id: null, tries, mark };
      tasks.push({ view, pass });
    }
    const [first] = tasks;
    if (!first) return;
    const { settings } = first.view.away;
    // before the order: who dies in between finds it by its name, and whoever worked on the part stops
    for (const { view, pass } of tasks) await saveGiven(view.away.folder.path, view.part, pass);
    try {
      const order = { token, settings, shared, tasks: tasks.map(({ view }) => taskOf(view)) };
      const id = await schedulerOf(settings.launcher).give(order);
      for (const { view, pass } of tasks) {
        await saveGiven(view.away.folder.path, view.part, { ...pass, id });
        view.away.refused = null;
      }
      log.info({ launcher: settings.launcher, order: id, token, tasks: tasks.length }, "tasks given");
    } catch (error) {
      log.error({ err: error, launcher: settings.launcher }, "an order could not be given");
      const why = error instanceof Error ? error.message.trim().split("\n").slice(-1).join() : String(error);
      for (const { view } of tasks) {
        view.away.refused = { why: why.slice(0, 300), until: at + againMs };
        // it was no try; should the order have arrived all the same, nobody bears its pass
        await putBack(view);
      }
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

const putBack = ({ away, part, given }: Part): Promise<void> =>
  given ? saveGiven(away.folder.path, part, given) : dropGiven(away.folder.path, part);

const taskOf = ({ away, part }: Part) => ({ folder: away.folder.path, part });

function schedulerOf(id: LauncherId): Scheduler {
  const { scheduler } = findLauncher(id);
  if (!scheduler) throw new Error(`${id} has no scheduler`);
  return scheduler;
}

/** How far a folder is, for the pages. */
function newsOf(away: Away, own: readonly Part[]): NonNullable<Away["news"]> {
  const told = new Map<number, Record<string, unknown> | null>();
  for (const { part, outcome, last } of own)
    if (outcome === "done") told.set(part, null);
    else if (last) told.set(part, last.note);
  const seen = own.flatMap((view) => (view.seen !== null && view.seen !== "silent" ? [view.seen] : []));
  const running = seen.filter(({ state }) => state === "running");
  const detail = running.length > 0 ? running : seen;
  const elsewhere: ElsewhereNote = {
    elsewhere: {
      launcher: away.settings.launcher,
      waiting: seen.length - running.length,
      running: running.length,
      done: own.filter(({ outcome }) => outcome === "done").length,
      detail: away.refused?.why ?? [...new Set(detail.map((one) => one.detail).filter(Boolean))].join(", "),
    },
  };
  const shares = own.map(({ outcome, last }) => (outcome === "done" ? 1 : (last?.progress ?? 0)));
  const progress = shares.reduce((sum, share) => sum + share, 0) / own.length;
  const note = notesOf(away.folder.description, told) ?? [...told.values()].findLast((news) => news !== null);
  return { progress: Math.min(1, progress), note: { ...note, ...elsewhere } };
}

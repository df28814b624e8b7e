/** What the worker's jobs have done elsewhere: it keeps their holds, asks the schedulers, and looks into the folders. */
import { randomUUID } from "node:crypto";
import type { Db } from "#db/client.ts";
import type { Fence } from "#db/job-queue.ts";
import { countAnew, giveUp, handBack, heartbeat } from "#db/jobs/lifecycle.ts";
import { saveCost } from "#db/machines/runs.ts";
import type { Job } from "#db/schema.ts";
import { launchProblems } from "#lib/launch-problems.ts";
import { launcherNames, type LaunchSettings } from "#lib/launching.ts";
import { grouped } from "#lib/grouped.ts";
import { newSilence } from "#lib/silence.ts";
import { costOf } from "#workers/job-folder/cost.ts";
import { findFolder, type Folder } from "#workers/job-folder/folder.ts";
import {
  askToStop,
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
import { schedulerOf } from "#workers/launchers/index.ts";
import { type Answer, type Order, refusedWhole, taskKey } from "#workers/launchers/launcher.ts";
import { nextStep, type Patience, usualPatience } from "#workers/launchers/next-step.ts";
import { newsOf, type PartNews } from "./elsewhere-news.ts";
import { newLeftovers } from "./leftovers.ts";
import { log } from "./log.ts";

/** A job whose folder others do. */
type Away = {
  job: Job;
  fence: Fence;
  folder: Folder;
  settings: LaunchSettings;
  news: { progress: number; note: Record<string, unknown> } | null;
  cancelled: boolean;
  /** why the scheduler did not take all of it the last time, and when it is asked again, ms, monotonic */
  refused: { why: string; until: number } | null;
  /** parts with an outcome, whose tasks are leftovers from then on */
  over: Set<number>;
};

/** A part as it was just looked at. */
type Part = PartNews & { away: Away; given: GivenPart | null };

/** Tasks of one order: Slurm's MaxArraySize is 1001 unless somebody raised it. */
const mostTasks = 1000;
/** A part that was begun so often and got no further is given up. */
const mostTries = 3;
/** What was prepared waits for others of the same panel to be, this long at most, ms. */
const gatherMs = 15_000;
/** A task whose result is there should have ended after, ms; one that ended is taken back then, too. */
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
  const leftovers = newLeftovers();
  let looking = false;
  /** what was refused last, so that the log has it once */
  let told = "";
  let gatheringSince: number | null = null;

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
    const order = { token, settings, shared, tasks: tasks.map(({ view }) => taskOf(view)) };
    const { id, refused } = await asked(order);
    for (const { view, pass } of tasks) {
      const { path } = view.away.folder;
      const refusal = refused.get(pass.index);
      view.away.refused = null;
      if (!refusal) {
        await saveGiven(path, view.part, { ...pass, id });
        continue;
      }
      if (refusal.kind === "unknown") leftovers.add({ given: pass, settings, from: at });
      if (refusal.kind === "for good")
        await saveFailure(
          path,
          view.part,
          { outcome: "failed", message: refusalSentence(settings, refusal.why) },
          token,
        );
      // it was no try; should the order have arrived all the same, nobody bears its pass
      await putBack(view);
    }
    for (const { view, pass } of tasks) {
      const refusal = refused.get(pass.index);
      if (refusal) view.away.refused ??= { why: refusal.why.slice(0, 300), until: at + againMs };
    }
    const taken = tasks.length - refused.size;
    if (taken > 0) log.info({ launcher: settings.launcher, order: id, token, tasks: taken }, "tasks given");
  }

  /** @returns what the scheduler did not take, however it said so */
  async function asked(order: Order): Promise<Answer> {
    const { launcher } = order.settings;
    // forms refuse such settings, unless a rule is younger than they are
    const [wrong] = Object.values(launchProblems(order.settings));
    if (wrong !== undefined) return refusedWhole(order, { why: wrong, kind: "for good" });
    const answer = await schedulerOf(launcher)
      .give(order)
      .catch((error: unknown) => {
        log.error({ err: error, launcher }, "giving an order");
        return refusedWhole(order, {
          why: "It could not be asked; the log has the details.",
          kind: "unknown",
        });
      });
    const [refusal] = answer.refused.values();
    if (refusal && refusal.why !== told)
      log.warn(
        { launcher, token: order.token, tasks: answer.refused.size, ...refusal },
        "tasks were refused",
      );
    told = refusal?.why ?? "";
    return answer;
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

/** What a person is told of a job that cannot be done there. */
const refusalSentence = ({ launcher }: LaunchSettings, why: string): string =>
  `${launcherNames[launcher]} does not take it: ${why.slice(0, 300).replace(/\.$/, "")}.`;

const taskOf = ({ away, part }: Part) => ({ folder: away.folder.path, part });

import { randomUUID } from "node:crypto";
import { grouped } from "#lib/grouped.ts";
import { launchProblems } from "#lib/launch-problems.ts";
import { launcherNames, type LaunchSettings } from "#lib/launching.ts";
import {
  checkpointMark,
  dropGiven,
  type GivenPart,
  saveFailure,
  saveGiven,
} from "#workers/job-folder/part.ts";
import { schedulerOf } from "#workers/launchers/index.ts";
import { type Answer, type Order, refusedWhole } from "#workers/launchers/launcher.ts";
import type { Part } from "./away.ts";
import type { Leftovers } from "./leftovers.ts";
import { log } from "#workers/log.ts";

/** Tasks of one order: Slurm's MaxArraySize is 1001 unless somebody raised it. */
const mostTasks = 1000;
/** A part that was begun so often and got no further is given up. */
const mostTries = 3;
/** What was prepared waits for others of the same panel to be, this long at most, ms. */
const gatherMs = 15_000;
/** A scheduler that refused an order, or is away, is asked again after, ms. */
const againMs = 15_000;

/**
 * Parts of job folders go to their schedulers in orders.
 * @param leftovers takes what may have arrived though nobody said so
 * @param preparing are jobs being prepared that may join the next order?
 */
export function newOrders(shared: string, leftovers: Leftovers, preparing: () => boolean) {
  /** what was refused last, so that the log has it once */
  let told = "";
  let gatheringSince: number | null = null;

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

  return { give };
}

const putBack = ({ away, part, given }: Part): Promise<void> =>
  given ? saveGiven(away.folder.path, part, given) : dropGiven(away.folder.path, part);

/** What a person is told of a job that cannot be done there. */
const refusalSentence = ({ launcher }: LaunchSettings, why: string): string =>
  `${launcherNames[launcher]} does not take it: ${why.slice(0, 300).replace(/\.$/, "")}.`;

const taskOf = ({ away, part }: Part) => ({ folder: away.folder.path, part });

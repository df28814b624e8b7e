import { grouped } from "#lib/grouped.ts";
import type { LaunchSettings } from "#lib/launching.ts";
import type { GivenPart } from "#workers/job-folder/part.ts";
import { schedulerOf } from "#workers/launchers/index.ts";
import { taskKey } from "#workers/launchers/launcher.ts";
import { log } from "#workers/log.ts";

/** A task that nobody waits for, and from when on its scheduler should be rid of it, ms, monotonic. */
type Leftover = { given: GivenPart; settings: LaunchSettings; from: number };

/** A scheduler that could not be asked is asked again after, ms. */
const againMs = 15_000;

/**
 * Tasks to be taken back. A scheduler may take one for running long after its process has ended, and keep its node for
 * it; keep one that has ended, and count it; or have taken one while its answer was lost.
 */
export function newLeftovers() {
  let all: Leftover[] = [];

  async function clear(at: number): Promise<void> {
    const due = all.filter(({ from }) => from <= at);
    if (due.length === 0) return;
    all = all.filter(({ from }) => from > at);
    for (const [id, tasks] of grouped(due, ({ settings }) => settings.launcher)) {
      const scheduler = schedulerOf(id);
      const given = tasks.map((task) => ({ ...task.given, settings: task.settings }));
      try {
        const seen = await scheduler.look(given);
        for (const one of given)
          if (seen.has(taskKey(one.token, one.index))) await scheduler.take(one, [one.index]);
      } catch (error) {
        log.warn({ err: error, launcher: id }, "leftover tasks");
        all.push(...tasks.map((task) => ({ ...task, from: at + againMs })));
      }
    }
  }

  return { add: (one: Leftover) => void all.push(one), clear };
}

export type Leftovers = ReturnType<typeof newLeftovers>;

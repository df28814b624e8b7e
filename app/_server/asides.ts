import { setImmediate as aTurn, setTimeout as sleep } from "node:timers/promises";
import { db } from "./database.ts";
import { log } from "./log.ts";
import { retryBusy } from "./retry-busy.ts";
import { asidesUnderWay, carryAside } from "#db/labelling/set-aside.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { askForFitOf } from "#db/machines/change-team.ts";
import { stopAfterAside } from "#db/jobs/stop-after-aside.ts";

declare global {
  /** The pages' bundle and the server's own code are two programs in one process. */
  var tandemAsides: Promise<void> | undefined;
}

/**
 * Set aside, or take back, what was asked for, in this process, whose counters move with it: part by part, with as
 * long a pause after each as it took. With the last part the policy is fitted anew, to what stands now.
 * @returns when nothing is left to do
 */
export function carryAsides(): Promise<void> {
  return (globalThis.tandemAsides ??= all().finally(() => {
    globalThis.tandemAsides = undefined;
  }));
}

async function all(): Promise<void> {
  await aTurn();
  try {
    for (let [id] = asidesUnderWay(db()); id !== undefined; [id] = asidesUnderWay(db())) {
      const aside = id;
      const began = performance.now();
      await retryBusy(() =>
        inTurn(db(), (desk) => {
          const now = Date.now();
          const ended = carryAside(desk, aside, now);
          if (!ended) return;
          askForFitOf(desk.db, ended, now);
          stopAfterAside(desk.db, ended, now);
        }),
      );
      await sleep(performance.now() - began);
    }
  } catch (error) {
    // It stays under way: the next start, or the next wish, goes on with it.
    log.error({ err: error }, "answers could not be set aside or taken back");
  }
}

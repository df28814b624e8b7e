import { db } from "./database.ts";
import { newWorkerWatch, type SeenWorker } from "#db/jobs/workers.ts";

const everyMs = 2000;

declare global {
  /** One watch for the web process, as in database.ts. */
  var tandemWorkers: { seen: SeenWorker[] } | undefined;
}

/** Workers that show signs of life, as a watch sees them that goes on from the first call. */
export function liveWorkers(): readonly SeenWorker[] {
  if (!globalThis.tandemWorkers) {
    const watch = newWorkerWatch();
    const look = () => watch(db(), performance.now()).alive;
    const watched = { seen: look() };
    globalThis.tandemWorkers = watched;
    setInterval(() => {
      try {
        watched.seen = look();
      } catch {
        watched.seen = []; // the health check says what is the matter with the database
      }
    }, everyMs).unref();
  }
  return globalThis.tandemWorkers.seen;
}

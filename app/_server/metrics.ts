/**
 * What Prometheus may ask about this process. The pages' bundles and the plain handlers share one
 * registry, so this file may be imported anywhere in the web process.
 */
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function newMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry }); // processor, memory, event-loop lag, garbage collection
  const registers = [registry];
  return {
    registry,
    /** requests by route pattern and status, seconds from the request's head to the answer's end */
    requestSeconds: new Histogram({
      name: "tandem_request_seconds",
      help: "Time to answer a request, by route and status",
      labelNames: ["route", "status"] as const,
      buckets: seconds,
      registers,
    }),
    /** answers that were committed and acknowledged; one sent twice counts once */
    answersSaved: new Counter({
      name: "tandem_answers_saved_total",
      help: "Answers of people that were saved",
      registers,
    }),
    answersPerCommit: new Histogram({
      name: "tandem_answers_per_commit",
      help: "Answers that shared a transaction",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128],
      registers,
    }),
    commitSeconds: new Histogram({
      name: "tandem_commit_seconds",
      help: "Time of a transaction that saves answers, disk included",
      buckets: seconds,
      registers,
    }),
    /** times that a write found the database locked and waited for its turn */
    busyWaits: new Counter({
      name: "tandem_database_busy_total",
      help: "Writes that found the database locked and were tried again",
      registers,
    }),
  };
}

declare global {
  var tandemMetrics: ReturnType<typeof newMetrics> | undefined;
}

/** The process's metrics, made at the first call. */
export const metrics = () => (globalThis.tandemMetrics ??= newMetrics());

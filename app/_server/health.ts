import { statfsSync } from "node:fs";
import { bucketAilment } from "./bucket-state.ts";
import { db, dir } from "./database.ts";
import { liveWorkers } from "./live-workers.ts";
import { log } from "./log.ts";
import { tryToGrow, tryToWrite } from "#db/health-probe.ts";
import type { BucketAilment } from "#db/packs/bucket-error.ts";
import { errorCode, isBusy } from "#lib/error-code.ts";

/** Asked more often than this, the check gives its last answer, ms. */
const freshMs = 3000;
/** Room below which an administrator should know, bytes. */
const lowBytes = 1e9;

/** What can be the matter; docs/operations.md says what to do. */
export type Ailment =
  | "database-unreadable"
  | "database-unwritable"
  | "database-busy"
  | "disk-full"
  | "disk-low"
  | "no-worker"
  | `bucket-${BucketAilment}`;

export type Health = {
  /** failing: answers cannot be saved · degraded: people can work, and somebody should look */
  status: "ok" | "degraded" | "failing";
  reasons: Ailment[];
  workers: number;
  /** of the worker that showed one last; null without a worker */
  lastBeatMs: number | null;
  diskFreeBytes: number | null;
};

const fatal: ReadonlySet<Ailment> = new Set(["database-unreadable", "database-unwritable", "disk-full"]);

declare global {
  /** The last answer of the web process, as in database.ts. */
  var tandemHealth: { at: number; health: Health } | undefined;
}

/** Reads, tries to write and to make a file, and looks at the workers. */
export function checkHealth(): Health {
  const last = globalThis.tandemHealth;
  const at = performance.now();
  if (last && at - last.at < freshMs) return last.health;
  const health = examine();
  globalThis.tandemHealth = { at, health };
  return health;
}

function examine(): Health {
  const reasons: Ailment[] = [];
  let silent: number[] = [];
  try {
    silent = liveWorkers().map(({ silentMs }) => silentMs);
    if (silent.length === 0) reasons.push("no-worker");
    const ailment = tryWrite();
    if (ailment) reasons.push(ailment);
    const bucket = bucketAilment();
    if (bucket) reasons.push(`bucket-${bucket}`);
  } catch (error) {
    log.error({ err: error }, "health: the database cannot be read");
    reasons.push("database-unreadable");
  }
  const diskFreeBytes = diskFree();
  if (diskFreeBytes !== null && diskFreeBytes < lowBytes && !reasons.includes("disk-full"))
    reasons.push("disk-low");
  const status = reasons.some((reason) => fatal.has(reason))
    ? "failing"
    : reasons.length > 0
      ? "degraded"
      : "ok";
  const lastBeatMs = silent.length > 0 ? Math.min(...silent) : null;
  return { status, reasons, workers: silent.length, lastBeatMs, diskFreeBytes };
}

const outOfRoom: ReadonlySet<string> = new Set(["SQLITE_FULL", "ENOSPC", "EDQUOT"]);

function tryWrite(): Ailment | null {
  try {
    tryToWrite(db(), Date.now());
    tryToGrow(dir());
    return null;
  } catch (error) {
    if (isBusy(error)) return "database-busy";
    log.error({ err: error }, "health: the database cannot be written");
    return outOfRoom.has(errorCode(error) ?? "") ? "disk-full" : "database-unwritable";
  }
}

/** @returns bytes that this process may still write where the data is; null where the system does not say */
export function diskFree(): number | null {
  try {
    const { bavail, bsize } = statfsSync(dir().root);
    return bavail * bsize;
  } catch {
    return null;
  }
}

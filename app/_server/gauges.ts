import "server-only";
import { statSync } from "node:fs";
import { Gauge, Registry } from "prom-client";
import { db, dir } from "./database.ts";
import { diskFree } from "./health.ts";
import { liveWorkers } from "./live-workers.ts";
import { jobStates } from "#lib/domain.ts";
import { operations } from "#db/views/operations.ts";

/** How things stand at this moment, in Prometheus's text form: counted when somebody asks. */
export async function currentGauges(): Promise<string> {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });

  const { queues, leases, jobs } = operations(db(), Date.now());
  const open = gauge("tandem_queue_open_items", "Items that wait for people", ["project", "kind"]);
  for (const [project, queue] of queues) {
    open.set({ project, kind: "deferred" }, queue.deferred - queue.deferredDone);
    open.set({ project, kind: "audited" }, queue.audited - queue.auditedDone);
  }
  gauge("tandem_leases", "Items that are held for somebody").set(leases);
  const byState = gauge("tandem_jobs", "Trainings and imports", ["state"]);
  for (const state of jobStates) byState.set({ state }, jobs.get(state) ?? 0);

  const silent = liveWorkers().map(({ silentMs }) => silentMs);
  gauge("tandem_workers", "Workers that show signs of life").set(silent.length);
  const beat = gauge("tandem_worker_silent_seconds", "Since the last sign of life of any worker");
  if (silent.length > 0) beat.set(Math.min(...silent) / 1000);
  else beat.set(Number.NaN);

  const bytes = gauge("tandem_database_bytes", "Size of the database's files", ["file"]);
  for (const [file, path] of [
    ["database", dir().database],
    ["wal", `${dir().database}-wal`],
  ] as const)
    bytes.set({ file }, statSync(/* turbopackIgnore: true */ path, { throwIfNoEntry: false })?.size ?? 0);
  gauge("tandem_disk_free_bytes", "Room where the data is").set(diskFree() ?? Number.NaN);
  return registry.metrics();
}

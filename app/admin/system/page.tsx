import type { Metadata } from "next";
import Link from "next/link";
import { AdminNav } from "../admin-nav.tsx";
import { Card } from "../../_ui/card.tsx";
import { duration } from "../../_ui/format.ts";
import { LiveRefresh } from "../../_ui/live-refresh.tsx";
import { LocalTime } from "../../_ui/local-time.tsx";
import { PicturePlaces } from "./picture-places.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db, dir } from "../../_server/database.ts";
import { lookAtBucket } from "../../_server/bucket-state.ts";
import { type Ailment, checkHealth } from "../../_server/health.ts";
import { liveWorkers } from "../../_server/live-workers.ts";
import { requireRole } from "../../_server/session.ts";
import { pendingJobs } from "#db/job-queue.ts";
import { fileSize } from "#lib/numbers.ts";

export const metadata: Metadata = { title: "System" };

const ailments: Record<Ailment, string> = {
  "database-unreadable": "The database cannot be read.",
  "database-unwritable": "The database cannot be written; the log has the details.",
  "database-busy": "Another process holds the database, so answers have to wait.",
  "disk-full": "The disk is full: nothing can be saved until there is room.",
  "disk-low": "The disk is nearly full.",
  "no-worker": "No worker is running, so training and imports have to wait.",
  "bucket-away": "The bucket does not answer, so pictures that are not kept here cannot be shown.",
  "bucket-denied": "The bucket does not let Tandem in: look at its credentials and rights.",
  "bucket-damaged":
    "A picture or an object of the bucket is missing, or is not what was put there; the log says which.",
  "bucket-unset": "Pictures are in a bucket, and TANDEM_S3_BUCKET is not set.",
};
const jobNames: Readonly<Record<string, string>> = {
  train: "Training",
  import: "Import",
  encoder: "New encoder",
  embed: "Features",
  packs: "Moving pictures",
};
/** Heartbeats come every second or so: only a late one is worth a number. */
const ago = (ms: number): string => (ms < 5000 ? "just now" : `${duration(ms)} ago`);

export default async function Page() {
  const user = await requireRole("admin");
  await lookAtBucket(2000);
  const workers = liveWorkers();
  const health = checkHealth();
  const jobs = pendingJobs(db());
  return (
    <Shell user={user}>
      <LiveRefresh />
      <PageHeader title="System" />
      <AdminNav />
      {health.reasons.length > 0 && (
        <div className="mb-6 flex flex-col gap-3">
          {health.reasons.map((reason) => (
            <Notice key={reason} tone="warning">
              {ailments[reason]}
            </Notice>
          ))}
        </div>
      )}
      <div className="grid gap-6 lg:grid-cols-2">
        <Card title="Workers">
          {workers.length === 0 ? (
            <p className="text-sm text-muted">None.</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line/60 text-sm">
              {workers.map(({ id, host, pid, executor, startedAt, silentMs }) => (
                <li key={id} className="py-2.5">
                  <p className="font-medium">
                    {host}, process {pid}
                  </p>
                  <p className="text-muted">
                    {executor ?? "choosing the fastest engine …"} · running since <LocalTime at={startedAt} />{" "}
                    · last heartbeat {ago(silentMs)}
                  </p>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card title="Jobs">
          {jobs.length === 0 ? (
            <p className="text-sm text-muted">No job is waiting or running.</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line/60 text-sm tabular-nums">
              {jobs.map(({ id, kind, state, attempt, progress }) => (
                <li key={id} className="flex justify-between gap-4 py-2.5">
                  <span>
                    {jobNames[kind] ?? kind} (job {id})
                  </span>
                  <span className="text-muted">
                    {state}
                    {state === "running" && `, ${Math.round(100 * progress)} %`}
                    {attempt > 1 && `, attempt ${attempt}`}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card title="Server">
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm [&_dd]:break-all [&_dt]:text-muted">
            <dt>Data folder</dt>
            <dd>{dir().root}</dd>
            <dt>Room left</dt>
            <dd className="tabular-nums">
              {health.diskFreeBytes === null ? "unknown" : fileSize(health.diskFreeBytes)} (
              <Link className="underline underline-offset-4" href="/admin/storage">
                what takes room
              </Link>
              )
            </dd>
            <dt>Node.js</dt>
            <dd>{process.version}</dd>
          </dl>
        </Card>
        <PicturePlaces />
      </div>
    </Shell>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { stopImport } from "./actions.ts";
import { Ended } from "./ended.tsx";
import { EndedTable } from "./ended-table.tsx";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { Badge, type Tone } from "../../../_ui/badge.tsx";
import { ButtonLink } from "../../../_ui/button.tsx";
import { Card } from "../../../_ui/card.tsx";
import { whole } from "../../../_ui/format.ts";
import { LocalTime } from "../../../_ui/local-time.tsx";
import { LiveRefresh } from "../../../_ui/live-refresh.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Progress } from "../../../_ui/progress.tsx";
import { Shell } from "../../../_ui/shell.tsx";
import { db } from "../../../_server/database.ts";
import { importFor, requestOf } from "../../../_server/imports.ts";
import { tableRequestOf } from "../../../_server/tables.ts";
import { requireRole } from "../../../_server/session.ts";
import { listProblems } from "#db/dataset/import-record.ts";
import { may } from "#db/access.ts";
import { findJob } from "#db/job-queue.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import type { JobState } from "#lib/domain.ts";

export const metadata: Metadata = { title: "Import" };

const note = z.object({ done: z.number(), total: z.number(), note: z.string() });
const tones: Record<JobState, Tone> = {
  queued: "neutral",
  running: "machine",
  finished: "accent",
  failed: "danger",
  cancelled: "neutral",
};
const steps = new Map([
  ["checking", "Checking"],
  ["importing", "Importing"],
]);
const pageSize = 100;

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ after?: string }>;
}) {
  const user = await requireRole("project admin");
  const id = z.coerce
    .number()
    .int()
    .safeParse((await params).id);
  const row = id.success ? importFor(user, id.data) : null;
  if (!row) notFound();
  const after = z.coerce
    .number()
    .int()
    .min(0)
    .catch(0)
    .parse((await searchParams).after);
  const job = row.jobId === null ? undefined : findJob(db(), row.jobId);
  const project = row.projectId === null ? undefined : findProjectById(db(), row.projectId);
  const problems = listProblems(db(), row.id, after, pageSize);
  const last = problems.at(-1);
  const progress = note.safeParse(job?.note);
  const table = tableRequestOf(row);
  const counts: readonly (readonly [string, number])[] = [
    ["Rows", row.rows],
    ...(table === null ? [["Items added", row.itemsAdded] as const] : []),
    [table?.options.kind === "predictions" ? "Predictions" : "Labels added", row.labelsAdded],
    ["Already there", row.unchanged],
    ["Problems", row.problems],
  ];
  const ongoing = row.state === "running" || row.state === "queued";
  const unlabelled = table === null && row.labelsAdded === 0;
  return (
    <Shell user={user}>
      {project ? <LiveRefresh project={project.slug} /> : may(user, "admin") && <LiveRefresh />}
      <div className="mx-auto flex max-w-3xl flex-col gap-6">
        <PageHeader
          title="Import"
          badges={<Badge tone={tones[row.state]}>{row.state}</Badge>}
          lead={
            <>
              {row.source} · <LocalTime at={row.createdAt} />
            </>
          }
          aside={
            project && (
              <ButtonLink
                href={`/admin/projects/${project.slug}${unlabelled ? "" : table?.options.kind === "predictions" ? "/runs" : "/runs/train"}`}
                look={ongoing ? "secondary" : "primary"}
              >
                {ongoing
                  ? project.name
                  : table?.options.kind === "predictions"
                    ? "Continue to the runs"
                    : unlabelled
                      ? "Continue to the project"
                      : "Continue to training"}
              </ButtonLink>
            )
          }
        />
        {ongoing && (
          <Card
            title={row.state === "queued" ? "Waiting for the worker" : "Importing"}
            aside={
              <ActionButton action={stopImport} fields={{ import: row.id }} look="danger">
                Stop
              </ActionButton>
            }
          >
            <Progress value={job?.progress ?? 0} label="Progress of the import" />
            <p className="mt-2 text-sm text-muted tabular-nums">
              {progress.success
                ? `${steps.get(progress.data.note) ?? "Importing"}: ${whole(progress.data.done)} of ${whole(progress.data.total)} rows`
                : "Reading the files …"}
            </p>
          </Card>
        )}
        {(row.state === "failed" || row.state === "cancelled") && table && (
          <EndedTable row={row} request={table} />
        )}
        {(row.state === "failed" || row.state === "cancelled") && !table && (
          <Ended
            row={row}
            request={requestOf(row)}
            project={project && { slug: project.slug, name: project.name }}
          />
        )}
        {(ongoing || row.rows > 0) && (
          <Card title={ongoing ? "So far" : "Result"}>
            <dl className="grid grid-cols-2 gap-4 text-sm tabular-nums sm:grid-cols-5 [&_dd]:text-lg [&_dd]:font-medium [&_dt]:text-muted">
              {counts.map(([name, n]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{whole(n)}</dd>
                </div>
              ))}
            </dl>
          </Card>
        )}
        {problems.length > 0 && (
          <Card title="Problems and notes" aside={row.problems > pageSize && `${whole(row.problems)} in all`}>
            <div className="relative overflow-x-auto">
              <table className="w-full text-left text-sm">
                <thead className="text-muted">
                  <tr className="border-b border-line">
                    <th className="py-2 pr-4 font-medium">Row</th>
                    <th className="py-2 pr-4 font-medium">File</th>
                    <th className="py-2 font-medium">Reason</th>
                  </tr>
                </thead>
                <tbody>
                  {problems.map((problem) => (
                    <tr key={problem.id} className="border-b border-line/60 last:border-0">
                      <td className="py-2 pr-4 tabular-nums">{problem.row ?? "–"}</td>
                      <td className="max-w-64 truncate py-2 pr-4 font-mono text-xs">{problem.file}</td>
                      <td className="py-2">{problem.reason}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {(after > 0 || problems.length === pageSize) && (
              <div className="mt-4 flex gap-2">
                {after > 0 && <ButtonLink href="?">Back to the start</ButtonLink>}
                {problems.length === pageSize && last && (
                  <ButtonLink href={`?after=${last.id}`}>Next {pageSize}</ButtonLink>
                )}
              </div>
            )}
          </Card>
        )}
      </div>
    </Shell>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { restore } from "./projects/[slug]/actions-end.ts";
import { ActionButton } from "../_ui/action-button.tsx";
import { AdminNav } from "./admin-nav.tsx";
import { SyntheticBadge } from "../_ui/badge.tsx";
import { ButtonLink } from "../_ui/button.tsx";
import { Empty } from "../_ui/empty.tsx";
import { percent, whole } from "../_ui/format.ts";
import { LiveRefresh } from "../_ui/live-refresh.tsx";
import { Notice } from "../_ui/notice.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Progress } from "../_ui/progress.tsx";
import { Shell } from "../_ui/shell.tsx";
import { db } from "../_server/database.ts";
import { liveWorkers } from "../_server/live-workers.ts";
import { requireRole } from "../_server/session.ts";
import { splitsOf } from "../_server/views.ts";
import { may } from "#db/access.ts";
import { projectsOf } from "#db/people/members.ts";
import { queueState } from "#db/labelling/routes.ts";
import { findRun, listRuns } from "#db/machines/runs.ts";
import { archivedProjects } from "#db/jobs/delete-project.ts";
import type { Project } from "#db/schema.ts";
import { numbered } from "#lib/numbers.ts";

export const metadata: Metadata = { title: "Admin" };

export default async function Page() {
  const user = await requireRole("project admin");
  const projects = projectsOf(db(), user, "admin");
  const all = may(user, "admin");
  const working = liveWorkers().length > 0;
  return (
    <Shell user={user}>
      {all && <LiveRefresh />}
      <PageHeader
        title="Projects"
        aside={
          all && (
            <ButtonLink href="/admin/new" look="primary">
              New project
            </ButtonLink>
          )
        }
      />
      {all && <AdminNav />}
      {!working && (
        <div className="mb-6">
          <Notice tone="warning">
            No worker is running, so training and imports have to wait. Start one with{" "}
            <code>npm run worker</code>.
          </Notice>
        </div>
      )}
      {projects.length === 0 ? (
        <Empty
          title="No projects yet"
          action={
            <ButtonLink href="/admin/new" look="primary">
              New project
            </ButtonLink>
          }
        >
          Start with a zip of JPEG, PNG or WebP pictures, and a table of labels if you have one.
        </Empty>
      ) : (
        <ul className="grid gap-4 md:grid-cols-2">
          {projects.map((project) => (
            <li key={project.id}>
              <ProjectCard project={project} />
            </li>
          ))}
        </ul>
      )}
      <Archived />
    </Shell>
  );
}

/** What is out of sight, and the way back. */
function Archived() {
  const archived = archivedProjects(db());
  if (archived.length === 0) return null;
  return (
    <details className="mt-8 rounded-card border border-line px-6 py-4 text-sm">
      <summary className="cursor-pointer font-medium">
        {numbered(archived.length, "archived project")}
      </summary>
      <ul className="mt-4 flex flex-col gap-3">
        {archived.map(({ id, name }) => (
          <li
            key={id}
            className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-3"
          >
            <span className="font-medium">{name}</span>
            <ActionButton action={restore} fields={{ project: id }}>
              Bring it back
            </ActionButton>
          </li>
        ))}
      </ul>
    </details>
  );
}

function ProjectCard({ project }: { project: Project }) {
  const run = project.activeRunId === null ? undefined : findRun(db(), project.activeRunId);
  const training = listRuns(db(), project.id).some(({ state }) => state === "running" || state === "queued");
  const queue = queueState(db(), project);
  const wanted = queue.deferred + queue.audited;
  const done = queue.deferredDone + queue.auditedDone;
  return (
    <Link
      href={`/admin/projects/${project.slug}`}
      className="flex h-full flex-col gap-4 rounded-card border border-line bg-surface p-6 transition-colors hover:border-line-strong"
    >
      <span className="flex flex-wrap items-center gap-3">
        <h2>{project.name}</h2>
        {project.synthetic && <SyntheticBadge />}
      </span>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm">
        <Suspense fallback={<Fact name="Items" value="…" />}>
          <Items project={project.id} />
        </Suspense>
        <Fact name="Classes" value={whole(project.classes.length)} />
        <Fact name="Active run" value={run ? percent(run.accuracy) : training ? "training …" : "none yet"}>
          {run?.name}
        </Fact>
        <Fact
          name={run ? `Deferred at η = ${project.eta}` : "Open to people"}
          value={queue.routed > 0 ? whole(queue.deferred) : "–"}
        >
          {run && queue.routed > 0 && `${percent(queue.deferred / queue.routed)} of ${whole(queue.routed)}`}
        </Fact>
      </dl>
      <span className="mt-auto flex flex-col gap-2 text-sm">
        <Progress
          value={wanted === 0 ? 0 : done / wanted}
          label={`Answers in ${project.name}`}
          tone="people"
        />
        <span className="text-muted tabular-nums">
          {wanted === 0 ? "Nothing for people to answer yet" : `${whole(done)} of ${whole(wanted)} answered`}
        </span>
      </span>
    </Link>
  );
}

async function Items({ project }: { project: number }) {
  const splits = await splitsOf(project);
  const total = splits.reduce((sum, split) => sum + split.items, 0);
  return (
    <Fact name="Items" value={whole(total)}>
      {splits
        .filter(({ split }) => split !== null)
        .map(({ split, items }) => `${whole(items)} ${split}`)
        .join(", ")}
    </Fact>
  );
}

const Fact = ({ name, value, children }: { name: string; value: string; children?: React.ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-muted">{name}</dt>
    <dd className="font-medium tabular-nums">{value}</dd>
    {children && <dd className="truncate text-xs text-muted">{children}</dd>}
  </div>
);

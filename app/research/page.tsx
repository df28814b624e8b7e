import type { Metadata } from "next";
import Link from "next/link";
import { SyntheticBadge } from "../_ui/badge.tsx";
import { Empty } from "../_ui/empty.tsx";
import { percent, whole } from "../_ui/format.ts";
import { PageHeader } from "../_ui/page-header.tsx";
import { Shell } from "../_ui/shell.tsx";
import { db } from "../_server/database.ts";
import { requireRole } from "../_server/session.ts";
import { listProjects } from "#db/projects.ts";
import { teamView } from "#db/team.ts";

export const metadata: Metadata = { title: "Research" };

export default async function Page() {
  const user = await requireRole("researcher");
  const projects = listProjects(db()).map((project) => ({ project, view: teamView(db(), project) }));
  return (
    <Shell user={user}>
      <PageHeader title="Research" lead="How well people, machine and both together label each project." />
      {projects.length === 0 ? (
        <Empty title="No projects yet">An admin brings the first pictures in; then they appear here.</Empty>
      ) : (
        <ul className="grid gap-4 md:grid-cols-2">
          {projects.map(({ project, view }) => (
            <li key={project.id}>
              <Link
                href={`/research/${project.slug}`}
                className="flex h-full flex-col gap-5 rounded-card border border-line bg-surface p-6 transition-colors hover:border-line-strong"
              >
                <span className="flex flex-wrap items-center gap-3">
                  <h2>{project.name}</h2>
                  {project.synthetic && <SyntheticBadge />}
                </span>
                {view.run === null ? (
                  <p className="text-sm text-muted">
                    No run routes this project yet, so there is no team to watch.
                  </p>
                ) : (
                  <dl className="grid grid-cols-3 gap-4 text-sm [&_dd]:text-xl [&_dd]:font-semibold [&_dd]:tabular-nums [&_dt]:text-muted">
                    <div>
                      <dt>Machine</dt>
                      <dd className="text-machine">{percent(view.machine.value)}</dd>
                    </div>
                    <div>
                      <dt>Team</dt>
                      <dd className="text-accent">{percent(view.team.value)}</dd>
                    </div>
                    <div>
                      <dt>Answered</dt>
                      <dd>
                        {whole(view.queue.deferredDone)}
                        <span className="text-sm font-normal text-muted">
                          {" "}
                          of {whole(view.queue.deferred)}
                        </span>
                      </dd>
                    </div>
                  </dl>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Shell>
  );
}

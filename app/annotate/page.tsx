import type { Metadata } from "next";
import Link from "next/link";
import { SyntheticBadge } from "../_ui/badge.tsx";
import { Empty } from "../_ui/empty.tsx";
import { whole } from "../_ui/format.ts";
import { PageHeader } from "../_ui/page-header.tsx";
import { Progress } from "../_ui/progress.tsx";
import { Shell } from "../_ui/shell.tsx";
import { db } from "../_server/database.ts";
import { requireRole } from "../_server/session.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { answersOf } from "#db/labelling/progress.ts";
import { queueState } from "#db/labelling/routes.ts";

export const metadata: Metadata = { title: "Annotate" };

/** The projects one can label, with what waits and what one has done. */
export default async function Page() {
  const user = await requireRole("annotator");
  const projects = listProjects(db()).map((project) => {
    const queue = queueState(db(), project);
    const all = queue.deferred + queue.audited;
    const done = queue.deferredDone + queue.auditedDone;
    return { project, all, done, mine: answersOf(db(), project.id, user.id) };
  });
  return (
    <Shell user={user}>
      <PageHeader title="Annotate" lead="Pictures that need a person’s eye. One look, one key." />
      {projects.length === 0 ? (
        <Empty title="No projects yet">An admin brings the first pictures in; then they appear here.</Empty>
      ) : (
        <ul className="grid gap-4 sm:grid-cols-2">
          {projects.map(({ project, all, done, mine }) => (
            <li key={project.id}>
              <Link
                href={`/annotate/${project.slug}`}
                className="flex h-full flex-col gap-3 rounded-card border border-line bg-surface p-6 transition-colors hover:border-line-strong"
              >
                <span className="flex flex-wrap items-center gap-3">
                  <h2>{project.name}</h2>
                  {project.synthetic && <SyntheticBadge />}
                </span>
                <span className="text-sm text-muted">
                  {project.classes.slice(0, 6).join(", ")}
                  {project.classes.length > 6 && ` and ${project.classes.length - 6} more`}
                </span>
                <span className="mt-auto flex flex-col gap-2 pt-3 text-sm">
                  <Progress
                    value={all === 0 ? 0 : done / all}
                    label={`Progress of ${project.name}`}
                    tone="people"
                  />
                  <span className="flex justify-between text-muted tabular-nums">
                    <span>
                      {project.closedAt !== null
                        ? "Closed"
                        : all === 0
                          ? "Nothing to label"
                          : `${whole(all - done)} of ${whole(all)} to label`}
                    </span>
                    {(mine > 0 || all > 0) && <span className="whitespace-nowrap">{whole(mine)} by you</span>}
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Shell>
  );
}

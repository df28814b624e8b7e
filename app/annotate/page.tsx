import type { Metadata } from "next";
import Link from "next/link";
import { z } from "zod";
import { SyntheticBadge } from "../_ui/badge.tsx";
import { Empty } from "../_ui/empty.tsx";
import { whole } from "../_ui/format.ts";
import { Notice } from "../_ui/notice.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Progress } from "../_ui/progress.tsx";
import { Shell } from "../_ui/shell.tsx";
import { Sighted } from "./sighted.tsx";
import { db } from "../_server/database.ts";
import { requireRole } from "../_server/session.ts";
import { placesOf } from "#db/people/members.ts";
import { answersOf } from "#db/labelling/progress.ts";
import { isPaused } from "#db/labelling/pausing.ts";
import { practiceOfPage } from "#db/labelling/practice.ts";
import { queueState } from "#db/labelling/routes.ts";

export const metadata: Metadata = { title: "Annotate" };

const query = z.object({
  /** a project that does not ask this person, to which they were on their way */
  sighted: z.string().optional().catch(undefined),
  /** a project to which somebody was invited just now */
  joined: z.string().optional().catch(undefined),
});

/** The projects one can label, with what waits and what one has done. */
export default async function Page({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const user = await requireRole("annotator");
  const { sighted, joined } = query.parse(await searchParams);
  const places = placesOf(db(), user);
  const projects = places
    .filter(({ asked }) => asked)
    .map(({ project }) => {
      const queue = queueState(db(), project);
      const all = queue.deferred + queue.audited;
      const done = queue.deferredDone + queue.auditedDone;
      return {
        project,
        all,
        done,
        mine: answersOf(db(), project.id, user.id),
        rests: isPaused(db(), project.id, user.id),
        practises: practiceOfPage(db(), project, user.id) !== null,
      };
    });
  const seen = places.filter(({ asked }) => !asked);
  const wanted = seen.find(({ project }) => project.slug === sighted)?.project;
  const welcome = places.find(({ project }) => project.slug === joined)?.project;
  return (
    <Shell user={user}>
      <PageHeader title="Annotate" lead="Pictures that need a person’s eye. One look, one key." />
      {welcome && (
        <div className="mb-6">
          <Notice tone="good">Welcome to {welcome.name}.</Notice>
        </div>
      )}
      {wanted && (
        <div className="mb-6">
          <Notice tone="warning">
            You can see the gold labels of {wanted.name}, so it does not ask you: answers count because they
            are blind.
          </Notice>
        </div>
      )}
      {places.length === 0 && (
        <Empty title="No projects yet">
          Once an admin brings pictures in, or makes you a member of a project, they appear here.
        </Empty>
      )}
      {projects.length > 0 && (
        <ul className="grid gap-4 sm:grid-cols-2">
          {projects.map(({ project, all, done, mine, rests, practises }) => (
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
                  {/* its number would be part of the link's name, and the words beside it say it */}
                  <span aria-hidden>
                    <Progress
                      value={all === 0 ? 0 : done / all}
                      label={`Progress of ${project.name}`}
                      tone="people"
                    />
                  </span>
                  <span className="flex justify-between text-muted tabular-nums">
                    <span>
                      {project.closedAt !== null
                        ? "Closed"
                        : project.pausedAt !== null || rests
                          ? "Paused"
                          : practises
                            ? "Practice first"
                            : all === 0
                              ? "Nothing to label"
                              : `${whole(all - done)} of ${whole(all)} to label`}
                    </span>{" "}
                    {(mine > 0 || all > 0) && <span className="whitespace-nowrap">{whole(mine)} by you</span>}
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Sighted places={seen} />
    </Shell>
  );
}

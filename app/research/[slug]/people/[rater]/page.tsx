import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { z } from "zod";
import { Asides } from "./asides.tsx";
import { BelowBar } from "./below-bar.tsx";
import { Checks } from "./checks.tsx";
import { Confusion } from "./confusion.tsx";
import { DriftCard } from "./drift.tsx";
import { Figures } from "./figures.tsx";
import { Latest } from "./latest.tsx";
import { Pause } from "./pause.tsx";
import { Practice } from "./practice.tsx";
import { Leading } from "../../leading.tsx";
import { Tabs } from "../../tabs.tsx";
import { Skeleton } from "../../study/skeleton.tsx";
import { Badge } from "../../../../_ui/badge.tsx";
import { Empty } from "../../../../_ui/empty.tsx";
import { whole } from "../../../../_ui/format.ts";
import { LiveRefresh } from "../../../../_ui/live-refresh.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";
import { Shell } from "../../../../_ui/shell.tsx";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { requireProject } from "../../../../_server/session.ts";
import { personOf as viewOf } from "../../../../_server/views.ts";
import type { Authorized } from "#db/access.ts";
import { itemPictures } from "#db/dataset/item-pictures.ts";
import { personOf } from "#db/labelling/set-aside.ts";
import type { Project } from "#db/schema.ts";
import { sections } from "#lib/study/index.ts";

export const metadata: Metadata = { title: "A person’s work" };

type Props = { params: Promise<{ slug: string; rater: string }> };

/** One person's work in a project: how fast, how right, whether it changes, and what is odd about it. */
export default async function Page({ params }: Props) {
  const { slug, rater } = await params;
  const { user, project } = await requireProject(slug, "researcher");
  const id = z.coerce.number().int().safeParse(rater);
  const person = id.success ? personOf(db(), project.id, id.data) : null;
  if (!id.success || !person) notFound();
  const mayDecide = projectFor(user, project.slug, "admin") !== null;
  return (
    <Shell user={user}>
      <PageHeader
        title={person.name}
        lead={`Their work in ${project.name}.`}
        aside={
          <Pause
            project={project.id}
            person={{ id: person.userId, displayName: person.name }}
            mayDecide={mayDecide}
          />
        }
      />
      <Tabs slug={project.slug} sections={sections.map(({ id, title }) => ({ id, title }))} />
      <LiveRefresh project={project.slug} />
      <Suspense fallback={<Skeleton />}>
        <Work project={project} rater={id.data} mayDecide={mayDecide} />
      </Suspense>
    </Shell>
  );
}

async function Work({
  project,
  rater,
  mayDecide,
}: {
  project: Authorized<Project, "researcher">;
  rater: number;
  mayDecide: boolean;
}) {
  const view = await viewOf(project.id, rater);
  if (!view) notFound();
  const asides = <Asides project={project.id} view={view} mayDecide={mayDecide} />;
  const practice = (
    <Practice project={project} person={{ id: view.userId, displayName: view.name }} mayDecide={mayDecide} />
  );
  if (view.answers === 0)
    return (
      <div className="flex flex-col gap-6">
        <Empty title="No answers yet">
          {view.name} has not answered anything in this project, or has taken everything back.
        </Empty>
        {practice}
        {view.asides.length > 0 && asides}
      </div>
    );
  const pictures = itemPictures(
    db(),
    project,
    view.latest.map(({ itemId }) => itemId),
  );
  const gone = view.answers - view.standing;
  return (
    <div className="flex flex-col gap-6">
      <p className="-mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted tabular-nums">
        <span>
          {view.more && "The newest "}
          {whole(view.answers)} answers
          {view.from !== null && view.to !== null && (
            <>
              , <LocalTime at={view.from} /> to <LocalTime at={view.to} />
            </>
          )}
        </span>
        {gone > 0 && (
          <Badge tone="warning">
            <Leading leads={view.leads.gone}>
              {gone === view.answers ? "all set aside" : `${whole(gone)} set aside`}
            </Leading>
          </Badge>
        )}
      </p>
      <BelowBar project={project} view={view} mayDecide={mayDecide} />
      <Figures view={view} />
      {practice}
      <Checks view={view} classes={project.classes} />
      <DriftCard view={view} />
      <Confusion view={view} classes={project.classes} />
      <Latest view={view} classes={project.classes} slug={project.slug} pictures={pictures} />
      {asides}
    </div>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { Blocks } from "../blocks.tsx";
import { ControlsFor } from "../controls-for.tsx";
import { Fresh } from "../fresh.tsx";
import { Missing, nothingIn } from "../missing.tsx";
import { type SearchParams, settingsIn } from "../settings-in.ts";
import { Skeleton } from "../skeleton.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { requireProject } from "../../../../_server/session.ts";
import { studyNeeds } from "#db/views/study-needs.ts";
import { sections } from "#lib/study/index.ts";

type Asked = { params: Promise<{ slug: string; section: string }>; searchParams: Promise<SearchParams> };

const sectionOf = (id: string) => sections.find((section) => section.id === id);

export async function generateMetadata({ params }: Asked): Promise<Metadata> {
  return { title: sectionOf((await params).section)?.title ?? "Study" };
}

/** One section of the study: the frame at once, its blocks as soon as they are computed. */
export default async function Page({ params, searchParams }: Asked) {
  const { slug, section: id } = await params;
  const { user, project } = await requireProject(slug, "researcher");
  const section = sectionOf(id);
  if (!section) notFound();
  const { settings, problems } = settingsIn(await searchParams);
  const needs = studyNeeds(db(), project);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex items-start justify-between gap-6">
        <div>
          <h2 className="text-xl">{section.title}</h2>
          <p className="mt-1 max-w-prose text-pretty text-muted">{section.lead}</p>
        </div>
        <div className="mt-1 shrink-0 text-sm text-muted print:hidden">
          <Fresh project={project.slug} />
        </div>
      </div>
      {problems.length > 0 && <Notice tone="warning">{problems.join(" ")}</Notice>}
      <Missing needs={needs} slug={project.slug} admin={projectFor(user, project.slug, "admin") !== null} />
      {!nothingIn(needs) && (
        <>
          <ControlsFor project={project} settings={settings} keys={section.settings} />
          <Suspense fallback={<Skeleton />}>
            <Blocks project={project} section={section} settings={settings} />
          </Suspense>
        </>
      )}
    </div>
  );
}

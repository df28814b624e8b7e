import type { Metadata } from "next";
import { Suspense } from "react";
import { PrintButton } from "./print-button.tsx";
import { Blocks } from "../blocks.tsx";
import { ControlsFor } from "../controls-for.tsx";
import { Missing, nothingIn } from "../missing.tsx";
import { type SearchParams, settingsIn } from "../settings-in.ts";
import { Skeleton } from "../skeleton.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { now } from "../../../../_server/clock.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { requireProject } from "../../../../_server/session.ts";
import { studyNeeds } from "#db/views/study-needs.ts";
import { sections } from "#lib/study/index.ts";

/** Whatever any section reads. */
const allSettings = [...new Set(sections.flatMap(({ settings }) => settings))];

export const metadata: Metadata = { title: "Report" };

/** All sections on one page, for printing. It stays as it was computed: a report does not change while it is read. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<SearchParams>;
}) {
  const { user, project } = await requireProject((await params).slug, "researcher");
  const { settings, problems } = settingsIn(await searchParams);
  const needs = studyNeeds(db(), project);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <h2 className="text-xl">People and machines compared</h2>
          <p className="mt-1 text-muted tabular-nums">
            Computed <LocalTime at={now()} /> with {settings.bins} bins, seed {settings.seed},{" "}
            {settings.resamples} resamples, and {settings.fit} of the items for fitting.
          </p>
        </div>
        <PrintButton />
      </div>
      {problems.length > 0 && <Notice tone="warning">{problems.join(" ")}</Notice>}
      <Missing needs={needs} slug={project.slug} admin={projectFor(user, project.slug, "admin") !== null} />
      {!nothingIn(needs) && (
        <>
          <ControlsFor project={project} settings={settings} keys={allSettings} />
          {sections.map((section) => (
            <section
              key={section.id}
              aria-labelledby={`section-${section.id}`}
              className="mt-6 flex flex-col gap-6 break-before-page first-of-type:mt-2 first-of-type:break-before-auto"
            >
              <div>
                <h2 id={`section-${section.id}`} className="text-xl">
                  {section.title}
                </h2>
                <p className="mt-1 max-w-prose text-pretty text-muted">{section.lead}</p>
              </div>
              <Suspense fallback={<Skeleton blocks={1} />}>
                <Blocks project={project} section={section} settings={settings} />
              </Suspense>
            </section>
          ))}
        </>
      )}
    </div>
  );
}

import type { Metadata } from "next";
import { Suspense } from "react";
import { EtaSlider } from "./eta-slider.tsx";
import { ButtonLink } from "../../../_ui/button.tsx";
import { Card } from "../../../_ui/card.tsx";
import { Empty } from "../../../_ui/empty.tsx";
import { LiveRefresh } from "../../../_ui/live-refresh.tsx";
import { db } from "../../../_server/database.ts";
import { requireProject } from "../../../_server/session.ts";
import { confidencesOf } from "../../../_server/views.ts";
import { queueState } from "#db/labelling/routes.ts";
import type { Project } from "#db/schema.ts";

export const metadata: Metadata = { title: "Routing" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  return (
    <div className="flex flex-col gap-6">
      <LiveRefresh project={project.slug} />
      {project.activeRunId === null ? (
        <Empty
          title="No model yet"
          action={
            <ButtonLink href={`/admin/projects/${project.slug}/runs`} look="primary">
              Go to runs
            </ButtonLink>
          }
        >
          Train a model first: its confidence decides which items go to people.
        </Empty>
      ) : (
        <Card title="Which items go to people">
          <Suspense fallback={<p className="text-muted">Counting …</p>}>
            <Slider project={project} />
          </Suspense>
        </Card>
      )}
    </div>
  );
}

const Slider = async ({ project }: { project: Project }) => (
  <EtaSlider
    key={project.eta}
    projectId={project.id}
    saved={project.eta}
    auditRate={project.auditRate}
    counts={await confidencesOf(project.id)}
    queue={queueState(db(), project)}
  />
);

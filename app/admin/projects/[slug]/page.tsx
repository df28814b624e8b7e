import type { Metadata } from "next";
import { EtaSlider } from "./eta-slider.tsx";
import { ButtonLink } from "../../../_ui/button.tsx";
import { Card } from "../../../_ui/card.tsx";
import { Empty } from "../../../_ui/empty.tsx";
import { LiveRefresh } from "../../../_ui/live-refresh.tsx";
import { db } from "../../../_server/database.ts";
import { requireProject } from "../../../_server/session.ts";
import { deferredByEta, queueState } from "#db/labelling/routes.ts";

export const metadata: Metadata = { title: "Routing" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  const queue = queueState(db(), project);
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
          <EtaSlider
            key={project.eta}
            projectId={project.id}
            saved={project.eta}
            auditRate={project.auditRate}
            counts={deferredByEta(db(), project.id)}
            queue={queue}
          />
        </Card>
      )}
    </div>
  );
}

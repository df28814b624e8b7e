import type { Metadata } from "next";
import { EtaSlider } from "./eta-slider.tsx";
import { SettingsForm } from "./settings-form.tsx";
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
          title="No run routes this project yet"
          action={
            <ButtonLink href={`/admin/projects/${project.slug}/runs`} look="primary">
              To the runs
            </ButtonLink>
          }
        >
          Train a model; when it has finished, its confidence decides which items go to people.
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
      <Card title="Settings">
        <SettingsForm
          project={{
            id: project.id,
            name: project.name,
            description: project.description,
            instructions: project.instructions,
            overlap: project.overlap,
            auditRate: project.auditRate,
            leaseSeconds: project.leaseSeconds,
          }}
        />
      </Card>
    </div>
  );
}

import type { Metadata } from "next";
import { PanelForm } from "./panel-form.tsx";
import { NoLabels } from "../no-labels.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import { db } from "../../../../../_server/database.ts";
import { requireProject } from "../../../../../_server/session.ts";
import { encoderChoices } from "#db/features/embedding.ts";
import { installationSettings } from "#db/machines/launching.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { heads, pictureBackbones } from "#lib/backbones/index.ts";
import { launchersSetUp } from "#lib/launch-problems.ts";
import { methods, studied } from "#lib/methods/index.ts";

export const metadata: Metadata = { title: "Train a panel" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  const sources = labelSources(db(), project.id);
  if (sources.length === 0) return <NoLabels slug={project.slug} />;
  const inStudy = new Set<string>(studied.map(({ id }) => id));
  return (
    <Card title="Train a panel">
      <p className="mb-6 max-w-prose text-sm text-muted">
        Trains every chosen method on every chosen set of labels with every chosen backbone, one after the
        other, on the training split. Epochs that methods have in common are trained only once.
      </p>
      <PanelForm
        project={{ id: project.id, slug: project.slug }}
        methods={methods.map(({ id, name, source }) => ({ id, name, hint: source, chosen: inStudy.has(id) }))}
        sources={sources.map(({ key, name }, index) => ({
          id: key,
          name,
          chosen: index === 0,
        }))}
        backbones={pictureBackbones.map(({ id, name }, index) => ({ id, name, chosen: index === 0 }))}
        heads={heads.map(({ id, name }, index) => ({ id, name, chosen: index === 0 }))}
        encoders={encoderChoices(db(), project.id)}
        launchers={launchersSetUp(installationSettings(db()))}
      />
    </Card>
  );
}

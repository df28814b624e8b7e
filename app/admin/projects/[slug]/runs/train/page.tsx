import type { Metadata } from "next";
import Link from "next/link";
import { TrainForm } from "./train-form.tsx";
import { NoLabels } from "../no-labels.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import { db } from "../../../../../_server/database.ts";
import { requireProject } from "../../../../../_server/session.ts";
import { hasTrainingSplit } from "#db/dataset/projects.ts";
import { encoderChoices } from "#db/features/embedding.ts";
import { installationSettings } from "#db/machines/launching.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { heads, pictureBackbones } from "#lib/backbones/index.ts";
import { launchersSetUp } from "#lib/launch-problems.ts";
import { methods } from "#lib/methods/index.ts";
import { optionFields } from "#lib/option-fields.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { presets } from "#lib/train/presets.ts";

export const metadata: Metadata = { title: "Train a run" };

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "admin");
  const base = `/admin/projects/${project.slug}`;
  const sources = labelSources(db(), project.id);
  if (sources.length === 0) return <NoLabels slug={project.slug} />;
  return (
    <Card
      title="Train a run"
      aside={
        <span className="flex flex-wrap gap-x-4 gap-y-1 [&_a]:underline [&_a]:underline-offset-4">
          <Link href={`${base}/runs/panel`}>Train a panel</Link>
          <Link href="/admin/encoders">Encoders</Link>
          <Link href={`${base}/settings`}>Train by a rule</Link>
        </span>
      }
    >
      <TrainForm
        project={{ id: project.id, slug: project.slug }}
        sources={sources.map(({ key, name, shares }) => ({ id: key, name, shares }))}
        methods={methods.map(({ id, name, shares, source, hyper }) => ({
          ...{ id, name, shares, source },
          options: optionFields(hyper),
        }))}
        backbones={pictureBackbones.map(({ id, name }) => ({ id, name }))}
        heads={heads.map(({ id, name }) => ({ id, name }))}
        presets={presets.map(({ id, name, about, options }) => ({
          ...{ id, name, about },
          epochs: trainingOptions.parse(options).epochs,
        }))}
        encoders={encoderChoices(db(), project.id)}
        launchers={launchersSetUp(installationSettings(db()))}
        split={hasTrainingSplit(db(), project.id)}
      />
    </Card>
  );
}

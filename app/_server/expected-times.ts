import type { z } from "zod";
import type { ExpectedReply, expectedRequest } from "#lib/train/expected-request.ts";
import { db } from "./database.ts";
import { liveWorkers } from "./live-workers.ts";
import { plannedSizesOf } from "./views.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { timedTrainings } from "#db/machines/timings.ts";
import type { Project } from "#db/schema.ts";
import { expectedTimeOfPanel } from "#lib/train/expected-time.ts";
import { presetOptions } from "#lib/train/presets.ts";

/** How long trainings would take, by what earlier ones took here. @returns null where the project has no such labels */
export async function expectedTimes(
  project: Project,
  { labels, methods, backbones, features, preset, epochs, folds }: z.output<typeof expectedRequest>,
): Promise<ExpectedReply | null> {
  const sources = labelSources(db(), project.id).filter(({ key }) => labels.includes(key));
  if (sources.length < labels.length) return null;
  const asked = sources.map(({ raterId, pool }) => ({ raterId, pool }));
  const sizes = await plannedSizesOf(project.id, asked, { folds });
  // A form that is not filled in yet is no error.
  if (!sizes.ok) return { expected: null, impossible: sizes.message };
  const network = (backbone: string) =>
    JSON.stringify(presetOptions(preset, backbone, features !== null)?.backboneOptions ?? {});
  const groups = backbones.flatMap((backbone) =>
    sizes.value.map((size) =>
      methods.map((method) => ({
        ...{
          method,
          backbone,
          network: network(backbone),
          encoderId: features,
          imageSize: project.imageSize,
          epochs,
          folds,
        },
        ...size,
      })),
    ),
  );
  const executors = liveWorkers().flatMap(({ executor }) => executor ?? []);
  return { expected: expectedTimeOfPanel(groups, timedTrainings(db(), executors)), impossible: null };
}

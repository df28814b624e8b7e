import {
  type ExpectedReply,
  expectedRequest,
} from "../../../../admin/projects/[slug]/runs/expected-request.ts";
import { db } from "../../../../_server/database.ts";
import { liveWorkers } from "../../../../_server/live-workers.ts";
import { projectOf } from "../../../../_server/project.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { answer, body, route } from "../../../../_server/route.ts";
import { plannedSizesOf } from "../../../../_server/views.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { timedTrainings } from "#db/machines/timings.ts";
import { presetOptions } from "#lib/train/presets.ts";
import { expectedTimeOfPanel } from "#lib/train/expected-time.ts";

/** How long trainings would take, by what earlier ones took here. Starts nothing. */
export const POST = route<{ slug: string }>("project admin", async (request, user, { slug }) => {
  const project = projectOf(slug, user, "admin");
  const { labels, methods, backbones, features, preset, epochs, folds } = await body(
    request,
    expectedRequest,
  );
  const sources = labelSources(db(), project.id).filter(({ key }) => labels.includes(key));
  if (sources.length < labels.length) throw new Refusal(404, "This project has no such labels.");
  const asked = sources.map(({ raterId, pool }) => ({ raterId, pool }));
  const sizes = await plannedSizesOf(project.id, asked, { folds });
  // A form that is not filled in yet is no error.
  if (!sizes.ok) return replied({ expected: null, impossible: sizes.message });
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
  const expected = expectedTimeOfPanel(groups, timedTrainings(db(), executors));
  return replied({ expected, impossible: null });
});

const replied = (reply: ExpectedReply) => answer(reply);

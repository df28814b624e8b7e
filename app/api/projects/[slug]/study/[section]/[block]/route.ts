import { projectOf } from "../../../../../../_server/project.ts";
import { route } from "../../../../../../_server/route.ts";
import { Refusal } from "../../../../../../_server/refusal.ts";
import { blocksOf } from "../../../../../../_server/views.ts";
import { sections } from "#lib/study/index.ts";
import { csvOf } from "#lib/report/csv.ts";
import { studySettings } from "#lib/study/settings.ts";

/** The numbers of one block of the study as a CSV file, with the settings of the page it stands on. */
export const GET = route<{ slug: string; section: string; block: string }>(
  "project researcher",
  async (request, user, params) => {
    const project = projectOf(params.slug, user, "researcher");
    const section = sections.find(({ id }) => id === params.section);
    if (!section) throw new Refusal(404, "The study has no such section.");
    const settings = studySettings.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!settings.success) throw new Refusal(400, "These settings are not possible.");
    const blocks = await blocksOf(project.id, section, settings.data);
    const block = blocks.find(({ id }) => id === params.block);
    if (!block) throw new Refusal(404, "This section has no such table.");
    if (!("table" in block.body))
      throw new Refusal(404, block.body.kind === "refusal" ? block.body.sentence : "Pictures have no table.");
    return new Response(csvOf(block.body.table), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${params.slug}-${section.id}-${block.id}.csv"`,
        "cache-control": "private, no-store",
      },
    });
  },
);

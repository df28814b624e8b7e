import { tablePreviewRequest } from "../../../admin/projects/[slug]/data/table/request.ts";
import { projectOf } from "../../../_server/project.ts";
import { answer, body, route } from "../../../_server/route.ts";
import { previewUploadedTable } from "../../../_server/tables.ts";

/** What an uploaded table would bring to a project. Stores nothing. */
export const POST = route("project admin", async (request, user) => {
  const { project: slug, table, ...asked } = await body(request, tablePreviewRequest);
  const project = projectOf(slug, user, "admin");
  return answer(await previewUploadedTable(project, table, asked));
});

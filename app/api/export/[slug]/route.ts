import { askForExportOf, exportRequest } from "../../../_server/exports.ts";
import { projectOf } from "../../../_server/project.ts";
import { answer, body, route } from "../../../_server/route.ts";

const largestBody = 128 * 1024;

/** Ask for the labelled dataset as files; a job writes them. With people's names for admins only. */
export const POST = route<{ slug: string }>("project researcher", async (request, user, { slug }) => {
  const wanted = await body(request, exportRequest, largestBody);
  return answer({ id: askForExportOf(user, projectOf(slug, user, "researcher"), wanted) }, 202);
});

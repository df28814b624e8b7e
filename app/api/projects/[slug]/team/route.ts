import { projectOf } from "../../../../_server/project.ts";
import { route } from "../../../../_server/route.ts";
import { teamJson } from "../../../../_server/views.ts";

/**
 * What the watch page shows, asked again whenever the live stream says that something changed. Computed once
 * for all who watch; whoever has it already is told so in a few bytes.
 */
export const GET = route<{ slug: string }>("project researcher", async (request, user, { slug }) => {
  const { version, value } = await teamJson(projectOf(slug, user, "researcher").id);
  const headers = { etag: `"${version}"`, "cache-control": "private, no-cache" };
  return request.headers.get("if-none-match") === headers.etag
    ? new Response(null, { status: 304, headers })
    : new Response(value, { headers: { ...headers, "content-type": "application/json" } });
});

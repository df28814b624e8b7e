import { z } from "zod";
import { db } from "../../../_server/database.ts";
import { answer, body, projectOf, route } from "../../../_server/route.ts";
import { releaseTasks } from "#db/labelling/queue.ts";

/** The page is being closed: the tasks it holds, but did not show, go back at once. */
export const POST = route("annotator", async (request, user) => {
  const { project, leases } = await body(
    request,
    z.object({ project: z.string(), leases: z.array(z.uuid()).max(100) }),
  );
  releaseTasks(db(), projectOf(project, user, "annotator"), user.id, leases);
  return answer({ released: leases.length });
});

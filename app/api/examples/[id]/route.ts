import { z } from "zod";
import { db } from "../../../_server/database.ts";
import { pictures } from "../../../_server/pictures.ts";
import { projectFor, projectOf } from "../../../_server/project.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { route } from "../../../_server/route.ts";
import { answerPolicy } from "../../../_server/security-headers.ts";
import { examplePicture } from "#db/dataset/class-examples.ts";

const asked = z.object({ id: z.coerce.number().int().positive(), project: z.string() });

/** A picture that shows what a class looks like; for annotators only while it tells nothing of a picture in the queue. */
export const GET = route<{ id: string }>("annotator", async (request, user, { id }) => {
  const project = new URL(request.url).searchParams.get("project");
  const { data } = asked.safeParse({ id, project });
  if (!data) throw new Refusal(404, "There is no such picture.");
  // Who made it may look at it, also where the project does not ask them.
  const admins = projectFor(user, data.project, "admin");
  const { id: projectId } = admins ?? projectOf(data.project, user, "annotator");
  const image = examplePicture(db(), projectId, data.id, admins !== null);
  if (!image) throw new Refusal(404, "There is no such picture.");
  const { bytes, mime } = await pictures().read(image, { shown: true });
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": mime,
      // Asked again each time: it may have come into the queue meanwhile.
      "cache-control": "private, no-store",
      "content-security-policy": `${answerPolicy}; sandbox`,
      "cross-origin-resource-policy": "same-origin",
    },
  });
});

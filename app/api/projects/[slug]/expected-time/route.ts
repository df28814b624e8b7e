import { expectedRequest } from "#lib/train/expected-request.ts";
import { expectedTimes } from "../../../../_server/expected-times.ts";
import { projectOf } from "../../../../_server/project.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { answer, body, route } from "../../../../_server/route.ts";

/** How long trainings would take, by what earlier ones took here. Starts nothing. */
export const POST = route<{ slug: string }>("project admin", async (request, user, { slug }) => {
  const project = projectOf(slug, user, "admin");
  const reply = await expectedTimes(project, await body(request, expectedRequest));
  if (reply === null) throw new Refusal(404, "This project has no such labels.");
  return answer(reply);
});

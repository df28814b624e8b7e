import { projectOf } from "../../../../_server/project.ts";
import { answer, route } from "../../../../_server/route.ts";
import { forecastOf } from "../../../../_server/views.ts";

/** What asking on is expected to bring; asked again when the watch page learns that something changed. */
export const GET = route<{ slug: string }>("project researcher", async (_, user, { slug }) =>
  answer(await forecastOf(projectOf(slug, user, "researcher").id)),
);

import { db } from "../../../../_server/database.ts";
import { projectOf } from "../../../../_server/project.ts";
import { answer, route } from "../../../../_server/route.ts";
import { historyOf } from "#db/views/looks.ts";

/** The loop's history: asked again when the watch page learns that something changed. */
export const GET = route<{ slug: string }>("researcher", (_, user, { slug }) =>
  answer(historyOf(db(), projectOf(slug, user, "researcher").id)),
);

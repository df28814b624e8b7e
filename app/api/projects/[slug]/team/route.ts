import { db } from "../../../../_server/database.ts";
import { answer, projectOf, route } from "../../../../_server/route.ts";
import { teamView } from "#db/views/team.ts";

/** What the watch page shows, asked again whenever the live stream says that something changed. */
export const GET = route<{ slug: string }>("researcher", (_request, user, { slug }) =>
  answer(teamView(db(), projectOf(slug, user, "researcher"))),
);

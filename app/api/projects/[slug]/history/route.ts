import { z } from "zod";
import { db } from "../../../../_server/database.ts";
import { projectOf } from "../../../../_server/project.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { answer, route } from "../../../../_server/route.ts";
import { exportedHistory, historyOf } from "#db/views/looks.ts";
import { findHistoryWriter, historyText } from "#lib/formats/export-history.ts";

const asked = z.object({ format: z.string().optional() });

/** The loop's history: as the watch page draws it, asked again when that learns of a change; or all of it as a file. */
export const GET = route<{ slug: string }>("project researcher", (request, user, { slug }) => {
  const project = projectOf(slug, user, "researcher");
  const { format } = asked.parse(Object.fromEntries(new URL(request.url).searchParams));
  if (format === undefined) return answer(historyOf(db(), project.id));
  const writer = findHistoryWriter(format);
  if (!writer) throw new Refusal(400, "There is no such format.");
  const name = `${project.slug.replace(/[^a-z0-9-]/g, "")}-history.${writer.extension}`;
  return new Response(historyText(writer, exportedHistory(db(), project)), {
    headers: {
      "content-type": writer.mime,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
});

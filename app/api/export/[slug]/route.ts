import { z } from "zod";
import { db } from "../../../_server/database.ts";
import { projectOf, route } from "../../../_server/route.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { exportProject } from "#db/dataset/exports.ts";
import { findWriter } from "#lib/formats/index.ts";

const asked = z.object({ format: z.string(), names: z.enum(["0", "1"]).default("0") });

/** The labelled dataset, streamed: the database is read by pages while the browser takes them. */
export const GET = route<{ slug: string }>("admin", (request, user, { slug }) => {
  const query = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  const writer = query.success ? findWriter(query.data.format) : undefined;
  if (!query.success || !writer) throw new Refusal(400, "There is no such format.");
  const project = projectOf(slug, user, "admin");
  const { fileName, mime, chunks } = exportProject(
    db(),
    project,
    writer,
    { names: query.data.names === "1" },
    Date.now(),
  );
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await chunks.return()),
  });
  return new Response(stream, {
    headers: {
      "content-type": mime,
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
});

import { z } from "zod";
import { db, dir } from "../../../_server/database.ts";
import { exportStream } from "../../../_server/export/stream.ts";
import { log } from "../../../_server/log.ts";
import { projectOf } from "../../../_server/project.ts";
import { route } from "../../../_server/route.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { exportFile, recordExport } from "#db/dataset/exports.ts";
import { findWriter } from "#lib/formats/index.ts";

const asked = z.object({
  format: z.string(),
  names: z.enum(["0", "1"]).default("0"),
  /** a filter of the item browser, as the search part of its address; what it names is exported, and nothing else */
  only: z.string().max(4000).optional(),
  /** or single items, by their numbers */
  items: z
    .string()
    .regex(/^\d{1,15}(,\d{1,15})*$/)
    .max(60_000)
    .transform((text) => text.split(",").map(Number))
    .optional(),
});

declare global {
  /** Exports that are being written by this process. */
  var tandemExports: number | undefined;
}
/** Each has a thread of its own, which must not take all processors from the annotators. */
const mostAtOnce = 3;
const idleMs = 10 * 60_000;

/** The labelled dataset, streamed while the browser takes it. */
export const GET = route<{ slug: string }>("project admin", (request, user, { slug }) => {
  const query = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  const writer = query.success ? findWriter(query.data.format) : undefined;
  if (!query.success || !writer) throw new Refusal(400, "There is no such format or selection.");
  const project = projectOf(slug, user, "admin");
  const open = globalThis.tandemExports ?? 0;
  if (open >= mostAtOnce)
    throw new Refusal(429, "Several exports are being written already. Try again when one is done.");
  const { fileName, mime } = exportFile(project, writer);
  const headers = {
    "content-type": mime,
    "content-disposition": `attachment; filename="${fileName}"`,
    "cache-control": "no-store",
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  const { only = null, items = null } = query.data;
  const names = query.data.names === "1";
  const some = only !== null || items !== null;
  recordExport(db(), project, writer, { names, ...(some && { only: () => new Set<number>() }) }, Date.now());
  globalThis.tandemExports = open + 1;
  const stream = exportStream(
    { database: dir().database, project: project.id, format: writer.id, names, only, items },
    idleMs,
    (error) => {
      globalThis.tandemExports = (globalThis.tandemExports ?? 1) - 1;
      if (error) log.error({ err: error, project: slug }, "an export broke off");
    },
  );
  return new Response(stream, { headers });
});

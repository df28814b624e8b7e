import { dataDir } from "#db/data-dir.ts";
import { datasetSource, type Selection } from "#db/exports/source.ts";
import { findExportFormat } from "#lib/formats/exports/index.ts";
import type { World } from "./world.ts";

/** A world, or what it takes of one. */
type Of = { database: Pick<World["database"], "db" | "folder">; project: World["project"] };

/** A world's project in a format that is one file of text. */
export async function exportedText(
  { database, project }: Of,
  id: string,
  { names = false, selection = null }: { names?: boolean; selection?: Selection } = {},
): Promise<string> {
  const asked = { tandem: "0", at: 1, address: "urn:x", licence: "", names };
  const source = datasetSource(database.db, dataDir(database.folder), project(), selection, asked);
  let text = "";
  for (const { chunks } of findExportFormat(id)?.files(source) ?? [])
    for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text;
}

import { dir } from "../database.ts";
import { partPath, type StoredUpload } from "#db/dataset/uploads.ts";
import { firstBytes } from "#lib/formats/first-bytes.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { calledBy, FormatError, sentenceOf } from "#lib/formats/problem.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";

/** Whether a file can be what it is said to be, by how it begins. @throws FormatError */
export function judgeHead({ kind, name }: Pick<StoredUpload, "kind" | "name">, head: Uint8Array): void {
  const problem = firstBytes[kind](name, head);
  if (problem !== null) throw new FormatError(problem);
}

/** Whether a file that has come as a whole can be opened. @throws FormatError, with the person's name of it */
export async function judgeWhole(upload: Pick<StoredUpload, "id" | "kind" | "name">): Promise<void> {
  const path = partPath(dir(), upload);
  try {
    await judgeAt(path, upload);
  } catch (error) {
    throw new FormatError(calledBy(sentenceOf(error), [path, upload.name]));
  }
}

async function judgeAt(path: string, upload: Pick<StoredUpload, "kind">): Promise<void> {
  if (upload.kind === "labels" || upload.kind === "table") {
    for await (const row of (await openAnyTable(path)).rows) if (row.row > 0) return;
    throw new FormatError("The table has no rows.");
  }
  if (upload.kind === "encoder") return; // a job looks into it, in a process of its own
  const source = await openImages(path);
  await source.close();
  if (source.names.length === 0) throw new FormatError("The zip holds no files.");
}

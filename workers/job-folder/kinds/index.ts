import { JobFailure } from "#workers/endings.ts";
import { embedKind } from "./embed.ts";
import type { FolderKind } from "./kind.ts";
import { predictKind } from "./predict.ts";
import type { Description } from "../folder.ts";
import { trainingNote, trainKind } from "./train.ts";

/** What a folder may hold. A new kind is a file and a line here. */
const folderKinds: readonly FolderKind[] = [embedKind, predictKind, trainKind];

export function findFolderKind(kind: string): FolderKind {
  const found = folderKinds.find((entry) => entry.kind === kind);
  if (!found) throw new JobFailure(`This version of Tandem knows no folders of the kind “${kind}”.`);
  return found;
}

/** What the parts of a folder tell of themselves as one; null where the last one's word is enough. */
export const notesOf = (
  { kind, parts }: Pick<Description, "kind" | "parts">,
  told: ReadonlyMap<number, Record<string, unknown> | null>,
): Record<string, unknown> | null => (kind === trainKind.kind ? trainingNote(parts, told) : null);

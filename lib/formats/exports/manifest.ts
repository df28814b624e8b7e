import type { ExportFacts } from "#lib/formats/exports/dataset.ts";
import type { ExportFormat } from "#lib/formats/exports/format.ts";
import type { Tally } from "#lib/formats/exports/tally.ts";

/** A file that was written. */
export type WrittenFile = { name: string; mime: string; bytes: number; sha256: string };

/** An export that was written. */
export type WrittenExport = {
  facts: ExportFacts;
  format: Pick<ExportFormat, "id" | "name" | "about" | "table" | "pictures">;
  tally: Tally;
  files: readonly WrittenFile[];
};

/** The dataset's version: it grows with its items and its answers. */
export const datasetVersion = ({ items, cursor }: Pick<ExportFacts, "items" | "cursor">): string =>
  `1.${items}.${cursor}`;

/** What an export is of, and by what it was made, for programs. */
export function manifest({ facts, format, tally, files }: WrittenExport): string {
  const { tandem, at, project, selection, names, licence, items, cursor, known, ...inForce } = facts;
  return `${JSON.stringify(
    {
      manifest: 1,
      madeBy: `Tandem ${tandem}`,
      at: new Date(at).toISOString(),
      version: datasetVersion({ items, cursor }),
      licence: licence === "" ? null : licence,
      project,
      format: format.id,
      selection,
      people: names ? "named" : "numbered",
      upTo: { items, judgment: cursor },
      ...inForce,
      known: known && { ...known, at: new Date(known.at).toISOString() },
      counts: tally,
      files,
    },
    null,
    1,
  )}\n`;
}

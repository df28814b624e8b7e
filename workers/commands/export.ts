import { basename, dirname, extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { projectAddress } from "#lib/formats/exports/address.ts";
import { exportFormats, findExportFormat } from "#lib/formats/exports/index.ts";
import { fileStem } from "#lib/formats/exports/format.ts";
import { readBrowse, searchOfBrowse, wholeFilter } from "#lib/items/filter.ts";
import { asOperator } from "#db/access.ts";
import { write } from "#db/client.ts";
import { recordExport } from "#db/exports/export.ts";
import { datasetSource, type Selection } from "#db/exports/source.ts";
import { codeVersion } from "../code-version.ts";
import { writeExport } from "../exports/write-export.ts";
import { pieces } from "../exports/write-file.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";

export const command = defineCommand({
  about: `Exports a project: items with gold label, every answer, machine and team label, in the formats of the field.
Beside the file lie its data card, its Croissant metadata and a manifest with hashes (docs/exports.md).
In CSV, texts that a spreadsheet could take for a formula have an apostrophe in front.`,
  flags: z.object({
    project: z.string().describe("short name of the project").meta({ value: "SLUG" }),
    format: z
      .enum(exportFormats.map(({ id }) => id))
      .default("csv")
      .describe(`file format: ${exportFormats.map(({ id, name }) => `${id} is ${name}`).join(", ")}`)
      .meta({ value: "FORMAT" }),
    out: z
      .string()
      .optional()
      .describe("file to write; without it the data alone to the terminal")
      .meta({ value: "FILE" }),
    names: z.boolean().default(false).describe("people's sign-in names instead of person-1, person-2, …"),
    only: wholeFilter
      .optional()
      .describe('a filter of the item browser, as in its address: "split=test&said=gold:0"')
      .meta({ value: "FILTER" }),
    licence: z
      .string()
      .max(300)
      .default("")
      .describe("for the data card: an SPDX identifier, an address or a sentence")
      .meta({ value: "TEXT" }),
  }),
  run: ({ project: slug, format: id, out, names, only, licence }) =>
    withDatabase(async (db, dir) => {
      const format = findExportFormat(id) ?? stop(`There is no format ${id}.`);
      const project = asOperator(projectCalled(db, slug));
      const selection: Selection = only === undefined ? null : { search: searchOfBrowse(readBrowse(only)) };
      const now = Date.now();
      const asked = {
        tandem: codeVersion(),
        at: now,
        address: projectAddress(process.env.NEXTAUTH_URL, slug),
        licence,
        names,
      };
      const source = datasetSource(db, dir, project, selection, asked);
      write(db, (tx) => recordExport(tx, project, { format: id, names, selected: selection !== null }, now));
      if (out === undefined) {
        let many = 0;
        for (const { chunks } of format.files(source)) {
          if (many++ > 0) stop("These are several files: name one with --out.");
          await pipeline(Readable.from(pieces(chunks)), process.stdout, { end: false });
        }
        return;
      }
      const stem = basename(out, extname(out));
      const single = `${fileStem(source.facts)}.${format.extension}`;
      const rename = (name: string): string =>
        name === single
          ? basename(out)
          : name.startsWith(fileStem(source.facts))
            ? `${stem}${name.slice(fileStem(source.facts).length)}`
            : `${stem}.${name}`;
      const { files } = await writeExport(source, format, dirname(out), { rename });
      console.log(`Written: ${files.map(({ name }) => name).join(", ")}.`);
    }),
});

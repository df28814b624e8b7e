import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { datasetWriters, findWriter } from "#lib/formats/index.ts";
import { asOperator } from "#db/access.ts";
import { exportProject } from "#db/dataset/exports.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";

export const command = defineCommand({
  about: `Exports a project: items with gold label, every judgment, machine and team answer.
In CSV, texts that a spreadsheet could take for a formula have an apostrophe in front.`,
  flags: z.object({
    project: z.string().describe("short name of the project").meta({ value: "SLUG" }),
    format: z
      .enum(datasetWriters.map(({ id }) => id))
      .default("csv")
      .describe(`file format: ${datasetWriters.map(({ id, name }) => `${id} is ${name}`).join(", ")}`)
      .meta({ value: "FORMAT" }),
    out: z.string().optional().describe("file to write; without it the terminal").meta({ value: "FILE" }),
    names: z.boolean().default(false).describe("people's sign-in names instead of person-1, person-2, …"),
  }),
  run: ({ project, format, out, names }) =>
    withDatabase(async (db) => {
      const writer = findWriter(format) ?? stop(`There is no format ${format}.`);
      const authorized = asOperator(projectCalled(db, project));
      const { chunks } = exportProject(db, authorized, writer, { names }, Date.now());
      if (out === undefined) {
        await pipeline(Readable.from(chunks), process.stdout, { end: false });
        return;
      }
      await pipeline(Readable.from(chunks), createWriteStream(out));
      console.log(`Written to ${out}.`);
    }),
});

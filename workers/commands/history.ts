import { writeFileSync } from "node:fs";
import { z } from "zod";
import { findHistoryWriter, historyText, historyWriters } from "#lib/formats/export-history.ts";
import { exportedHistory } from "#db/views/looks.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";

export const command = defineCommand({
  about: `Writes the loop's history: how right machine and team were after how many answers, and which run, policy, fit
and η were in force. One row for each look that was taken at the project, oldest first; accuracies are shares,
with the team's 95 % interval. In CSV, texts that a spreadsheet could take for a formula have an apostrophe in front.`,
  flags: z.object({
    project: z.string().describe("short name of the project").meta({ value: "SLUG" }),
    format: z
      .enum(historyWriters.map(({ id }) => id))
      .default("csv")
      .describe(`file format: ${historyWriters.map(({ id, name }) => `${id} is ${name}`).join(", ")}`)
      .meta({ value: "FORMAT" }),
    out: z.string().optional().describe("file to write; without it the terminal").meta({ value: "FILE" }),
  }),
  run: ({ project: slug, format, out }) =>
    withDatabase((db) => {
      const writer = findHistoryWriter(format) ?? stop(`There is no format ${format}.`);
      const text = historyText(writer, exportedHistory(db, projectCalled(db, slug)));
      if (out === undefined) {
        process.stdout.write(text);
        return;
      }
      writeFileSync(out, text);
      console.log(`Written to ${out}.`);
    }),
});

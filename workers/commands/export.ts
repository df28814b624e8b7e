/** `npm run export`: write a project's items, judgments and team answers to a file or to the terminal. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { datasetWriters, findWriter } from "#lib/formats/index.ts";
import { asOperator } from "#db/access.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { exportProject } from "#db/dataset/exports.ts";
import { findProject, listProjects } from "#db/dataset/projects.ts";

const help = `Export a project: items with gold label, every judgment, machine and team answer.

  npm run export -- --project SLUG [--format FORMAT] [--out FILE] [--names]

  --project SLUG   short name of the project
  --format FORMAT  ${datasetWriters.map(({ id, name }) => `${id} (${name})`).join(", ")}; default csv
  --out FILE       file to write; without it the terminal
  --names          people's sign-in names instead of person-1, person-2, …
  --data DIR       data folder (default: $TANDEM_DATA, else ./data)
  --help           this text

In CSV, texts that a spreadsheet could take for a formula have an apostrophe in front.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      project: { type: "string" },
      format: { type: "string", default: "csv" },
      out: { type: "string" },
      names: { type: "boolean", default: false },
      data: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(help);
  if (values.project === undefined) throw new Error("--project is missing; --help shows what can be given.");
  const writer = findWriter(values.format);
  if (!writer)
    throw new Error(
      `There is no format ${values.format}; choose ${datasetWriters.map(({ id }) => id).join(" or ")}.`,
    );
  const dir = dataDir(values.data);
  const database = openDatabase(dir.database);
  try {
    migrateDatabase(database);
    const project = findProject(database.db, values.project);
    if (!project) {
      const slugs = listProjects(database.db).map(({ slug }) => slug);
      throw new Error(
        `There is no project ${values.project}${slugs.length ? `; there is ${slugs.join(", ")}` : ""}.`,
      );
    }
    const { chunks } = exportProject(
      database.db,
      asOperator(project),
      writer,
      { names: values.names },
      Date.now(),
    );
    if (values.out === undefined) await pipeline(Readable.from(chunks), process.stdout, { end: false });
    else {
      await pipeline(Readable.from(chunks), createWriteStream(values.out));
      console.log(`Written to ${values.out}.`);
    }
  } finally {
    database.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

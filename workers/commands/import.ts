/** `npm run import`: bring images and labels into a project from the command line. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type ImportRequest, importOptions, type SplitOption } from "#lib/formats/import-options.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { listProblems } from "#db/dataset/import-record.ts";
import { importDataset } from "#db/dataset/imports.ts";
import type { Import, ImportProblem } from "#db/schema.ts";

const help = `Import images and their labels into a project, new or existing.

  npm run import -- --images FOLDER_OR_ZIP [--labels FILE.csv] [options]

  --images PATH      folder or zip of JPEG, PNG and WebP pictures
  --labels PATH      CSV with a heading; without it, folders name the gold class (cat/0001.png)
  --file COLUMN      column of the file names (default: "file", else the first column)
  --gold COLUMN      column of the trusted true label, if there is one
  --humans A,B,C     columns of human labels; each becomes a rater; a column A_ms
                     beside A holds that rater's response times in milliseconds
  --project SLUG     short name of the project (default: made from the file name)
  --name TEXT        its name, when it is new
  --classes A,B,C    class names in the order of the answer buttons
                     (default: those that occur, alphabetically)
  --split SPLIT      first:40000      the first 40,000 rows train, the rest are predicted
                     fraction:0.2:7   a fifth is predicted, chosen with seed 7
                     column:NAME      a column that says train or test
                     none             (default)
  --size PIXELS      side of the training images (default 32); originals are kept and shown
  --on-problem WHAT  skip: keep the good rows (default); abort: keep nothing if any row is bad
  --data DIR         data folder (default: $TANDEM_DATA, else ./data)
  --help             this text

Importing again changes nothing, and completes what was interrupted.
`;

/** @returns the request, or a sentence about what is wrong with the arguments */
export function parseImportArguments(
  args: readonly string[],
): { request: ImportRequest; data?: string } | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      images: { type: "string" },
      labels: { type: "string" },
      file: { type: "string" },
      gold: { type: "string" },
      humans: { type: "string" },
      project: { type: "string" },
      name: { type: "string" },
      classes: { type: "string" },
      split: { type: "string", default: "none" },
      size: { type: "string", default: "32" },
      "on-problem": { type: "string", default: "skip" },
      data: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (values.images === undefined) throw new Error("--images is missing; --help shows what can be given.");
  const request = importOptions.safeParse({
    project: {
      slug: values.project ?? slugOf(values.images),
      ...(values.name !== undefined && { name: values.name }),
    },
    images: values.images,
    labels: values.labels ?? null,
    columns: { file: values.file ?? null, gold: values.gold ?? null, humans: list(values.humans) ?? [] },
    classes: list(values.classes),
    split: parseSplit(values.split),
    imageSize: Number(values.size),
    onProblem: values["on-problem"],
  });
  if (!request.success) throw new Error(z.prettifyError(request.error));
  return { request: request.data, ...(values.data !== undefined && { data: values.data }) };
}

const list = (text: string | undefined) => text?.split(",").map((part) => part.trim()) ?? null;

const slugOf = (path: string) =>
  (path.split(/[\\/]/).filter(Boolean).at(-1) ?? "")
    .replace(/\.zip$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");

function parseSplit(text: string): SplitOption {
  const [kind = "", first = "", second = "1"] = text.split(":");
  if (kind === "none") return { kind };
  if (kind === "first") return { kind, train: Number(first) };
  if (kind === "fraction") return { kind, test: Number(first), seed: Number(second) };
  if (kind === "column") return { kind, name: text.slice("column:".length) };
  throw new Error(`--split ${text} is not first:N, fraction:F:SEED, column:NAME or none.`);
}

async function main(): Promise<void> {
  const parsed = parseImportArguments(process.argv.slice(2));
  if (parsed === "help") return console.log(help);
  const dir = dataDir(parsed.data);
  const database = openDatabase(dir.database);
  const started = Date.now();
  let shown = 0;
  let stop = false;
  process.once("SIGINT", () => (stop = true));
  try {
    migrateDatabase(database);
    const result = await importDataset(database.db, dir, parsed.request, {
      now: Date.now,
      cancelled: () => stop,
      progress(done, total, note) {
        if (done < total && Date.now() - shown < 1000) return;
        shown = Date.now();
        const share = `${((100 * done) / total).toFixed(0)} %`.padStart(5);
        console.log(`${share}  ${note}, ${Math.round(done / ((shown - started) / 1000))} pictures/s`);
      },
    });
    report(result, listProblems(database.db, result.id, 0, 50), (Date.now() - started) / 1000);
    if (result.state !== "finished") process.exitCode = 1;
  } finally {
    database.close();
  }
}

function report(result: Import, problems: readonly ImportProblem[], seconds: number): void {
  const number = (value: number) => value.toLocaleString("en");
  for (const { row, file, reason } of problems)
    console.log(`  ${row === null ? "" : `row ${row}: `}${file ? `${JSON.stringify(file)}: ` : ""}${reason}`);
  if (result.problems > problems.length) console.log(`  … ${number(result.problems)} problems in all`);
  if (result.state === "failed") console.log(`Failed: ${result.error ?? ""}`);
  if (result.state === "cancelled") console.log("Stopped; import again to complete it.");
  console.log(
    `${number(result.rows)} rows: ${number(result.itemsAdded)} items and ${number(result.labelsAdded)} labels added, ` +
      `${number(result.unchanged)} unchanged, ${number(result.problems)} problems.`,
  );
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log(
    `${seconds.toFixed(1)} s, peak memory ${Math.round(maxRSS / 1024)} MB, ` +
      `processor ${(userCPUTime / 1e6).toFixed(1)} s user, ${(systemCPUTime / 1e6).toFixed(1)} s system.`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

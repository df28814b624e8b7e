import { join } from "node:path";
import { z } from "zod";
import { labelKinds } from "#lib/formats/item-tables/options.ts";
import { publishedDatasets } from "#lib/formats/published.ts";
import { slugOf } from "#lib/formats/slug.ts";
import { sentence } from "#lib/validation.ts";
import { type ImportRequest, importOptions, type SplitOption } from "#lib/formats/import-options.ts";
import { listProblems } from "#db/dataset/import-record.ts";
import { importDataset } from "#db/dataset/imports.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Import, ImportProblem } from "#db/schema.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import { importTableAndReport } from "./table-flags.ts";
import { publishedFile, publishedPictures } from "../published-files.ts";
import { counted, numbered } from "#lib/numbers.ts";

const column = (about: string) => z.string().optional().describe(about).meta({ value: "COLUMN" });
const list = (about: string) => z.string().optional().describe(about).meta({ value: "A,B,C" });
const { imageSize, onProblem } = importOptions.shape;

export const flags = z.object({
  images: z
    .string()
    .describe("folder, zip or tar of pictures, or a published dataset (docs/importing.md)")
    .meta({ value: "PATH" }),
  dataset: z
    .enum(publishedDatasets.map(({ id }) => id))
    .optional()
    .describe("a published dataset instead: its files, from a folder or its authors' addresses")
    .meta({ value: "NAME" }),
  from: z
    .string()
    .optional()
    .describe("of a published dataset: folder that its files are in (default: they are fetched)")
    .meta({ value: "FOLDER" }),
  labels: z
    .string()
    .optional()
    .describe(
      "table of labels: CSV, JSON lines, Parquet, NumPy or PyTorch; without it, the dataset's own count, or folders name the gold class (cat/0001.png)",
    )
    .meta({ value: "FILE" }),
  file: column("column of the file names (default: “file”, else the first column)"),
  gold: column("column of the trusted true label, if there is one"),
  humans: list("columns of human labels; a column A_ms beside A holds that rater's response times in ms"),
  project: z
    .string()
    .optional()
    .describe("short name of the project (default: made from the file name)")
    .meta({ value: "SLUG" }),
  name: z.string().optional().describe("its name, when it is new"),
  classes: list("class names in the order of the answer buttons (default: those that occur, alphabetically)"),
  split: z
    .string()
    .default("none")
    .describe(
      "first:40000 trains on the first 40,000 rows, fraction:0.2:7 predicts a fifth chosen with seed 7, " +
        "column:NAME names a column that says train or test",
    )
    .meta({ value: "SPLIT" }),
  firstRun: importOptions.shape.project.shape.firstRunLabels.describe(
    "labels a class with which the first training starts by itself, when the project is new; 0: never",
  ),
  size: imageSize.describe("side of the training images in pixels; originals are kept and shown"),
  onProblem: onProblem
    .describe("skip keeps the good rows, abort keeps nothing if any row is bad")
    .meta({ value: "WHAT" }),
});

export const command = defineCommand({
  about: `Imports images and their labels into a project, new or existing.
Importing again changes nothing, and completes what was interrupted.`,
  flags,
  run: (given) =>
    withDatabase(async (db, dir) => {
      const { values, answers } = await withPublished(given, dir);
      const request = requestFrom(values);
      const started = Date.now();
      let shown = 0;
      let interrupted = false;
      process.once("SIGINT", () => (interrupted = true));
      const result = await importDataset(db, dir, request, {
        now: Date.now,
        cancelled: () => interrupted,
        progress(done, total, note) {
          if (done < total && Date.now() - shown < 1000) return;
          shown = Date.now();
          const share = `${((100 * done) / total).toFixed(0)} %`.padStart(5);
          console.log(`${share}  ${note}, ${Math.round(done / ((shown - started) / 1000))} pictures/s`);
        },
      });
      report(result, listProblems(db, result.id, 0, 50), (Date.now() - started) / 1000);
      if (result.state !== "finished") process.exitCode = 1;
      else if (answers) {
        const { file, name } = answers;
        const project = projectCalled(db, request.project.slug);
        await importTableAndReport(db, project, { file, name, onProblem: "skip" }, { kinds: labelKinds });
      }
    }),
});

type Values = z.output<typeof flags>;

/** The flags as they are when a published dataset's own ways fill in what was not said. */
async function withPublished(
  given: Values,
  dir: DataDir,
): Promise<{ values: Values; answers: { file: string; name: string } | null }> {
  const dataset = publishedDatasets.find(({ id }) => id === given.dataset);
  if (!dataset) return { values: given, answers: null };
  const places = { from: given.from ?? null, cache: join(dir.root, "published", dataset.id) };
  const say = (line: string) => console.log(`  ${line}`);
  const { labels, answers, classes, firstTrain } = dataset;
  const values = {
    ...given,
    images: given.images ?? (await publishedPictures(dataset, places, say)),
    project: given.project ?? dataset.id,
    name: given.name ?? dataset.name,
    classes: given.classes ?? classes?.join(","),
    split: given.split === "none" && firstTrain !== undefined ? `first:${firstTrain}` : given.split,
    ...(labels && {
      labels: given.labels ?? (await publishedFile(labels.file, places, say)),
      gold: given.gold ?? labels.gold,
      humans: given.humans ?? labels.humans.join(","),
    }),
  };
  const file = answers && (await publishedFile(answers.file, places, say));
  return { values, answers: answers && file !== undefined ? { file, name: answers.name } : null };
}

/** What the flags ask for. @throws Stop with a sentence about what makes no sense */
export function requestFrom(values: Values): ImportRequest {
  const {
    images = stop("--images is missing, or --dataset."),
    labels = null,
    file = null,
    gold = null,
    name,
  } = values;
  const request = {
    project: {
      slug: values.project ?? slugOf(nameOf(images)),
      ...(name !== undefined && { name }),
      firstRunLabels: values.firstRun,
    },
    images,
    labels,
    columns: { file, gold, humans: items(values.humans) ?? [] },
    classes: items(values.classes),
    split: splitFrom(values.split),
    imageSize: values.size,
    onProblem: values.onProblem,
  };
  const parsed = importOptions.safeParse(request, { error: sentence });
  if (parsed.success) return request;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  if (path[0] === "split") return stop(`--split ${values.split} does not fit; ${splits}`);
  const flag =
    path[0] === "project" && path[1] === "slug"
      ? "project"
      : path.findLast((part) => typeof part === "string");
  return stop(`--${String(flag)} does not fit: ${issue?.message}`);
}

const items = (text: string | undefined) => text?.split(",").map((part) => part.trim()) ?? null;

const nameOf = (path: string) =>
  (path.split(/[\\/]/).filter(Boolean).at(-1) ?? "").replace(/(\.tar)?\.(zip|tar|tgz|gz|parquet)$/i, "");

const splits =
  "it is first:N with N of 1 or more, fraction:F:SEED with F between 0 and 1, column:NAME or none.";

function splitFrom(text: string): SplitOption {
  const [kind = "", first = "", second = "1"] = text.split(":");
  if (kind === "none") return { kind };
  if (kind === "first") return { kind, train: Number(first) };
  if (kind === "fraction") return { kind, test: Number(first), seed: Number(second) };
  if (kind === "column") return { kind, name: text.slice("column:".length) };
  return stop(`--split ${text} does not fit; ${splits}`);
}

function report(result: Import, problems: readonly ImportProblem[], seconds: number): void {
  for (const { row, file, reason } of problems)
    console.log(`  ${row === null ? "" : `row ${row}: `}${file ? `${JSON.stringify(file)}: ` : ""}${reason}`);
  if (result.problems > problems.length) console.log(`  … ${numbered(result.problems, "problem")} in all`);
  if (result.state === "failed") console.log(`Failed: ${result.error ?? ""}`);
  if (result.state === "cancelled") console.log("Stopped; import again to complete it.");
  console.log(
    `${numbered(result.rows, "row")}: ${numbered(result.itemsAdded, "item")} and ${numbered(result.labelsAdded, "label")} added, ` +
      `${counted(result.unchanged)} unchanged, ${numbered(result.problems, "problem")}.`,
  );
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log(
    `${seconds.toFixed(1)} s, peak memory ${Math.round(maxRSS / 1024)} MB, ` +
      `processor ${(userCPUTime / 1e6).toFixed(1)} s user, ${(systemCPUTime / 1e6).toFixed(1)} s system.`,
  );
}

import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { embedding } from "#lib/embedding-progress.ts";
import { layouts, normalisationNames, normalisations, pools } from "#lib/encoders/description.ts";
import type { Given } from "#lib/encoders/fit.ts";
import { fileSize, numbered } from "#lib/numbers.ts";
import { asOperator } from "#db/access.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { askToEmbed } from "#db/features/embedding.ts";
import { listEncoders, machinesOf, removeEncoder } from "#db/features/encoders.ts";
import { markOf } from "#db/features/feature-files.ts";
import { findJob } from "#db/job-queue.ts";
import { addEncoderFile } from "../features/add.ts";
import { defineCommand, stop } from "./command.ts";
import { embeddingTeller } from "./follow-embedding.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import { encoderNamed, warnWithoutWorker } from "./training-flags.ts";

const actions = ["add", "list", "remove", "embed"] as const;

const flags = z.object({
  action: z.enum(actions).describe("what to do"),
  what: z.string().optional().describe("of add the ONNX file; of remove and embed the encoder's name"),
  name: z.string().optional().describe("add: what the encoder is called from now on"),
  size: z.int().optional().describe("add: side of its pictures, pixels (default: what the file says)"),
  resize: z
    .int()
    .optional()
    .describe("add: what the short side is scaled to before the square is cut (default: as --size)")
    .meta({ value: "N" }),
  norm: z
    .enum(normalisationNames)
    .default("imagenet")
    .describe("add: normalisation by its name; none: bytes/255")
    .meta({ value: "NAME" }),
  mean: z.string().optional().describe("add: or its mean, R,G,B of bytes/255").meta({ value: "R,G,B" }),
  std: z.string().optional().describe("add: and its standard deviation").meta({ value: "R,G,B" }),
  layout: z.enum(layouts).optional().describe("add: order of its input (default: what the file says)"),
  output: z.string().optional().describe("add: name of the output to take (default: the first)"),
  pool: z.enum(pools).optional().describe("add: of patches take the first, or their mean (default: cls)"),
  project: z.string().optional().describe("embed: short name of the project").meta({ value: "SLUG" }),
  detach: z.boolean().default(false).describe("embed: only put it in the queue"),
});
type Values = z.output<typeof flags>;

export const command = defineCommand({
  about: `Keeps pre-trained image encoders (DINOv2, CLIP, MobileNet, …: any ONNX file that turns pictures into numbers;
docs/features.md says how to export one). npm run train -- --features NAME then trains a small head on what the
encoder sees in the pictures, in seconds. Machines that learnt so are marked pre-trained wherever they are shown.

  npm run features -- add dinov2.onnx --name "DINOv2 small" --size 224 --resize 256
  npm run features -- list
  npm run features -- embed "DINOv2 small" --project birds
  npm run features -- remove "DINOv2 small"`,
  positionals: ["action", "what"],
  flags,
  run: (values) =>
    withDatabase((db, dir) => {
      if (values.action === "add") return add(db, dir, values);
      if (values.action === "list") return list(db);
      if (values.action === "remove") return remove(db, dir, values);
      return embed(db, values);
    }),
});

const channels = (text: string): [number, number, number] => {
  const parsed = z
    .tuple([z.number(), z.number(), z.number()])
    .safeParse(text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part))));
  return parsed.success
    ? parsed.data
    : stop(`“${text}” is not three numbers; write 0.485,0.456,0.406 say, for red, green and blue.`);
};

async function add(db: RootDb, dir: DataDir, values: Values): Promise<void> {
  const path = values.what ?? stop("Which file? npm run features -- add FILE.onnx --name NAME");
  const name = values.name ?? stop("--name is missing: what is the encoder to be called?");
  const { mean, std, norm } = values;
  if ((mean === undefined) !== (std === undefined)) return stop("Give --mean and --std, or neither of them.");
  const named = normalisations[norm];
  const { size, resize, layout, output, pool } = values;
  const given: Given = {
    ...{ size, resize, layout, output, pool },
    mean: mean === undefined ? [...named.mean] : channels(mean),
    std: std === undefined ? [...named.std] : channels(std),
  };
  const added = await addEncoderFile(db, dir, { path, name, given }, null, Date.now);
  if (!added.ok) return stop(added.message);
  const { width, description: d, bytes, apart } = added.value;
  console.log(
    `${added.value.name}: ${numbered(width, "feature")} of pictures of ${d.size} × ${d.size} pixels (${fileSize(bytes)}).`,
  );
  if (apart !== null) console.log(`Machines on it cannot be taken home as one file. ${apart}`);
}

function list(db: RootDb): void {
  const encoders = listEncoders(db);
  if (encoders.length === 0)
    return console.log("There is no encoder yet; npm run features -- add FILE adds one.");
  const projects = listProjects(db);
  for (const { id, name, width, description, bytes, hash } of encoders) {
    const machines = machinesOf(db, id);
    console.log(
      `${name}: ${numbered(width, "feature")} at ${description.size} pixels, ${fileSize(bytes)}, ${numbered(machines, "machine")}, SHA-256 ${hash.slice(0, 12)}…`,
    );
    for (const project of projects) {
      const embedded = markOf(db, { projectId: project.id, encoderId: id });
      if (embedded > 0) console.log(`  ${project.slug}: ${numbered(embedded, "picture")} embedded`);
    }
  }
}

function remove(db: RootDb, dir: DataDir, { what }: Values): void {
  const encoder = encoderNamed(db, what) ?? stop("Which one? npm run features -- remove NAME");
  const removed = removeEncoder(db, dir, encoder.id, null, Date.now());
  if (!removed.ok) return stop(removed.message);
  console.log(`${encoder.name} and its features are removed; machines that learnt from them stay.`);
}

async function embed(db: RootDb, { what, project: slug, detach }: Values): Promise<void> {
  const encoder = encoderNamed(db, what) ?? stop("Which one? npm run features -- embed NAME --project SLUG");
  const project = projectCalled(db, slug ?? stop("--project is missing; --help shows what can be given."));
  const { id } = askToEmbed(db, asOperator(project), encoder, Date.now());
  await warnWithoutWorker(db);
  if (detach) return console.log(`${encoder.name} will go through the pictures of ${project.name}.`);
  const tell = embeddingTeller();
  for (;;) {
    const job = findJob(db, id);
    const progress = embedding.safeParse(job?.note);
    if (progress.success) tell(progress.data);
    if (job?.state === "queued" || job?.state === "running") {
      await sleep(500);
      continue;
    }
    if (job?.state !== "finished") return stop(`It ${job?.state ?? "is gone"}. ${job?.error ?? ""}`);
    return console.log(`${encoder.name} has seen all pictures of ${project.name}.`);
  }
}

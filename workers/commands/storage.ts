import { z } from "zod";
import { fileSize, numbered } from "#lib/numbers.ts";
import { type StorageKind, storageKinds, storageWords, weightsLost } from "#lib/storage.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { archivedProjects } from "#db/jobs/delete-project.ts";
import { bytesOfRuns, keepWeights, losers, setWeightsRule, weightsRule } from "#db/machines/weights.ts";
import { pictureBytes, storage } from "#db/views/storage.ts";
import { table } from "./arguments.ts";
import { defineCommand, stop } from "./command.ts";
import { withDatabase } from "./project-database.ts";

export const command = defineCommand({
  about: `Says what takes room in the data folder, by kind and by project, and what becomes of it. With --keep it
also says how long the weights of runs are kept, which the worker applies within the hour. ${weightsLost} Those of the
run that routes and of panels always stay.`,
  flags: z.object({
    keep: z
      .string()
      .optional()
      .describe("so many runs of a project keep their weights, the newest; or all")
      .meta({ value: "N" }),
    json: z.boolean().default(false).describe("the report as JSON, in bytes"),
  }),
  run: ({ keep, json }) =>
    withDatabase(async (db, dir) => {
      if (keep !== undefined) setWeightsRule(db, readKeep(keep), null, Date.now());
      const report = await reportOf(db, dir);
      if (json) console.log(JSON.stringify(report, null, 2));
      else print(report);
    }),
});

function readKeep(text: string): z.output<typeof keepWeights> {
  const read = keepWeights.safeParse(text === "all" ? null : Number(text));
  return read.success ? read.data : stop("--keep wants a number from 1 to 1000, or all.");
}

type Bytes = Partial<Record<StorageKind, number>>;
type Report = Awaited<ReturnType<typeof reportOf>>;

async function reportOf(db: RootDb, dir: DataDir) {
  const { kinds, projects } = await storage(db, dir);
  const keep = weightsRule(db);
  const due = losers(db, keep, Date.now());
  return {
    kinds,
    projects: [...listProjects(db), ...archivedProjects(db)].map(({ id, slug }) => {
      const bytes: Bytes = { ...projects.get(id), pictures: pictureBytes(db, id) };
      return { project: slug, bytes };
    }),
    weights: {
      keep,
      due: due.map(({ id, name, projectId }) => ({ run: id, name, project: projectId })),
      dueBytes: bytesOfRuns(dir, due),
    },
  };
}

function print({ kinds, projects, weights }: Report): void {
  const present = storageKinds.filter((kind) => kinds[kind].bytes > 0);
  const all = present.reduce((sum, kind) => sum + kinds[kind].bytes, 0);
  const size = (bytes: number) => fileSize(bytes).padStart(9);
  const rows = present
    .sort((a, b) => kinds[b].bytes - kinds[a].bytes)
    .map((kind) => {
      const { name, fate } = storageWords[kind];
      return [size(kinds[kind].bytes), `${name}. ${fate}`] as const;
    });
  console.log(table([...rows, [size(all), "In all."]]));
  if (projects.length > 0) {
    const named = projects.map(({ project, bytes }) => {
      const parts = storageKinds.flatMap((kind) => {
        const own = bytes[kind] ?? 0;
        return own > 0 ? [`${storageWords[kind].name.toLowerCase()} ${fileSize(own)}`] : [];
      });
      return [project, parts.join(", ")] as const;
    });
    console.log(`\n${table(named)}`);
  }
  const { keep, due, dueBytes } = weights;
  console.log(
    keep === null
      ? "\nThe weights of all runs are kept."
      : `\nThe weights of the newest ${keep} of a project’s runs are kept; those of ${numbered(due.length, "run")} are due to go (${fileSize(dueBytes)}).`,
  );
}

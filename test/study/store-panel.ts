import { readFileSync } from "node:fs";
import { join } from "node:path";
import { and, asc, eq, gte } from "drizzle-orm";
import { z } from "zod";
import { type Db, write } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { storeOutputAtOnce } from "#db/machines/run-outputs.ts";
import { finishRun } from "#db/machines/runs.ts";
import { items, raters, runs } from "#db/schema.ts";
import { methods } from "#lib/methods/index.ts";

const folder = join(import.meta.dirname, "..", "fixtures", "panel");
const description = z.object({
  classes: z.array(z.string()),
  items: z.tuple([z.string(), z.string()]),
  runs: z.array(
    z.object({
      method: z.string(),
      backbone: z.string(),
      accuracy: z.number(),
      seconds: z.number(),
      options: z.record(z.string(), z.unknown()),
      seed: z.number(),
      executor: z.string(),
    }),
  ),
});

/**
 * Give an imported CIFAR-10N project the thirteen machines of test/fixtures/panel as finished runs,
 * as if they had been trained here. Items are told by their names (40000.jpg …).
 * @returns how many of the project's items they predict
 */
export function storePanel(db: Db, slug: string, now: number): number {
  const panel = description.parse(JSON.parse(readFileSync(join(folder, "panel.json"), "utf8")));
  const project = findProject(db, slug);
  if (!project) throw new Error(`There is no project ${slug}.`);
  const first = Number.parseInt(panel.items[0], 10);
  const rows = db
    .select({ id: items.id, name: items.name })
    .from(items)
    .where(and(eq(items.projectId, project.id), gte(items.name, panel.items[0])))
    .orderBy(asc(items.ordinal))
    .all();
  const rater = db
    .select()
    .from(raters)
    .where(and(eq(raters.projectId, project.id), eq(raters.source, "column")))
    .orderBy(asc(raters.id))
    .get();
  if (!rater) throw new Error("The project has no label column.");
  const K = panel.classes.length;
  // the fixture's classes stand in the order of CIFAR-10, which is the alphabetical one as well
  if (project.classes.join() !== panel.classes.join()) throw new Error("The project has other classes.");
  for (const run of panel.runs) {
    const bytes = readFileSync(join(folder, `${run.method}.bin`));
    const probabilities = new Float32Array(rows.length * K);
    rows.forEach(({ name }, row) => {
      const at = (Number.parseInt(name, 10) - first) * (K + 1);
      const own = Float32Array.from(bytes.subarray(at + 1, at + 1 + K));
      // the most probable class stays so where rounding to 8 bits made two alike
      own[bytes[at]!]! += 0.25;
      const sum = own.reduce((total, value) => total + value, 0);
      probabilities.set(
        own.map((value) => value / sum),
        row * K,
      );
    });
    write(db, (tx) => {
      const made = tx
        .insert(runs)
        .values({
          projectId: project.id,
          name: `${methods.find(({ id }) => id === run.method)?.name ?? run.method} on ${rater.name}`,
          method: run.method,
          backbone: run.backbone,
          labelRaterId: rater.id,
          options: run.options,
          seed: run.seed,
          state: "running",
          trainItems: first,
          predictedItems: rows.length,
          createdAt: now,
        })
        .returning()
        .get();
      const itemIds = Int32Array.from(rows, ({ id }) => id);
      storeOutputAtOnce(tx, made.id, K, { itemIds, probabilities });
      finishRun(
        tx,
        made.id,
        {
          accuracy: run.accuracy,
          goldItems: rows.length,
          seconds: run.seconds,
          executor: run.executor,
          parameters: null,
          imagesPerSecond: null,
          sharedEpochs: null,
          keptEpoch: null,
          temperature: null,
          history: null,
        },
        now,
      );
    });
  }
  return rows.length;
}

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { z } from "zod";
import type { Tandem } from "../../e2e/tandem.ts";
import { inDatabase } from "../../e2e/wait.ts";
import { openDatabase, type RootDb, write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { storeOutputAtOnce } from "#db/machines/run-outputs.ts";
import { letEverybodyAnswer } from "#db/people/members.ts";
import { items, projects, raters, runs } from "#db/schema.ts";
import { sampleTime } from "../sample-time.ts";
import { png } from "../lib/formats/files.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";
import type { Visitor } from "./server.ts";

/** Of no page of ours: an answer that holds one tells what an annotator must not know. */
export const secretName = "zqsecret";

/** Two kinds of birds straight into the running server's data; the file names say which is which. */
export async function birds(
  tandem: Tandem,
  slug: string,
  pictures: number,
  { machine = true }: { machine?: boolean } = {},
): Promise<void> {
  const dir = dataDir(tandem.data);
  const database = openDatabase(dir.database);
  const entries = await Promise.all(
    Array.from({ length: pictures }, async (_, i) => ({
      name: `${["robin", "wren"][i % 2]}/${secretName}-${i}.png`,
      data: await png(i),
    })),
  );
  const folder = mkdtempSync(join(tmpdir(), "tandem-birds-"));
  const images = join(folder, "birds.zip");
  writeFileSync(images, rawZip(entries));
  const request = { project: { slug, name: slug }, images };
  const { state } = await importDataset(database.db, dir, request, { now: () => 1 });
  rmSync(folder, { recursive: true });
  expect(state).toBe("finished");
  // Each kind of visitor may answer; that it else is for the blind only, a test of its own says.
  const made = findProject(database.db, slug);
  if (made) write(database.db, (tx) => letEverybodyAnswer(tx, made.id, 1));
  if (machine) await routeAll(database.db, slug);
  database.close();
}

/** A run that is sure of nothing: every picture is for people. */
async function routeAll(db: RootDb, slug: string): Promise<void> {
  const project = findProject(db, slug);
  if (!project) throw new Error(`no project ${slug}`);
  const runId = write(db, (tx) => {
    const column = tx
      .insert(raters)
      .values({ projectId: project.id, kind: "human", source: "column", name: "label" })
      .returning()
      .get();
    const run = tx
      .insert(runs)
      .values({
        ...{ projectId: project.id, name: "run", method: "ce", backbone: "quick", labelRaterId: column.id },
        ...{ options: {}, seed: 1, state: "finished", createdAt: 1 },
      })
      .returning()
      .get();
    const itemIds = Int32Array.from(
      tx.select({ id: items.id }).from(items).where(eq(items.projectId, project.id)).all(),
      ({ id }) => id,
    );
    const classes = project.classes.length;
    const probabilities = new Float32Array(itemIds.length * classes).fill(1 / classes);
    storeOutputAtOnce(tx, run.id, classes, { itemIds, probabilities });
    return run.id;
  });
  await reroute(
    db,
    project.id,
    1,
    () => ({ activeRunId: runId, policy: "threshold", overlap: 1 }),
    (tx) => tx.update(projects).set({ eta: 0.6 }).where(eq(projects.id, project.id)).run(),
  );
}

const reply = z.object({
  accepted: z.enum(["saved", "again"]).nullable(),
  tasks: z.array(z.object({ lease: z.uuid() })),
});

/** Tasks for somebody, as their page asks for them. @returns leases */
export async function leases(visitor: Visitor, project: string, want: number): Promise<string[]> {
  const answer = await visitor.send("/api/tasks", { project, held: [], want, today: 0 });
  expect(answer.status).toBe(200);
  return reply.parse(await answer.json()).tasks.map(({ lease }) => lease);
}

const honest = { ...sampleTime, responseMs: 1, visibleMs: 1 };

/** An answer, and no new task. */
export const submit = (
  visitor: Visitor,
  project: string,
  lease: string,
  { label = 0, held = [] as string[], ...time }: Record<string, unknown> = {},
): Promise<Response> =>
  visitor.send("/api/tasks", {
    project,
    done: { lease, outcome: "label", label, time: { ...honest, ...time } },
    held,
    want: 0,
    today: 0,
  });

export const stranger = (): string => randomUUID();

/** Rows of every table that a request may not change without being asked to. */
export const everyCount = (tandem: Tandem): Record<string, number> =>
  inDatabase(tandem, (db) => {
    const names = z
      .array(z.object({ name: z.string() }))
      .parse(db.$client.prepare("select name from sqlite_master where type = 'table'").all());
    return Object.fromEntries(
      names
        .filter(
          ({ name }) =>
            !["events", "health_probe", "jobs", "looks"].includes(name) && !name.startsWith("sqlite_"),
        )
        .map(({ name }) => [
          name,
          z.number().parse(db.$client.prepare(`select count(*) from "${name}"`).pluck().get()),
        ]),
    );
  });

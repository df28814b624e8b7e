import { rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { eq } from "drizzle-orm";
import type { Db, RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { tensorPath } from "#db/dataset/tensors.ts";
import { discardUpload } from "#db/dataset/uploads.ts";
import { announce } from "#db/events.ts";
import { inTurn } from "#db/in-turn.ts";
import { enqueue, type Fence, finishJob, writeHeld } from "#db/job-queue.ts";
import { removeFiles as removeFilesOfRun } from "#db/machines/checkpoints.ts";
import { dropped, numberOf } from "#db/packs/bucket-packs.ts";
import { projectTables } from "#db/jobs/project-tables.ts";
import { jobs, type Project, projects } from "#db/schema.ts";

/** The kind of job that does it, and what it is told; the job adds the packs whose pictures it has removed. */
export const clearProjectKind = "clear-project";
export const clearProjectPayload = z.object({ projectId: z.int(), packs: z.array(z.string()).default([]) });

/** From now on the project is gone for everybody; a job clears it. @param by who wants it; null: nobody in particular */
export function condemn(tx: Db, projectId: number, by: number | null, now: number): void {
  tx.update(projects)
    // its short name is free for another one
    .set({ archivedAt: now, deletedAt: now, slug: `deleted.${projectId}` })
    .where(eq(projects.id, projectId))
    .run();
  // of no project, as it outlives it
  const job = { kind: clearProjectKind, payload: { projectId }, projectId: null, createdBy: by };
  enqueue(tx, job, now);
  announce(tx, projectId, "projects", now);
}

/** Rows that go in one transaction: some ten milliseconds, after which others get their turn. */
const rowsAtOnce = 2000;

/**
 * Remove everything of a project that was deleted: rows in parts, pictures that no other project has, files. It can
 * be stopped anywhere and gone on with. Foreign keys are not checked on this connection, since a check may read a
 * table of millions for each row: rows go in an order in which none is left behind.
 * @param report share done, 0 … 1
 * @throws JobLost
 */
export async function clearProject(
  db: RootDb,
  dir: DataDir,
  fence: Fence,
  project: Pick<Project, "id" | "imageSize">,
  packs: readonly string[],
  now: () => number,
  report: (share: number) => void,
): Promise<void> {
  const { $client: sqlite } = db;
  sqlite.pragma("foreign_keys = OFF");
  const files = filesOf(db, project.id);
  await clearPictures(db, dir, fence, project.id, packs, now);
  const tables = projectTables(db).filter(({ table }) => table !== "projects");
  for (const [done, { table, where, key }] of tables.entries()) {
    const gone = sqlite.prepare<[number]>(
      `delete from "${table}" where (${key}) in (select ${key} from "${table}" where ${where} limit ${rowsAtOnce})`,
    );
    while ((await inTurn(db, () => writeHeld(db, fence, () => gone.run(project.id)))).changes > 0)
      report(done / tables.length);
    report((done + 1) / tables.length);
  }
  await removeFiles(dir, project, files);
  writeHeld(db, fence, (tx) => {
    sqlite.prepare("delete from projects where id = ?").run(project.id);
    finishJob(tx, fence, now());
  });
}

type Files = { runs: number[]; panels: number[]; jobs: number[]; exports: number[]; uploads: string[] };

const uploadedFrom = z.object({
  uploaded: z.unknown().refine((value) => value !== undefined && value !== null),
  images: z.string().optional(),
  labels: z.string().nullish(),
  table: z.string().optional(),
});

function filesOf({ $client: sqlite }: RootDb, projectId: number): Files {
  const ids = (table: "runs" | "panels" | "jobs" | "exports") =>
    sqlite.prepare(`select id from ${table} where projectId = ?`).pluck().all(projectId).map(Number);
  const options = sqlite.prepare("select options from imports where projectId = ?").pluck().all(projectId);
  const uploads = options.flatMap((text) => {
    const read = uploadedFrom.safeParse(JSON.parse(String(text)));
    const paths = read.success ? [read.data.images, read.data.labels, read.data.table] : [];
    // …/uploads/<number>/images.zip
    return paths.flatMap((path) => path?.split(/[\\/]/).at(-2) ?? []);
  });
  const [runs, panels, jobs, exports] = [ids("runs"), ids("panels"), ids("jobs"), ids("exports")];
  return { runs, panels, jobs, exports, uploads };
}

async function removeFiles(
  dir: DataDir,
  project: Pick<Project, "id" | "imageSize">,
  { runs, panels, jobs, exports, uploads }: Files,
): Promise<void> {
  rmSync(tensorPath(dir, project), { force: true });
  for (const name of await readdir(dir.features))
    if (name.startsWith(`${project.id}-`)) await rm(join(dir.features, name), { force: true });
  for (const id of runs) await removeFilesOfRun(dir, id);
  for (const id of panels)
    await rm(join(dir.shared, "panels", `panel-${id}`), { recursive: true, force: true });
  await removeJobFolders(dir, jobs);
  for (const id of exports) await rm(join(dir.exports, String(id)), { recursive: true, force: true });
  for (const id of uploads) if (z.uuid().safeParse(id).success) await discardUpload(dir, id);
}

/** What jobs left in the shared folder: <job>-… */
async function removeJobFolders(dir: DataDir, jobs: readonly number[]): Promise<void> {
  const folder = join(dir.shared, "jobs");
  const known = new Set(jobs);
  for (const name of await readdir(folder).catch(() => []))
    if (known.has(Number.parseInt(name))) await rm(join(folder, name), { recursive: true, force: true });
}

/**
 * Rows of pictures that only this project has, and the packs that hold none but those. A pack that also holds
 * pictures of others stays as it is. Looked at in the transaction that removes them: nobody can begin to use one.
 * @param before packs that an earlier attempt took pictures from
 */
async function clearPictures(
  db: RootDb,
  dir: DataDir,
  fence: Fence,
  projectId: number,
  before: readonly string[],
  now: () => number,
): Promise<void> {
  const { $client: sqlite } = db;
  const mine = sqlite.prepare<[number, string], { hash: string }>(
    `select distinct hash from items indexed by items_hash where projectId = ? and hash > ? order by hash limit ${rowsAtOnce}`,
  );
  const elsewhere = sqlite.prepare<[{ project: number; hash: string }]>(
    `select 1 from projects other join items on items.projectId = other.id and items.hash = @hash
     where other.id <> @project limit 1`,
  );
  // pictures that explain a class; few, and not always an item's
  const examplesOf = (whose: "=" | "<>") =>
    sqlite.prepare(`select hash from class_examples where projectId ${whose} ?`).pluck();
  const [ownExamples, othersExamples] = [examplesOf("="), examplesOf("<>")];
  const gone = sqlite.prepare<[string], { pack: string }>("delete from images where hash = ? returning pack");
  const packs = new Set(before);
  const drop = (hashes: readonly string[]) =>
    inTurn(db, () =>
      writeHeld(db, fence, (tx) => {
        const known = packs.size;
        const explaining = new Set(othersExamples.all(projectId));
        for (const hash of hashes) {
          const kept = explaining.has(hash) || elsewhere.get({ project: projectId, hash }) !== undefined;
          const row = kept ? undefined : gone.get(hash);
          if (row) packs.add(row.pack);
        }
        // with the rows, so that an attempt that goes on knows them
        if (packs.size > known)
          tx.update(jobs)
            .set({ payload: clearProjectPayload.parse({ projectId, packs: [...packs] }) })
            .where(eq(jobs.id, fence.id))
            .run();
      }),
    );
  await drop(ownExamples.all(projectId).map(String));
  for (let after = ""; ;) {
    const hashes = mine.all(projectId, after).map(({ hash }) => hash);
    after = hashes.at(-1) ?? after;
    if (hashes.length === 0) break;
    await drop(hashes);
  }
  const inPack = sqlite.prepare<[string]>("select 1 from images where pack = ? limit 1");
  for (const pack of packs)
    if (numberOf(pack) > 0 && !inPack.get(pack)) {
      await rm(join(dir.packs, pack), { force: true });
      writeHeld(db, fence, (tx) => dropped(tx, pack, now()));
    }
}

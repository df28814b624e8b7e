import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { StorageKind } from "#lib/storage.ts";

/** What takes room in the data folder, and of which project it is where that can be told. */

export type Storage = {
  /** bytes on the disk and number of files, by kind */
  kinds: Record<StorageKind, { bytes: number; files: number }>;
  /** bytes by project's number, then by kind; what belongs to none is not in it */
  projects: Map<number, Partial<Record<StorageKind, number>>>;
};

/** Where a number in a file's name leads: a project itself, or rows that have one. */
type Owner = "projects" | "runs" | "exports" | "jobs" | "panels";
type Rule = { kind: StorageKind; path: RegExp; of?: Owner };

/**
 * Paths below the data folder, or `shared/…` below the shared one; the first that fits counts. A file that has a
 * second name (a job folder's inputs) counts where it is met first, so the shared folder comes last.
 */
const rules: readonly Rule[] = [
  { kind: "database", path: /^tandem\.db/ },
  { kind: "pictures", path: /^packs\// },
  { kind: "cache", path: /^cache\// },
  { kind: "decoded", path: /^tensors\/(\d+)\./, of: "projects" },
  { kind: "features", path: /^features\/(\d+)-/, of: "projects" },
  { kind: "encoders", path: /^encoders\// },
  { kind: "weights", path: /^checkpoints\/run-(\d+)\//, of: "runs" },
  { kind: "weights", path: /^checkpoints\// },
  { kind: "exports", path: /^exports\/(\d+)\//, of: "exports" },
  { kind: "uploads", path: /^uploads\// },
  { kind: "backups", path: /^(backups|before-restore-[^/]*|restoring)\// },
  { kind: "log", path: /^tandem\.log/ },
  { kind: "jobs", path: /^shared\/jobs\/(\d+)-/, of: "jobs" },
  { kind: "jobs", path: /^shared\/panels\/panel-(\d+)\//, of: "panels" },
  { kind: "jobs", path: /^shared\// },
];

const none = () => ({ bytes: 0, files: 0 });

/** Walk through the data folder and the shared one; links are not followed. Files that come or go meanwhile may be missed. */
export async function storage(db: RootDb, dir: DataDir): Promise<Storage> {
  const kinds: Storage["kinds"] = {
    ...{
      database: none(),
      pictures: none(),
      cache: none(),
      decoded: none(),
      features: none(),
      encoders: none(),
    },
    ...{ weights: none(), exports: none(), uploads: none(), jobs: none(), backups: none() },
    ...{ log: none(), other: none() },
  };
  const projects: Storage["projects"] = new Map();
  const projectOf = owners(db);
  const seen = new Set<string>();
  for await (const { path, bytes, file } of filesOf(dir)) {
    if (seen.has(file)) continue;
    seen.add(file);
    const rule = rules.find((each) => each.path.test(path));
    const kind = rule?.kind ?? "other";
    kinds[kind].bytes += bytes;
    kinds[kind].files++;
    const project = rule?.of && projectOf(rule.of, Number(rule.path.exec(path)?.[1]));
    if (!project) continue;
    const own = projects.get(project) ?? {};
    projects.set(project, own);
    own[kind] = (own[kind] ?? 0) + bytes;
  }
  return { kinds, projects };
}

/** @returns the project of a row, by the table that the row is in */
function owners({ $client: sqlite }: RootDb): (table: Owner, id: number) => number | null {
  const known = new Map<Owner, Map<number, number>>();
  const read = (table: Owner): Map<number, number> => {
    const column = table === "projects" ? "id" : "projectId";
    const rows = sqlite
      .prepare<[], { id: number; project: number }>(
        `select id, ${column} as project from ${table} where ${column} is not null`,
      )
      .all();
    return new Map(rows.map(({ id, project }) => [id, project]));
  };
  return (table, id) => {
    const of = known.get(table) ?? read(table);
    known.set(table, of);
    return of.get(id) ?? null;
  };
}

type Found = { path: string; bytes: number; file: string };

async function* filesOf({ root, shared }: DataDir): AsyncGenerator<Found, void, void> {
  yield* walk(root, "", shared);
  yield* walk(shared, "shared/");
}

/** @param except a folder that is left out */
async function* walk(folder: string, prefix: string, except?: string): AsyncGenerator<Found, void, void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries) {
    const [path, name] = [join(folder, entry.name), prefix + entry.name];
    if (path === except) continue;
    if (entry.isDirectory()) yield* walk(path, `${name}/`, except);
    else {
      const stat = await lstat(path).catch(() => null); // it may have gone meanwhile
      if (stat) yield { path: name, bytes: stat.size, file: `${stat.dev}:${stat.ino}` };
    }
  }
}

/** Bytes of a project's pictures; one that other projects have too is in each of theirs. */
export const pictureBytes = ({ $client: sqlite }: RootDb, projectId: number): number =>
  Number(
    sqlite
      .prepare(
        `select coalesce(sum(length + coalesce(shownLength, 0)), 0) from images
         where hash in (select hash from items where projectId = ?)`,
      )
      .pluck()
      .get(projectId),
  );

import { type Db, migrateDatabase, openDatabase, type RootDb } from "#db/client.ts";
import { type DataDir, dataDir } from "#db/data-dir.ts";
import { findProject, listProjects } from "#db/dataset/projects.ts";
import type { Project } from "#db/schema.ts";
import { stop } from "./command.ts";

/** Open the database of $TANDEM_DATA, up to date, for as long as `use` takes. */
export async function withDatabase<T>(use: (db: RootDb, dir: DataDir) => T | Promise<T>): Promise<T> {
  const dir = dataDir();
  const database = openDatabase(dir.database);
  try {
    migrateDatabase(database);
    return await use(database.db, dir);
  } finally {
    database.close();
  }
}

/** The project with this short name; without one the command stops and names those there are. */
export function projectCalled(db: Db, slug: string): Project {
  const known = listProjects(db).map((project) => project.slug);
  const others = known.length > 0 ? `; there is ${known.join(", ")}` : "";
  return findProject(db, slug) ?? stop(`There is no project ${slug}${others}.`);
}

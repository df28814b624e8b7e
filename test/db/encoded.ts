import type { Db } from "#db/client.ts";
import { encoders, features } from "#db/schema.ts";
import { plain } from "../lib/encoders/models.ts";

/** An encoder that has gone through ten of a project's pictures, as far as the tables say. @returns its id */
export function addFeatures(
  db: Db,
  projectId: number,
  { name, removedAt }: { name: string; removedAt: number | null },
): number {
  const { id } = db
    .insert(encoders)
    .values({ name, hash: "0", bytes: 1, description: plain, width: 2, createdAt: 1, removedAt })
    .returning()
    .get();
  db.insert(features).values({ projectId, encoderId: id, embeddedTo: 10 }).run();
  return id;
}

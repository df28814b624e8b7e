import { z } from "zod";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { leastItems } from "#lib/teaming/compare-machines.ts";
import { type ManyCompared, ManyMachines } from "#lib/teaming/compare-many.ts";

/** More machines beside each other nobody can read. */
export const mostCompared = 8;

const ids = z.array(z.int()).min(1).max(mostCompared);
type Row = [gold: number, ...tops: (number | null)[]];

/**
 * Finished runs of a project beside each other, on the items with gold that all of them predicted. It reads every
 * such item: for a thread beside the web process.
 * @param runs the first is the one that the others are compared with
 */
export function compareMany(
  { $client: sqlite }: RootDb,
  { id, classes }: Pick<Project, "id" | "classes">,
  runs: readonly number[],
): ManyCompared {
  const asked = ids.parse(runs);
  const rows = sqlite
    .prepare<number[], Row>(
      `select items.gold, ${asked.map((_, i) => `p${i}.top`).join(", ")}
       from items indexed by items_split
         ${asked.map((_, i) => `cross join predictions p${i} on p${i}.runId = ? and p${i}.itemId = items.id`).join(" ")}
       where items.projectId = ? and items.gold is not null`,
    )
    .raw();
  const many = new ManyMachines(classes.length, asked.length);
  for (const [gold, ...tops] of rows.iterate(...asked, id)) many.add(gold, tops);
  return many.result(leastItems);
}

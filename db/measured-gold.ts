import { sql } from "drizzle-orm";
import { items } from "#db/schema.ts";

/**
 * The gold label that accuracies are measured on and policies are fitted to: the one that came with the data. What a
 * review decided is left out. Reviewed items were chosen because people differ, so people, machine and team are wrong
 * on them far more often than elsewhere, and no weight is known that would make up for it.
 */
export const measuredGold = sql<number | null>`iif(${items.goldFrom} is null, ${items.gold}, null)`;

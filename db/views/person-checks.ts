import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { measuredGold } from "#db/measured-gold.ts";
import { checkAnswers, checks, items } from "#db/schema.ts";
import { type Proportion, proportion } from "#lib/stats/proportion.ts";

/** How somebody does on checks: items with gold that they were asked to know just that. */
export type PersonChecks = {
  /** that stand */
  answers: number;
  unsure: number;
  accuracy: Proportion;
  /** of the answers that name a class */
  said: { gold: number; label: number }[];
};

/** Checks whose item has lost its gold, or was set aside, say nothing any more. */
export function checksOf(db: Db, projectId: number, userId: number): PersonChecks {
  const rows = db
    .select({ label: checkAnswers.label, gold: measuredGold })
    .from(checkAnswers)
    .innerJoin(checks, eq(checks.id, checkAnswers.checkId))
    .innerJoin(items, eq(items.id, checks.itemId))
    .where(
      and(
        eq(checkAnswers.userId, userId),
        eq(checkAnswers.projectId, projectId),
        isNull(checkAnswers.withdrawnAt),
        eq(items.aside, false),
      ),
    )
    .all();
  const said = rows.flatMap(({ label, gold }) => (label === null || gold === null ? [] : [{ label, gold }]));
  return {
    answers: rows.length,
    unsure: rows.filter(({ label }) => label === null).length,
    accuracy: proportion(said.filter(({ label, gold }) => label === gold).length, said.length),
    said,
  };
}

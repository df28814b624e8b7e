import { keyedDraws } from "#db/labelling/checks.ts";
import type { Desk } from "#db/labelling/desk.ts";
import type { Practicable } from "#db/labelling/practice-statements.ts";
import { tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

/**
 * Items for a person's next round, no two of them equal pictures. Everybody's walk begins at the same place, which the
 * project's key decides: so people practise with the same few pictures, of which the rest of the project loses none.
 * First come pictures that the queue does not ask, then any that are new to the person, then those that they have
 * practised with, and at last those that they have answered. The order is the person's own.
 */
export function practicePictures(desk: Desk, project: Project, userId: number): Practicable[] {
  const { statements } = desk;
  const { id, practiceItems, checkSeed } = project;
  const [, from] = keyedDraws(checkSeed, 0, 0);
  const walk = {
    ...{ ...tallyOf(desk, project).key, user: userId },
    ...{ rater: statements.rater.get(id, userId)?.id ?? -1 },
  };
  const around = (rows: (at: number) => Practicable[]) => [() => rows(from), () => rows(0)];
  const chosen = new Map<string, Practicable>();
  for (const next of [
    ...around((at) => statements.unaskedPractice.all({ ...walk, at })),
    ...around((at) => statements.anyPractice.all({ ...walk, at })),
    () => statements.practisedBefore.all({ project: id, user: userId }),
    ...around((at) => statements.answeredPractice.all({ project: id, user: userId, at })),
  ]) {
    if (chosen.size === practiceItems) break;
    for (const row of next())
      if (chosen.size < practiceItems && !chosen.has(row.hash)) chosen.set(row.hash, row);
  }
  const order = ({ itemId }: Practicable): number => keyedDraws(checkSeed, userId, itemId)[0];
  return [...chosen.values()].sort((a, b) => order(a) - order(b));
}

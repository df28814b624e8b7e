import type { Study, StudyRater } from "#lib/study/data/study.ts";

/** Says `projectMachine`'s rule, for the definition of a block that uses it. */
export const projectMachineRule =
  "The machine is the one that routes the project; where none does, or it is not among those compared, the one that predicted the most items (the first of several).";

/**
 * The machine that stands for the project wherever a block looks at one machine only.
 * @param among raters that the block can use, in the study's order; humans are passed over
 * @returns the active run's rater if it takes part, else the machine with the most predictions, first in
 *   order on ties; undefined without a machine
 */
export function projectMachine(
  { activeRater }: Pick<Study, "activeRater">,
  among: readonly StudyRater[],
): StudyRater | undefined {
  const machines = among.filter(({ kind }) => kind === "machine");
  const routing = machines.find(({ id }) => id === activeRater);
  if (routing) return routing;
  let chosen: { machine: StudyRater; predicted: number } | undefined;
  for (const machine of machines) {
    const predicted = predictionsOf(machine);
    if (!chosen || predicted > chosen.predicted) chosen = { machine, predicted };
  }
  return chosen?.machine;
}

function predictionsOf({ answers }: StudyRater): number {
  let n = 0;
  for (const answer of answers) if (answer >= 0) n++;
  return n;
}

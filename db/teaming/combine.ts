import { at } from "#lib/array.ts";
import { foldOf, foldsFor } from "#lib/teaming/folds.ts";
import { likelihoodOf } from "#lib/teaming/confusions.ts";
import { machinesAsOne } from "#lib/teaming/machines-as-one.ts";
import { fitPPlusL } from "#lib/teaming/p-plus-l/fit.ts";
import { pPlusLParams } from "#lib/teaming/p-plus-l/params.ts";
import { leastGold } from "#lib/teaming/policies/policy.ts";
import { answersTo } from "#lib/teaming/team-data.ts";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { type MachineReader, machineReader } from "#db/teaming/machine-reader.ts";
import { teamDataOf } from "#db/teaming/team-data.ts";

/** Several machines made one (lib/teaming/machines-as-one.ts), item by item with what was learnt from others. */
export type Combined = {
  /** runs that are taken in some part, the likeliest first of the first part */
  runIds: number[];
  /** @returns [K]; null where one of the machines said nothing */
  of: MachineReader;
};

const [seed, keepBytes] = [1, 32e6];

/** @param runIds finished runs of the project, at least one @throws RangeError where there is nothing to choose by */
export function combineRuns(
  db: RootDb,
  project: Pick<Project, "id" | "classes">,
  runIds: readonly number[],
): Combined {
  const classes = project.classes.length;
  const readers = runIds.map((runId) => machineReader(db, runId, classes, keepBytes));
  const { data, items, gold } = teamDataOf(db, project, at(runIds, 0));
  const people = gold < leastGold ? pPlusLParams.parse(fitPPlusL(data, seed)).people : null;
  /** what else is known of an item by class; null where nothing is */
  const likelihood = (i: number): Float64Array | null => {
    const label = at(data.gold, i);
    if (people === null)
      return label < 0 ? null : Float64Array.from({ length: classes }, (_, k) => Number(k === label));
    const answers = answersTo(data, i);
    if (answers.length === 0) return null;
    return Float64Array.from({ length: classes }, (_, k) =>
      answers.reduce((product, { rater, label }) => product * likelihoodOf(people, rater, label, k), 1),
    );
  };
  const rows = Array.from(items, (itemId, i) => {
    const said = readers.map((read) => read(itemId));
    const known = likelihood(i);
    return said.every((row) => row !== null) && known
      ? { itemId, said, known, weight: at(data.weight, i) }
      : null;
  }).filter((row) => row !== null);
  if (rows.length < leastGold)
    throw new RangeError(
      "Machines are chosen by items with gold, or by people's answers; there are too few of both.",
    );
  const folds = foldsFor(rows.length);
  const made = Array.from({ length: folds }, (_, fold) => {
    const seen = rows.filter(({ itemId }) => foldOf(itemId, folds) !== fold);
    const flat = (row: (typeof rows)[number], machine: number) => at(row.said, machine);
    const machines = runIds.map((_, machine) => {
      const all = new Float32Array(seen.length * classes);
      seen.forEach((row, i) => all.set(flat(row, machine), i * classes));
      return all;
    });
    const known = new Float64Array(seen.length * classes);
    seen.forEach((row, i) => known.set(row.known, i * classes));
    const weight = Float64Array.from(seen, (row) => row.weight);
    return machinesAsOne(machines, { classes, likelihood: known, weight });
  });
  return {
    runIds: [...new Set(made.flatMap(({ chosen }) => chosen))].map((place) => at(runIds, place)),
    of(itemId) {
      const said = readers.map((read) => read(itemId));
      if (!said.every((row) => row !== null)) return null;
      return Float32Array.from(at(made, foldOf(itemId, folds)).combine(said));
    },
  };
}

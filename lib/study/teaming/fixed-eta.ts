import { type TTest, pairedT } from "#lib/stats/t-test.ts";
import { mean } from "#lib/stats/mean.ts";
import type { StudyRater } from "#lib/study/data/study.ts";
import { sumOf, valueAt } from "#lib/study/teaming/grid.ts";
import type { PartnerRole, Teams } from "#lib/study/teaming/teams.ts";
import { bestPlace, placeOf } from "#lib/teaming/eta-sweep.ts";

/** Does one η for all machines cost anything against each machine's own best one? */
export type FixedEta = {
  eta: number;
  /** chosen as the best for all, on the fitting part; else given */
  best: boolean;
  /** mean over the machines, on the measuring part */
  accuracy: number;
  /** of Acc(η) − Acc* over the machines; null where it cannot be tested */
  test: TTest | null;
  difference: number;
};

/**
 * Test 4: paired t-tests over machines of Acc(η), one η for all, against Acc*, each machine at its own η*.
 * η* is best on the fitting part and both accuracies are measured on the rest, so Acc(η) may exceed Acc*.
 * With several partners in a role, a machine's accuracy is the mean over them, and one η* serves them all.
 * @param etas on the grid
 * @returns one line an η, then the η that is best for all on the fitting part; none without items
 * Source: Liu et al. Table 3 and hypothesis test 4.
 */
export function fixedEtas(
  teams: Teams,
  machines: readonly StudyRater[],
  { partners }: PartnerRole,
  etas: readonly number[],
): FixedEta[] {
  const { grid, fitted, n } = teams;
  if (machines.length === 0 || partners.length === 0 || fitted === 0 || fitted === n) return [];
  // items that the teams of a machine are right on, summed over partners, at each η
  const summed = (machine: StudyRater, part: "fit" | "rest"): Float64Array =>
    sumOf(
      partners.map((partner) => teams.pair(machine, partner)[part].team),
      grid.length,
    );
  const fits = machines.map((machine) => summed(machine, "fit"));
  const items = (n - fitted) * partners.length;
  const rests = machines.map((machine) => summed(machine, "rest").map((right) => right / items));
  const ownPlaces = fits.map((team) => bestPlace({ team }));
  const own = rests.map((accuracy, at) => valueAt(accuracy, ownPlaces[at]));
  const line = (place: number, best: boolean): FixedEta => {
    const accuracies = rests.map((accuracy) => valueAt(accuracy, place));
    return {
      eta: valueAt(grid, place),
      best,
      accuracy: mean(accuracies),
      test: pairedT(accuracies, own),
      difference: mean(accuracies) - mean(own),
    };
  };
  const bestForAll = bestPlace({ team: sumOf(fits, grid.length) });
  return [...etas.map((eta) => line(placeOf(grid, eta), false)), line(bestForAll, true)];
}

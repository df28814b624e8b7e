import type { Tone } from "#lib/figures/figure.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { bestOn } from "#lib/study/teaming/partner-gains.ts";
import { sumOf, valueAt } from "#lib/study/teaming/grid.ts";
import { type PartnerRole, type Teams, splitNeed } from "#lib/study/teaming/teams.ts";
import { bestPlace, placeOf } from "#lib/teaming/eta-sweep.ts";

/** Team accuracy with the project's machine, over η and over what η costs. */

export type Curve = {
  name: string;
  tone: Tone;
  /** team accuracy at each η of the grid */
  accuracy: Float64Array;
  /** the partner's accuracy */
  alone: number;
  /** place of η*, which is best on the fitting part */
  best: number;
};

export type Swept = {
  machine: StudyRater;
  curves: Curve[];
  /** share deferred at each η of the grid, the same for every partner */
  deferred: Float64Array;
  /** the machine's accuracy */
  alone: number;
  /** place of the project's η */
  inForce: number;
  /** places on the grid that are shown: every second one, 0.01 apart, and those with a name */
  shown: readonly number[];
};

export const whichMachine = `${projectMachineRule} “One person” is the mean over the single people, each teaming up with the machine alone. The other machine is the one that helps most on the fitting part.`;

/** Null where `splitNeed` says what is missing. */
export function swept(study: Study, teams: Teams): Swept | null {
  const machine = projectMachine(study, teams.machines);
  const roles = machine && splitNeed(teams) === null ? rolesOf(teams, machine) : [];
  const partner = roles[0]?.partners[0];
  if (!machine || !partner) return null;
  const { rest } = teams.pair(machine, partner);
  const curves = roles.map((role) => curveOf(teams, machine, role));
  const inForce = placeOf(teams.grid, study.eta);
  const named = new Set([inForce, ...curves.map(({ best }) => best)]);
  return {
    machine,
    curves,
    deferred: Float64Array.from(rest.deferred, (count) => count / rest.n),
    alone: rest.machine / rest.n,
    inForce,
    shown: [...teams.grid.keys()].filter(
      (at) => named.has(at) || Number.isInteger(rounded(100 * valueAt(teams.grid, at))),
    ),
  };
}

const rounded = (value: number): number => Number(value.toFixed(9));

type TonedRole = PartnerRole & { tone: Tone };

/** Each person, their aggregate, and the machine that helps most. */
function rolesOf(teams: Teams, machine: StudyRater): TonedRole[] {
  const { people, aggregate } = teams;
  const [first] = people;
  const others = teams.machines.filter((other) => other !== machine);
  const best = others[argmaxBy(others, (other) => bestOn(teams.pair(machine, other).fit))];
  const roles: TonedRole[] = [];
  if (first) {
    const name = people.length > 1 ? `one person (mean of ${people.length})` : first.name;
    roles.push({ name, partners: people, tone: "people" });
  }
  if (aggregate) roles.push({ name: aggregate.name, partners: [aggregate], tone: "team" });
  if (best) roles.push({ name: `${best.name} (best other machine)`, partners: [best], tone: "machine" });
  return roles;
}

/** The partners' teams with the machine, averaged. */
function curveOf(teams: Teams, machine: StudyRater, { name, tone, partners }: TonedRole): Curve {
  const pairs = partners.map((partner) => teams.pair(machine, partner));
  const summed = (part: "fit" | "rest") =>
    sumOf(
      pairs.map((pair) => pair[part].team),
      teams.grid.length,
    );
  const items = (teams.n - teams.fitted) * pairs.length;
  return {
    name,
    tone,
    accuracy: summed("rest").map((right) => right / items),
    alone: pairs.reduce((sum, { rest }) => sum + rest.partner, 0) / items,
    best: bestPlace({ team: summed("fit") }),
  };
}

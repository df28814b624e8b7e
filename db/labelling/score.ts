import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { type Place, placeOf } from "#db/labelling/no-machine.ts";
import { type LiveTeam, liveTeam } from "#db/teaming/live-team.ts";
import type { Project } from "#db/schema.ts";

/** A team, and what it was made of. */
export type KnownTeam = { of: string; team: LiveTeam | null };

/**
 * An item's score with the answers that it has just now, in closed form.
 * @param item as the answer leaves it
 * @returns null where scores do not change with answers
 */
export function scoreNow(desk: Desk, project: Project, item: Place & { itemId: number }): number | null {
  if (project.activeRunId === null) return placeOf(item);
  const { itemId } = item;
  const team = teamAt(desk, project);
  if (!team) return null;
  const answers = desk.statements.labelsOf.all(itemId);
  return team.teamOf(itemId).score({ machine: team.machine(itemId), answers, eta: project.eta });
}

/** Read once, when the first answer comes after it was put in force; fits never change, runs only grow. */
function teamAt(desk: Desk, project: Project): LiveTeam | null {
  const { id, policy, activeFitId, activeRunId, routesGeneration } = project;
  // new routes: there may be predictions of pictures that came later
  const of = [policy, activeFitId, activeRunId, routesGeneration].join("/");
  const known = desk.teams.get(id);
  if (known?.of === of) return known.team;
  const team = policyOf(policy).asks === "together" ? null : liveTeam(desk.db, project);
  desk.teams.set(id, { of, team });
  return team;
}

import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { type LiveTeam, liveTeam } from "#db/teaming/live-team.ts";
import type { Project } from "#db/schema.ts";

/** A team, and what it was made of. */
export type KnownTeam = { of: string; team: LiveTeam | null };

/**
 * An item's score with the answers that it has just now, in closed form.
 * @returns null where scores do not change with answers
 */
export function scoreNow(desk: Desk, project: Project, itemId: number): number | null {
  const team = teamAt(desk, project);
  if (!team) return null;
  const answers = desk.statements.labelsOf.all(itemId);
  return team.teamOf(itemId).score({ machine: team.machine(itemId), answers, eta: project.eta });
}

/** Read once, when the first answer comes after it was put in force; fits and runs never change. */
function teamAt(desk: Desk, project: Project): LiveTeam | null {
  const { id, policy, activeFitId, activeRunId } = project;
  const of = [policy, activeFitId, activeRunId].join("/");
  const known = desk.teams.get(id);
  if (known?.of === of) return known.team;
  const team =
    activeRunId === null || policyOf(policy).asks === "together" ? null : liveTeam(desk.db, project);
  desk.teams.set(id, { of, team });
  return team;
}

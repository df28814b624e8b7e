import { eq } from "drizzle-orm";
import { type LaunchProblems, launchProblems, launchersSetUp } from "#lib/launch-problems.ts";
import {
  type Choice,
  type InstallationLaunch,
  type InstallationLaunches,
  installationLaunches,
  launcherNames,
  launchOf,
  type LaunchSettings,
  type OwnLaunch,
  ownLaunch,
  type ProjectLaunches,
  projectLaunches,
  withChoice,
} from "#lib/launching.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { installation, type Job, type Project, projects, runs } from "#db/schema.ts";

/** Where trainings, predictions and features are made: the installation's word, a project's, a run's. */

const theOnly = 1;

/** What holds unless a project or a run says otherwise; null while nobody has said anything. */
export const installationSettings = (db: Db): InstallationLaunches | null =>
  installationLaunches.safeParse(
    db.select({ launch: installation.launch }).from(installation).where(eq(installation.id, theOnly)).get()
      ?.launch,
  ).data ?? null;

const none = (problems: LaunchProblems): boolean => Object.keys(problems).length === 0;

/**
 * What was said of other launchers before is kept.
 * @param by an admin of the installation; null: the command line
 * @returns what a scheduler would refuse, by field: then nothing is changed
 */
export function setInstallationSettings(
  db: Db,
  launch: Choice<InstallationLaunch>,
  by: number | null,
  now: number,
): LaunchProblems | null {
  return write(db, (tx) => {
    const settings = withChoice(installationSettings(tx), launch);
    const problems = launchProblems(launchOf(settings));
    if (!none(problems)) return problems;
    const row = { id: theOnly, launch: settings };
    tx.insert(installation).values(row).onConflictDoUpdate({ target: installation.id, set: row }).run();
    recordAuditEntry(tx, { userId: by, action: "installation.launch", detail: { ...launch } }, now);
    return null;
  });
}

/**
 * What was said of other launchers before is kept.
 * @param launch null: as the installation says
 * @returns why it cannot be done there, by field: then nothing is changed
 */
export function setProjectSettings(
  db: Db,
  project: Authorized<Project, "admin">,
  launch: Choice<OwnLaunch> | null,
  now: number,
): LaunchProblems | null {
  return write(db, (tx) => {
    const settings = withChoice(projectSettings(tx, project.id), launch);
    const problems = launch && placeProblems(tx, settings, null);
    if (problems) return problems;
    tx.update(projects).set({ launch: settings }).where(eq(projects.id, project.id)).run();
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.launch", projectId: project.id, detail: { ...launch } },
      now,
    );
    announce(tx, project.id, "projects", now);
    return null;
  });
}

/** What a project says for itself; null while it has said nothing. */
export const projectSettings = (db: Db, projectId: number): ProjectLaunches | null =>
  projectLaunches.safeParse(
    db.select({ launch: projects.launch }).from(projects).where(eq(projects.id, projectId)).get()?.launch,
  ).data ?? null;

/** Why a run cannot be done where it, or its project, wants it, by field; null: it can. */
export const runProblems = (db: Db, projectId: number, run: OwnLaunch | null): LaunchProblems | null =>
  placeProblems(db, projectSettings(db, projectId), run);

function placeProblems(
  db: Db,
  project: ProjectLaunches | null,
  run: OwnLaunch | null,
): LaunchProblems | null {
  const ofAll = installationSettings(db);
  const settings = launchOf(ofAll, project, run);
  const { launcher } = settings;
  if (!launchersSetUp(ofAll).includes(launcher))
    return {
      launcher: `${launcherNames[launcher]} is not set up in this installation; an administrator does that under Admin, Compute.`,
    };
  const problems = launchProblems(settings);
  return none(problems) ? null : problems;
}

/** The settings that hold for what a job has done. */
export function settingsFor(db: Db, job: Pick<Job, "id" | "projectId">): LaunchSettings {
  const project = job.projectId === null ? null : projectSettings(db, job.projectId);
  const run = db.select({ launch: runs.launch }).from(runs).where(eq(runs.jobId, job.id)).get();
  return launchOf(installationSettings(db), project, ownLaunch.safeParse(run?.launch).data ?? null);
}

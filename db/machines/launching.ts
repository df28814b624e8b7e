import { eq } from "drizzle-orm";
import {
  type InstallationLaunch,
  installationLaunch,
  launchOf,
  type LaunchSettings,
  type OwnLaunch,
  ownLaunch,
} from "#lib/launching.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { installation, type Job, type Project, projects, runs } from "#db/schema.ts";

/** Where trainings, predictions and features are made: the installation's word, a project's, a run's. */

const theOnly = 1;

/** What holds unless a project or a run says otherwise; null while nobody has said anything. */
export const installationSettings = (db: Db): InstallationLaunch | null =>
  installationLaunch.safeParse(
    db.select({ launch: installation.launch }).from(installation).where(eq(installation.id, theOnly)).get()
      ?.launch,
  ).data ?? null;

/** @param by an admin of the installation; null: the command line */
export function setInstallationSettings(
  db: Db,
  launch: InstallationLaunch,
  by: number | null,
  now: number,
): void {
  write(db, (tx) => {
    const row = { id: theOnly, launch };
    tx.insert(installation).values(row).onConflictDoUpdate({ target: installation.id, set: row }).run();
    recordAuditEntry(tx, { userId: by, action: "installation.launch", detail: { ...launch } }, now);
  });
}

/** @param launch null: as the installation says */
export function setProjectSettings(
  db: Db,
  project: Authorized<Project, "admin">,
  launch: OwnLaunch | null,
  now: number,
): void {
  write(db, (tx) => {
    tx.update(projects).set({ launch }).where(eq(projects.id, project.id)).run();
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.launch", projectId: project.id, detail: { ...launch } },
      now,
    );
    announce(tx, project.id, "projects", now);
  });
}

/** The settings that hold for what a job has done. */
export function settingsFor(db: Db, job: Pick<Job, "id" | "projectId">): LaunchSettings {
  const project =
    job.projectId === null
      ? undefined
      : db.select({ launch: projects.launch }).from(projects).where(eq(projects.id, job.projectId)).get();
  const run = db.select({ launch: runs.launch }).from(runs).where(eq(runs.jobId, job.id)).get();
  const own = (stored: unknown) => ownLaunch.safeParse(stored).data ?? null;
  return launchOf(installationSettings(db), own(project?.launch), own(run?.launch));
}

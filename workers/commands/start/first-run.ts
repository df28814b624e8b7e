import type { DataDir } from "#db/data-dir.ts";
import { asOperator } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { hashPassword, oneTimePassword } from "#db/people/password.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { startRun } from "#db/machines/runs.ts";
import { countUsers, createUser } from "#db/people/users.ts";
import { makeDemo } from "../make-demo.ts";

/**
 * The first admin of an empty database.
 * @returns the password to print: $TANDEM_ADMIN_PASSWORD, else a one-time one; null when there are users already
 */
export async function firstAdmin(db: Db, now: number): Promise<string | null> {
  if (countUsers(db) > 0) return null;
  const chosen = process.env.TANDEM_ADMIN_PASSWORD;
  const password = chosen ?? oneTimePassword();
  createUser(
    db,
    {
      name: "admin",
      displayName: "Admin",
      role: "admin",
      passwordHash: await hashPassword(password),
      mustChangePassword: chosen === undefined,
    },
    null,
    now,
  );
  return password;
}

/** The demo project of an empty database, with its first training waiting for the worker. */
export async function firstProject(
  db: Db,
  dir: DataDir,
  now: () => number,
  say: (line: string) => void,
): Promise<void> {
  if (listProjects(db).length > 0) return;
  say("Drawing the demo pictures …");
  const project = await makeDemo(db, dir, now);
  const [source] = labelColumns(db, project.id);
  if (!source) throw new Error("the demo project has no label column");
  const started = startRun(
    db,
    asOperator(project),
    { method: "ce", backbone: "quick", labelRaterId: source.id, options: { epochs: 8 }, seed: 1 },
    now(),
  );
  say(started.ok ? "A first model starts training on them." : started.message);
}

import type { DataDir } from "#db/data-dir.ts";
import { asOperator } from "#db/access.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { passwordProblem } from "#lib/password-rules.ts";
import { tokenActions } from "#lib/domain.ts";
import { createToken, liveToken, type TokenRequest, tokenText } from "#db/people/api-tokens.ts";
import { hashPassword, oneTimePassword } from "#db/people/password.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { startRun } from "#db/machines/start-run.ts";
import { letEverybodyAnswer } from "#db/people/members.ts";
import { countUsers, createUser } from "#db/people/users.ts";
import { stop } from "../command.ts";
import { makeDemo } from "../make-demo.ts";

/** The first admin, and the password to show; null where $TANDEM_ADMIN_PASSWORD was set. */
export type FirstAdmin = { name: string; oneTimePassword: string | null };

/** What $TANDEM_API_TOKEN is to be: everything, for a year. */
const ofFirstAdmin = {
  name: "TANDEM_API_TOKEN",
  actions: [...tokenActions],
  projectIds: null,
  days: 365,
} satisfies TokenRequest;

function firstToken(): string | null {
  const chosen = process.env.TANDEM_API_TOKEN || null;
  const problem = chosen === null ? null : (tokenText.safeParse(chosen).error?.issues[0]?.message ?? null);
  if (problem !== null) stop(`TANDEM_API_TOKEN will not do. ${problem}`);
  return chosen;
}

export const unknownToken =
  "Warning: TANDEM_API_TOKEN becomes a token at the first start alone, and is none here. Make one with npm run token.";

/** Whether $TANDEM_API_TOKEN is set and opens nothing: the first start is over, or it was ended. */
export function tokenIsUnknown(db: RootDb, now: number): boolean {
  const chosen = process.env.TANDEM_API_TOKEN || null;
  if (chosen === null) return false;
  const found = liveToken(db, chosen, now);
  return found === null || typeof found === "string";
}

/**
 * Makes the first admin of an empty database, with $TANDEM_API_TOKEN as a token of theirs where it is set.
 * @returns null when there are users already
 * @throws Stop when $TANDEM_ADMIN_PASSWORD is no password that a person may choose, or $TANDEM_API_TOKEN no token
 */
export async function firstAdmin(db: Db, now: number): Promise<FirstAdmin | null> {
  if (countUsers(db) > 0) return null;
  const chosen = process.env.TANDEM_ADMIN_PASSWORD || null;
  const password = chosen ?? oneTimePassword();
  const [name, displayName] = ["admin", "Admin"];
  const token = firstToken();
  const problem = chosen === null ? null : passwordProblem(chosen, { name, displayName });
  if (problem !== null) stop(`TANDEM_ADMIN_PASSWORD will not do. ${problem}`);
  const passwordHash = await hashPassword(password);
  const mustChangePassword = chosen === null;
  const admin = { name, displayName, role: "admin", passwordHash, mustChangePassword } as const;
  const made = createUser(db, admin, null, now);
  if (made.ok && token !== null) createToken(db, made.value, ofFirstAdmin, null, now, token);
  return { name, oneTimePassword: chosen === null ? password : null };
}

/** The demo project of an empty database, with its first training waiting for the worker. */
export async function firstProject(
  db: RootDb,
  dir: DataDir,
  now: () => number,
  say: (line: string) => void,
): Promise<void> {
  if (listProjects(db).length > 0) return;
  say("Drawing the demo pictures …");
  const project = await makeDemo(db, dir, now);
  // Whoever tries Tandem out alone sees the gold, and is to see what an annotator sees too.
  write(db, (tx) => letEverybodyAnswer(tx, project.id, now()));
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

import { z } from "zod";
import { roles } from "#lib/domain.ts";
import type { Db } from "#db/client.ts";
import { numbered } from "#lib/numbers.ts";
import { hashPassword, oneTimeLifeMs, oneTimePassword } from "#db/people/password.ts";
import { createUser, findUserByName, personName, resetPassword } from "#db/people/users.ts";
import { defineCommand, stop } from "./command.ts";
import { withDatabase } from "./project-database.ts";

const flags = z.object({
  action: z.enum(["add", "password"]).describe("add a person, or give one a new password"),
  name: z.string().min(1).describe("the name they sign in with"),
  role: z.enum(roles).default("annotator").describe("what they may do"),
  display: personName.optional().describe("full name, as the pages show it"),
});

export const command = defineCommand({
  about: `Adds people and resets passwords, for instance when the only admin forgot theirs.
Prints a one-time password; the person chooses their own at the first sign-in. A new password also
ends the person's sessions, and the wait after too many wrong ones.`,
  positionals: ["action", "name"],
  flags,
  run: (values) =>
    withDatabase(async (db) => {
      const password = oneTimePassword();
      const hash = await hashPassword(password);
      if (values.action === "add") add(db, values, hash);
      else reset(db, values.name, hash);
      console.log(
        `name  ${values.name.toLowerCase()}\none-time password  ${password}   (good for ${numbered(Math.round(oneTimeLifeMs() / 86_400_000), "day")})`,
      );
    }),
});

function add(db: Db, { name, display, role }: z.output<typeof flags>, passwordHash: string): void {
  const user = { name, displayName: display || name, role, passwordHash, mustChangePassword: true };
  const made = createUser(db, user, null, Date.now());
  if (!made.ok) stop(made.message);
}

function reset(db: Db, name: string, hash: string): void {
  const user = findUserByName(db, name) ?? stop(`There is nobody with the name ${name}.`);
  resetPassword(db, user.id, hash, null, Date.now());
}

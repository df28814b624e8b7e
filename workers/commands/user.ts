import { z } from "zod";
import { roles } from "#lib/domain.ts";
import type { Db } from "#db/client.ts";
import { hashPassword, oneTimePassword } from "#db/people/password.ts";
import { createUser, findUserByName, setPassword } from "#db/people/users.ts";
import { defineCommand, stop } from "./command.ts";
import { withDatabase } from "./project-database.ts";

const flags = z.object({
  action: z.enum(["add", "password"]).describe("add a person, or give one a new password"),
  name: z.string().min(1).describe("the name they sign in with"),
  role: z.enum(roles).default("annotator").describe("what they may do"),
  display: z.string().optional().describe("full name, as the pages show it"),
});

export const command = defineCommand({
  about: `Adds people and resets passwords, for instance when the only admin forgot theirs.
Prints a one-time password; the person chooses their own at the first sign-in.`,
  positionals: ["action", "name"],
  flags,
  run: (values) =>
    withDatabase(async (db) => {
      const password = oneTimePassword();
      const hash = await hashPassword(password);
      if (values.action === "add") add(db, values, hash);
      else reset(db, values.name, hash);
      console.log(`name  ${values.name.toLowerCase()}\none-time password  ${password}`);
    }),
});

function add(db: Db, { name, display, role }: z.output<typeof flags>, passwordHash: string): void {
  const user = { name, displayName: display ?? name, role, passwordHash, mustChangePassword: true };
  const made = createUser(db, user, null, Date.now());
  if (!made.ok) stop(made.message);
}

function reset(db: Db, name: string, hash: string): void {
  const user = findUserByName(db, name) ?? stop(`There is nobody with the name ${name}.`);
  setPassword(db, user.id, { hash, mustChange: true }, null, Date.now());
}

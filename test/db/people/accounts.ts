import { newDatabase } from "../world.ts";
import { hashPassword } from "#db/people/password.ts";
import { createUser } from "#db/people/users.ts";
import type { User } from "#db/schema.ts";
import type { Role } from "#lib/domain.ts";

export const password = "a long enough password";

/** Hashing takes its time by design: once is enough. */
const hashed = hashPassword(password);

/** A database with people who all have the same password. */
export async function newAccounts(...names: readonly [string, Role][]) {
  const database = newDatabase();
  const passwordHash = await hashed;
  const people = names.map(([name, role]): User => {
    const user = { name, displayName: name.toUpperCase(), role, passwordHash, mustChangePassword: false };
    const made = createUser(database.db, user, null, 1);
    if (!made.ok) throw new Error(made.message);
    return made.value;
  });
  return { ...database, people };
}

export const device = { address: "192.0.2.1", userAgent: "a browser" };

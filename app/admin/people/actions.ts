"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db } from "../../_server/database.ts";
import { typedInt } from "../../_server/typed-number.ts";
import { hashPassword, oneTimeLifeMs, oneTimePassword } from "#db/people/password.ts";
import { endSessions } from "#db/people/sessions.ts";
import { changeUser, createUser, findUser, personName, resetPassword, signInName } from "#db/people/users.ts";
import { roles } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";
import { rateLimit } from "#lib/rate-limit.ts";

/** One admin's changes of accounts: a class can be added in one go, a script that ran wild stops. */
const accountChanges = rateLimit({ size: 60, everyMs: 2000 });
/** "7 days" */
const oneTimeLife = () => numbered(Math.round(oneTimeLifeMs() / 86_400_000), "day");

export const addPerson = action(
  z.object({ name: signInName, displayName: personName, role: z.enum(roles) }),
  "admin",
  async ({ name: login, displayName, role }, user) => {
    const password = oneTimePassword();
    const made = createUser(
      db(),
      {
        name: login,
        displayName: displayName || login,
        role,
        passwordHash: await hashPassword(password),
        mustChangePassword: true,
      },
      user.id,
      Date.now(),
    );
    if (!made.ok)
      return { ok: false, message: "Please look at the marked fields.", fields: { name: made.message } };
    revalidatePath("/admin/people");
    return {
      ok: true,
      message: `${made.value.displayName} can sign in as ${login} within ${oneTimeLife()}.`,
      secret: password,
    };
  },
  accountChanges,
);

export const newPassword = action(
  z.object({ person: typedInt }),
  "admin",
  async ({ person: id }, user) => {
    const found = findUser(db(), id);
    if (!found) return { ok: false, message: "This person no longer exists." };
    if (found.id === user.id) return { ok: false, message: "Change your own password on your account page." };
    const password = oneTimePassword();
    resetPassword(db(), id, await hashPassword(password), user.id, Date.now());
    revalidatePath("/admin/people");
    return {
      ok: true,
      message: `${found.displayName} has a new password, good for ${oneTimeLife()}.`,
      secret: password,
    };
  },
  accountChanges,
);

export const changeRole = action(
  z.object({ person: typedInt, role: z.enum(roles) }),
  "admin",
  ({ person: id, role }, user) => said(changeUser(db(), id, { role }, user.id, Date.now())),
  accountChanges,
);

export const setLock = action(
  z.object({ person: typedInt, locked: z.enum(["yes", "no"]) }),
  "admin",
  ({ person: id, locked }, user) =>
    said(changeUser(db(), id, { disabled: locked === "yes" }, user.id, Date.now())),
  accountChanges,
);

export const signOutEverywhere = action(
  z.object({ person: typedInt }),
  "admin",
  ({ person: id }, user) => {
    const found = findUser(db(), id);
    if (!found) return { ok: false, message: "This person no longer exists." };
    endSessions(db(), found, "all", user.id, Date.now());
    revalidatePath("/admin/people");
    return { ok: true, message: "Done." };
  },
  accountChanges,
);

function said(result: ReturnType<typeof changeUser>) {
  if (!result.ok) return result;
  revalidatePath("/admin/people");
  return { ok: true, message: "Done." };
}

"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db } from "../../_server/database.ts";
import { typedInt } from "../../_server/typed-number.ts";
import { oneTimeLifeMs } from "#db/people/password.ts";
import { addPerson as makePerson, resetByLink } from "#db/people/password-links.ts";
import { endSessions } from "#db/people/sessions.ts";
import { changeUser, findUser, personName, signInName } from "#db/people/users.ts";
import { roles } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";
import { rateLimit } from "#lib/rate-limit.ts";

/** One admin's changes of accounts: a class can be added in one go, a script that ran wild stops. */
const accountChanges = rateLimit({ size: 60, everyMs: 2000 });
/** "7 days" */
const linkLife = () => numbered(Math.round(oneTimeLifeMs() / 86_400_000), "day");

export const addPerson = action(
  z.object({ name: signInName, displayName: personName, role: z.enum(roles) }),
  "admin",
  ({ name: login, displayName, role }, user) => {
    const person = { name: login, displayName: displayName || login, role };
    const made = makePerson(db(), person, user.id, Date.now());
    if (!made.ok)
      return { ok: false, message: "Please look at the marked fields.", fields: { name: made.message } };
    revalidatePath("/admin/people");
    return {
      ok: true,
      message: `With this link ${made.value.user.displayName} chooses a password, within ${linkLife()}; the sign-in name is ${login}.`,
      link: `/password/${made.value.token}`,
    };
  },
  accountChanges,
);

export const resetPassword = action(
  z.object({ person: typedInt }),
  "admin",
  ({ person: id }, user) => {
    const found = findUser(db(), id);
    if (!found) return { ok: false, message: "This person no longer exists." };
    const reset = resetByLink(db(), id, user.id, Date.now());
    if (!reset.ok) return reset;
    revalidatePath("/admin/people");
    return {
      ok: true,
      message: `With this link ${found.displayName} chooses a new password, within ${linkLife()}.`,
      link: `/password/${reset.value}`,
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

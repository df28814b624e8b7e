"use server";

import { z } from "zod";
import { revalidatePath } from "next/cache";
import { currentPassword, marked, wrongIfAny, wrongPassword } from "./own-password.ts";
import { action } from "../_server/action.ts";
import { db } from "../_server/database.ts";
import { issuers } from "../_server/single-sign-on.ts";
import { typedInt } from "../_server/typed-number.ts";
import { askToConnect, disconnect } from "#db/people/identities.ts";
import { hashPassword } from "#db/people/password.ts";
import { endSessions } from "#db/people/sessions.ts";
import { changeOwnPassword } from "#db/people/users.ts";
import { numbered } from "#lib/numbers.ts";
import { passwordLength, passwordProblem } from "#lib/password-rules.ts";

const passwords = z
  .object({
    current: z.string().min(1, "Enter your current password.").max(passwordLength.most),
    next: z.string().min(passwordLength.least, "Use at least ten characters.").max(passwordLength.most),
    again: z.string(),
  })
  .refine(({ next, again }) => next === again, { path: ["again"], message: "The two passwords differ." })
  .refine(({ current, next }) => current !== next, {
    path: ["next"],
    message: "Choose one that differs from your current password.",
  });

export const changePassword = action(passwords, "annotator", async ({ current, next }, user, sessionId) => {
  const problem = passwordProblem(next, user);
  if (problem !== null) return marked({ next: problem });
  const wrong = await wrongPassword(user, current);
  if (wrong) return wrong;
  changeOwnPassword(db(), user.id, await hashPassword(next), sessionId, Date.now());
  revalidatePath("/account");
  return { ok: true, message: "Your password has been changed. Other devices are signed out." };
});

/** A service that is connected is a way in: the password is asked for, where there is one. */
export const beginConnecting = action(
  z.object({ current: currentPassword }),
  "annotator",
  async ({ current }, user, sessionId) => {
    const wrong = await wrongIfAny(user, current);
    if (wrong) return wrong;
    askToConnect(db(), sessionId, Date.now());
    return { ok: true, message: null };
  },
);

export const endSession = action(z.object({ session: typedInt }), "annotator", ({ session }, user) => {
  const ended = endSessions(db(), user, { only: session }, user.id, Date.now());
  revalidatePath("/account");
  return ended > 0 ? { ok: true, message: "Done." } : { ok: false, message: "It had ended already." };
});

export const endOtherSessions = action(z.object({}), "annotator", (_, user, sessionId) => {
  const ended = endSessions(db(), user, { except: sessionId }, user.id, Date.now());
  revalidatePath("/account");
  return { ok: true, message: `${numbered(ended, "device")} signed out.` };
});

/** Give up one way to sign in, but not the last. */
export const disconnectService = action(
  z.object({ identity: typedInt }),
  "annotator",
  ({ identity }, user) => {
    const done = disconnect(db(), user, identity, issuers(), Date.now());
    if (!done.ok) return done;
    revalidatePath("/account");
    return { ok: true, message: "Done." };
  },
);

"use server";

import { headers } from "next/headers";
import { z } from "zod";
import { revalidatePath } from "next/cache";
import type { FormState } from "../_ui/form-state.ts";
import { waitWords } from "../_ui/format.ts";
import { action } from "../_server/action.ts";
import { clientAddress } from "../_server/client-address.ts";
import { db } from "../_server/database.ts";
import { issuers } from "../_server/single-sign-on.ts";
import { typedInt } from "../_server/typed-number.ts";
import { checkPassword } from "#db/people/check-password.ts";
import { askToConnect, disconnect } from "#db/people/identities.ts";
import { hashPassword, noPassword } from "#db/people/password.ts";
import { endSessions } from "#db/people/sessions.ts";
import { changeOwnPassword } from "#db/people/users.ts";
import type { User } from "#db/schema.ts";
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

const marked = (fields: Record<string, string>): FormState => ({
  ok: false,
  message: "Please look at the marked fields.",
  fields,
});

/** A stolen session must not be able to guess the password: the try counts as a sign-in does. */
async function wrongPassword(user: User, current: string): Promise<FormState | null> {
  const given = { account: user.name, password: current, address: clientAddress(await headers()) };
  const verdict = await checkPassword(db(), given, user, Date.now());
  switch (verdict.kind) {
    case "wait":
      return { ok: false, message: `Too many attempts. Please wait ${waitWords(verdict.seconds)}.` };
    case "busy":
      return { ok: false, message: "Too many passwords are being checked just now. Please try again." };
    case "wrong":
      return marked({ current: "That is not your current password." });
    case "right":
      return null;
  }
}

export const changePassword = action(passwords, "annotator", async ({ current, next }, user, sessionId) => {
  const problem = passwordProblem(next, user);
  if (problem !== null) return marked({ next: problem });
  const wrong = await wrongPassword(user, current);
  if (wrong) return wrong;
  changeOwnPassword(db(), user.id, await hashPassword(next), sessionId, Date.now());
  revalidatePath("/account");
  return { ok: true, message: "Your password has been changed. Other devices are signed out." };
});

/** Who has got hold of a session for a minute must not keep a way in: connecting asks for the password, where there is one. */
export const beginConnecting = action(
  z.object({ current: z.string().max(passwordLength.most).default("") }),
  "annotator",
  async ({ current }, user, sessionId) => {
    const wrong = user.passwordHash === noPassword ? null : await wrongPassword(user, current);
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

import "server-only";
import { headers } from "next/headers";
import { z } from "zod";
import type { FormState } from "../_ui/form-state.ts";
import { waitWords } from "../_ui/format.ts";
import { clientAddress } from "../_server/client-address.ts";
import { db } from "../_server/database.ts";
import { checkPassword } from "#db/people/check-password.ts";
import { noPassword } from "#db/people/password.ts";
import type { User } from "#db/schema.ts";
import { passwordLength } from "#lib/password-rules.ts";

/** What a form learns of fields that cannot stay as they are. */
export const marked = (fields: Record<string, string>): FormState => ({
  ok: false,
  message: "Please look at the marked fields.",
  fields,
});

/** A person's own password, in a form that some fill in who have none. */
export const currentPassword = z.string().max(passwordLength.most).default("");

/** A stolen session must not be able to guess the password: the try counts as a sign-in does. */
export async function wrongPassword(user: User, current: string): Promise<FormState | null> {
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

/** For what keeps a way in: whoever got hold of a session for a minute must not. Asked of who has a password. */
export const wrongIfAny = async (user: User, current: string): Promise<FormState | null> =>
  user.passwordHash === noPassword ? null : wrongPassword(user, current);

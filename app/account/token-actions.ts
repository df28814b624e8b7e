"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { currentPassword, marked, wrongIfAny } from "./own-password.ts";
import { action } from "../_server/action.ts";
import { db } from "../_server/database.ts";
import { typedInt } from "../_server/typed-number.ts";
import { createToken, revokeToken, tokenRequest } from "#db/people/api-tokens.ts";
import { placesOf } from "#db/people/members.ts";
import { tokenActions } from "#lib/domain.ts";
import { rateLimit } from "#lib/rate-limit.ts";
import { byField, sentence } from "#lib/validation.ts";

const tokens = rateLimit({ size: 20, everyMs: 10_000 });

/** What can be done is in `action.<name>`, where in `project.<number>`; an empty field of those is none. */
const form = z.looseObject({
  name: z.string(),
  days: typedInt,
  where: z.enum(["all", "chosen"]),
  current: currentPassword,
});

/** A token for programs of one's own. It is shown once. */
export const makeToken = action(
  form,
  "annotator",
  async ({ name, days, where, current, ...fields }, user) => {
    const mine = placesOf(db(), user).map(({ project }) => project.id);
    const asked = tokenRequest.safeParse(
      {
        ...{ name, days },
        actions: tokenActions.filter((each) => `action.${each}` in fields),
        projectIds: where === "all" ? null : mine.filter((id) => `project.${id}` in fields),
      },
      { error: sentence },
    );
    if (!asked.success) return marked(byField(asked.error));
    const wrong = await wrongIfAny(user, current);
    if (wrong) return wrong;
    const made = createToken(db(), user, asked.data, user.id, Date.now());
    if (!made.ok) return made;
    revalidatePath("/account");
    return { ok: true, message: `“${asked.data.name}” is ready.`, token: made.value.token };
  },
  tokens,
);

export const endToken = action(z.object({ token: typedInt }), "annotator", ({ token }, user) => {
  const done = revokeToken(db(), user, token, user.id, Date.now());
  if (!done.ok) return done;
  revalidatePath("/account");
  return { ok: true, message: "Done." };
});

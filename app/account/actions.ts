"use server";

import { z } from "zod";
import { action } from "../_server/action.ts";
import { db } from "../_server/database.ts";
import { hashPassword, verifyPassword } from "#db/people/password.ts";
import { setPassword } from "#db/people/users.ts";

const passwords = z
  .object({
    current: z.string().min(1, "Type your present password.").max(500),
    next: z.string().min(10, "At least ten characters, please.").max(500),
    again: z.string(),
  })
  .refine(({ next, again }) => next === again, { path: ["again"], message: "The two do not match." })
  .refine(({ current, next }) => current !== next, { path: ["next"], message: "That is the one you have." });

export const changePassword = action(passwords, "annotator", async ({ current, next }, user) => {
  if (!(await verifyPassword(current, user.passwordHash)))
    return {
      ok: false,
      message: "Please look at the marked fields.",
      fields: { current: "That is not it." },
    };
  setPassword(db(), user.id, { hash: await hashPassword(next), mustChange: false }, user.id, Date.now());
  return { ok: true, message: "Your password is changed; other devices are signed out." };
});

"use server";

import { z } from "zod";
import { action } from "../_server/action.ts";
import { db } from "../_server/database.ts";
import { hashPassword, verifyPassword } from "#db/people/password.ts";
import { setPassword } from "#db/people/users.ts";

const passwords = z
  .object({
    current: z.string().min(1, "Enter your current password.").max(500),
    next: z.string().min(10, "Use at least ten characters.").max(500),
    again: z.string(),
  })
  .refine(({ next, again }) => next === again, { path: ["again"], message: "The two passwords differ." })
  .refine(({ current, next }) => current !== next, {
    path: ["next"],
    message: "Choose one that differs from your current password.",
  });

export const changePassword = action(passwords, "annotator", async ({ current, next }, user) => {
  if (!(await verifyPassword(current, user.passwordHash)))
    return {
      ok: false,
      message: "Please look at the marked fields.",
      fields: { current: "That is not your current password." },
    };
  setPassword(db(), user.id, { hash: await hashPassword(next), mustChange: false }, user.id, Date.now());
  return { ok: true, message: "Your password has been changed. Other devices are signed out." };
});

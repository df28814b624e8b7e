"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { carryAsides } from "../../../../_server/asides.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { beginAside, beginReturn } from "#db/labelling/set-aside.ts";

const noProject = { ok: false, message: "There is no such project." };

/** The browser knows the admin's clock: it sends the instant, ms; without one all answers are meant. */
const aside = z.object({
  project: typedInt,
  rater: typedInt,
  since: z.union([z.literal(""), typedInt]).transform((since) => (since === "" ? null : since)),
  why: z.string().trim().max(300, "Please say it in 300 characters."),
});

export const setAside = action(aside, "project admin", ({ project: id, rater, since, why }, user) => {
  const project = projectFor(user, id, "admin");
  if (!project) return noProject;
  const begun = beginAside(db(), project, { raterId: rater, since, why }, Date.now());
  if (!begun.ok) return begun;
  void carryAsides();
  revalidatePath(`/research/${project.slug}`, "layout");
  return { ok: true, message: "They are being set aside. Queue, team and study follow as they go." };
});

export const takeBack = action(
  z.object({ project: typedInt, aside: typedInt }),
  "project admin",
  ({ project: id, aside: asideId }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    const begun = beginReturn(db(), project, asideId, Date.now());
    if (!begun.ok) return begun;
    void carryAsides();
    revalidatePath(`/research/${project.slug}`, "layout");
    return { ok: true, message: "They are being taken back in." };
  },
);

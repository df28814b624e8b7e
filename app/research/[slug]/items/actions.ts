"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db } from "../../../_server/database.ts";
import { projectFor } from "../../../_server/project.ts";
import { typedInt } from "../../../_server/typed-number.ts";
import { askForChange, askToUndo, mostChosen, wantedChange } from "#db/changes/change.ts";
import { wholeFilter } from "#lib/items/filter.ts";

const noProject = { ok: false, message: "There is no such project." };

const chosen = z
  .string()
  .regex(/^\d{1,15}(,\d{1,15})*$/, "Nothing is selected.")
  .transform((text) => text.split(",").map(Number))
  .refine((ids) => ids.length <= mostChosen, "That are too many single items: select all that fit a filter.");

const form = z
  .object({
    project: typedInt,
    kind: z.string(),
    value: z.string(),
    /** numbers of single items, or "all" with the filter */
    items: z.union([z.literal("all"), chosen]),
    search: wholeFilter,
  })
  .transform(({ kind, value, ...rest }, context) => {
    const wanted = wantedChange.safeParse({ kind, value: value === "" ? null : value });
    if (wanted.success) return { ...rest, wanted: wanted.data };
    context.addIssue({
      code: "custom",
      path: ["value"],
      message: wanted.error.issues[0]?.message ?? "This is no change.",
    });
    return z.NEVER;
  });

/** Do something to many items at once; a job does it. */
export const changeItems = action(form, "project admin", ({ project: id, wanted, items, search }, user) => {
  const project = projectFor(user, id, "admin");
  if (!project) return noProject;
  askForChange(db(), project, wanted, items === "all" ? { search } : { ids: items }, Date.now());
  revalidatePath(`/research/${project.slug}/items`);
  return { ok: true, message: "It is being done." };
});

/** Take back what was done to many items. */
export const undoChange = action(
  z.object({ project: typedInt, change: typedInt }),
  "project admin",
  ({ project: id, change }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    askToUndo(db(), project, change, Date.now());
    revalidatePath(`/research/${project.slug}/items`);
    return { ok: true, message: "It is being taken back." };
  },
);

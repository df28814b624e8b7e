"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../../_server/action.ts";
import { db } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { typedJson } from "../../../../_server/typed-json.ts";
import { typedInt } from "../../../../_server/typed-number.ts";
import { classNotes, saveClassNotes } from "#db/dataset/class-notes.ts";

/** Describe the project's classes, and put them into another order. */
export const saveNotes = action(
  z.object({ project: typedInt, notes: typedJson("These descriptions cannot be read.").pipe(classNotes) }),
  "project admin",
  ({ project: id, notes }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return { ok: false, message: "There is no such project." };
    const saved = saveClassNotes(db(), project, notes, Date.now());
    if (!saved.ok) return saved;
    revalidatePath(`/admin/projects/${project.slug}/settings`);
    return { ok: true, message: saved.value ? "Saved." : "Nothing was changed." };
  },
);

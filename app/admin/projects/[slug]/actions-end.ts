"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db } from "../../../_server/database.ts";
import { archivedProjectFor, projectFor } from "../../../_server/project.ts";
import { typedInt } from "../../../_server/typed-number.ts";
import { renameClasses } from "#db/dataset/classes.ts";
import { projectSettings } from "#db/dataset/projects.ts";
import { archiveProject, bringBack, deleteProject } from "#db/jobs/delete-project.ts";
import { duplicateMerged } from "#db/jobs/duplicate-project.ts";
import { parseClasses } from "#lib/formats/classes.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** Archived, brought back, deleted, duplicated. */

const noProject = { ok: false, message: "There is no such project." };

export const archive = action(z.object({ project: typedInt }), "admin", ({ project: id }, user) => {
  const project = projectFor(user, id, "admin");
  if (!project) return noProject;
  const done = archiveProject(db(), project, Date.now());
  if (!done.ok) return done;
  redirect("/admin");
});

export const restore = action(z.object({ project: typedInt }), "admin", ({ project: id }, user) => {
  const project = archivedProjectFor(user, id);
  if (!project) return noProject;
  bringBack(db(), project, Date.now());
  revalidatePath("/admin");
  return { ok: true, message: `${project.name} is back.` };
});

export const deleteForGood = action(
  z.object({ project: typedInt, typed: z.string() }),
  "admin",
  ({ project: id, typed }, user) => {
    const project = projectFor(user, id, "admin") ?? archivedProjectFor(user, id);
    if (!project) return noProject;
    const done = deleteProject(db(), project, typed, Date.now());
    if (!done.ok) return done;
    redirect("/admin");
  },
);

/** Class numbers, as the form's choices say them: "0,1,1,2". */
const numbers = z
  .string()
  .regex(/^\d+(,\d+)*$/)
  .transform((text) => text.split(",").map(Number));

export const duplicate = action(
  z.object({
    project: typedInt,
    name: projectSettings.shape.name,
    slug: z.string().trim(),
    answers: z.literal("yes").optional(),
    /** the class that each becomes, by its number */
    into: numbers.optional(),
    /** new ones, as they are typed */
    added: z.string().default(""),
  }),
  "admin",
  ({ project: id, name, slug, answers, into, added }, user) => {
    const project = projectFor(user, id, "admin");
    if (!project) return noProject;
    try {
      const made = duplicateMerged(
        db(),
        project,
        { name, slug, answers: answers === "yes", into, added: parseClasses(added) ?? [] },
        Date.now(),
      );
      if (!made.ok) return { ...made, fields: { slug: made.message } };
      revalidatePath("/admin");
      return {
        ok: true,
        message: `${name} is being made. It appears in the list of projects when it is complete.`,
      };
    } catch (error) {
      if (error instanceof FormatError)
        return { ok: false, message: error.message, fields: { added: error.message } };
      throw error;
    }
  },
);

/** A field for each class, or all in one, a line each. */
export const saveClasses = action(z.looseObject({ project: typedInt }), "project admin", (given, user) => {
  const { project: id, all, ...fields } = given;
  const project = projectFor(user, id, "admin");
  if (!project) return noProject;
  const names =
    typeof all === "string"
      ? all.split(/\r?\n/).filter((line) => line.trim() !== "")
      : project.classes.map((name, k) => {
          const typed = fields[`class.${k}`];
          return typeof typed === "string" ? typed : name;
        });
  try {
    const done = renameClasses(db(), project, names, Date.now());
    if (!done.ok) return done;
    revalidatePath(`/admin/projects/${project.slug}`, "layout");
    return { ok: true, message: done.value === 0 ? "Nothing was changed." : "Saved." };
  } catch (error) {
    if (error instanceof FormatError) return { ok: false, message: error.message };
    throw error;
  }
});

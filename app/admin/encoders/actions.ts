"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db, dir } from "../../_server/database.ts";
import { projectFor } from "../../_server/project.ts";
import { typedInt } from "../../_server/typed-number.ts";
import { findUpload, touchUpload, uploadId } from "#db/dataset/uploads.ts";
import { askToEmbed } from "#db/features/embedding.ts";
import { askForEncoder } from "#db/features/encoder-jobs.ts";
import { findEncoder, nameProblem, removeEncoder } from "#db/features/encoders.ts";
import { cancelEmbedding } from "#db/jobs/cancel.ts";
import { encoderDescription, encoderName } from "#lib/encoders/description.ts";

const page = "/admin/encoders";
const { size, resize, mean, std, layout, pool } = encoderDescription.shape;

/** What may be left to the file. */
const open = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
const three = z.string().transform((text, context): [number, number, number] => {
  const parts = text.split(/[,;\s]+/).filter(Boolean);
  const [red = NaN, green = NaN, blue = NaN] = parts.map(Number);
  if (parts.length === 3 && Number.isFinite(red + green + blue)) return [red, green, blue];
  context.addIssue({ code: "custom", message: "Three numbers, please: for red, green and blue." });
  return z.NEVER;
});

const form = z.object({
  upload: z.string(),
  name: encoderName,
  size: open(typedInt.pipe(size)),
  resize: open(typedInt.pipe(resize)),
  mean: three.pipe(mean),
  std: three.refine((all) => all.every((one) => one > 0), "A standard deviation is above 0.").pipe(std),
  layout: open(layout),
  output: z.string().trim().max(300),
  pool,
});

/** Add an encoder from an uploaded file: a job looks into it and tries it. */
export const addEncoder = action(form, "admin", async ({ upload, name, output, ...given }, user) => {
  const file = uploadId.safeParse(upload).success ? findUpload(dir(), upload) : null;
  if (file?.by !== user.id || file.kind !== "encoder" || !file.finished)
    return { ok: false, message: "The uploaded file is gone; choose it again." };
  if (given.size !== undefined && given.resize !== undefined && given.resize < given.size)
    return refused("resize", "The square cannot be larger than the picture it is cut from.");
  const problem = nameProblem(db(), dir(), name);
  if (problem !== null) return refused("name", problem);
  await touchUpload(dir(), upload, Date.now());
  const request = { upload, name, given: { ...given, ...(output !== "" && { output }) } };
  askForEncoder(db(), request, user.id, Date.now());
  revalidatePath(page);
  return { ok: true, message: `${name} is being tried; it appears below when it is good.` };
});

const refused = (field: string, message: string) => ({
  ok: false,
  message: "Please look at the marked fields.",
  fields: { [field]: message },
});
const noProject = { ok: false, message: "There is no such project." };
const noEncoder = { ok: false, message: "There is no such encoder." };
const ofProject = z.object({ project: typedInt, encoder: typedInt });

/** Let an encoder go through a project's pictures. */
export const embed = action(ofProject, "project admin", ({ project: projectId, encoder: id }, user) => {
  const project = projectFor(user, projectId, "admin");
  if (!project) return noProject;
  const encoder = findEncoder(db(), id);
  if (encoder?.removedAt !== null) return noEncoder;
  askToEmbed(db(), project, encoder, Date.now());
  revalidatePath(page);
  return { ok: true, message: "It goes through the pictures." };
});

export const stopEmbedding = action(
  ofProject,
  "project admin",
  ({ project: projectId, encoder: id }, user) => {
    const project = projectFor(user, projectId, "admin");
    if (!project) return noProject;
    const encoder = findEncoder(db(), id);
    if (!encoder) return noEncoder;
    const stopped = cancelEmbedding(db(), project, encoder, Date.now());
    revalidatePath(page);
    return stopped.ok ? { ok: true, message: "It stops at its next pictures." } : stopped;
  },
);

/** Remove an encoder with its features; machines that learnt from them stay. */
export const remove = action(z.object({ encoder: typedInt }), "admin", ({ encoder }, user) => {
  const removed = removeEncoder(db(), dir(), encoder, user.id, Date.now());
  revalidatePath(page);
  return removed.ok ? { ok: true, message: `${removed.value.name} is removed.` } : removed;
});

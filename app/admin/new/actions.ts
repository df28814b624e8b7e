"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db } from "../../_server/database.ts";
import { uploadId, uploadPath } from "../../_server/uploads.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { importOptions, type ImportRequest } from "#lib/formats/import-options.ts";

const optional = z.string().transform((text) => text.trim() || null);
const slug = importOptions.shape.project.shape.slug;

const form = z.object({
  /** "new", or the short name of the project to add to */
  into: z.string(),
  name: z.string().trim().max(100),
  slug: z.string().trim(),
  images: uploadId,
  imagesName: z.string().max(200).default("images.zip"),
  labels: z.union([z.literal(""), uploadId]),
  labelsName: z.string().max(200).default(""),
  file: optional,
  gold: optional,
  /** JSON list of column names */
  humans: z.string().transform((text, context) => {
    const parsed = z.array(z.string()).safeParse(JSON.parse(text));
    if (!parsed.success) context.addIssue({ code: "custom", message: "Choose label columns." });
    return parsed.data ?? [];
  }),
  split: z.enum(["none", "first", "fraction", "column"]),
  splitTrain: z.coerce.number().int().min(1, "At least one item to train on.").catch(1),
  splitTest: z.coerce.number().gt(0).lt(100).catch(20),
  splitSeed: z.coerce.number().int().min(0).catch(1),
  splitColumn: z.string().default(""),
  imageSize: z.coerce.number().int().min(8, "From 8 …").max(512, "… to 512 pixels."),
  onProblem: z.enum(["skip", "abort"]),
});

/** Start an import of uploaded files, into a new project or one that is there. */
export const startUploadedImport = action(form, "admin", (values, user) => {
  const isNew = values.into === "new";
  const shortName = isNew ? values.slug : values.into;
  const checked = slug.safeParse(shortName);
  if (!checked.success) return refuse("slug", checked.error.issues[0]?.message ?? "That is no short name.");
  if (isNew && values.name === "") return refuse("name", "A project needs a name.");
  if (isNew && findProject(db(), shortName))
    return refuse("slug", "There is a project with this short name.");
  const images = uploadPath(values.images, "images");
  const labels = values.labels === "" ? null : uploadPath(values.labels, "labels");
  if (!images || (values.labels !== "" && !labels))
    return { ok: false, message: "The upload is gone; please upload the files again." };
  const request: ImportRequest = {
    project: { slug: shortName, ...(isNew && { name: values.name }) },
    images,
    labels,
    columns: { file: values.file, gold: values.gold, humans: values.humans },
    split: splitOf(values),
    imageSize: values.imageSize,
    onProblem: values.onProblem,
    source: [values.imagesName, values.labelsName].filter(Boolean).join(" + "),
  };
  const valid = importOptions.safeParse(request);
  if (!valid.success)
    return { ok: false, message: valid.error.issues[0]?.message ?? "Please check the choices." };
  const started = startImport(db(), request, user.id, Date.now());
  redirect(`/admin/imports/${started.import.id}`);
});

const refuse = (field: string, message: string) => ({
  ok: false,
  message: "Please look at the marked fields.",
  fields: { [field]: message },
});

function splitOf(values: z.output<typeof form>): ImportRequest["split"] {
  switch (values.split) {
    case "none":
      return { kind: "none" };
    case "first":
      return { kind: "first", train: values.splitTrain };
    case "fraction":
      return { kind: "fraction", test: values.splitTest / 100, seed: values.splitSeed };
    case "column":
      return { kind: "column", name: values.splitColumn };
  }
}

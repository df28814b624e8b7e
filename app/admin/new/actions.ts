"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db, dir } from "../../_server/database.ts";
import { previewUploads, uploadedPaths } from "../../_server/imports.ts";
import { typedJson } from "../../_server/typed-json.ts";
import { typedInt, typedNumber } from "../../_server/typed-number.ts";
import { waitingUploads } from "../../_server/uploads/begin.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { discardUpload, uploadId } from "#db/dataset/uploads.ts";
import { checkClasses, parseClasses } from "#lib/formats/classes.ts";
import { importOptions, type ImportRequest } from "#lib/formats/import-options.ts";
import { columnRoles } from "#lib/formats/import-preview.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { slug } from "#lib/formats/slug.ts";
import { byField, sentence } from "#lib/validation.ts";

const json = typedJson("Choose what the columns are used for.");

const form = z.object({
  /** short name of the project to add to; "" makes a new one */
  into: z.string(),
  name: z.string().trim().max(100).default(""),
  slug: z.string().trim().default(""),
  images: uploadId,
  imagesName: z.string().max(200),
  labels: uploadId.or(z.literal("")),
  labelsName: z.string().max(200),
  roles: json.pipe(columnRoles.nullable()),
  classes: z.string().default(""),
  split: z.enum(["none", "first", "fraction", "column"]),
  splitTrain: typedInt.pipe(z.int().min(1)).optional(),
  splitTest: typedNumber.pipe(z.number().gt(0).lt(100)).optional(),
  splitSeed: typedInt.pipe(z.int().min(0)).optional(),
  imageSize: typedInt.pipe(importOptions.shape.imageSize.unwrap()),
  onProblem: importOptions.shape.onProblem,
  /** the doubts that the person has read and set aside */
  confirmed: z.string(),
});

/** Start an import of uploaded files, into a new project or one that is there. */
export const startUploadedImport = action(form, "admin", async (values, user) => {
  const { roles } = values;
  const into = values.into === "" ? null : values.into;
  if (into === null) {
    const checked = slug.safeParse(values.slug, { error: sentence });
    if (!checked.success)
      return refuse("slug", byField(checked.error)[""] ?? "This short name cannot be used.");
    if (values.name === "") return refuse("name", "A project needs a name.");
    if (findProject(db(), values.slug)) return refuse("slug", "Another project has this short name.");
  }
  let classes: string[] | null = null;
  try {
    const typed = parseClasses(values.classes);
    classes = typed && checkClasses(typed);
  } catch (error) {
    if (error instanceof FormatError) return refuse("classes", error.message);
    throw error;
  }
  const uploads = { images: values.images, labels: values.labels === "" ? null : values.labels };
  // The page showed this already; what is stored must not depend on the page.
  const preview = await previewUploads(user, { into, ...uploads, roles, classes: values.classes });
  if (preview.refusal !== null) return { ok: false, message: preview.refusal };
  if (preview.doubts.length > 0 && values.confirmed !== preview.doubts.join("\n"))
    return { ok: false, message: "Please answer the questions in the preview first." };

  const request: ImportRequest = {
    project: into === null ? { slug: values.slug, name: values.name } : { slug: into },
    ...uploadedPaths(user, uploads),
    columns: roles ? { file: roles.file, gold: roles.gold, humans: roles.humans } : undefined,
    classes,
    addClasses: preview.doubts.length > 0, // set aside above
    split: splitOf(values),
    imageSize: values.imageSize,
    onProblem: values.onProblem,
    source: [values.imagesName, values.labelsName].filter(Boolean).join(" + "),
    uploaded: { images: values.imagesName, labels: values.labelsName || null },
  };
  const started = startImport(db(), request, user.id, Date.now());
  redirect(`/admin/imports/${started.import.id}`);
});

const refuse = (field: string, message: string) => ({
  ok: false,
  message: "Please look at the marked fields.",
  fields: { [field]: message },
});

function splitOf(values: z.output<typeof form>): ImportRequest["split"] {
  const { splitTrain, splitTest, splitSeed, roles } = values;
  if (values.split === "first" && splitTrain !== undefined) return { kind: "first", train: splitTrain };
  if (values.split === "fraction" && splitTest !== undefined)
    return { kind: "fraction", test: splitTest / 100, seed: splitSeed };
  if (roles?.split) return { kind: "column", name: roles.split };
  return { kind: "none" };
}

/** Delete an upload of one's own that no import was given. */
export const deleteUpload = action(z.object({ upload: uploadId }), "admin", async ({ upload }, user) => {
  if (waitingUploads(user).some(({ id }) => id === upload)) await discardUpload(dir(), upload);
  revalidatePath("/admin/new");
  revalidatePath("/admin/encoders");
  return { ok: true, message: "The upload is deleted." };
});

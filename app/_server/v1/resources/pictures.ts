import { z } from "zod";
import { previewUploads, uploadedPaths } from "../../imports.ts";
import { keptUploads } from "../../uploads/begin.ts";
import { readable } from "../outcome.ts";
import { misfit, Problem } from "../problem.ts";
import { forgetUpload, judged, receiveFile, sentName } from "../receive.ts";
import { route } from "../route.ts";
import { begun } from "./tables.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { uploadId } from "#db/dataset/uploads.ts";
import { checkClasses } from "#lib/formats/classes.ts";
import { columnRoles, importPreview } from "#lib/formats/import-preview.ts";
import { importOptions } from "#lib/formats/import-options.ts";
import { slug } from "#lib/formats/slug.ts";

const kinds = ["images", "labels", "encoder"] as const;

const uploadSchema = z
  .object({
    upload: z.uuid(),
    kind: z.enum(kinds),
    name: z.string(),
    bytes: z.int(),
  })
  .meta({ id: "Upload" });

export const pictureRoutes = [
  route(
    {
      method: "post",
      path: "/uploads",
      tag: "imports",
      action: "write",
      role: "admin",
      everywhere: true,
      summary: "Send a file of pictures, a table of their labels, or an encoder",
      description:
        "The body is the file. `images`: a zip, a tar, or a dataset file as it is published; `labels`: a table; `encoder`: an ONNX file. It waits for what it is sent for, and goes after a week without.",
      query: z.strictObject({
        kind: z.enum(kinds),
        name: sentName,
      }),
      file: true,
      status: 201,
      response: uploadSchema,
    },
    async ({ dir, user, query: { kind, name }, request }) => {
      const stored = await readable(() => receiveFile(dir, user, { kind, name }, request, judged(dir)));
      return { upload: stored.id, kind, name, bytes: stored.bytes };
    },
  ),
  route(
    {
      method: "delete",
      path: "/uploads/{upload}",
      tag: "imports",
      action: "write",
      role: "admin",
      everywhere: true,
      summary: "Forget a file that was given to nothing",
      params: z.strictObject({ upload: uploadId }),
      response: null,
    },
    async ({ db, dir, user, params: { upload } }) => {
      const mine = keptUploads(user).find(({ id }) => id === upload);
      if (!mine) throw new Problem(404, "There is no such upload of yours.");
      await forgetUpload({ db, dir }, mine);
      return null;
    },
  ),
  route(
    {
      method: "post",
      path: "/import-previews",
      tag: "imports",
      action: "write",
      role: "admin",
      everywhere: true,
      summary: "What an import of pictures would bring; stores nothing",
      body: z.strictObject({
        into: slug.nullable().default(null).describe("project that is there; null: a new one"),
        images: z.uuid().describe("an upload"),
        labels: z.uuid().nullable().default(null).describe("an upload; null: folders name the classes"),
        roles: columnRoles.nullable().default(null).describe("of the columns; null: as they look"),
        classes: z.array(z.string()).default([]).describe("none: those that occur"),
      }),
      response: importPreview.meta({ id: "ImportPreview" }),
    },
    async ({ user, body: { classes, ...asked } }) =>
      previewUploads(user, {
        ...asked,
        classes: (await readable(() => (classes.length > 0 ? checkClasses(classes) : classes))).join("\n"),
      }),
  ),
  route(
    {
      method: "post",
      path: "/imports",
      tag: "imports",
      action: "write",
      role: "admin",
      everywhere: true,
      summary: "Import pictures into a new project, or one that is there",
      description:
        "A job does it. What looks like a wrong choice, such as very many classes, is refused with the reason until it is `confirmed`.",
      body: z.strictObject({
        project: z.strictObject({
          project: slug.describe("short name; a new one makes a project"),
          name: z.string().trim().min(1).max(100).optional().describe("of a new project"),
          description: importOptions.shape.project.shape.description.optional(),
          instructions: importOptions.shape.project.shape.instructions.optional(),
        }),
        images: z.uuid().describe("an upload"),
        labels: z.uuid().nullable().default(null).describe("an upload; null: folders name the classes"),
        columns: z
          .strictObject({
            file: z.string().min(1).nullable().default(null),
            gold: z.string().min(1).nullable().default(null),
            humans: z.array(z.string().min(1)).max(100).default([]),
          })
          .optional()
          .describe("of the labels; left out: as they look"),
        classes: z
          .array(z.string())
          .min(2)
          .optional()
          .describe("in the order of the buttons; left out: those that occur"),
        split: importOptions.shape.split.optional(),
        imageSize: importOptions.shape.imageSize.optional(),
        onProblem: importOptions.shape.onProblem.optional(),
        confirmed: z.boolean().default(false),
      }),
      status: 202,
      response: begun,
    },
    async ({ db, user, now, body: { project: wanted, confirmed, columns, classes = null, ...asked } }) => {
      const there = findProject(db, wanted.project);
      if (there && there.archivedAt !== null) throw new Problem(409, "This project is archived.");
      if (!there && wanted.name === undefined) throw misfit("body.project.name", "A project needs a name.");
      const checked = await readable(() => classes && checkClasses(classes));
      const { images, labels, ...options } = asked;
      const split = options.split?.kind === "column" ? options.split.name : null;
      const preview = await previewUploads(user, {
        into: there ? wanted.project : null,
        ...{ images, labels },
        roles: columns ? { ...columns, split } : null,
        classes: checked?.join("\n") ?? "",
      });
      if (preview.refusal !== null) throw new Problem(422, preview.refusal);
      if (preview.doubts.length > 0 && !confirmed) throw new Problem(409, preview.doubts.join(" "));
      const { roles } = preview;
      const { project, ...texts } = wanted;
      const request = {
        ...options,
        project: { slug: project, ...texts },
        ...uploadedPaths(user, { images, labels }),
        columns:
          columns ?? (roles ? { file: roles.file, gold: roles.gold, humans: roles.humans } : undefined),
        classes: checked,
        addClasses: preview.doubts.length > 0, // confirmed above
        source: "API",
        uploaded: { images: fileName(user, images), labels: labels && fileName(user, labels) },
      };
      return { import: startImport(db, request, user.id, now).import.id };
    },
  ),
];

const fileName = (user: { id: number }, upload: string): string =>
  keptUploads(user).find(({ id }) => id === upload)?.name ?? "file";

import { z } from "zod";
import { askForExportOf, exportedFile, exportOf, exportRequest, exportState } from "../../exports.ts";
import { sendExportedFile } from "../../hot/exports.ts";
import { pageBy, pageOf, pageQuery } from "../paging.ts";
import { Problem } from "../problem.ts";
import { projectRoute, Raw } from "../route.ts";
import { writtenId } from "../written.ts";
import { projectFor } from "../../project.ts";
import { endExport, newestExports } from "#db/exports/export.ts";
import { jobStates } from "#lib/domain.ts";

const tag = "exports";

const exportSchema = z
  .object({
    id: z.int(),
    format: z.string(),
    state: z.enum([...jobStates, "removed"]),
    progress: z.number().describe("0 … 1"),
    error: z.string().nullable(),
    items: z.int().nullable(),
    readyAt: z.int().nullable(),
    expiresAt: z.int().nullable().describe("when its files go"),
    files: z.array(
      z.object({
        name: z.string(),
        mime: z.string(),
        bytes: z.int(),
        sha256: z.string(),
        address: z.string().describe("where it is"),
      }),
    ),
  })
  .meta({ id: "Export" });

const exportParams = z.strictObject({ export: writtenId });
const places = (slug: string) => `/api/v1/projects/${encodeURIComponent(slug)}/exports`;
const fileAddress = (slug: string) => (id: number, name: string) =>
  `${places(slug)}/${id}/files/${encodeURIComponent(name)}`;

export const exportRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/exports",
      tag,
      action: "read",
      role: "researcher",
      summary: "Exports, newest first",
      query: z.strictObject(pageQuery),
      response: pageOf(exportSchema),
    },
    ({ db, user, project, query }) => {
      const names = projectFor(user, project.slug, "admin") !== null;
      return pageBy(query, (after, most) =>
        newestExports(db, project.id, names, most, after).map((row) => ({
          ...row,
          state: row.goneAt !== null ? ("removed" as const) : row.state,
          files: (row.goneAt === null ? (row.files ?? []) : []).map((file) => ({
            ...file,
            address: fileAddress(project.slug)(row.id, file.name),
          })),
        })),
      );
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/exports",
      tag,
      action: "read",
      role: "researcher",
      summary: "Ask for the labelled dataset as files",
      description:
        "A job writes them; ask for the export until it is finished. With people’s names for admins only.",
      body: exportRequest,
      status: 202,
      response: exportSchema,
    },
    ({ user, project, body }) => {
      const id = askForExportOf(user, project, body);
      return exportState(exportOf(user, project.slug, String(id)), fileAddress(project.slug));
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/exports/{export}",
      tag,
      action: "read",
      role: "researcher",
      summary: "How far an export is, and its files",
      params: exportParams,
      response: exportSchema,
    },
    ({ user, project, params }) =>
      exportState(exportOf(user, project.slug, String(params.export)), fileAddress(project.slug)),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/exports/{export}/files/{file}",
      tag,
      action: "read",
      role: "researcher",
      summary: "A file of an export",
      description:
        "A download that was cut off goes on where it was: Range, and If-Range with the entity tag.",
      params: exportParams.extend({ file: z.string().max(300) }),
      response: null,
      bytes: { types: ["*/*"], about: "The file, or the part of it that was asked for." },
    },
    ({ user, project, params, request }) => {
      const file = exportedFile(exportOf(user, project.slug, String(params.export)), params.file);
      return new Raw((response) => sendExportedFile({ request, response }, file));
    },
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/exports/{export}",
      tag,
      action: "read",
      role: "researcher",
      summary: "Cancel an export that waits or runs; remove the files of one that is ready",
      params: exportParams,
      response: null,
    },
    ({ db, dir, user, project, params, now }) => {
      const found = exportOf(user, project.slug, String(params.export));
      if (!found.mayEnd) throw new Problem(403, "Only who asked for it, or an admin, may do this.");
      const ended = endExport(db, dir, found.row, user.id, now);
      if (!ended.ok) throw new Problem(409, ended.message);
      return null;
    },
  ),
];

import { z } from "zod";
import { discardFilesOf, retryImport } from "../../imports.ts";
import { done } from "../outcome.ts";
import { projectRoute, route } from "../route.ts";
import { writtenId } from "../written.ts";
import { begun, importOf, importSchema } from "./tables.ts";
import { cancelImport } from "#db/jobs/cancel.ts";

/** Imports after they have begun: looked at, stopped, tried again, given up. */

const tag = "imports";
const params = z.strictObject({ import: writtenId });
const ofAll = { tag, params, role: "admin", everywhere: true } as const;

const stopping = "It stops after the current batch; everything imported so far stays.";

export const importRoutes = [
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/imports/{import}/cancel",
      tag,
      action: "write",
      role: "admin",
      summary: "Stop an import into the project",
      description: stopping,
      params,
      response: null,
    },
    ({ db, user, project, params: { import: id }, now }) =>
      done(cancelImport(db, importOf(db, id, project.id).id, user.id, now)),
  ),
  route(
    {
      ...ofAll,
      method: "get",
      path: "/imports/{import}",
      action: "read",
      summary: "How an import does, into a project that it makes too",
      response: importSchema,
    },
    ({ db, params: { import: id } }) => importOf(db, id),
  ),
  route(
    {
      ...ofAll,
      method: "post",
      path: "/imports/{import}/cancel",
      action: "write",
      summary: "Stop an import, into a project that it makes too",
      description: stopping,
      response: null,
    },
    ({ db, user, params: { import: id }, now }) => done(cancelImport(db, importOf(db, id).id, user.id, now)),
  ),
  route(
    {
      ...ofAll,
      method: "post",
      path: "/imports/{import}/retry",
      action: "write",
      summary: "Try an import of pictures that failed or was stopped once more",
      description: "With the same files and settings; what the first try stored is then unchanged.",
      status: 202,
      response: begun,
    },
    ({ db, user, params: { import: id } }) => ({ import: done(retryImport(importOf(db, id), user)).id }),
  ),
  route(
    {
      ...ofAll,
      method: "delete",
      path: "/imports/{import}/files",
      action: "write",
      summary: "Delete the uploaded files of an import of pictures that will not be tried again",
      response: null,
    },
    async ({ db, params: { import: id } }) => done(await discardFilesOf(importOf(db, id))),
  ),
];

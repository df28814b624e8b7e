import { z } from "zod";
import { done } from "../outcome.ts";
import { pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { Problem } from "../problem.ts";
import { projectRoute, route } from "../route.ts";
import { writtenId } from "../written.ts";
import { findUpload, touchUpload } from "#db/dataset/uploads.ts";
import type { Db } from "#db/client.ts";
import { askToEmbed, featureState } from "#db/features/embedding.ts";
import { askForEncoder, encoderJobKind, encoderRequest } from "#db/features/encoder-jobs.ts";
import { findEncoder, listEncoders, nameProblem, removeEncoder } from "#db/features/encoders.ts";
import { findJob } from "#db/job-queue.ts";
import { cancelEmbedding } from "#db/jobs/cancel.ts";
import type { Encoder } from "#db/schema.ts";
import { jobStates } from "#lib/domain.ts";
import { encoderDescription, encoderName } from "#lib/encoders/description.ts";

const tag = "encoders";

const encoderSchema = z
  .object({
    id: z.int(),
    name: z.string(),
    hash: z.string().describe("SHA-256 of its ONNX file"),
    bytes: z.int(),
    description: encoderDescription.describe("how a picture is given to it, and what is taken of it"),
    width: z.int().describe("numbers of a picture’s features"),
    createdAt: z.int(),
  })
  .meta({ id: "Encoder" });

const jobSchema = z.object({
  state: z.enum(jobStates),
  progress: z.number().describe("0 … 1"),
  error: z.string().nullable(),
});

const encoderParams = z.strictObject({ encoder: writtenId });
const { given } = encoderRequest.shape;

/** @throws Problem 404 */
function encoderIn(db: Db, id: number): Encoder {
  const found = findEncoder(db, id);
  if (found?.removedAt !== null) throw new Problem(404, "There is no such encoder.");
  return found;
}

export const encoderRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/features",
      tag,
      action: "read",
      role: "researcher",
      summary: "Encoders by number, and how far each is with the project’s pictures",
      query: z.strictObject(pageQuery),
      response: pageOf(
        z.object({
          encoder: encoderSchema,
          embedded: z.int(),
          pictures: z.int(),
          job: jobSchema.nullable().describe("the newest one that makes them by themselves"),
        }),
      ),
    },
    ({ db, project, query }) => {
      const { data, next } = pageOfAll(query, listEncoders(db));
      const state = (encoderId: number) => featureState(db, { projectId: project.id, encoderId });
      return { data: data.map((encoder) => ({ encoder, ...state(encoder.id) })), next };
    },
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/features/{encoder}",
      tag,
      action: "write",
      role: "admin",
      summary: "Let an encoder go through the pictures that it has not seen",
      params: encoderParams,
      status: 202,
      response: jobSchema,
    },
    ({ db, project, params, now }) => askToEmbed(db, project, encoderIn(db, params.encoder), now),
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/features/{encoder}",
      tag,
      action: "write",
      role: "admin",
      summary: "Stop it at its next pictures; features that are there stay",
      params: encoderParams,
      response: null,
    },
    ({ db, project, params, now }) =>
      done(cancelEmbedding(db, project, encoderIn(db, params.encoder), now)) && null,
  ),
  route(
    {
      method: "get",
      path: "/encoders",
      tag,
      action: "read",
      role: "admin",
      everywhere: true,
      summary: "Encoders of all projects, by number",
      query: z.strictObject(pageQuery),
      response: pageOf(encoderSchema),
    },
    ({ db, query }) => pageOfAll(query, listEncoders(db)),
  ),
  route(
    {
      method: "post",
      path: "/encoders",
      tag,
      action: "write",
      role: "admin",
      everywhere: true,
      summary: "Add an encoder: an ONNX file, sent to /uploads",
      description:
        "A job looks into the file and tries it. What is left out is taken from the file; `mean` and `std` are of bytes scaled to 0 … 1.",
      body: z.strictObject({
        upload: z.uuid().describe("an upload of kind `encoder`"),
        name: encoderName,
        ...z.strictObject(given.shape).shape,
      }),
      status: 202,
      response: z.object({ job: z.int() }),
    },
    async ({ db, dir, user, body: { upload, name, ...asked }, now }) => {
      const file = findUpload(dir, upload);
      if (file?.by !== user.id || file.kind !== "encoder" || !file.finished)
        throw new Problem(404, "There is no such upload of yours.");
      const problem = nameProblem(db, dir, name);
      if (problem !== null) throw new Problem(409, problem);
      await touchUpload(dir, upload, now);
      return { job: askForEncoder(db, { upload, name, given: asked }, user.id, now).id };
    },
  ),
  route(
    {
      method: "get",
      path: "/encoders/jobs/{job}",
      tag,
      action: "read",
      role: "admin",
      everywhere: true,
      summary: "How the trying of an encoder does",
      params: z.strictObject({ job: writtenId }),
      response: jobSchema,
    },
    ({ db, params }) => {
      const job = findJob(db, params.job);
      if (job?.kind !== encoderJobKind) throw new Problem(404, "There is no such job.");
      return job;
    },
  ),
  route(
    {
      method: "delete",
      path: "/encoders/{encoder}",
      tag,
      action: "admin",
      role: "admin",
      everywhere: true,
      summary: "Remove an encoder with its features; machines that learnt from them stay",
      params: encoderParams,
      response: null,
    },
    ({ db, dir, user, params, now }) => {
      encoderIn(db, params.encoder);
      done(removeEncoder(db, dir, params.encoder, user.id, now));
      return null;
    },
  ),
];

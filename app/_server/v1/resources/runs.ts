import { once } from "node:events";
import { z } from "zod";
import { sizesOf } from "../../views.ts";
import { done } from "../outcome.ts";
import { pageBy, pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { misfit, Problem } from "../problem.ts";
import { projectRoute, Raw } from "../route.ts";
import { writtenId } from "../written.ts";
import { listEncoders } from "#db/features/encoders.ts";
import { cancelRun } from "#db/jobs/cancel.ts";
import { changeTeam } from "#db/machines/change-team.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { jobsOfRuns, listRuns, projectRun } from "#db/machines/runs.ts";
import { startRun } from "#db/machines/start-run.ts";
import { ownLaunchSchema } from "./launch.ts";
import { namesOfItems } from "#db/views/items/names.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import type { Db } from "#db/client.ts";
import type { Encoder, Job, Run } from "#db/schema.ts";
import { pools, runStates } from "#lib/domain.ts";
import { headEpochs } from "#lib/train/head-epochs.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { presetOptions, presets } from "#lib/train/presets.ts";

const tag = "runs";

const runSchema = z
  .object({
    id: z.int(),
    name: z.string(),
    note: z.string(),
    method: z.string(),
    backbone: z.string(),
    state: z.enum(runStates),
    progress: z.number().describe("0 … 1"),
    error: z.string().nullable(),
    active: z.boolean().describe("it routes"),
    pinned: z.boolean().describe("its weights stay, whatever the rule for weights says"),
    trainItems: z.int().nullable(),
    predictedItems: z.int().nullable(),
    accuracy: z
      .number()
      .nullable()
      .describe("of its predictions, on items with gold that it did not learn from"),
    goldItems: z.int().nullable().describe("how many those are"),
    seconds: z.number().nullable().describe("how long it trained"),
    createdAt: z.int(),
    startedAt: z.int().nullable(),
    finishedAt: z.int().nullable(),
  })
  .meta({ id: "Run" });

const shown = (
  { activeRunId }: { activeRunId: number | null },
  run: Run,
  job: Job | undefined,
): z.input<typeof runSchema> => ({
  ...run,
  progress: run.state === "finished" ? 1 : (job?.progress ?? 0),
  active: run.id === activeRunId,
  pinned: run.weightsPinned,
});

export const runParams = z.strictObject({ run: writtenId });
/** @throws Problem 422 */
export function encoderFor(db: Db, id: number | null): Encoder | null {
  const found = id === null ? null : listEncoders(db).find((encoder) => encoder.id === id);
  if (found === undefined) throw misfit("body.encoder", "There is no such encoder.");
  return found;
}
export const noRun = (): Problem => new Problem(404, "There is no such run.");

const presetIds = presets.map(({ id }) => id);

/** Where a training is done. */
export const chosenLaunch = ownLaunchSchema
  .nullable()
  .default(null)
  .describe("where it is done; null: as the project says");

export const runRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/runs",
      tag,
      action: "read",
      role: "researcher",
      summary: "Machines, newest first",
      query: z.strictObject(pageQuery),
      response: pageOf(runSchema),
    },
    ({ db, project, query }) => {
      const jobs = jobsOfRuns(db, project.id);
      return pageBy(query, (after, most) =>
        listRuns(db, project.id, most, after).map((run) => shown(project, run, jobs.get(run.id))),
      );
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/runs/{run}",
      tag,
      action: "read",
      role: "researcher",
      summary: "A machine",
      params: runParams,
      response: runSchema,
    },
    ({ db, project, params }) => {
      const run = projectRun(db, project.id, params.run);
      if (!run) throw noRun();
      return shown(project, run, jobsOfRuns(db, project.id).get(run.id));
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/runs/{run}/predictions",
      tag: "predictions",
      action: "read",
      role: "researcher",
      summary: "What a machine predicted, as lines of JSON",
      description:
        '`{"id": 7, "item": "a.png", "probabilities": [0.9, 0.1]}` a line, of every item that it was not trained on; probabilities in the order of the project’s classes.',
      params: runParams,
      response: null,
      bytes: { types: ["application/x-ndjson"], about: "Lines of JSON." },
    },
    ({ db, project, params, request }) => {
      const run = projectRun(db, project.id, params.run);
      if (run?.state !== "finished") throw noRun();
      const K = project.classes.length;
      return new Raw(async (response) => {
        response.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
        if (request.method === "HEAD") return void response.end();
        for (const { itemIds, probabilities } of readOutput(db, run.id)) {
          const names = namesOfItems(db, project.id, [...itemIds]);
          const lines = Array.from(itemIds, (id, row) => {
            const own = Array.from(probabilities.subarray(row * K, (row + 1) * K));
            // no valid answer is no probability at all
            const said = own.some(Number.isNaN) ? null : own;
            return `${JSON.stringify({ id, item: names.get(id) ?? "", probabilities: said })}\n`;
          });
          if (!response.write(lines.join("")) && !response.closed)
            await Promise.race([once(response, "drain"), once(response, "close")]);
          if (response.closed) return;
        }
        response.end();
      });
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/label-sources",
      tag,
      action: "read",
      role: "researcher",
      summary: "Labels that a machine can learn from",
      description: "Label columns first, by number; then what is made of several.",
      query: z.strictObject(pageQuery),
      response: pageOf(z.object({ labels: z.string(), name: z.string() })),
    },
    ({ db, project, query }) => {
      const sources = labelSources(db, project.id).map(({ key, name, pool, raterId }) => {
        // behind every column that there may ever be
        const id = pool === null ? raterId : 1e14 + pools.indexOf(pool);
        return { id, labels: key, name };
      });
      return pageOfAll(query, sources);
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/runs",
      tag,
      action: "write",
      role: "admin",
      summary: "Start a training",
      body: z.strictObject({
        labels: z.string().max(60).describe("as in /label-sources"),
        method: z.string().max(60).default("ce"),
        backbone: z.string().max(60).default("quick"),
        encoder: z
          .int()
          .positive()
          .nullable()
          .default(null)
          .describe("number of the encoder whose features it learns from; null: the pictures themselves"),
        preset: z
          .enum(presetIds)
          .default("short")
          .describe("options that go together; what is chosen beside it wins"),
        epochs: z
          .int()
          .min(1)
          .max(10_000)
          .optional()
          .describe(`left out: as the preset says, on an encoder’s features ${headEpochs}`),
        folds: z
          .int()
          .min(1)
          .max(20)
          .default(1)
          .describe("above 1: cross-fitted, with predictions for all items"),
        seed: z
          .int()
          .min(0)
          .max(2 ** 31 - 1)
          .default(1),
        hyper: z.record(z.string(), z.unknown()).optional().describe("options of the method’s own"),
        launch: chosenLaunch,
      }),
      status: 202,
      response: runSchema,
    },
    async ({
      db,
      project,
      body: { labels, encoder: number, method, backbone, seed, launch, ...rest },
      now,
    }) => {
      const source = labelSources(db, project.id).find(({ key }) => key === labels);
      if (!source) throw misfit("body.labels", "This project has no such labels.");
      const encoder = encoderFor(db, number);
      const { raterId: labelRaterId, pool } = source;
      const { preset, folds, hyper } = rest;
      const together = presetOptions(preset, backbone, encoder !== null);
      const epochs = rest.epochs ?? (encoder ? headEpochs : trainingOptions.parse(together ?? {}).epochs);
      const options = { ...together, epochs, folds, ...(hyper && { hyper }) };
      const wanted = { method, backbone, labelRaterId, pool, options, seed, encoder, launch };
      const sizes = await sizesOf(project.id, [{ raterId: labelRaterId, pool }], options);
      const { run, job } = done(startRun(db, project, wanted, now, sizes));
      return shown(project, run, job);
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/runs/{run}/cancel",
      tag,
      action: "write",
      role: "admin",
      summary: "Cancel a training that waits or runs",
      params: runParams,
      response: null,
    },
    ({ db, project, params: { run }, now }) => {
      if (!projectRun(db, project.id, run)) throw noRun();
      return done(cancelRun(db, project, run, now));
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/runs/{run}/activate",
      tag,
      action: "admin",
      role: "admin",
      summary: "Let a machine route the project’s items",
      params: runParams,
      status: 202,
      response: z.object({
        inForce: z.enum(["now", "later"]).describe("later: once the policy is fitted to it"),
      }),
    },
    async ({ db, project, params: { run }, now }) => {
      if (!projectRun(db, project.id, run)) throw noRun();
      return done(await changeTeam(db, project, { runId: run, policy: project.policy }, now));
    },
  ),
];
